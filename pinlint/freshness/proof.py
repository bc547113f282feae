"""The proof: decides which obligations of a lock are met, which fail, and which are undecided. The verdict follows from this.

A lock for one environment was made in one of several plausible environments; it does not say in which. It is fresh if it is fresh
in at least one of them. It is stale if it fails in every one; what fails in all of them is reported. A universal lock must be
correct in every environment that it supports. What is undecided is recorded with its reason and never guessed.
"""

from __future__ import annotations

from pinlint.findings.report import FRESH, STALE, UNPROVEN
from pinlint.freshness.environments import Claim, environments
from pinlint.freshness.world import ENVIRONMENTS, SHORTER, Undecided, UndecidedLock
from pinlint.text.budget import Budget, ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, TypeVar

    from pinlint.freshness.closure import Walk
    from pinlint.freshness.deciding import Found
    from pinlint.freshness.environments import Environment
    from pinlint.freshness.excuses import Excuses
    from pinlint.freshness.obligations import Obligation
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.witnesses import Witnesses
    from pinlint.freshness.world import Failure, LockedPin, World
    from pinlint.requirements.metadata import Metadata

    Key = tuple[object, ...]
    Made = TypeVar("Made")

#: At most this many pins are shown on the path to a pin; usually there are about a dozen.
MOST_IN_CHAIN = 100
#: The first words of the kinds of failure that are fixed by moving a pin.
_MOVING = ("violated", "changed", "moved", "incompatible")


class Proof:
    """What was proved about one lock.

    ``failing`` are the obligations that fail. ``obligations`` are these and the remarks, which do not change the verdict.
    ``unproven`` are the undecided obligations. ``evidence`` names what decided: ``annotations``, ``metadata``. ``environments``
    names the environments in which a lock for one environment was found correct. ``upgrade`` names the pins that must move.
    ``walks`` are the walks that the verdict is based on, for `pinlint.freshness.why`.
    """

    __slots__ = (
        "environments",
        "evidence",
        "failing",
        "obligations",
        "origin",
        "pairing",
        "pins",
        "unproven",
        "upgrade",
        "verdict",
        "walks",
    )

    def __init__(
        self,
        pairing: Pairing,
        obligations: Sequence[Obligation],
        unproven: Sequence[Undecided],
        *,
        evidence: Sequence[str],
        pins: int,
        environments: str = "",
        walks: Sequence[Walk] = (),
        remarks: Sequence[Obligation] = (),
    ) -> None:
        self.pairing = pairing
        self.failing = tuple(obligations)
        self.obligations = [*obligations, *remarks]
        self.upgrade = sorted({o.project for o in obligations if o.project and o.kind.startswith(_MOVING)})
        self.unproven = unproven
        self.evidence = tuple(evidence)
        self.pins = pins
        self.environments = environments
        self.walks = walks
        #: The proof of the structured lock that this one was exported from; None for any other lock.
        self.origin: Any = None
        self.verdict = STALE if obligations else UNPROVEN if unproven else FRESH

    @property
    def command(self) -> str:
        """The narrowest single command that fixes every failure and remark; empty if no command does."""
        if not self.obligations:
            return ""
        from pinlint.freshness.obligations import runs_command

        if not runs_command(self.obligations):
            return ""
        from pinlint.freshness.advice import allowing_unsafe, command_for

        command = command_for(self.pairing, self.upgrade)
        unsafe = any(obligation.kind == "unpinned-unsafe" for obligation in self.obligations)
        return allowing_unsafe(command) if unsafe else command


def prove(
    pairing: Pairing,
    metadata: Mapping[tuple[str, str], Metadata] | None = None,
    reasons: Mapping[tuple[str, str], str] | None = None,
    budget: Budget | None = None,
    witnesses: Witnesses | None = None,
) -> Proof:
    """Decides the obligations of one lock.

    The keys of ``metadata`` and ``reasons`` are a normalized project name and the version as pinned. ``metadata`` has what is
    known about exactly that version; ``reasons`` says why nothing is known. ``witnesses`` are the other locks of the repository.
    ``budget`` limits the proof; by default it follows from the sizes of the files and the metadata in use.
    """
    try:
        return _prove(pairing, metadata or {}, reasons or {}, budget or _share(pairing, metadata or {}), witnesses)
    except ExceededError:
        reason = "it has too many pins, requirements and environments to check"
        pins = len(pairing.document.requirements)
        return Proof(pairing, [], [*pairing.unread, UndecidedLock(reason, SHORTER)], evidence=(), pins=pins)


def _share(pairing: Pairing, metadata: Mapping[tuple[str, str], Metadata]) -> Budget:
    """The budget for the proof of a lock: the shares of the lock, of all files that it is made from, and of its metadata."""
    budget = Budget(len(pairing.document.source.text))
    documents = [*pairing.layers, *map(pairing.collected.view.documents.get, pairing.files)]
    budget.add(sum(len(document.source.text) for document in documents if document is not None), led_to=True)
    known = (metadata.get((pin.project or "", pin.version or "")) for pin in pairing.locked_pins())
    budget.add(sum(len(text) for found in known if found is not None for text in found.requires_dist or ()))
    return budget


