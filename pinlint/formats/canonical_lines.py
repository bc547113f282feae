"""The fast way through a lock: lines in the plainest spelling are recognised as a whole, their parts read when asked for.

Compilers write ``name[extras]==version ; marker``, hashes on continuation lines, and comments. One regular expression matches
such text; the slow way, `pinlint.formats.line_reader`, reads everything else. Both give the same requirements: a property
test holds that.
"""

from __future__ import annotations

import re

from pinlint.model import Clause, Comment, Hash, Requirement
from pinlint.names import normalize
from pinlint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pinlint.source import SourceFile

#: What ends a line for pip and is no plain newline. Where a file has one, the careful pattern is used.
_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e"
_WIDE_LINE_ENDS = "\x85\u2028\u2029"

_VERSION = r"[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?(?:\.post[0-9]+)?(?:\.dev[0-9]+)?(?:\+[a-z0-9]+(?:\.[a-z0-9]+)*)?"
_EXTRA = r"[A-Za-z0-9]+(?:[._-]+[A-Za-z0-9]+)*"
# Name, extras, version, marker (checked later), an empty group where the hashes end, the comment; then blank lines and
# lines of comment alone. An inline comment that ends in a backslash goes on with the next line, a comment line never does.
# A class of three ranges is looked up in a bitmap: "[0-9a-fA-F]" takes half the time of "[0-9a-f]".
_PATTERN = (
    r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?<![._-])(?:\[(EXTRA(?:,EXTRA)*)\])?==(VERSION)(?: *; *([!-\"%-\[\]-~ ]+))?"
    r"(?: (?:\\EOL *)?--hash=sha256:[0-9a-fA-F]{64})*()(?:(?:[ \t]+|[ \t]+\\EOL[ \t]*)(#ANY*(?<!\\))|[ \t]*)(?:EOL|\Z)"
    r"(?:[ \t]*(?:#ANY*)?EOL)*"
).replace("EXTRA", _EXTRA)
_HASH = re.compile(r"--hash=(sha256):([0-9a-fA-F]{64})")
#: Whether a marker's text is one, and holds nothing that begins an option; locks repeat the same few.
_markers: dict[str, bool] = {}


def pattern_for(text: str) -> re.Pattern[str]:
    """The pattern whose matches, one after the other without a gap, are canonical lines of ``text``."""
    odd = any(mark in text for mark in _LINE_ENDS) or (
        not text.isascii() and any(mark in text for mark in _WIDE_LINE_ENDS)
    )
    end, character = (r"\r?\n", r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]") if odd else (r"\n", ".")
    pattern = _PATTERN.replace("EOL", end).replace("ANY", character).replace("VERSION", _VERSION)
    return re.compile(pattern, re.MULTILINE)


def is_canonical(match: re.Match[str]) -> bool:
    """Whether a match of the pattern is a canonical line: whether its marker, if it has one, is well-formed."""
    text = match[4]
    if text is None:
        return True
    if text not in _markers:
        from pinlint.formats.pep508 import InvalidRequirement, parse_marker

        try:
            parse_marker(text)
        except InvalidRequirement:
            _markers[text] = False
        else:
            _markers[text] = " -" not in text
    return _markers[text]


class CanonicalRequirement(Requirement):
    """A requirement that is a canonical line: only its project is read at once, every other part when it is asked for."""

    __slots__ = ("_match",)

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

    def __init__(self, source: SourceFile, match: re.Match[str]) -> None:
        self.source = source
        self.project = normalize(match[1])
        self.marker = match[4] and match[4].rstrip()
        self._match = match

    def __getattr__(self, name: str) -> Any:
        """Reads a part; called for a slot that is not filled yet."""
        if name not in _PARTS:
            raise AttributeError(name)
        value = _PARTS[name](self._match)
        setattr(self, name, value)
        return value

    @property
    def pinned_version(self) -> str:
        """The version, as written."""
        return self._match[3]

    @property
    def hashed(self) -> bool:
        """Whether it has a hash; all of them are well-formed."""
        match = self._match
        return match.end(5) > match.end(3) and match.string.find("--hash", match.end(3), match.end(5)) >= 0


def _clauses(match: re.Match[str]) -> tuple[Clause, ...]:
    return (Clause("==", match[3], Span(match.start(3) - 2, match.end(3))),)


def _extras(match: re.Match[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(normalize, match[2].split(",")))) if match[2] else ()


def _hashes(match: re.Match[str]) -> tuple[Hash, ...]:
    found = _HASH.finditer(match.string, match.end(3), match.end(5))
    return tuple([Hash("sha256", item[2], Span(item.start(1), item.end(2))) for item in found])


def _comment(match: re.Match[str]) -> Comment | None:
    return Comment(match[6], Span(*match.span(6))) if match[6] else None


def _marker_span(match: re.Match[str]) -> Span | None:
    return Span(match.start(4), match.start(4) + len(match[4].rstrip())) if match[4] else None


def _span(match: re.Match[str]) -> Span:
    marker = _marker_span(match)
    return Span(match.start(1), marker.end if marker else match.end(3))


def _whole_span(match: re.Match[str]) -> Span:
    text = match.string
    return Span(match.start(1), match.start(1) + len(text[match.start(1) : match.end(5)].rstrip()))


_PARTS: dict[str, Callable[[re.Match[str]], Any]] = {
    "clauses": _clauses,
    "comment": _comment,
    "extras": _extras,
    "hashes": _hashes,
    "marker_span": _marker_span,
    "name": lambda match: match[1],
    "name_span": lambda match: Span(*match.span(1)),
    "span": _span,
    "specifier_span": lambda match: Span(match.start(3) - 2, match.end(3)),
    "whole_span": _whole_span,
}
