"""Decides from the walks what fails for a lock. The lock is for a single environment, or universal."""

from __future__ import annotations

from pinlint.freshness.closure import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from pinlint.freshness.environments import Environment
    from pinlint.freshness.excuses import Excuses
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.world import Failure, World

    Key: TypeAlias = tuple[object, ...]
    #: A failure, the environments in which it happens (empty: all), and a walk in which it happens.
    Found: TypeAlias = tuple[Failure, list[Environment], Walk]

#: After this many walks, no more environments are tried for a lock that has no failure in one but is undecided there.
_ENOUGH = 8
#: Failures that the configuration's ``allow-missing`` and ``allow-extra`` permit.
_MISSING = ("missing-pin", "missing-dependency")
_EXTRA = ("orphan-pin",)
#: Failures that may have a reason outside the lock and its inputs.
DOUBTED = (*_MISSING, "violated-dependency", "violated-constraint")


def walk_through_all(
    world: World,
    found: Iterable[Environment],
    excuses: Callable[[], Excuses],
    is_enough: Callable[[Walk], bool] | None = None,
) -> Iterator[Walk]:
    """The walks through the environments, in order. Environments that a walk does not distinguish share it.

    Before the second walk that is not shared, ``is_enough`` says of the first whether it ends here.
    """
    distinct: list[Walk] = []
    for environment in found:
        known = next((walk for walk in distinct if _finds_the_same(walk, environment)), None)
        if known is not None:
            yield _seen_from(environment, known)
        elif len(distinct) == 1 and is_enough is not None and is_enough(distinct[0]):
            return
        else:
            distinct.append(_walk_through(world, environment, excuses))
            yield distinct[-1]


