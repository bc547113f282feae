"""Decides from one walk through all environments at once that no environment is better for a lock than the first one.

An answer in this walk is only True or False if all environments agree. So what it finds to fail fails in each of them, and walks
through the others would not change the proof.
"""

from __future__ import annotations

from pinlint.freshness.closure import Walk
from pinlint.freshness.environments import Environment
from pinlint.freshness.world import Failure
from pinlint.requirements.markers import atoms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from pinlint.freshness.excuses import Excuses

    Key: TypeAlias = tuple[object, ...]

#: Failures that nothing excuses and that do not depend on which other pins are active.
_FINAL = ("changed-artifact", "incompatible-python", "moved-artifact", "violated-specifier")


class Everywhere(Environment):
    """Several environments as one. An answer is None if they give different answers."""

    __slots__ = ("_different", "_environments")

    def __init__(self, environments: Sequence[Environment]) -> None:
        super().__init__({}, "every environment")
        self._environments = environments
        #: By variables of markers: one environment for each combination of their values.
        self._different: dict[frozenset[str], list[Environment]] = {}

    def admits(self, marker: str | None, extra: str = "") -> bool | None:
        """Whether the marker is true in all of them; None if that is undecided in one of them, too."""
        if marker is None:
            return True
        asked = marker, extra
        if asked not in self.asked:
            variables = frozenset(atom[0] for atom in atoms(marker))
            if variables not in self._different:
                combinations = {tuple(map(each.values.get, variables)): each for each in self._environments}
                self._different[variables] = list(combinations.values())
            self.asked[asked] = _common(each.decides(marker, extra) for each in self._different[variables])
        return self.asked[asked]

    def runs(self, requires_python: str) -> bool | None:
        """Whether ``Requires-Python`` allows the Pythons of all of them."""
        return _common(each.runs(requires_python) for each in self._environments)


def _common(answers: Iterator[bool | None]) -> bool | None:
    """The answer that all give; None if they differ."""
    first = next(answers)
    return first if all(answer is first for answer in answers) else None


def has_least(
    walk: Walk,
    found: Sequence[Environment],
    failures: Mapping[Key, Failure],
    undecided: Mapping[Key, Failure],
    excuses: Callable[[], Excuses],
) -> bool:
    """Whether all that fails in a walk fails in each environment that was ``found``; for a walk without failures, whether all
    that is undecided in it is so everywhere. ``failures`` and ``undecided`` are those of the walk that count.
    """
    world = walk.world
    if world.overrides or not all(_is_final(failure, walk, excuses) for failure in failures.values()):
        return False
    world.budget.spend(len(walk.environment.asked) * len(found) // 4)
    everywhere = Walk(world, Everywhere(found)).run()
    if failures:
        return failures.keys() <= everywhere.failures.keys()
    return undecided.keys() <= everywhere.unclear


def _is_final(failure: Failure, walk: Walk, excuses: Callable[[], Excuses]) -> bool:
    """Whether something fails in each environment in which it is found, also with other packages active there."""
    if failure.kind == "orphan-pin":
        return walk.world.parents is not None
    if failure.kind == "missing-pin" and failure.project is not None:
        # Another environment may find first that another line asks for it.
        named = (asked for asked in walk.world.inputs if asked.project == failure.project)
        return not any(excuses().excuse(Failure(failure.kind, failure.project, by=asked)) for asked in named)
    return failure.kind in _FINAL
