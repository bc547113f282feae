"""Reads requirements files fast: lines in the plainest spelling, without a regular expression.

Compilers write ``name[extras]==version ; marker``, hashes on continuation lines, and comments; people write names and ranges.
This module reads such lines. It reads the name and the version of a pin at once, and all other parts when they are needed.
`pinlint.formats.line_reader` reads everything else. A property test checks that both give the same requirements.
"""

from __future__ import annotations

from pinlint.requirements.model import Clause, Comment, Hash, Include, Requirement
from pinlint.requirements.names import CHARACTERS, is_valid, leading_name, normalize
from pinlint.requirements.specifiers import plain_clauses
from pinlint.requirements.versions import normalized
from pinlint.text import budget
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from pinlint.text.source import SourceFile

    #: Offsets of a pin: its start, start and end of its version and of its marker, its end, start and end of its comment.
    Marks: TypeAlias = tuple[int, int, int, int, int, int, int, int]

#: What ends a line for pip, besides ``\n`` and the ``\r`` before it; the last three are not ASCII.
_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
#: How the comment lines begin that compilers write.
_COMMENT = ("    #", "#")
#: What blank lines consist of.
_BLANK = " \t\r\n"
_HASH = "--hash=sha256:"
_DIGEST = 64
#: How the names of archives end. pip reads a word with such an end as a path, even if it is a name or a local label.
_ARCHIVES = (".whl", ".zip", ".gz", ".tgz", ".tar", ".bz2", ".tbz", ".xz", ".txz", ".lz", ".tlz", ".lzma")
_INCLUDES = {"-r ": "requirement", "-c ": "constraint"}
#: The characters of the paths that are read here.
_PATH = CHARACTERS + "/"
#: Whether a text is a marker that pip reads as a whole. It is a cache: locks repeat the same few markers.
_markers: dict[str, bool] = {}
MEMOS = (_markers,)


