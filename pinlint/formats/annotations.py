"""What the comments of a compiled lock tell: who wrote it and by which command, why each pin is there, what was left out.

pip-compile, uv, pip-compile-multi, hatch-pip-compile, PDM, Pipenv, Rye and others write such comments; all of them are
read by shape. A command is raw text here: nothing is made of it, and nothing is ever run.
"""

from __future__ import annotations

import re

from pinlint.names import is_valid, normalize
from pinlint.patterns import lazy
from pinlint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.model import Requirement, RequirementsFile

#: What `Via.kind` can be.
PROJECT = "project"  # another pin, named
REQUIREMENT_FILE = "requirement-file"  # -r FILE
CONSTRAINT_FILE = "constraint-file"  # -c FILE
OVERRIDE_FILE = "override-file"  # --override FILE
PROJECT_FILE = "project-file"  # the project itself: NAME (pyproject.toml)
UNKNOWN = "unknown"  # text that no known compiler writes

#: What `LeftOut.reason` can be.
UNSAFE = "unsafe"  # pip-compile's packages that are unsafe to pin
UNPINNED = "unpinned"  # the same in a lock with hashes, which pip therefore refuses if it needs them
EXCLUDED = "excluded"  # uv's --no-emit-package


class Header:
    """The comment in which a tool says that it wrote the file.

    ``tool`` is its name in lower case as the comment has it. ``command`` is the command that makes the file anew, as
    written, or None; ``python`` the version of Python named (``3.11``), or None. ``listed`` are the requirements that
    hatch-pip-compile lists, and ``constraint`` the path of its constraints. ``stamp`` is a digest of the inputs:
    algorithm in lower case, digest, place. Where a finding may point at a part, that has its span.
    """

    __slots__ = ("command", "constraint", "listed", "python", "python_span", "span", "stamp", "tool")

    def __init__(self, tool: str, span: Span) -> None:
        self.tool = tool
        self.span = span
        self.command: str | None = None
        self.python: str | None = None
        self.python_span: Span | None = None
        self.stamp: tuple[str, str, Span] | None = None
        self.constraint: tuple[str, Span] | None = None
        self.listed: tuple[tuple[str, Span], ...] = ()

    def __repr__(self) -> str:
        return f"Header({self.tool!r}, {self.command!r})"


class Via:
    """One reason why a pin is there. ``name`` is normalized, ``path`` is as written; ``text`` is all of it.

    ``group`` is what follows the path of a project file: an extra, a dependency group, ``build-system.requires``.
    """

    __slots__ = ("_start", "group", "kind", "name", "path", "text")

    def __init__(
        self,
        kind: str,
        text: str,
        start: int,
        name: str | None = None,
        path: str | None = None,
        group: str | None = None,
    ) -> None:
        self.kind = kind
        self.text = text
        self.name = name
        self.path = path
        self.group = group
        self._start = start

    def __repr__(self) -> str:
        return f"Via({self.kind!r}, {self.text!r})"

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self._start, self._start + len(self.text))


class LeftOut:
    """A project that the compiler left out of the lock and says so: its normalized ``name``, and the ``reason``."""

    __slots__ = ("name", "reason", "span")

    def __init__(self, name: str, reason: str, span: Span) -> None:
        self.name = name
        self.reason = reason
        self.span = span

    def __repr__(self) -> str:
        return f"LeftOut({self.name!r}, {self.reason!r})"


