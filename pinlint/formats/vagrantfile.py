"""Vagrantfiles: the shell provisioners of virtual machines, as strings, here-documents and paths of scripts.

A Vagrantfile is a Ruby program, and pinlint runs nothing of it. It reads the here-documents and the strings of `inline:`
as scripts of a developer's machine. An interpolated value is unknown.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.formats.jobs import Job, Script
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy
from pinlint.uses.steps import DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)Vagrantfile(?:\.[\w-]+)?$"
READS = "build"

#: A comment, the head of a here-document, a script in quotes, or the path of a script.
_PART = lazy(
    r"""^[ \t]*\#.*|<<[-~](?P<quote>["']?)(?P<word>[A-Za-z_]\w*)(?P=quote).*"""
    r"""|\b(?P<key>inline|path)(?:[ \t]*(?::|=>)|["'][ \t]*=>)[ \t]*"""
    r"""(?:"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>[^'\\\n]*)')""",
)
#: What Ruby computes in a string.
_COMPUTED = lazy(r"#\{[^}#\n]*\}")


def jobs(source: SourceFile) -> list[Job]:
    """The provisioners, each a job. The folder in which a machine runs a script is not known."""
    folder = dirname(source.path)
    return [
        Job(source, name, [Script(text, folder="" if name == "path" else None)], folder=folder, purpose=DEVELOP)
        for name, text in _scripts(source)
    ]


def _scripts(source: SourceFile) -> Iterator[tuple[str, MappedText]]:
    lines = source.text.splitlines(keepends=True)
    at = number = 0
    while number < len(lines):
        line = lines[number]
        at, number = at + len(line), number + 1
        for match in _PART.finditer(line):
            begins = at - len(line)
            if match["word"]:
                end = next((n for n in range(number, len(lines)) if lines[n].strip() == match["word"]), len(lines))
                size = sum(map(len, lines[number:end]))
                yield match["word"], _text(source, at, at + size, computes=match["quote"] != "'")
                at, number = at + size, end
                break
            for group in ("double", "single"):
                if match[group]:
                    span = begins + match.start(group), begins + match.end(group)
                    text = _text(source, *span, computes=group == "double")
                    if match["key"] == "path":
                        text = joined([MappedText(source, [("bash ", span[0], span[0])]), text], source)
                    yield match["key"], text


def _text(source: SourceFile, start: int, end: int, *, computes: bool) -> MappedText:
    """A string of the program; a value that Ruby computes is a variable without a value."""
    parts = []
    for match in _COMPUTED.finditer(source.text, start, end) if computes else ():
        parts += [MappedText.verbatim(source, [(start, match.start())])]
        parts += [MappedText(source, [("$UNKNOWN", match.start(), match.end())])]
        start = match.end()
    return joined([*parts, MappedText.verbatim(source, [(start, end)])], source)
