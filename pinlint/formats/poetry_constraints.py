"""Poetry's version constraints as specifiers of PEP 440: ``^1.2``, ``~1.2``, ``1.2``, ``1.2.*``, ``>=1 <2``, ``^1 || ^3``.

Follows poetry-core's ``parse_constraint``. No specifier set can express a union with a gap. For such a union the result has its
lowest and highest version, and says that this is not the whole constraint.
"""

from __future__ import annotations

import re

from pinlint.requirements.versions import version_key
from pinlint.text.patterns import lazy

#: An operator, a version, and the range of the text that they come from.
Piece = tuple[str, str, int, int]
#: A version, and whether the range includes it; None for no bound.
Bound = tuple[str, bool] | None

_PIECE = lazy(r"(\^|~=|~|===|==|=|!=|<=|>=|<|>|)\s*((?:v?[0-9]+!)?[^\s,|^~=!<>]+)")
_SEPARATOR = lazy(r"[\s,]*")
_VERSION = lazy(r"v?(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)([^*]*)", re.IGNORECASE)
_WILDCARD = lazy(r"v?((?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*?)(?:\.\*)+", re.IGNORECASE)
_ALL = ("*", "x", "X")


def parse(text: str) -> tuple[list[Piece], bool]:
    """The clauses of a constraint, and whether they express all of it. Raises ValueError for text that is not a constraint.

    A constraint that allows every version has no clause.
    """
    alternatives = []
    start = 0
    for part in re.split(r"\|\|?", text):
        at = text.index(part, start)
        alternatives.append(_alternative(text, at, at + len(part)))
        start = at + len(part)
    if any(not pieces for pieces in alternatives):
        return [], True
    if len(alternatives) == 1:
        return alternatives[0], True
    return _union(alternatives, len(text))


def _alternative(text: str, start: int, end: int) -> list[Piece]:
    pieces: list[Piece] = []
    at = _skip(text, start, end)
    if at == end:
        raise ValueError("a version is missing")
    while at < end:
        found = _PIECE.match(text, at, end)
        if found is None:
            raise ValueError(f"{text[at:end].strip()!r} is not a version constraint of Poetry")
        if found[2] not in _ALL or found[1] not in ("", "="):
            pieces += _expand(found[1], found[2], *found.span())
        at = _skip(text, found.end(), end)
    return pieces


def _skip(text: str, start: int, end: int) -> int:
    found = _SEPARATOR.match(text, start, end)
    assert found is not None
    return found.end()


def _expand(operator: str, version: str, start: int, end: int) -> list[Piece]:
    wildcard = _WILDCARD.fullmatch(version)
    if operator in ("", "=", "==", "!=") and wildcard:
        return [("!=" if operator == "!=" else "==", wildcard[1] + ".*", start, end)]
    if wildcard and operator in ("<", ">", "<=", ">="):
        version = wildcard[1]
    found = _VERSION.fullmatch(version)
    if found is None or operator == "===" or version_key(version) is None:
        raise ValueError(f"{operator}{version} is not a version constraint of Poetry")
    if operator in ("^", "~") or (operator == "~=" and "." not in found[2]):
        upper = _next(found[1], found[2].split("."), caret=operator == "^")
        return [(">=", version, start, end), ("<", upper, start, end)]
    return [(operator if operator not in ("", "=") else "==", version, start, end)]


def _next(epoch: str | None, release: list[str], *, caret: bool) -> str:
    """The first version that ``^`` or ``~`` excludes: the last number that must not change is one higher, and all numbers after
    it are zero.
    """
    kept = 2 if len(release) > 1 else 1
    if caret:
        parts = release[:3]
        kept = next((i + 1 for i, part in enumerate(parts) if int(part)), len(parts))
    return _raised(epoch, release[:kept]) + ".0" * (len(release) - kept)


def _raised(epoch: str | None, release: list[str]) -> str:
    """The release with its last number one higher."""
    return (f"{epoch}!" if epoch else "") + ".".join([*release[:-1], str(int(release[-1]) + 1)])


def _union(alternatives: list[list[Piece]], length: int) -> tuple[list[Piece], bool]:
    """The range from the lowest to the highest version of the alternatives, and whether it has no gap."""
    exact = True
    intervals = []
    for pieces in alternatives:
        lower, upper, whole = _interval(pieces)
        exact = exact and whole
        intervals.append((lower, upper))
    lower, upper = intervals[0]
    intervals.sort(key=lambda interval: (interval[0] is not None, interval[0] and _key(interval[0], lower=True)))
    lower, upper = intervals[0]
    for other_lower, other_upper in intervals[1:]:
        if upper is None:
            break
        if other_lower is not None and _apart(upper, other_lower):
            exact = False
        if other_upper is None or _key(other_upper, lower=False) > _key(upper, lower=False):
            upper = other_upper
    pieces = []
    if lower is not None:
        pieces.append((">=" if lower[1] else ">", lower[0], 0, length))
    if upper is not None:
        pieces.append(("<=" if upper[1] else "<", upper[0], 0, length))
    return pieces, exact


def _interval(pieces: list[Piece]) -> tuple[Bound, Bound, bool]:
    """The bounds of one alternative, and whether the alternative includes all versions between them."""
    lower: Bound = None
    upper: Bound = None
    whole = True
    for operator, version, _, _ in pieces:
        lows: Bound = None
        highs: Bound = None
        if operator in (">=", ">"):
            lows = version, operator == ">="
        elif operator in ("<=", "<"):
            highs = version, operator == "<="
        elif operator == "==" and not version.endswith(".*"):
            lows = highs = version, True
        elif operator in ("==", "~="):
            version = version.removesuffix(".*")
            found = _VERSION.fullmatch(version)
            assert found is not None
            release = found[2].split(".")
            lows = version, True
            highs = _raised(found[1], release if operator == "==" else release[:-1]), False
        else:
            whole = False
        if lows is not None and (lower is None or _key(lows, lower=True) > _key(lower, lower=True)):
            lower = lows
        if highs is not None and (upper is None or _key(highs, lower=False) < _key(upper, lower=False)):
            upper = highs
    return lower, upper, whole


def _key(bound: tuple[str, bool], *, lower: bool) -> tuple[object, bool]:
    key = version_key(bound[0])
    assert key is not None
    return key, bound[1] != lower


def _apart(upper: tuple[str, bool], lower: tuple[str, bool]) -> bool:
    """Whether versions lie between an upper bound and the lower bound of the next range."""
    a, b = version_key(upper[0]), version_key(lower[0])
    assert a is not None
    assert b is not None
    return a < b or (a == b and not (upper[1] or lower[1]))
