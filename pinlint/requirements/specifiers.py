"""Whether a version satisfies a specifier set, PEP 440; pre-releases are allowed.

The question is always about one given version, a pin, never about which version to choose. So a pre-release satisfies every
clause that its number satisfies. This module decides clauses in their normalized spelling; `packaging` decides all others.
"""

from __future__ import annotations

from pinlint.requirements.versions import (
    DEVELOPMENT,
    FINAL,
    NO_POST,
    RELEASED,
    is_release,
    make_key,
    normalized,
    version_key,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from pinlint.requirements.model import Clause
    from pinlint.requirements.versions import Key

    #: An operator and the version as written.
    Pair: TypeAlias = tuple[str, str]

#: The operators; one that begins with another operator comes before it.
OPERATORS = ("===", "==", "~=", "!=", "<=", ">=", "<", ">")
_memo: dict[tuple[str, str, str], bool | None] = {}
_satisfied: dict[tuple[str, str], bool | None] = {}
_parsed: dict[str, list[Pair]] = {}
MEMOS = (_memo, _parsed, _satisfied)


def satisfies(version: str, clauses: str | Iterable[Clause]) -> bool | None:
    """Whether ``version`` satisfies every clause of a specifier set, given as text or as clauses.

    A local label of the version counts only for ``===`` and for an ``==`` or ``!=`` clause that has one itself. None means
    unknown: the version or a clause is malformed, and no other clause refuses the version.
    """
    if not isinstance(clauses, str):
        return _all_met(version, [(clause.operator, clause.version) for clause in clauses])
    asked = (version, clauses)
    if asked not in _satisfied:
        _satisfied[asked] = _all_met(version, parse_specifier(clauses))
    return _satisfied[asked]


def _all_met(version: str, pairs: Iterable[Pair]) -> bool | None:
    undecided = False
    for operator, wanted in pairs:
        met = decide(version, operator, wanted)
        if met is False:
            return False
        undecided = undecided or met is None
    return None if undecided else True


def unmet(version: str, clauses: Iterable[Clause]) -> Clause | None:
    """The first clause that refuses ``version``, for messages; None if no clause does."""
    return next((c for c in clauses if decide(version, c.operator, c.version) is False), None)


def parse_specifier(text: str) -> list[Pair]:
    """Operators and versions of a specifier set's text; an invalid clause has an empty operator."""
    try:
        return _parsed[text]
    except KeyError:
        pairs = _parsed[text] = []
    for piece in text.split(","):
        piece = piece.strip()
        if piece:
            operator = operator_of(piece)
            pairs.append((operator, piece[len(operator) :].strip()))
    return pairs


def comparable(specifier: str) -> str:
    """A specifier set as a text that is equal for equal sets: sorted clauses, with versions compared by meaning."""
    return ",".join(
        sorted(f"{operator}{version_key(version) or version}" for operator, version in parse_specifier(specifier))
    )


def plain_clauses(text: str, at: int = 0) -> list[tuple[str, str, int, int]] | None:
    """The clauses of a specifier set that begins at the offset ``at``: operator, version, start and end of each.

    None if one is not in its plain spelling.
    """
    if not text:
        return []
    found = []
    for piece in text.split(","):
        clause = piece.strip(" ")
        operator = operator_of(clause)
        version = clause[len(operator) :].lstrip(" ")
        prefix = version.endswith(".*") and operator in ("==", "!=")
        parts = normalized(version[:-2] if prefix else version)
        if operator in ("", "===") or parts is None:
            return None
        if parts.local and (prefix or operator not in ("==", "!=")):
            return None
        if (prefix and not parts.is_final) or (operator == "~=" and len(parts.release) < 2):
            return None
        start = at + len(piece) - len(piece.lstrip(" "))
        found.append((operator, version, start, start + len(clause)))
        at += len(piece) + 1
    return found


def operator_of(clause: str) -> str:
    """The operator that a clause begins with; empty if it has no operator, or an unknown one."""
    for size in (3, 2, 1):
        operator = clause[:size]
        if operator in OPERATORS:
            return "" if clause.startswith("=", size) else operator
    return ""


def decide(version: str, operator: str, wanted: str) -> bool | None:
    """Whether ``version`` satisfies the one clause ``operator`` ``wanted``; None if either is malformed."""
    asked = (version, operator, wanted)
    try:
        return _memo[asked]
    except KeyError:
        answer = _memo[asked] = _decide(version, operator, wanted)
        return answer


def _decide(version: str, operator: str, wanted: str) -> bool | None:
    key = version_key(version)
    if key is None or operator == "===":
        return _ask_packaging(version, operator, wanted)
    if operator in _COMPARISONS and is_release(wanted):
        bound = version_key(wanted)
        return None if bound is None else _COMPARISONS[operator](key, bound)
    prefix = operator in _PREFIXES and wanted.endswith(".*")
    parts = normalized(wanted[:-2] if prefix else wanted)
    # A local label has its own comparison; a prefix is only a release.
    if parts is None or parts.local or (prefix and not parts.is_final):
        return _ask_packaging(version, operator, wanted)
    if prefix:
        inside = _has_prefix(key, parts.epoch, parts.release)
        return inside if operator == "==" else not inside
    bound = version_key(wanted)
    if bound is None:
        return None
    if operator == "~=":
        if len(parts.release) == 1:
            return None
        return key >= bound and key < _after_prefix(parts.epoch, parts.release[:-1])
    if operator in _COMPARISONS:
        return _COMPARISONS[operator](key, bound)
    return _ask_packaging(version, operator, wanted)


def _ask_packaging(version: str, operator: str, wanted: str) -> bool | None:
    from packaging.specifiers import InvalidSpecifier, Specifier

    try:
        specifier = Specifier(operator + wanted)
        if operator != "===" and version_key(version) is None:
            return None
        return specifier.contains(version, prereleases=True)
    except (InvalidSpecifier, ValueError):
        return None


def _has_prefix(key: Key, epoch: int, release: tuple[int, ...]) -> bool:
    return make_key(epoch, release, DEVELOPMENT, NO_POST, 0) <= key < _after_prefix(epoch, release)


def _after_prefix(epoch: int, release: tuple[int, ...]) -> Key:
    """The first version, a development release, that no longer begins with ``release``."""
    return make_key(epoch, (*release[:-1], release[-1] + 1), DEVELOPMENT, NO_POST, 0)


def _below(key: Key, bound: Key) -> bool:
    """Decides ``<``: the pre-releases of a final version do not count as below it."""
    epoch, release, pre, post, dev, _ = bound
    if dev == RELEASED and pre == FINAL:
        bound = make_key(epoch, release, pre, post, 0)
    return key < bound


def _above(key: Key, bound: Key) -> bool:
    """Decides ``>``: the post-releases and local builds of a version do not count as above it."""
    epoch, release, pre, post, dev, _ = bound
    if dev != RELEASED:
        return key >= (epoch, release, pre, post, dev + 1, ())
    if post != NO_POST:
        return key >= (epoch, release, pre, post + 1, 0, ())
    return key[:3] > bound[:3]


_PREFIXES = ("==", "!=")
_COMPARISONS: dict[str, Callable[[Key, Key], bool]] = {
    "==": lambda key, bound: key[:5] == bound[:5],
    "!=": lambda key, bound: key[:5] != bound[:5],
    "<=": lambda key, bound: key[:5] <= bound[:5],
    ">=": lambda key, bound: key >= bound,
    "<": _below,
    ">": _above,
}
