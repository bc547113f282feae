"""Whether two requirements can be active in one environment, and whether they contradict each other there."""

from __future__ import annotations

from pinlint.pinning import pin_of
from pinlint.specifiers import satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.model import Requirement
    from pinlint.pinning import Pin

#: So many pairs of markers are decided for one file; a hostile one has millions.
MOST_PAIRS = 1000


class Overlaps:
    """The answers for the requirements of one file.

    What cannot be decided does not overlap: a malformed marker proves nothing, nor does one of too many.
    """

    __slots__ = ("_decided", "_pins")

    def __init__(self) -> None:
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
        if markers not in self._decided:
            if len(self._decided) >= MOST_PAIRS:
                return None
            self._decided[markers] = _hold_together([marker for marker in markers if marker])
        return self._decided[markers]

    def contradict(self, one: Requirement, other: Requirement) -> bool:
        """Whether one is a pin to something that the other does not accept, in an environment that has both."""
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


def _hold_together(markers: list[str]) -> str | None:
    from pinlint.freshness.environments import Claim, environments, name_environments

    known = environments(Claim(), markers)
    both = [found for found in known if all(found.admits(marker) is True for marker in markers)]
    if not both:
        return None
    return name_environments(*([member for found in part for member in found.members] for part in (both, known)))