_SENTENCE = lazy(
    r"generated[ \t]+(?:automatically[ \t]+)?by[ \t]+([A-Za-z][\w.-]*)"
    r"(?:[ \t]+with[ \t]+python[ \t]+([0-9]+(?:\.[0-9]+)*))?",
    re.IGNORECASE,
)
_ANNOUNCED = lazy(r"(?:\brun|\bcommand|\bupdate|\bregenerate[^:]*):?[ \t]*$", re.IGNORECASE)
#: Behind a requirement: the rest of its line, comment lines that are none, and the one that is, with what it says.
_VIA = lazy(
    r"(?:\\?(?:\r\n|\n))?(?:[ \t]*#(?![ \t]*via(?:[ \t]|\r?$))[^\n]*\n)*"
    r"[ \t]*#[ \t]*via(?:[ \t]+(\S[^\r\n]*)?|(?=\r?$))(?:\r?\n|\Z)",
    re.MULTILINE,
)
_PLAIN_NAME = lazy(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VIA_ITEM = lazy(r"[ \t]*#(?:[ \t]{2,}|\t)(\S[^\r\n]*)(?:\r?\n|\Z)")
_FILE = lazy(r"(-r|--requirement|-c|--constraint|--overrides?)[ \t=]+(\S.*)")
_PROJECT_FILE = lazy(r"(\S*)[ \t]*\((\S.*)\)")
_GROUP = lazy(r"(.*?\.(?:toml|cfg|py|in|txt))::?(.+)")
_KINDS = {
    "-r": REQUIREMENT_FILE,
    "--requirement": REQUIREMENT_FILE,
    "-c": CONSTRAINT_FILE,
    "--constraint": CONSTRAINT_FILE,
}
_TRAILERS = (
    ("packages are considered to be unsafe", UNSAFE),
    ("packages were not pinned, but pip requires", UNPINNED),
    ("packages were excluded from the output", EXCLUDED),
)
_LEFT_OUT = lazy(r"#[ \t]?([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]\r\n]*\])?(?:[ \t]*==[^\s#]*)?[ \t]*(?:#[^\r\n]*)?\r?$")


def header(file: RequirementsFile) -> Header | None:
    """Who generated the file, from the comments before its first requirement or option; None where no comment says."""
    text = file.source.text
    end = min(
        [item[0].span.start for item in (file.requirements, file.options, file.includes) if item], default=len(text)
    )
    match = _SENTENCE.search(text, 0, end)
    if match is None:
        return None
    line_start = text.rfind("\n", 0, match.start()) + 1
    if not text[line_start : match.start()].lstrip().startswith("#"):
        return None
    found = Header(match[1].rstrip(".").lower(), Span(*match.span()))
    if match[2]:
        found.python, found.python_span = match[2], Span(*match.span(2))
    announced = False
    at = line_start
    while at < end:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        start, stop = _content(text, at, line_end)
        content = text[start:stop]
        if announced and content:
            found.command = _command(text, start, stop, end)
            break
        announced = announced or _ANNOUNCED.search(content) is not None
        at = line_end + 1
    _read_stamp(found, text, end)
    return found


def _content(text: str, at: int, end: int) -> tuple[int, int]:
    """The range of what a comment line says, without its ``#`` and surrounding blanks."""
    start = at
    while start < end and text[start] in " \t#":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _command(text: str, start: int, stop: int, end: int) -> str:
    """The command that begins at ``start``, with the lines that backslashes add to it."""
    command = text[start:stop]
    while command.endswith("\\"):
        at = text.find("\n", stop, end) + 1
        if not at:
            break
        line_end = text.find("\n", at, end)
        begin, stop = _content(text, at, end if line_end < 0 else line_end)
        command = f"{command[:-1].rstrip()} {text[begin:stop]}"
        if begin == stop:
            break
    return command


def _read_stamp(found: Header, text: str, end: int) -> None:
    match = re.search(r"\b(sha1|sha256|md5sum|md5):?[ \t]*([0-9a-f]{32,64})\b", text[:end], re.IGNORECASE)
    if match:
        found.stamp = match[1].lower().removesuffix("sum"), match[2].lower(), Span(*match.span(2))
    if not found.tool.startswith("hatch"):
        return
    match = re.search(r"^# \[constraints\] (\S.*?)(?: \(SHA256: [^)]*\))?\r?$", text[:end], re.MULTILINE)
    if match:
        found.constraint = match[1], Span(*match.span(1))
    listed = re.finditer(r"^# - (\S.*?)[ \t\r]*$", text[:end], re.MULTILINE)
    found.listed = tuple([(match[1], Span(*match.span(1))) for match in listed])


def via(file: RequirementsFile, requirement: Requirement) -> tuple[Via, ...]:
    """Why the requirement is in the lock, by the ``# via`` comment behind or below it; empty where there is none."""
    text = file.source.text
    at = requirement.whole_span.end
    while text.startswith((" ", "\t"), at):
        at += 1
    match = _VIA.match(text, at)
    if match is None:
        return ()
    found = []
    if match[1]:
        at = match.start(1)
        for item in match[1].split(","):
            stripped = item.strip()
            if stripped:
                found.append(_via(stripped, at + len(item) - len(item.lstrip())))
            at += len(item) + 1
        return tuple(found)
    item_match = _VIA_ITEM.match(text, match.end())
    while item_match:
        found.append(_via(item_match[1].rstrip(), item_match.start(1)))
        item_match = _VIA_ITEM.match(text, item_match.end())
    return tuple(found)


def _via(text: str, start: int) -> Via:
    if _PLAIN_NAME.fullmatch(text):
        return Via(PROJECT, text, start, text)
    match = _FILE.fullmatch(text) if text.startswith("-") else None
    if match:
        path, separator, number = match[2].rpartition(" (line ")  # as pip-compile 5 wrote it
        path = path if separator and number.rstrip(")").isdigit() else match[2]
        return Via(_KINDS.get(match[1], OVERRIDE_FILE), text, start, None, path)
    match = _PROJECT_FILE.fullmatch(text) if text.endswith(")") else None
    if match:
        path, group = match[2], None
        split = _GROUP.fullmatch(path)
        if split:
            path, group = split.groups()
        return Via(PROJECT_FILE, text, start, normalize(match[1]) if match[1] else None, path, group)
    name = text.partition("[")[0].rstrip()
    if is_valid(name):
        return Via(PROJECT, text, start, normalize(name))
    return Via(UNKNOWN, text, start)


def left_out(file: RequirementsFile) -> tuple[LeftOut, ...]:
    """The projects that the compiler names in the end as not in the lock."""
    text = file.source.text
    found: list[LeftOut] = []
    if "\n# " not in text or "following packages" not in text:
        return ()
    for phrase, reason in _TRAILERS:
        at = text.find(phrase)
        while at >= 0:
            at = text.find("\n", at) + 1
            if not at:
                break
            at = _read_names(text, at, reason, found)
            at = text.find(phrase, at)
    return tuple(found)


def _read_names(text: str, at: int, reason: str, found: list[LeftOut]) -> int:
    """Adds the names in the comment lines from ``at`` on; returns where they end."""
    while text.startswith("#", at):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        match = _LEFT_OUT.match(text, at, end)
        if match:
            found.append(LeftOut(normalize(match[1]), reason, Span(*match.span(1))))
        at = end + 1
    return at
