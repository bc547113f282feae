"""One walk through one environment. It starts at what the inputs require and follows what the pins require, to every needed pin.

If the metadata of a pinned version is known, the walk follows it; otherwise it follows the lock's annotations. The walk never
looks for another version: it compares each requirement once with the existing pins. If a result depends on something undecided (a
marker, a pin without metadata, an input that could not be read), it is undecided and not a failure.
"""

from __future__ import annotations

from pinlint.freshness.world import MET, UNASKED, UNSAFE, Failure
from pinlint.requirements.specifiers import parse_specifier, satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pinlint.freshness.dependencies import Dependency, Gates
    from pinlint.freshness.environments import Environment
    from pinlint.freshness.world import Answer, LockedPin, World
    from pinlint.requirements.model import Requirement

#: How certain it is that a project is needed.
MAYBE, SURE = 1, 2
_NO_PINS: list[LockedPin] = []
#: The cost of recording and reporting one failure.
_STEPS_OF_A_FAILURE = 20


class Walk:
    """The walk through ``world`` in ``environment``; `run` it once, then read ``failures`` and ``undecided``.

    For each needed project, ``reached`` says how certain the need is, and ``through`` says what first required it. ``pythons``
    has the answers about each ``Requires-Python``.
    """

    def __init__(self, world: World, environment: Environment) -> None:
        self.world = world
        self.environment = environment
        self.failures: dict[tuple[object, ...], Failure] = {}
        self.undecided: dict[tuple[object, ...], Failure] = {}
        #: The keys of what is undecided although it is certain that it applies here.
        self.unclear: set[tuple[object, ...]] = set()
        self.reached: dict[str, int] = {}
        self.pythons: dict[str, bool | None] = {}
        self.through: dict[str, tuple[LockedPin | None, Requirement | Dependency | None]] = {}
        self._extras: dict[tuple[str, str], int] = {}
        self._active: dict[str, tuple[list[LockedPin], bool]] = {}
        self._extras_of: dict[str, list[str]] | None = None
        self._waiting: list[tuple[str, str]] = []
        self._gates: dict[LockedPin, Gates] = {}
        self._children: dict[str, list[str]] | None = None
        self._spend = world.budget.spend
        self._blind = world.blind
        self._nameless = bool(world.nameless)
        self._spend(len(world.inputs) + len(world.pins))
        self._riddle = bool(world.nameless) and self._has_riddle()
        self._incomplete = bool(world.blind or world.roots or world.nameless)

    def run(self) -> Walk:
        """Walks, and returns itself."""
        for requirement in self.world.inputs:
            answer = self.environment.admits(requirement.marker)
            if answer is not False:
                self._demand(requirement, None, SURE if answer else MAYBE)
            elif requirement in self.world.unmarked and requirement.project in self.world.pins:
                self._demand(requirement, None, MAYBE)
        self._exhaust()
        if self._nameless or self.world.roots:
            self._follow_annotations(*self.world.roots, *self._unknown_parents())
            self._exhaust()
        bounded = self.world.constraints or self.world.overrides
        for project, pins in self.world.pins.items():
            if bounded:
                self._check_constraints(project)
            if len(pins) > 1:
                self._check_conflicts(project)
        needed = frozenset(self.reached)
        if (
            self.world.doubts
            and self.world.parents is not None
            and self._incomplete
            and any(project not in needed for project in self.world.pins)
        ):
            self._follow_annotations(*self.world.doubts)
            self._exhaust()
        self._check_orphans(needed)
        return self

    def asked_by(self, pin: LockedPin) -> list[Dependency]:
        """What the pin requires by its metadata, for itself and for the extras that are requested."""
        if self._extras_of is None:
            self._extras_of = {}
            for project, extra in self._extras:
                if extra not in ("", "*"):
                    self._extras_of.setdefault(project, []).append(extra)
        found: dict[Dependency, None] = {}
        for extra in ("", *self._extras_of.get(pin.project or "", ())):
            for dependency in self._under(pin, extra):
                if dependency not in found and self.environment.admits(dependency.marker, extra) is not False:
                    found[dependency] = None
        return list(found)

    def _exhaust(self) -> None:
        while self._waiting:
            self._expand(*self._waiting.pop())

    def _unknown_parents(self) -> Iterable[str]:
        """The names in the annotations that no pin has. A line of the lock with an unknown name may be one of them."""
        if not self._nameless or self.world.parents is None:
            return ()
        return {name for named in self.world.parents.values() for name in named if name not in self.world.pins}

    def _demand(self, by: Requirement | Dependency, parent: LockedPin | None, level: int) -> None:
        """Checks one requirement, of an input or of a reached pin, against the pins."""
        project = by.project
        if project is None:
            self._demand_nameless(by, level)
            return
        if project in self.world.excluded or (project in self.world.own and project not in self.world.pins):
            return
        overrides = self.world.overrides.get(project)
        if overrides is None:
            self._hold(by, by, parent, level)
            return
        for override in overrides:
            answer = self.environment.admits(override.marker)
            if answer is not False:
                self._hold(by, override, parent, level if answer else MAYBE)

    def _hold(
        self, by: Requirement | Dependency, wanted: Requirement | Dependency, parent: LockedPin | None, level: int
    ) -> None:
        """Checks the pins of the project that ``by`` requires against ``wanted``, which is ``by`` itself or its override."""
        project = by.project
        assert project is not None
        self._reach(project, "", level, parent, by)
        for extra in wanted.extras:  # an override replaces the extras too
            self._reach(project, extra, level, parent, by)
        pins, sure = self._pins(project)
        if not pins:
            if project not in self.world.omitted and not self._stands_nameless(by):
                kind = "missing-pin" if parent is None else "missing-dependency"
                self._report(Failure(kind, project, by=by, parent=parent), self._level_of_absence(by, level))
            return
        if not sure:
            level = MAYBE
        self._spend(2 * len(pins) - 1)
        for pin in pins:
            verdict, kind, detail = UNASKED if pin.unasked and parent is None else compare(wanted, pin)
            if verdict is not True:
                if kind == "violated-specifier" and parent is not None and wanted is by:
                    kind = "violated-dependency"
                failure = Failure(kind, project, by=wanted, parent=parent, pin=pin, detail=detail)
                self._report(failure, level if verdict is False else MAYBE)
                if verdict is None and level == SURE:
                    self.unclear.add(failure.key)

    def _demand_nameless(self, by: Requirement | Dependency, level: int) -> None:
        """Checks a URL or path with an unknown name against the lines of the lock that point to the same place."""
        from pinlint.freshness.artifacts import addresses_of

        self._incomplete = True
        for pin in addresses_of(self.world).named.candidates(by):
            if pin.project and compare(by, pin)[0] is True:
                self._reach(pin.project, "", level, None, by)
                return
        if self._demand_repository(by, level):
            return
        self._nameless = True
        if self._stands_nameless(by) or "://" not in (by.url or "") or "${" in (by.url or ""):
            return
        self._blind = True  # any pin may be the lock's entry for it
        self._report(Failure("missing-pin", None, by=by, detail=by.url or ""), self._level_of_absence(by, level))

    def _demand_repository(self, by: Requirement | Dependency, level: int) -> bool:
        """Checks a URL without a name against the only pin of the same repository, if that pin does not match the URL."""
        if "+" not in (by.url or "").partition("://")[0]:
            return False
        from pinlint.freshness.artifacts import addresses_of, of_one_repository

        found = [pin for pin in addresses_of(self.world).named.candidates(by) if of_one_repository(by, pin)]
        if len(found) != 1 or found[0].project is None:
            return False
        self._reach(found[0].project, "", level, None, by)
        verdict, kind, detail = compare(by, found[0])
        failure = Failure(kind, found[0].project, by=by, pin=found[0], detail=detail)
        self._report(failure, level if verdict is False else MAYBE)
        return True

    def _stands_nameless(self, by: Requirement | Dependency) -> bool:
        """Whether a line of the lock without a known name points to the same place."""
        if by.url is None or not self.world.nameless:
            return False
        from pinlint.freshness.artifacts import addresses_of

        return any(compare(by, pin)[0] is True for pin in addresses_of(self.world).nameless.candidates(by))

    def _has_riddle(self) -> bool:
        from pinlint.freshness.artifacts import addresses_of

        return addresses_of(self.world).riddle

    def _level_of_absence(self, by: Requirement | Dependency, level: int) -> int:
        """How certain it is that something is missing if no line of the lock is for it.

        A line with a URL and no known name may be the missing one. Scripts also move lines without a hash (repositories) to
        another file.
        """
        moved = by.url is not None and "+" in by.url.partition("://")[0] and not self.world.faithful
        return MAYBE if self._riddle or moved else level

    def _report(self, failure: Failure, level: int) -> None:
        self._spend(_STEPS_OF_A_FAILURE)
        (self.failures if level == SURE else self.undecided).setdefault(failure.key, failure)

    def _pins(self, project: str) -> tuple[list[LockedPin], bool]:
        """The project's pins that may be active here, and whether at least one of them certainly is."""
        pins = self.world.pins.get(project, _NO_PINS)
        if len(pins) == 1 and pins[0].marker is None:
            return pins, True
        if project in self._active:
            return self._active[project]
        self._spend(5 * len(pins))
        active: list[LockedPin] = []
        maybe: list[LockedPin] = []
        for pin in pins:
            answer = self.environment.admits(pin.marker)
            if answer is not False:
                (active if answer else maybe).append(pin)
        found = self._active[project] = (active, True) if active else (maybe, False)
        return found

    def _reach(
        self, project: str, extra: str, level: int, parent: LockedPin | None, by: Requirement | Dependency | None
    ) -> None:
        if self._extras.get((project, extra), 0) >= level:
            return
        self._extras[project, extra] = level
        if self.reached.get(project, 0) < level:
            self.reached[project] = level
        self.through.setdefault(project, (parent, by))
        self._waiting.append((project, extra))

    def _expand(self, project: str, extra: str) -> None:
        level = self._extras[project, extra]
        pins, sure = self._pins(project)
        if not pins:
            # Left out of the lock, or missing: its own requirements are not known.
            self._incomplete = self._incomplete or project not in UNSAFE
            self._follow_annotations(project)
            return
        if not sure:
            level = MAYBE
        admits = self.environment.admits
        self._spend(len(pins))
        for pin in pins:
            if not extra:
                self._check_python(pin, level)
            if pin.dependencies is None:
                self._incomplete = True
                self._follow_annotations(project)
                if not extra:
                    self._follow_witnesses(pin, sure)
                continue
            asked = self._under(pin, extra)
            self._spend(len(asked) * 2 if extra else len(asked) // 2)
            for dependency in asked:
                marker = dependency.marker
                answer = True if marker is None else admits(marker, extra)
                if answer is not False:
                    self._demand(dependency, pin, level if answer else MAYBE)
                elif dependency.project in self.world.overrides and not dependency.gated:
                    self._demand(dependency, pin, MAYBE)  # an override replaces the marker too

    def _under(self, pin: LockedPin, extra: str) -> Sequence[Dependency]:
        """The pin's dependencies that an extra may require: often a few of thousands. Without an extra, all dependencies."""
        if not extra:
            return pin.dependencies or ()
        if pin not in self._gates:
            from pinlint.freshness.dependencies import Gates

            self._gates[pin] = Gates(pin.dependencies or ())
        return self._gates[pin].under(extra)

    def _follow_witnesses(self, pin: LockedPin, sure: bool) -> None:
        """Checks the pins against what this pin requires according to other locks. How the pin is reached does not matter: it is
        installed.
        """
        for witness in self.world.witnessed().get(pin.project or "", ()):
            answer = self.environment.admits(witness.marker)
            if answer is not False:
                self._demand(witness, pin, SURE if sure and answer and not witness.doubt else MAYBE)

    def _follow_annotations(self, *parents: str) -> None:
        """Reaches the pins whose annotations name one of ``parents``, then the pins whose annotations name those, and so on. The
        lock says no more about pins without metadata. Annotations do not say which extras were requested, so the same is done for
        every extra.
        """
        if self.world.parents is None:
            self._blind = self._blind or self._incomplete
            return
        if self._children is None:
            self._children = {}
            for child, named in self.world.parents.items():
                for parent in named:
                    self._children.setdefault(parent, []).append(child)
        waiting = list(parents)
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if (child, "*") not in self._extras:
                    self._extras[child, "*"] = MAYBE
                    self._reach(child, "", MAYBE, None, None)
                    waiting.append(child)

    def _check_python(self, pin: LockedPin, level: int) -> None:
        if pin.requires_python:
            answer = self.pythons[pin.requires_python] = self.environment.runs(pin.requires_python)
            if answer is False:
                self._report(Failure("incompatible-python", pin.project, pin=pin, detail=pin.requires_python), level)

    def _check_constraints(self, project: str) -> None:
        """Checks the pins against the constraints and against the overrides, which replace every other requirement on them."""
        self._bound("violated-constraint", project, self.world.constraints)
        if project in self.reached:
            self._bound("violated-specifier", project, self.world.overrides)

    def _bound(self, kind: str, project: str, bounds: Mapping[str, Sequence[Requirement]]) -> None:
        pins, sure = self._pins(project)
        self._spend(len(bounds.get(project, ())))
        for bound in bounds.get(project, ()):
            answer = self.environment.admits(bound.marker)
            if answer is False or bound.url is not None:
                continue
            self._spend(len(pins))
            for pin in pins:
                verdict, _, detail = compare(bound, pin)
                if verdict is False:
                    failure = Failure(kind, project, by=bound, pin=pin, detail=detail)
                    self._report(failure, SURE if answer and sure else MAYBE)

    def _check_conflicts(self, project: str) -> None:
        pins, sure = self._pins(project)
        for pin in pins[1:]:
            if pins[0].requirement is not pin.requirement and not _agree(pins[0], pin):
                failure = Failure("conflicting-pins", project, by=pins[0].requirement, pin=pin)
                self._report(failure, SURE if sure else MAYBE)

    def _check_orphans(self, needed: frozenset[str]) -> None:
        for project in self.world.pins:
            if project in needed or project in self.world.own:
                continue
            doubtful = project in self.reached
            pins, sure = self._pins(project)
            for pin in pins:
                if pin.judged:
                    detail = "nothing says why it is in the lock" if doubtful or self._blind else ""
                    certain = sure and not self._blind and not doubtful
                    self._report(Failure("orphan-pin", project, pin=pin, detail=detail), SURE if certain else MAYBE)


def _agree(one: LockedPin, other: LockedPin) -> bool:
    """Whether two pins of one project, both active, can be installed together."""
    if one.requirement.url is None and other.requirement.url is None:
        from pinlint.requirements.versions import same_version

        if one.version is None or other.version is None:
            return True  # one of them is not a pin; another rule reports that
        return same_version(one.version, other.version) is not False
    from pinlint.requirements.pinning import identity_of

    return identity_of(one.requirement) == identity_of(other.requirement)


def compare(by: Requirement | Dependency, pin: LockedPin) -> Answer:
    """Whether ``pin`` meets ``by``: True, False, or None if undecided; the rule's name; and the unmet clause or the reason for
    doubt."""
    if by.url is not None:
        from pinlint.freshness.artifacts import compare_references

        return compare_references(by, pin)
    specifier = by.specifier
    if not specifier:
        return MET
    version = pin.version
    if version is None:
        if pin.requirement.url is None:
            return None, "violated-specifier", "it is not pinned"
        return None, "violated-specifier", "the version of a direct reference is not known"
    answer = satisfies(version, specifier)
    if answer is True:
        return MET
    if answer is None:
        return None, "violated-specifier", "a version or a specifier is malformed"
    return False, "violated-specifier", unmet_clause(version, specifier)


def unmet_clause(version: str, specifier: str) -> str:
    """The first clause of ``specifier`` that does not allow ``version``."""
    pairs = parse_specifier(specifier)
    return next((o + v for o, v in pairs if satisfies(version, o + v) is False), specifier)
