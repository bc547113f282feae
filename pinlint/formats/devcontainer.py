"""Development containers (`devcontainer.json`): the commands of their life cycle, as strings, lists or tables.

The file is JSON with comments and trailing commas (the reference of devcontainers).
"""

from __future__ import annotations

from pinlint.formats.jobs import Job, Script, mapped
from pinlint.formats.located.yaml import parse as parse_yaml
from pinlint.uses.steps import DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.formats.located import Node
    from pinlint.text.mapped_text import MappedText
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)(?:\.devcontainer/(?:[^/]+/)?devcontainer|\.devcontainer)\.json$"
READS = "build"

_COMMANDS = (
    "initializeCommand",
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
    "postAttachCommand",
)


def jobs(source: SourceFile) -> list[Job]:
    """The commands of a container, as one job. Raises LocatedError for text that is neither JSON nor YAML."""
    root = parse_yaml(without_comments(source.text))
    scripts = []
    for name in _COMMANDS:
        node = root.get(name) if root is not None else None
        scripts += [Script(text) for text in _texts(source, node)]
    return [Job(source, "devcontainer", scripts, purpose=DEVELOP)]


def _texts(source: SourceFile, node: Node | None) -> Iterator[MappedText]:
    if node is None:
        return
    if node.string is not None:
        yield mapped(source, node)
    elif node.elements:
        yield joined_words(source, node.elements)
    for item in node.items:
        yield from _texts(source, item.node)


def joined_words(source: SourceFile, nodes: Sequence[Node]) -> MappedText:
    """The words of an argument list as a command; for ``[sh, -c, script]``, the script."""
    from pinlint.text.mapped_text import MappedText, joined

    words = [each for each in nodes if each.string is not None]
    program = (words[0].string or "").rpartition("/")[2] if words else ""
    if program in ("sh", "bash", "ash", "dash", "zsh") and len(words) > 2 and (words[-2].string or "").endswith("c"):
        return mapped(source, words[-1])
    parts = []
    for word in words:
        text = mapped(source, word)
        if "'" in text.text:
            parts.append(MappedText(source, [("$UNKNOWN ", word.start, word.end)]))
            continue
        # A blank or a metacharacter inside a word belongs to the word.
        quote = "" if text.text and not set(text.text) & set(' \t\n"$`\\;&|()<>*?#') else "'"
        begin, end = (quote, word.start, word.start), (f"{quote} ", word.end, word.end)
        parts += [MappedText(source, [begin]), text, MappedText(source, [end])]
    return joined(parts, source)


def without_comments(text: str) -> str:
    """The text with blanks in place of comments: offsets stay the same, and the JSON is valid YAML, even trailing commas."""
    done = []
    at = 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while end < len(text) and text[end] not in '"\n':
                end += 2 if text[end] == "\\" else 1
            end = min(end + 1, len(text))
            done.append(text[at:end])
        elif text.startswith(("//", "/*"), at):
            mark = "\n" if text[at + 1] == "/" else "*/"
            found = text.find(mark, at + 2)
            end = len(text) if found < 0 else found + (0 if mark == "\n" else 2)
            done.append("".join([char if char in "\r\n" else " " for char in text[at:end]]))
        else:
            end = at + 1
            done.append(" " if text[at] == "\t" else text[at])
        at = end
    return "".join(done)
