"""Whether a version satisfies a specifier set, PEP 440, pre-releases admitted.

What is asked is always one given version, a pin, and never which of many to choose; so a pre-release satisfies whatever
its number satisfies. Clauses in their normalized spelling are decided here, all others by `packaging`.
"""

from __future__ import annotations

import re

from pinlint.versions import DEVELOPMENT, FINAL, NO_POST, RELEASED, make_key, version_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from pinlint.model import Clause
    from pinlint.versions import Key

    #: An operator and the version as written.
    Pair: TypeAlias = tuple[str, str]

_CLAUSE = re.compile(r"(===|==|~=|!=|<=|>=|<|>)(?!=)(.*)", re.DOTALL)
#: The versions that the comparisons here read as `packaging` does; longer ones go to it.
_NORMALIZED = re.compile(r"(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?(?:\.post[0-9]+)?(?:\.dev[0-9]+)?")
_RELEASE = re.compile(r"(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)")
_LONGEST = 100
_memo: dict[tuple[str, str, str], bool | None] = {}
_parsed: dict[str, list[Pair]] = {}


def satisfies(version: str, clauses: str | Iterable[Clause]) -> bool | None:
    """Whether ``version`` satisfies every clause of a specifier set, given as text or as clauses.

    A local label of the version counts only for ``===`` and for an ``==`` or ``!=`` clause that has one itself. None
    where the version or a clause is malformed and no other clause refuses the version: nothing can be said then.
    """
    pairs = parse_specifier(clauses) if isinstance(clauses, str) else [(c.operator, c.version) for c in clauses]
    undecided = False
    for operator, wanted in pairs:
        met = decide(version, operator, wanted)
        if met is False:
            return False
        undecided = undecided or met is None
    return None if undecided else True


def unmet(version: str, clauses: Iterable[Clause]) -> Clause | None:
    """The first clause that refuses ``version``, for messages; None where none does."""
    return next((c for c in clauses if decide(version, c.operator, c.version) is False), None)


def parse_specifier(text: str) -> list[Pair]:
    """Operators and versions of a specifier set's text; a clause that is none has an empty operator."""
    try:
        return _parsed[text]
    except KeyError:
        pairs = _parsed[text] = []
    for piece in text.split(","):
        piece = piece.strip()
        if piece:
            match = _CLAUSE.match(piece)
            pairs.append((match[1], match[2].strip()) if match else ("", piece))
    return pairs


def decide(version: str, operator: str, wanted: str) -> bool | None:
    """Whether ``version`` satisfies the one clause ``operator`` ``wanted``; None where either is malformed."""
    asked = (version, operator, wanted)
    try:
        return _memo[asked]
    except KeyError:
        answer = _memo[asked] = _decide(version, operator, wanted)
        return answer


def _decide(version: str, operator: str, wanted: str) -> bool | None:
    key = version_key(version)
    if len(wanted) > _LONGEST or key is None or operator == "===":
        return _ask_packaging(version, operator, wanted)
    if operator in _PREFIXES and wanted.endswith(".*") and (match := _RELEASE.fullmatch(wanted, 0, len(wanted) - 2)):
        release = tuple(map(int, match[2].split(".")))
        inside = _has_prefix(key, int(match[1] or 0), release)
        return inside if operator == "==" else not inside
    if operator == "~=" and (match := _RELEASE.match(wanted)) and _NORMALIZED.fullmatch(wanted):
        release = tuple(map(int, match[2].split(".")))
        if len(release) == 1:
            return None
        bound = version_key(wanted)
        return bound is not None and key >= bound and key < _after_prefix(int(match[1] or 0), release[:-1])
    if operator in _COMPARISONS and _NORMALIZED.fullmatch(wanted):
        bound = version_key(wanted)
        assert bound is not None
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
    """``<``: the pre-releases of a final version do not count as below it."""
    epoch, release, pre, post, dev, _ = bound
    if dev == RELEASED and pre == FINAL:
        bound = make_key(epoch, release, pre, post, 0)
    return key < bound


def _above(key: Key, bound: Key) -> bool:
    """``>``: the post-releases and local builds of a version do not count as above it."""
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