class PlainLines:
    """Reads the plain lines of one file, and adds their content to ``requirements`` and ``includes``."""

    def __init__(
        self,
        source: SourceFile,
        requirements: list[Requirement],
        includes: list[Include],
        most: int = budget.MOST_REQUIREMENTS,
    ) -> None:
        self._source = source
        self._most = most
        self._requirements = requirements
        self._includes = includes
        #: What is included, as it is written -> the path.
        self._included: dict[str, str | None] = {}
        self._text = text = source.text
        returns = text.count("\r\n") if "\r" in text else 0
        #: The characters in the text that end a line for pip, but not here.
        self._odd = [
            mark
            for mark in (_LINE_ENDS[:6] if text.isascii() else _LINE_ENDS)
            if mark in text and (mark != "\r" or text.count(mark) > returns)
        ]
        newline = "\r\n" if returns else "\n"
        self._continuation = f" \\{newline}    "
        self._next_hash = self._continuation + _HASH

    def read(self, at: int) -> int:
        """Reads the lines from the offset ``at`` on. Stops at the first line that is not plain, or at the limit of requirements,
        and returns where that line starts.
        """
        text, end, requirements, most = self._text, len(self._text), self._requirements, self._most
        while at < end and len(requirements) <= most:
            if not self._odd:
                if text.startswith(_COMMENT, at):
                    at = text.find("\n", at) + 1 or end
                    continue
                if text[at] in _BLANK:
                    following = self._after_blank_lines(at)
                    if following > at:
                        at = following
                        continue
            following = self._read_line(at)
            if following < 0:
                break
            at = following
        return at

    def _after_blank_lines(self, at: int) -> int:
        """The start of the first line that is not blank, from the line at the offset ``at`` on."""
        text, start = self._text, at
        while chunk := text[at : at + budget.LONGEST_WORD]:
            rest = chunk.lstrip(_BLANK)
            at += len(chunk) - len(rest)
            if rest:
                return text.rfind("\n", start, at) + 1 or start
        return at

    def _read_line(self, at: int) -> int:
        """Reads one line; returns where the next one begins, or -1 if it is not plain."""
        body, following = self._line(at)
        comment_at = comment_end = -1
        if "#" in body or body[:1] in ("", " ", "\t"):
            comment = body.lstrip(" \t")
            if comment[:1] in ("", "#"):
                return -1 if self._is_odd(body) else following
            body, blank, comment = body.partition(" #")
            if not blank or comment.endswith("\\") or self._is_odd(comment):
                return -1
            comment_at = at + len(body) + 1
            comment_end = comment_at + 1 + len(comment)
        continued = body.endswith(" \\") and comment_at < 0
        if continued:
            body = body[:-2]
        body = body.rstrip(" ")
        if body[0] == "-":
            return following if not continued and self._read_include(at, body) else -1
        end = marker_end = at + len(body)
        specified, semicolon, marker = body.partition(";")
        if semicolon:
            specified, marker = specified.rstrip(" "), marker.lstrip(" ")
            if not _is_marker(marker):
                return -1
        name, _, version = specified.partition("==")
        if not _is_plain_version(version) or not _is_name_with_extras(name):
            if continued:
                return -1
            where = (comment_at, comment_end)
            return following if self._read_range(at, specified, marker, end, where) else -1
        if continued:
            end, comment_at, comment_end, following = self._hashes(end)
            if end < 0:
                return -1
        start = at + len(name) + 2
        marks = (at, start, start + len(version), marker_end - len(marker), marker_end, end, comment_at, comment_end)
        self._requirements.append(CanonicalRequirement(self._source, name, version, marker, marks))
        return following

    def _line(self, at: int) -> tuple[str, int]:
        """The text of the line that begins at the offset ``at``, and where the next one begins."""
        text = self._text
        end = text.find("\n", at, at + budget.LONGEST_LINE)
        if end >= 0:
            return text[at:end].removesuffix("\r"), end + 1
        if len(text) - at > budget.LONGEST_LINE:
            # A plain line has no NUL. The line's end is not searched for: in a text without line ends, every search would
            # read the whole text.
            return "\0", len(text)
        return text[at:].removesuffix("\r"), len(text)

    def _is_odd(self, text: str) -> bool:
        """Whether pip sees the end of a line within ``text``."""
        return bool(self._odd) and any(mark in text for mark in self._odd)

    def _hashes(self, at: int) -> tuple[int, int, int, int]:
        """Four offsets: where the hashes that continue the line at ``at`` end, where a comment after or below them begins and
        ends, and where the next line begins. All are below 0 if something else continues the line.
        """
        text, start, mark = self._text, at, self._next_hash
        step = len(mark) + _DIGEST
        while text.startswith(mark, at):
            at += step
        if not _are_digests(text[start:at].replace(mark, ""), (at - start) // step):
            return -1, -1, -1, -1
        rest, following = self._line(at)
        if not rest:
            return at, -1, -1, following
        behind = at
        if rest == " \\" and text.startswith(self._continuation + "#", at):  # as older compilers write it
            behind += len(self._continuation) - 1
            rest, following = self._line(behind)
        comment = rest.lstrip(" ")
        if rest[0] != " " or comment[:1] != "#" or comment.endswith("\\") or self._is_odd(comment):
            return -1, -1, -1, -1
        behind += len(rest)
        return at, behind - len(comment), behind, following

    def _read_include(self, at: int, body: str) -> bool:
        """Reads ``-r FILE`` and ``-c FILE``; False if the line is something else, or beyond the limit."""
        kind = _INCLUDES.get(body[:3])
        target = body[3:].lstrip(" ")
        if kind is None or not target or target.strip(_PATH) or len(self._includes) > self._most:
            return False
        if target not in self._included:
            from pinlint.formats.includes import include_path

            self._included[target] = include_path(self._source.path, target)
        end = at + len(body)
        self._includes.append(
            Include(kind, target, self._included[target], Span(at, end), Span(end - len(target), end))
        )
        return True

    def _read_range(self, at: int, specified: str, marker: str, end: int, comment: tuple[int, int]) -> bool:
        """Reads ``name[extras]`` and clauses; the marker before the offset ``end`` belongs to them. False if the text is
        something else."""
        name = leading_name(specified)
        rest = specified[len(name) :]
        extras: list[str] = []
        if rest.startswith("["):
            inside, bracket, rest = rest[1:].partition("]")
            extras = inside.split(",")
            if not bracket or not all(map(is_valid, extras)):
                return False
        clauses = _clauses(rest, at + len(specified) - len(rest))
        if clauses is None or not is_valid(name) or (rest or name).lower().endswith(_ARCHIVES):
            return False
        fields: dict[str, Any] = {}
        if clauses:
            fields["clauses"] = clauses
            fields["specifier_span"] = Span(clauses[0].span.start, clauses[-1].span.end)
        if marker:
            fields["marker"], fields["marker_span"] = marker, Span(end - len(marker), end)
        if comment[0] >= 0:
            fields["comment"] = Comment(self._text[slice(*comment)], Span(*comment))
        self._requirements.append(
            Requirement(
                self._source,
                Span(at, end),
                name=name,
                name_span=Span(at, at + len(name)),
                project=normalize(name),
                extras=tuple(dict.fromkeys(map(normalize, extras))),
                **fields,
            )
        )
        return True


def _is_marker(text: str) -> bool:
    """Whether ``text`` is a well-formed marker in which no option, comment or variable begins."""
    if text not in _markers:
        from pinlint.requirements.markers import read_plain

        plain = text.isascii() and text.isprintable() and not any(mark in text for mark in ("$", "#", "\\", " -"))
        _markers[text] = plain and (read_plain(text) is not None or _is_any_marker(text))
    return _markers[text]


def _is_any_marker(text: str) -> bool:
    from pinlint.formats.pep508 import parse_marker
    from pinlint.formats.pep508_parts import InvalidRequirement

    try:
        parse_marker(text)
    except InvalidRequirement:
        return False
    return bool(text)


def _is_plain_version(text: str) -> bool:
    if text.isascii() and text.replace(".", "").isdigit():
        return all(text.split("."))
    return normalized(text) is not None and not text.endswith(_ARCHIVES)


def _is_name_with_extras(text: str) -> bool:
    if not text.endswith("]"):
        return is_valid(text)
    name, _, extras = text[:-1].partition("[")
    return is_valid(name) and all(map(is_valid, extras.split(",")))


def _are_digests(text: str, count: int) -> bool:
    """Whether ``text`` is ``count`` SHA-256 digests, in hexadecimal, one after the other; at least one."""
    try:
        return len(text) == count * _DIGEST > 0 and len(bytes.fromhex(text)) == len(text) // 2
    except ValueError:
        return False


def _clauses(text: str, at: int) -> tuple[Clause, ...] | None:
    """The clauses of a specifier set that begins at the offset ``at``; None if one is not in its plain spelling."""
    found = plain_clauses(text, at)
    return None if found is None else tuple(Clause(o, v, Span(start, end)) for o, v, start, end in found)


class CanonicalRequirement(Requirement):
    """A requirement from a canonical line. Project and version are read at once, every other part at its first use."""

    __slots__ = ("_marks", "_version")

    canonical = True
    editable = False
    group = None
    odd_hashes = False
    options = ()
    scope = "dependencies"
    url = None
    url_span = None
    variables = ()
    _reference = None

    def __init__(self, source: SourceFile, name: str, version: str, marker: str, marks: Marks) -> None:
        self.source = source
        self.project = normalize(name.partition("[")[0] if name[-1] == "]" else name)
        self.marker = marker or None
        self._version = version
        self._marks = marks

    def __getattr__(self, name: str) -> Any:
        """Reads a part; called for a slot that is not filled yet."""
        if name not in _PARTS:
            raise AttributeError(name)
        value = _PARTS[name](self.source.text, self._marks)
        setattr(self, name, value)
        return value

    @property
    def pinned_version(self) -> str:
        """The version, as written."""
        return self._version

    @property
    def written_hashes(self) -> list[str]:
        """Its hashes as ``sha256:digest``. This makes no objects for them."""
        return ["sha256:" + digest for digest in self._digests()]

    @property
    def sha256_digests(self) -> frozenset[str]:
        """The SHA-256 digests of its hashes, in lower case. This makes no objects for the hashes."""
        return frozenset(map(str.lower, self._digests()))

    def _digests(self) -> list[str]:
        """The digests of its hashes, as written."""
        _, _, _, _, at, end, _, _ = self._marks
        return [part[:_DIGEST] for part in self.source.text[at:end].split(_HASH)[1:]]

    @property
    def hashed(self) -> bool:
        """Whether it has a hash; all of them are well-formed."""
        return self._marks[5] > self._marks[4]


def _hashes(text: str, marks: Marks) -> tuple[Hash, ...]:
    _, _, _, _, at, end, _, _ = marks
    found = []
    while (at := text.find(_HASH, at, end)) >= 0:
        span = Span(at + len("--hash="), at + len(_HASH) + _DIGEST)
        found.append(Hash("sha256", text[at + len(_HASH) : span.end], span))
        at = span.end
    return tuple(found)


def _name(text: str, marks: Marks) -> str:
    return text[marks[0] : marks[1] - 2].partition("[")[0]


def _extras(text: str, marks: Marks) -> tuple[str, ...]:
    _, _, extras = text[marks[0] : marks[1] - 2].rstrip("]").partition("[")
    return tuple(dict.fromkeys(map(normalize, extras.split(",")))) if extras else ()


_PARTS: dict[str, Callable[[str, Marks], Any]] = {
    "clauses": lambda text, marks: (Clause("==", text[marks[1] : marks[2]], Span(marks[1] - 2, marks[2])),),
    "comment": lambda text, marks: Comment(text[marks[6] : marks[7]], Span(*marks[6:8])) if marks[6] >= 0 else None,
    "extras": _extras,
    "hashes": _hashes,
    "marker_span": lambda _, marks: Span(*marks[3:5]) if marks[3] < marks[4] else None,
    "name": _name,
    "name_span": lambda text, marks: Span(marks[0], marks[0] + len(_name(text, marks))),
    "span": lambda _, marks: Span(marks[0], marks[4]),
    "specifier_span": lambda _, marks: Span(marks[1] - 2, marks[2]),
    "whole_span": lambda _, marks: Span(marks[0], marks[5]),
}
