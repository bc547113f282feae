"""Dependency specifiers, PEP 508, with the place of every part.

Accepts what `packaging` 26.3 accepts, and nothing else. A property test checks this. pinlint has its own parser for two reasons:
`packaging` does not give the place of each part, and importing it takes longer than most checks.
"""

from __future__ import annotations

import re

from pinlint.formats.pep508_parts import InvalidRequirement, Parts, quoted, word_end
from pinlint.requirements.markers import unquoted
from pinlint.text.budget import DEEPEST, too_deep
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


_VERSION = r"""v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*"""
_PRE_POST_DEV = r"""(?a:(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?
    (?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?
    (?:[-_.]?dev[-_.]?[0-9]*)?)"""
_CLAUSE = lazy(
    rf"""===\s*[^\s;)]+
    |[=!]=\s*{_VERSION}(?:\.\*|{_PRE_POST_DEV}(?a:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?)
    |~=\s*v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)+{_PRE_POST_DEV}
    |(?:<=|>=|<|>)\s*{_VERSION}{_PRE_POST_DEV}""",
    re.VERBOSE | re.IGNORECASE,
)
_NAME = lazy(r"\b[A-Za-z0-9][A-Za-z0-9._-]*\b")
_URL = lazy(r"[^ \t]+")
_BLANKS = lazy(r"[ \t]+")
_OPERATORS = ("=", "!", "~", "<", ">")
_OPERATOR = lazy(r"===|[=~!<>]=|[<>]")
_MARKER_OPERAND = lazy(
    r"""'[^']*'|"[^"]*"|\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)
    |platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)
    |extras?|dependency_groups)\b""",
    re.VERBOSE,
)
_MARKER_OPERATOR = lazy(r"\bin\b|\bnot\b[ \t]+\bin\b|===|[=~!<>]=|[<>]")
_MARKER_WORD = lazy(r"[^\s<>=!~()]+")
_MARKER_JOIN = lazy(r"\b(?:and|or)\b")


def parse(text: str) -> Parts:
    """The parts of the one requirement in ``text``. Raises InvalidRequirement, and ExceededError for a marker that is nested too
    deeply."""
    match = _NAME.match(text, _skip(text, 0))
    if match is None:
        _explain(text, _skip(text, 0), None)
    parts = Parts(match.span())
    at = _read_extras(text, _skip(text, match.end()), parts)
    if text.startswith("@", at):
        match = _URL.match(text, _skip(text, at + 1))
        if match is None:
            raise InvalidRequirement("a URL is missing after '@'", at, at + 1)
        parts.url = match.span()
        at = _skip(text, match.end())
    else:
        at = _skip(text, _read_specifier(text, at, parts))
    if at == len(text):
        return parts
    if text[at] != ";":
        _explain(text, at, parts)
    parse_marker(text, at + 1)
    start = _skip(text, at + 1)
    parts.marker = start, start + len(text[start:].rstrip(" \t"))
    return parts


def parse_marker(text: str, at: int = 0) -> None:
    """Reads the marker from the offset ``at`` to the end of ``text``. Raises InvalidRequirement if it is not a marker,
    and ExceededError if its parentheses are nested too deeply."""
    opened = []
    while True:
        at = _skip(text, at)
        if text.startswith("(", at):
            opened.append(at)
            if len(opened) > DEEPEST:
                raise too_deep()
            at += 1
            continue
        at = _read_comparison(text, at)
        while opened and text.startswith(")", at):
            opened.pop()
            at = _skip(text, at + 1)
        match = _MARKER_JOIN.match(text, at)
        if match is None:
            break
        at = match.end()
    if at < len(text):
        if text[at] == ")":
            raise InvalidRequirement("this ')' of the marker has no '('", at, at + 1)
        raise InvalidRequirement("expected 'and', 'or' or the end of the marker", at, word_end(text, at))
    if opened:
        raise InvalidRequirement("this '(' of the marker is never closed", opened[-1], opened[-1] + 1)