def _prove(
    pairing: Pairing,
    metadata: Mapping[tuple[str, str], Metadata],
    reasons: Mapping[tuple[str, str], str],
    budget: Budget,
    witnesses: Witnesses | None,
) -> Proof:
    from pinlint.freshness.deciding import of_all, of_one, of_possible, until_one_holds, walk_through_all
    from pinlint.freshness.surroundings import remarks

    pins = list(pairing.locked_pins())
    budget.spend(len(pins) + len(pairing.collected.constraints) // 4)
    if metadata or reasons:
        add_metadata(pins, metadata, reasons)
    unknown = [pin for pin in pins if pin.dependencies is None]
    if pairing.alone:
        for pin in pins:
            pin.dependencies = ()
    if any(pin.requirement.url is not None for pin in pins):
        from pinlint.freshness.reasons import mark_unasked

        mark_unasked(pairing, pins)
    world = pairing.world(pins, budget)
    excuses = _excuses(pairing, budget)
    if witnesses is not None:
        # Witnesses have their own budget, so that many locks in a repository cannot leave this lock unproven.
        share = Budget(len(pairing.document.source.text))
        world.witnessed = _once(lambda: witnesses.against(pairing, share))
    found = _environments(pairing.claim, world, pins) or _environments(Claim(), world, pins)
    if pairing.claim.universal:
        shown = list(walk_through_all(world, found, excuses))
        failures, undecided = of_all(shown, pairing)
        if pairing.claim.doubtful is not None and not failures:
            below = _environments(pairing.claim.doubtful, world, pins)
            undecided += of_possible(list(walk_through_all(world, below, excuses)), pairing)
        named = ""
    else:
        walks = until_one_holds(world, found, pairing, excuses)
        failures, undecided, shown = of_one(walks, pairing)
        named = shown[0].environment.name if len(found) > 1 and not failures else ""
    failures, undecided = _without_hasty_orphans(failures, undecided)
    obligations = [_obligation(failure, places, found, walk, pairing) for failure, places, walk in failures]
    doubted = {failure.project for failure in undecided if failure.kind.startswith("missing")}
    unproven = [_undecided(failure) for failure in undecided]
    unproven += _left_over(pairing, pins, shown, doubted, excuses)
    unproven += _without_metadata(unknown, shown, "incompatible-python" if pairing.alone else "missing-dependency")
    if not obligations and not pairing.claim.universal:
        unproven += _unusual(shown[0].environment, pairing.claim)
    unproven += pairing.unread
    evidence = [name for name, used in (("annotations", pairing.annotated), ("metadata", metadata)) if used]
    return Proof(
        pairing,
        obligations,
        list(dict.fromkeys(unproven)),
        evidence=evidence,
        pins=sum(pin.judged for pin in pins),
        environments=named,
        walks=shown,
        remarks=list(remarks(pairing, pins)),
    )


def _without_hasty_orphans(failures: list[Found], undecided: list[Failure]) -> tuple[list[Found], list[Failure]]:
    """Makes the orphans undecided if something is missing that an input requires. Nobody knows what that requires: the next lock
    may have these pins again. So an input with one line replaced is one finding.
    """
    missing = next((failure.project for failure, _, _ in failures if failure.kind == "missing-pin"), None)
    if missing is None:
        return failures, undecided
    from copy import copy

    orphans = [
        copy(failure) for failure, _, _ in failures if failure.kind == "orphan-pin"
    ]  # other walks have the same objects
    for orphan in orphans:
        orphan.detail = f"what {missing} requires is not known, because it is not locked"
    return [found for found in failures if found[0].kind != "orphan-pin"], [*undecided, *orphans]


def _excuses(pairing: Pairing, budget: Budget) -> Callable[[], Excuses]:
    """A function that returns the lock's excuses; it makes them at the first call."""

    def make() -> Excuses:
        from pinlint.freshness.excuses import Excuses

        return Excuses(pairing, budget)

    return _once(make)


def _once(make: Callable[[], Made]) -> Callable[[], Made]:
    """A function that returns the result of ``make``, which it calls once, at the first call."""
    made: list[Made] = []

    def get() -> Made:
        if not made:
            made.append(make())
        return made[0]

    return get


def add_metadata(
    pins: Iterable[LockedPin],
    metadata: Mapping[tuple[str, str], Metadata],
    reasons: Mapping[tuple[str, str], str],
) -> None:
    """Adds to each pin what is known about its version."""
    from pinlint.freshness.dependencies import read_dependencies

    for pin in pins:
        if pin.project is None or pin.version is None:
            pin.unknown = "a direct reference without a version"
            continue
        key = (pin.project, pin.version)
        known = metadata.get(key)
        if known is None:
            pin.unknown = reasons.get(key, pin.unknown)
            continue
        pin.requires_python = known.requires_python
        pin.origin = known.origin
        if known.requires_dist is None:
            pin.unknown = reasons.get(key, "its metadata does not say what it requires")
            continue
        pin.dependencies = read_dependencies(known.requires_dist)
        if pin.dependencies is None:
            pin.unknown = "its metadata is malformed"


def _environments(claim: Claim, world: World, pins: Sequence[LockedPin]) -> list[Environment]:
    markers = dict.fromkeys(
        requirement.marker
        for group in (world.inputs, *world.constraints.values(), *world.overrides.values())
        for requirement in group
        if requirement.marker is not None
    )
    markers.update(dict.fromkeys(pin.marker for pin in pins if pin.marker is not None))
    specifiers: dict[str, None] = {}
    for pin in pins:
        if pin.dependencies:
            markers.update(dict.fromkeys(d.marker for d in pin.dependencies if d.marker is not None))
        if pin.requires_python:
            specifiers[pin.requires_python] = None
    return environments(claim, markers, specifiers, world.budget)


def _left_over(
    pairing: Pairing,
    pins: Sequence[LockedPin],
    walks: Sequence[Walk],
    doubted: set[str | None],
    excuses: Callable[[], Excuses],
) -> list[Undecided]:
    """The projects that annotations of needed pins name and the lock does not pin, if metadata does not settle it.

    Either the name is a leftover in the annotation, or the line of the project was lost; it is unknown which. ``doubted``
    projects are reported already. A pin without any other reason is an orphan and is not reported here.
    """
    reached = {project for walk in walks for project in walk.reached}
    if not pairing.dangling or all(pin.dependencies is not None for pin in pins if pin.project in reached):
        return []
    named = {name for pin in pins if pin.project in reached for name in pairing.parents.get(pin.project or "", ())}
    return [
        Undecided("missing-dependency", missing, "annotations name it, but the lock does not pin it")
        for missing in sorted((pairing.dangling & named) - pairing.allow_missing)
        if missing not in doubted and not excuses().taken_out(missing)
    ]


def _unusual(environment: Environment, claim: Claim) -> list[Undecided]:
    """Says that a lock is correct only on an unusual machine. Either it was made there, or it is stale; it is unknown which."""
    if "linux" not in claim.platforms or any(member.is_usual(claim) for member in environment.members):
        return []
    held = environment.name.partition(" on ")[2]
    kind = " with PyPy" if environment.values["implementation_name"] == "pypy" else ""
    return [UndecidedLock(f"it is correct on {held}{kind}, but not on an ordinary Linux", ENVIRONMENTS)]


def _without_metadata(unknown: Sequence[LockedPin], walks: Sequence[Walk], kind: str) -> list[Undecided]:
    reached = {project for walk in walks for project in walk.reached}
    return [
        Undecided(kind, pin.project, pin.unknown)
        for pin in unknown
        if pin.judged and (pin.project is None or pin.project in reached)
    ]


def _obligation(
    failure: Failure, places: Sequence[Environment], found: Sequence[Environment], walk: Walk, pairing: Pairing
) -> Obligation:
    everywhere = [member for environment in found for member in environment.members]
    failing = [member for environment in places for member in environment.members]
    from pinlint.freshness.dependencies import Dependency
    from pinlint.freshness.naming import name_environments
    from pinlint.freshness.obligations import Obligation

    by = failure.by
    dependency = by if isinstance(by, Dependency) else None
    requirement = None if isinstance(by, Dependency) else by
    pin = failure.pin.requirement if failure.pin else None
    parent = failure.parent.requirement if failure.parent else None
    place = pin or parent or requirement
    kind = pairing.kind_of(failure)
    moved = [failure.project] if failure.project and kind.startswith(_MOVING) else []
    return Obligation(
        kind,
        pairing,
        place.location if place is not None else pairing.location,
        project=failure.project,
        requirement=requirement,
        dependency=dependency,
        parent=parent,
        pin=pin,
        environments=name_environments(failing, everywhere) if failing else "",
        chain=chain(walk, failure.parent.project) if failure.parent else (),
        detail=failure.detail,
        upgrade=moved,
    )


def _undecided(failure: Failure) -> Undecided:
    reason = failure.detail or getattr(failure.by, "doubt", "") or "it is not known whether it applies"
    location = failure.pin.requirement.location if failure.pin else None
    return Undecided(failure.kind, failure.project, reason, location)


def chain(walk: Walk, project: str | None) -> list[str]:
    """How ``project`` is reached: from the input's line, through the pins in between, to the project."""
    steps: list[str] = []
    seen = set()
    while project is not None and project not in seen:
        seen.add(project)
        parent, by = walk.through.get(project, (None, None))
        steps.append(project)
        if parent is None:
            location = getattr(by, "location", None)
            if location is not None:
                steps.append(str(location))
            break
        if len(steps) > MOST_IN_CHAIN:
            steps.append("…")
            break
        project = parent.project
    return steps[::-1]
