"""Reads the comments of a compiled lock: which tool wrote it, by which command, why each pin is there, and what was left out.

pip-compile, uv, pip-compile-multi, hatch-pip-compile, PDM, Pipenv, Rye and others write such comments. All comments are
recognized by their form. A command is raw text here and is never run.
"""

from __future__ import annotations

from pinlint.requirements.names import is_valid, normalize
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.requirements.model import Requirement, RequirementsFile

#: What `Via.kind` can be.
PROJECT = "project"  # another pin, named
REQUIREMENT_FILE = "requirement-file"  # -r FILE
CONSTRAINT_FILE = "constraint-file"  # -c FILE
OVERRIDE_FILE = "override-file"  # --override FILE
PROJECT_FILE = "project-file"  # the project itself: NAME (pyproject.toml)
UNKNOWN = "unknown"  # text that no known compiler writes

#: What `LeftOut.reason` can be.
UNSAFE = "unsafe"  # pip-compile's packages that are unsafe to pin
UNPINNED = "unpinned"  # the same in a lock with hashes: pip fails if it needs one of them
EXCLUDED = "excluded"  # uv's --no-emit-package


class Header:
    """The comment in which a tool says that it wrote the file.

    ``tool`` is the tool's name in lower case. ``command`` is the command that generates the file again, as written, or None.
    ``python`` is the version of Python (``3.11``) that the command chooses with an option. Without such an option, it is the
    version that ran the tool. None if the comment shows no version. ``chosen`` says whether an option chose that version.
    ``listed`` are the requirements that hatch-pip-compile lists, and ``constraint`` is the path of its constraints. ``stamp`` is
    a digest of the inputs: algorithm in lower case, digest, place. Parts that a finding may point at have their span.
    """

    __slots__ = ("chosen", "command", "constraint", "listed", "python", "python_span", "span", "stamp", "tool")

    def __init__(self, tool: str, span: Span) -> None:
        self.tool = tool
        self.span = span
        self.command: str | None = None
        self.python: str | None = None
        self.python_span: Span | None = None
        self.chosen = False
        self.stamp: tuple[str, str, Span] | None = None
        self.constraint: tuple[str, Span] | None = None
        self.listed: tuple[tuple[str, Span], ...] = ()