def _read_comparison(text: str, at: int) -> int:
    at = _skip(text, _read_operand(text, at))
    match = _MARKER_OPERATOR.match(text, at)
    if match is None:
        end = word_end(text, at)
        help = "write '==' for equality" if text.startswith("=", at) else None
        raise InvalidRequirement("expected a comparison in the marker (==, <, in, ...)", at, end, help)
    return _skip(text, _read_operand(text, _skip(text, match.end())))


def _read_operand(text: str, at: int) -> int:
    match = _MARKER_OPERAND.match(text, at)
    if match is None:
        if text.startswith(("'", '"'), at):
            raise InvalidRequirement("this quote of the marker is never closed", at, at + 1)
        variable = _MARKER_WORD.match(text, at)
        end = variable.end() if variable is not None else word_end(text, at)
        word = text[at:end]
        what = f"{quoted(word)} is not a marker variable" if word else "the marker ends too early"
        raise InvalidRequirement(what, at, end, "write a value in quotes" if word else None)
    if match[0][0] in "'\"":
        try:
            unquoted(match[0])
        except ValueError:
            message = "the quoted text has an escape sequence that Python does not know"
            raise InvalidRequirement(message, *match.span()) from None
    return match.end()


def _read_extras(text: str, at: int, parts: Parts) -> int:
    if not text.startswith("[", at):
        return at
    opened = at
    at = _skip(text, at + 1)
    match = _NAME.match(text, at)
    while match:
        parts.extras.append(match.span())
        at = _skip(text, match.end())
        if not text.startswith(",", at):
            break
        at = _skip(text, at + 1)
        match = _NAME.match(text, at)
        if match is None:
            raise InvalidRequirement("expected the name of an extra after the comma", at, word_end(text, at))
    if text.startswith("]", at):
        return _skip(text, at + 1)
    if "]" not in text[at:]:
        raise InvalidRequirement("this '[' is never closed", opened, opened + 1)
    end = text.index("]", at)
    raise InvalidRequirement(
        f"{quoted(text[at:end])} is not a valid name of an extra", at, end, "separate extras by commas"
    )


def _read_specifier(text: str, at: int, parts: Parts) -> int:
    opened = at if text.startswith("(", at) else None
    if opened is not None:
        at = _skip(text, at + 1)
    start = end = at
    # Every clause begins with an operator. Most requirements of commands have none, and the pattern is long.
    while text[at : at + 1] in _OPERATORS and (match := _CLAUSE.match(text, at)):
        _add_clauses(text, *match.span(), parts)
        end = match.end()
        if text.startswith((".*", "+"), end):
            _explain(text, end, parts)
        at = _skip(text, end)
        if not text.startswith(",", at):
            break
        at = _skip(text, at + 1)
    if parts.clauses:
        parts.specifier = start, end
    if opened is None:
        return at
    if not text.startswith(")", at):
        if ")" not in text[at:]:
            raise InvalidRequirement("this '(' is never closed", opened, opened + 1)
        _explain(text, at, parts)
    return at + 1


def _add_clauses(text: str, start: int, end: int, parts: Parts) -> None:
    """Adds the clauses of one match: an ``===`` includes commas, but `packaging` splits the text at them."""
    while start <= end:
        comma = text.find(",", start, end)
        stop = end if comma < 0 else comma
        if _CLAUSE.fullmatch(text, start, stop):
            operator = _OPERATOR.match(text, start)
            assert operator is not None
            version = stop - len(text[operator.end() : stop].lstrip())
            parts.clauses.append((operator.span(), (version, stop)))
        elif start < stop:
            raise InvalidRequirement(f"{quoted(text[start:stop])} is not a version specifier", start, stop)
        start = stop + 1


def _skip(text: str, at: int) -> int:
    """The offset of the first character from ``at`` on that is neither a blank nor a tab."""
    if at == len(text) or text[at] not in " \t":
        return at
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _explain(text: str, at: int, parts: Parts | None) -> NoReturn:
    """Raises InvalidRequirement for text that is invalid from ``at`` on, with the most likely reason."""
    from pinlint.formats.pep508_errors import explain

    raise InvalidRequirement(*explain(text, at, parts))
