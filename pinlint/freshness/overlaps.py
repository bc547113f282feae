"""Whether two requirements can be active in one environment, and whether they contradict each other there."""

from __future__ import annotations

from pinlint.requirements.pinning import pin_of
from pinlint.requirements.specifiers import satisfies
from pinlint.text.budget import Budget, ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.requirements.model import Requirement
    from pinlint.requirements.pinning import Pin

#: Steps, of about a microsecond each, that are taken to compare requirements, all files together. A pair of markers takes some
#: hundred the first time; a project has a dozen pairs.
MOST_STEPS = 400_000
_STEPS_OF_A_PAIR = 10


class Overlaps:
    """The answers for the requirements of one file or of several.

    What cannot be decided does not overlap: a malformed marker proves nothing. ``skipped`` counts what was not compared, as
    it takes too long.
    """

    __slots__ = ("_decided", "_effort", "_pins", "skipped")

    def __init__(self, most: int | None = None) -> None:
        """``most`` are the steps that may be taken."""
        self.skipped = 0
        self._effort = Budget.of(MOST_STEPS if most is None else most)
        self._decided: dict[tuple[str, str], str | None] = {}
        self._pins: dict[Requirement, Pin | None] = {}

    def overlap(self, one: Requirement, other: Requirement) -> bool:
        """Whether there is an environment in which both are active."""
        return self.shared(one, other) is not None

    def shared(self, one: Requirement, other: Requirement) -> str | None:
        """The environments in which both are active, in words; empty where they always are together, None where never."""
        markers = one.marker or "", other.marker or ""
        if markers[0] == markers[1]:
            return ""
        try:
            self._effort.spend(1)
            if markers not in self._decided:
                self._decided[markers] = _hold_together([marker for marker in markers if marker], self._effort)
        except ExceededError:
            self.skipped += 1
            return None
        return self._decided[markers]

    def contradict(self, one: Requirement, other: Requirement) -> bool:
        """Whether one is a pin to something that the other does not accept, in an environment that has both."""
        try:
            self._effort.spend(_STEPS_OF_A_PAIR)
        except ExceededError:
            self.skipped += 1
            return False
        return self._differ(one, other) and self.overlap(one, other)

    def _differ(self, one: Requirement, other: Requirement) -> bool:
        pins = self._pin(one), self._pin(other)
        if pins[0] is not None and pins[1] is not None and pins[0].identity and pins[1].identity:
            return pins[0].identity != pins[1].identity
        # Of two pins one may be a build of the other: 2.3.1+cpu is accepted by ==2.3.1, though not the other way round.
        answers = [
            satisfies(pin.version, asked.clauses)
            for pin, asked in ((pins[0], other), (pins[1], one))
            if pin is not None and pin.version is not None and asked.url is None
        ]
        return bool(answers) and all(answer is False for answer in answers)

    def _pin(self, requirement: Requirement) -> Pin | None:
        if requirement not in self._pins:
            self._pins[requirement] = pin_of(requirement)
        return self._pins[requirement]


def _hold_together(markers: list[str], effort: Budget) -> str | None:
    from pinlint.freshness.environments import Claim, environments, name_environments

    known = environments(Claim(), markers, budget=effort)
    both = [found for found in known if all(found.admits(marker) is True for marker in markers)]
    if not both:
        return None
    return name_environments(*([member for found in part for member in found.members] for part in (both, known)))