class Via:
    """One reason why a pin is in the lock. ``name`` is normalized, ``path`` is as written, ``text`` is the whole reason.

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

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self._start, self._start + len(self.text))


class LeftOut:
    """A project that the compiler lists as left out of the lock: its normalized ``name``, and the ``reason``."""

    __slots__ = ("name", "reason", "span")

    def __init__(self, name: str, reason: str, span: Span) -> None:
        self.name = name
        self.reason = reason
        self.span = span


_PROJECT_FILE = lazy(r"([^\s(]*)[ \t]*\((\S.*)\)")
_GROUP = lazy(r"(.*?\.(?:toml|cfg|py|in|txt))::?(.+)")
_STAMP = lazy(r"(?i)\b(sha1|sha256|md5sum|md5):?[ \t]*([0-9a-f]{32,64})\b")
_PYTHON = lazy(r"(?<!\S)(--python-version|-p)(?:=|[ \t]+|(?<=-p))(\d\.\d{1,3}(?:\.\d{1,3})?)(?!\S)")
#: The start of hatch-pip-compile's line with the path of the constraints.
_CONSTRAINTS = "# [constraints] "
_KINDS = {
    "-r": REQUIREMENT_FILE,
    "--requirement": REQUIREMENT_FILE,
    "-c": CONSTRAINT_FILE,
    "--constraint": CONSTRAINT_FILE,
    "--override": OVERRIDE_FILE,
    "--overrides": OVERRIDE_FILE,
}
#: The reasons read so far: a cache.
_reasons: dict[str, tuple[str, str | None, str | None, str | None]] = {}
MEMOS = (_reasons,)
_TRAILERS = (
    ("packages are considered to be unsafe", UNSAFE),
    ("packages were not pinned, but pip requires", UNPINNED),
    ("packages were excluded from the output", EXCLUDED),
)


def header(file: RequirementsFile) -> Header | None:
    """The tool that generated the file, from the comments before its first requirement or option; None if no comment says it."""
    text = file.source.text
    end = min(
        [item[0].span.start for item in (file.requirements, file.options, file.includes) if item], default=len(text)
    )
    if "generated" not in text[:end].lower():
        return None
    found: Header | None = None
    announced = False
    at = 0
    while at < end:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        start, stop = _content(text, at, line_end)
        content = text[start:stop]
        if found is None:
            found = _author(content, start) if text[at:start].lstrip().startswith("#") else None
        elif announced and content:
            parts = _command(text, start, stop, end)
            if not _is_listed(parts[0][0]):
                found.command = " ".join(part for part, _ in parts)
                _read_python(found, parts)
            break
        announced = announced or (found is not None and _announces(content))
        at = line_end + 1
    if found is not None:
        _read_stamp(found, text[:end])
    return found


#: Words before "generated" with which people say that no tool wrote the file.
_NEGATIONS = ("not", "isn't", "never", "no", "nor")


def _author(content: str, at: int) -> Header | None:
    """The header from the line that begins at the offset ``at``: "generated by TOOL", perhaps "with Python VERSION"."""
    words = content.split()
    lower = [word.lower() for word in words]
    for index, word in enumerate(lower):
        by = index + 2 if lower[index + 1 : index + 2] == ["automatically"] else index + 1
        if not word.endswith("generated") or lower[by : by + 1] != ["by"] or len(words) < by + 2:
            continue
        if any(before.strip("(*_") in _NEGATIONS for before in lower[max(0, index - 2) : index]):
            continue  # "not auto-generated by pip-compile": people edit this file
        tool = _leading(words[by + 1], "_.-")
        if not tool[:1].isalpha() or not tool.isascii():
            continue
        start = content.find(words[by + 1], content.lower().find("generated"))
        found = Header(tool.rstrip(".").lower(), Span(at + start, at + start + len(tool)))
        if tool == words[by + 1] and lower[by + 2 : by + 4] == ["with", "python"]:
            version = _leading(words[by + 4], ".").rstrip(".") if len(words) > by + 4 else ""
            if version.replace(".", "").isdigit():
                start = content.find(version, start + len(tool) + len("with python"))
                found.python, found.python_span = version, Span(at + start, at + start + len(version))
        return found
    return None


def _read_python(found: Header, parts: Iterable[tuple[str, int]]) -> None:
    """The version of Python that an option of the command names. ``-p`` is such an option only for uv."""
    for part, at in parts:
        match = _PYTHON.search(part) if "-p" in part else None
        if match is not None and (match[1] != "-p" or found.tool == "uv"):
            found.python, found.chosen = match[2], True
            found.python_span = Span(at + match.start(2), at + match.end(2))


def _leading(word: str, marks: str) -> str:
    """The letters, digits and ``marks`` that ``word`` begins with."""
    end = 0
    while end < len(word) and (word[end].isalnum() or word[end] in marks):
        end += 1
    return word[:end]


def _announces(content: str) -> bool:
    """Whether the next line is the command: "by the following command:", "To update, run:", "To regenerate …:"."""
    said = content.lower().removesuffix(":")
    ends = (word for word in ("run", "command", "update") if said.endswith(word))
    if any(not said.removesuffix(word)[-1:].isalnum() for word in ends):
        return True
    before, found, behind = said.rpartition("regenerate")
    return bool(found) and ":" not in behind and not before[-1:].isalnum()


def _is_listed(content: str) -> bool:
    """Whether the line is an item of a list: "1. Download the wheels", "- edit this file". Its text is for people."""
    mark, blank, _ = content.partition(" ")
    return bool(blank) and (mark in ("-", "*", "\u2022") or (mark[-1:] in (".", ")") and mark[:-1].isdigit()))


def _content(text: str, at: int, end: int) -> tuple[int, int]:
    """The range of a comment line's text, without its ``#`` and surrounding blanks."""
    content = text[at:end].lstrip(" \t#")
    return end - len(content), end - len(content) + len(content.rstrip())


def _command(text: str, start: int, stop: int, end: int) -> list[tuple[str, int]]:
    """The command that begins at ``start``, and the lines that backslashes add to it, each with its offset."""
    parts = [(text[start:stop], start)]
    while parts[-1][0].endswith("\\"):
        at = text.find("\n", stop, end) + 1
        if not at:
            break
        line_end = text.find("\n", at, end)
        begin, stop = _content(text, at, end if line_end < 0 else line_end)
        parts[-1] = parts[-1][0][:-1].rstrip(), parts[-1][1]
        parts.append((text[begin:stop], begin))
    return parts


