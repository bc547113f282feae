"""The fast way through a lock: lines in the plainest spelling are recognised as a whole, their parts read when asked for.

Compilers write ``name[extras]==version``, hashes on continuation lines, and comments. Such text is matched by one regular
expression; the slow way, `pinlint.formats.line_reader`, reads everything else. Both give the same requirements: a property
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

# A version, and a hash, in the only spelling that is recognised here.
_VERSION = r"[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?(?:\.post[0-9]+)?(?:\.dev[0-9]+)?(?:\+[a-z0-9]+(?:\.[a-z0-9]+)*)?"
_EXTRA = r"[A-Za-z0-9]+(?:[._-]+[A-Za-z0-9]+)*"
# Name, extras, version, an empty group where the hashes end, the comment; then blank lines and lines of comment alone.
# An inline comment that ends in a backslash goes on with the next line; a comment line never does.
_PATTERN = (
    r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?<![._-])(?:\[(EXTRA(?:,EXTRA)*)\])?==(VERSION)"
    r"(?:(?: \\EOL *| )--hash=sha256:[0-9a-f]{64})*()(?:(?:[ \t]+|[ \t]+\\EOL[ \t]*)(#ANY*(?<!\\))|[ \t]*)(?:EOL|\Z)"
    r"(?:[ \t]*(?:#ANY*)?EOL)*"
).replace("EXTRA", _EXTRA)
_HASH = re.compile(r"--hash=(sha256):([0-9a-f]{64})")


def pattern_for(text: str) -> re.Pattern[str]:
    """The pattern whose matches, one after the other without a gap, are canonical lines of ``text``."""
    odd = any(mark in text for mark in _LINE_ENDS) or (
        not text.isascii() and any(mark in text for mark in _WIDE_LINE_ENDS)
    )
    end, character = (r"\r?\n", r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]") if odd else (r"\n", ".")
    pattern = _PATTERN.replace("EOL", end).replace("ANY", character).replace("VERSION", _VERSION)
    return re.compile(pattern, re.MULTILINE)


class CanonicalRequirement(Requirement):
    """A requirement that is a canonical line: only its project is read at once, every other part when it is asked for."""

    __slots__ = ("_match",)

    canonical = True
    editable = False
    group = None
    marker = None
    marker_span = None
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
        return self._match.end(4) > self._match.end(3)


def _clauses(match: re.Match[str]) -> tuple[Clause, ...]:
    return (Clause("==", match[3], Span(match.start(3) - 2, match.end(3))),)


def _extras(match: re.Match[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(normalize, match[2].split(",")))) if match[2] else ()


def _hashes(match: re.Match[str]) -> tuple[Hash, ...]:
    found = _HASH.finditer(match.string, match.end(3), match.end(4))
    return tuple([Hash("sha256", item[2], Span(item.start(1), item.end(2))) for item in found])


def _comment(match: re.Match[str]) -> Comment | None:
    return Comment(match[5], Span(*match.span(5))) if match[5] else None


_PARTS: dict[str, Callable[[re.Match[str]], Any]] = {
    "clauses": _clauses,
    "comment": _comment,
    "extras": _extras,
    "hashes": _hashes,
    "name": lambda match: match[1],
    "name_span": lambda match: Span(*match.span(1)),
    "span": lambda match: Span(match.start(1), match.end(3)),
    "specifier_span": lambda match: Span(match.start(3) - 2, match.end(3)),
    "whole_span": lambda match: Span(match.start(1), match.end(4)),
}
