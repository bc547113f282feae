"""Justfiles: the recipes of the command runner just, with the variables that the file sets. Computed values are unknown.

A finding in a justfile is as severe as one in the file that runs it.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.formats.jobs import Job, Script
from pinlint.text.mapped_text import MappedText, joined
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

FILES = r"(?i:(?:^|/)\.?justfile|\.just)$"
READS = "build"

_ASSIGNMENT = lazy(r"""(?:export[ \t]+)?([\w-]+)[ \t]*:=[ \t]*(["'])([^"'\n]*)\2[ \t]*$""")
_RECIPE = lazy(r"@?([A-Za-z_][\w-]*)((?:[ \t][^:\n]*)?):(?!=)([^\n]*)$")
_REFERENCE = lazy(r"\{\{([^{}\n]*)\}\}")


def jobs(source: SourceFile) -> list[Job]:
    """The recipes, in order. Each line of one is a script of its own, unless it begins with ``#!``."""
    variables: dict[str, str] = {}
    found: list[Job] = []
    bodies: list[list[tuple[int, int]]] = []
    at = 0
    for line in source.text.splitlines(keepends=True):
        start, at = at, at + len(line)
        bare = line.rstrip("\r\n")
        if bare[:1] in (" ", "\t"):
            if bodies:
                indent = len(bare) - len(bare.lstrip())
                bodies[-1].append((start + indent, start + len(line)))
            continue
        assignment = _ASSIGNMENT.match(bare)
        recipe = _RECIPE.match(bare)
        if assignment is not None:
            variables[assignment[1]] = assignment[3]
        elif recipe is not None and bare.split(None, 1)[0] not in ("set", "import", "mod", "alias"):
            found.append(
                Job(source, recipe[1], folder=dirname(source.path), needs=recipe[3].replace("&&", " ").split())
            )
            bodies.append([])
    for job, body in zip(found, bodies, strict=True):
        first = source.text[body[0][0] : body[0][1]] if body else ""
        if body and (not first.startswith("#!") or "sh" in first):
            job.actions.append(Script(joined([_expanded(source, *lines, variables) for lines in body], source)))
    return found


def _expanded(source: SourceFile, start: int, end: int, variables: dict[str, str]) -> MappedText:
    text = source.text
    if not text[: start - 1].rstrip(" \t\r\n").endswith("\\"):  # a line that continues a command has no marks
        while start < end and text[start] in "@-":
            start += 1
    pieces: list[tuple[str, int, int]] = []
    for match in _REFERENCE.finditer(text, start, end):
        if start < match.start():
            pieces.append((text[start : match.start()], start, match.start()))
        pieces.append((variables.get(match[1].strip(" \t"), "$UNKNOWN_TO_JUST"), match.start(), match.end()))
        start = match.end()
    return MappedText(source, [*pieces, (text[start:end], start, end)])