def _read_stamp(found: Header, head: str) -> None:
    lower = head.lower()
    match = _STAMP.search(head) if any(mark in lower for mark in ("sha1", "sha256", "md5")) else None
    if match:
        found.stamp = match[1].lower().removesuffix("sum"), match[2].lower(), Span(*match.span(2))
    if not found.tool.startswith("hatch"):
        return
    listed = []
    at = 0
    for line in head.split("\n"):
        value = line[4:].rstrip(" \t\r")
        if line.startswith("# - ") and value[:1].strip():
            listed.append((value, Span(at + 4, at + 4 + len(value))))
        elif line.startswith(_CONSTRAINTS) and found.constraint is None:
            path = line[len(_CONSTRAINTS) :].removesuffix("\r")
            before, stamp, digest = path.rpartition(" (SHA256: ")
            path = before if stamp and digest.endswith(")") else path
            if path[:1].strip():
                found.constraint = path, Span(at + len(_CONSTRAINTS), at + len(_CONSTRAINTS) + len(path))
        at += len(line) + 1
    found.listed = tuple(listed)


def via(file: RequirementsFile, requirement: Requirement) -> tuple[Via, ...]:
    """Why the requirement is in the lock, from the ``# via`` comment behind or below it; empty if there is no comment."""
    text = file.source.text
    said, start, at = _line(text, requirement.whole_span.end)
    if said.rstrip() in ("", "\\"):
        said, start, at = _line(text, at)
    while not is_via(said):
        if not said.startswith("#") or at == len(text):
            return ()
        said, start, at = _line(text, at)
    reasons = _named(said)
    found: list[Via] = []
    if reasons.strip():
        while reasons.strip():
            start += len(said) - len(reasons)
            for item in reasons.split(","):
                stripped = item.strip()
                if stripped:
                    found.append(_via(stripped, start + len(item) - len(item.lstrip())))
                start += len(item) + 1
            said, start, at = _line(text, at)  # Rye writes a line for each
            reasons = _named(said) if is_via(said) else ""
    else:
        while True:
            said, start, at = _line(text, at)
            reason = said[1:].lstrip(" \t")
            if not said.startswith(("#  ", "# \t", "#\t")) or not reason:
                break
            found.append(_via(reason.rstrip(), start + len(said) - len(reason)))
    return tuple(found)


def _line(text: str, at: int) -> tuple[str, int, int]:
    """The rest of the line from the offset ``at`` (without leading blanks and the line end), where it begins, and where the
    next line begins."""
    end = text.find("\n", at)
    following = end + 1
    if end < 0:
        end = following = len(text)
    line = text[at:end].removesuffix("\r")
    said = line.lstrip(" \t")
    return said, at + len(line) - len(said), following


def is_via(said: str) -> bool:
    """Whether the line of a comment begins the reasons of a pin."""
    if not said.startswith("#"):
        return False
    said = said[1:].lstrip(" \t")
    return said.startswith("via") and said[3:4] in ("", " ", "\t")


def _named(said: str) -> str:
    """What follows ``via`` in a comment."""
    return said[1:].lstrip(" \t")[len("via") :]


def _via(text: str, start: int) -> Via:
    """The reason that is written at the offset ``start``. A lock repeats its reasons: each text is read once."""
    if text not in _reasons:
        _reasons[text] = _read_reason(text)
    kind, name, path, group = _reasons[text]
    return Via(kind, text, start, name, path, group)


def _read_reason(text: str) -> tuple[str, str | None, str | None, str | None]:
    """The kind, name, path and group of a reason; see `Via`."""
    if is_valid(text) and text == normalize(text):
        return PROJECT, text, None, None
    if text.startswith("-"):
        option = text
        for mark in " \t=":
            option = option.partition(mark)[0]
        path = text[len(option) :].lstrip(" \t=")
        if option in _KINDS and path:
            shorter, separator, number = path.rpartition(" (line ")  # as pip-compile 5 wrote it
            path = shorter if separator and number.rstrip(")").isdigit() else path
            return _KINDS[option], None, path, None
    match = _PROJECT_FILE.fullmatch(text) if text.endswith(")") else None
    if match:
        path, group = match[2], None
        split = _GROUP.fullmatch(path)
        if split:
            path, group = split.groups()
        return PROJECT_FILE, normalize(match[1]) if match[1] else None, path, group
    name = text.partition("[")[0].rstrip()
    if is_valid(name):
        return PROJECT, normalize(name), None, None
    return UNKNOWN, None, None, None


def left_out(file: RequirementsFile) -> tuple[LeftOut, ...]:
    """The projects that the compiler lists, at the end of the file, as not in the lock."""
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
        start, stop = _content(text, at, end)
        name = text[start:stop].partition("#")[0].partition("==")[0].partition("[")[0].rstrip(" \t")
        if is_valid(name):
            found.append(LeftOut(normalize(name), reason, Span(start, start + len(name))))
        at = end + 1
    return at