def _finds_the_same(walk: Walk, environment: Environment) -> bool:
    """Whether everything that the walk has asked has the same answer in another environment. Most markers that distinguish
    environments belong to extras that nothing requests, and are never asked."""
    asked = walk.environment.asked
    walk.world.budget.spend(len(asked) // 4)
    return all(environment.admits(*marker) is answer for marker, answer in asked.items()) and all(
        environment.runs(python) is answer for python, answer in walk.pythons.items()
    )


def _seen_from(environment: Environment, walk: Walk) -> Walk:
    """The same walk through an environment in which it finds the same."""
    from copy import copy

    same = copy(walk)
    same.environment = environment
    same.failures, same.undecided = dict(walk.failures), dict(walk.undecided)
    return same


def _walk_through(world: World, environment: Environment, excuses: Callable[[], Excuses]) -> Walk:
    """The walk through one environment. A failure that may be intentional becomes undecided."""
    walk = Walk(world, environment).run()
    if any(failure.kind in DOUBTED for failure in walk.failures.values()):
        for key, failure in list(walk.failures.items()):
            reason = excuses().excuse(failure, world) if failure.kind in DOUBTED else ""
            if reason:
                failure.detail = reason
                walk.undecided[key] = walk.failures.pop(key)
    return walk


def until_one_holds(
    world: World, found: Sequence[Environment], pairing: Pairing, excuses: Callable[[], Excuses]
) -> list[Walk]:
    """Walks through one environment after the other. Stops at the first in which the lock has no failure and
    nothing undecided, or after the first if no other environment can have less.
    """

    def is_enough(walk: Walk) -> bool:
        if pairing.header is None:
            return False  # `_without_extract` compares the walks as wholes
        from pinlint.freshness.everywhere import has_least

        return has_least(walk, found, _relevant(walk.failures, pairing), _relevant(walk.undecided, pairing), excuses)

    walks = []
    held = False
    for walk in walk_through_all(world, found, excuses, is_enough):
        walks.append(walk)
        holds = not _relevant(walk.failures, pairing)
        held = held or holds
        if (holds and not _relevant(walk.undecided, pairing)) or (held and len(walks) >= _ENOUGH):
            break
    return walks


def _relevant(failures: Mapping[Key, Failure], pairing: Pairing) -> dict[Key, Failure]:
    """The failures, except those that the configuration allows."""
    if not pairing.allow_missing and not pairing.allow_extra:
        return dict(failures)
    return {
        key: failure
        for key, failure in failures.items()
        if not (failure.kind in _MISSING and failure.project in pairing.allow_missing)
        and not (failure.kind in _EXTRA and failure.project in pairing.allow_extra)
    }


def of_one(walks: Sequence[Walk], pairing: Pairing) -> tuple[list[Found], list[Failure], list[Walk]]:
    """What fails and what is undecided for a lock for one environment, and the walks that show this."""
    results = [(_relevant(walk.failures, pairing), walk) for walk in walks]
    if pairing.header is None and not _is_installed_alone(pairing):
        results = [(_without_extract(failures, walk), walk) for failures, walk in results]
    holding = [walk for failures, walk in results if not failures]
    if holding:
        best = min(holding, key=lambda walk: len(_relevant(walk.undecided, pairing)))
        return [], list(_relevant(best.undecided, pairing).values()), [best]
    common = set(results[0][0]).intersection(*(failures for failures, _ in results))
    failures, walk = min(results, key=lambda result: len(result[0]))
    reported = common or set(failures)
    places = [] if common else [walk.environment]
    return (
        [(failure, places, walk) for key, failure in failures.items() if key in reported],
        list(_relevant(walk.undecided, pairing).values()),
        [walk],
    )


def _is_installed_alone(pairing: Pairing) -> bool:
    """Whether the platform installs only the lock. Then the lock contains everything that the addons of a Divio project need."""
    return pairing.collected.has_addons and pairing.collected.view.is_resolved(pairing.path)


def _without_extract(failures: dict[Key, Failure], walk: Walk) -> dict[Key, Failure]:
    """The failures of a file whose tool is unknown. If most requirements are missing, the file is probably only a part of a lock,
    made by hand or by a script. Then its missing pins become undecided.
    """
    missing = {key: failure for key, failure in failures.items() if failure.kind == "missing-pin"}
    if len(missing) * 2 <= len(walk.world.inputs) or not walk.world.pins:
        return failures
    from copy import copy

    for key, failure in missing.items():
        del failures[key]
        undecided = copy(failure)  # other walks have the same object
        undecided.detail = "the file may be only a part of a lock"
        walk.undecided[undecided.key] = undecided
    return failures


def of_all(walks: Sequence[Walk], pairing: Pairing) -> tuple[list[Found], list[Failure]]:
    """What fails and what is undecided for a universal lock. A pin that one environment needs is not an orphan. If it is active
    in other environments too, its marker may be a leftover."""
    failures: dict[Key, Found] = {}
    undecided: dict[Key, Failure] = {}
    needed = {project for walk in walks for project in walk.reached}
    idle: dict[Key, Found] = {}
    for walk in walks:
        for key, failure in _relevant(walk.failures, pairing).items():
            if failure.kind == "orphan-pin" and failure.project in needed:
                idle.setdefault(key, (failure, [], walk))[1].append(walk.environment)
                continue
            if failure.kind == "incompatible-python" and _newer_patch_holds(failure, walk, walks):
                continue
            failures.setdefault(key, (failure, [], walk))[1].append(walk.environment)
        for key, failure in _relevant(walk.undecided, pairing).items():
            if failure.kind != "orphan-pin" or failure.project not in needed:
                undecided.setdefault(key, failure)
    for failure, places, _ in idle.values():
        failure.detail = f"nothing requires it {_where(places, walks)}"
    left = [failure for key, failure in undecided.items() if key not in failures]
    return list(failures.values()), [*left, *(failure for failure, _, _ in idle.values())]


def of_possible(walks: Sequence[Walk], pairing: Pairing) -> list[Failure]:
    """What a universal lock lacks in environments that it may support. It is unknown whether the lock should have it.

    A requirement of an input shows that the lock may support these environments. A requirement in a pin's metadata shows this
    only if the project allows them.
    """
    found = []
    for failure, places, _ in of_all(walks, pairing)[0]:
        if failure.kind in _MISSING and (failure.parent is None or pairing.claim.requires_python):
            minors = dict.fromkeys(member.minor for environment in places for member in environment.members)
            failure.detail = f"the lock does not say whether it is for Python {', '.join(minors)}"
            found.append(failure)
    return found


def _where(places: Sequence[Environment], walks: Sequence[Walk]) -> str:
    from pinlint.freshness.naming import name_environments

    members = [member for environment in places for member in environment.members]
    return name_environments(members, [member for walk in walks for member in walk.environment.members])


def _newer_patch_holds(failure: Failure, walk: Walk, walks: Sequence[Walk]) -> bool:
    """Whether the pin's Requires-Python allows another patch level of the same Python: compilers check no more."""
    minor = walk.environment.minor
    return any(
        member.minor == minor and failure.project in other.reached and failure.key not in other.failures
        for other in walks
        for member in other.environment.members
    )
