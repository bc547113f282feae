"""Decides whether two requirements can be active in one environment, and whether they contradict each other there."""

from __future__ import annotations

from pinlint.requirements.pinning import pin_of
from pinlint.requirements.specifiers import satisfies
from pinlint.text.budget import Budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.requirements.pinning import Pin
    from pinlint.text.source import SourceFile

#: The cost of comparing two requirements without their markers.
_OF_A_PAIR = 2

#: For two markers, the environments in which both are true, in words (None if there are none), and the cost of finding them.
Decided = dict[tuple[str, str], tuple["str | None", int]]


def share(document: RequirementsFile, sources: Iterable[SourceFile] = ()) -> Budget:
    """The budget for comparing the requirements of a file with each other and with those of ``sources``, the files that it leads
    to. This budget is smaller than others: few projects are required more than once, and most of a lock is hashes.
    """
    budget = Budget(len(document.source.text) // 50)
    for source in set(sources) - {document.source}:
        budget.add(len(source.text) // 50, led_to=True)
    return budget


class Overlaps:
    """The answers for the requirements of one file or of several; all raise ExceededError if the ``budget`` runs out.

    What cannot be decided counts as no overlap: a malformed marker proves nothing. ``decided`` caches the answers. A cached
    answer costs the same budget as a new one. So the limit of a caller does not depend on earlier questions. With a ``python``
    such as ``3.12``, only the environments of an image with this Python count.
    """

    __slots__ = ("_budget", "_decided", "_paid", "_pins", "_python")

    def __init__(self, budget: Budget, decided: Decided | None = None, python: str | None = None) -> None:
        self._budget = budget
        self._python = python
        self._decided = decided if decided is not None else {}
        self._paid: set[tuple[str, str]] = set()
        self._pins: dict[Requirement, Pin | None] = {}

    def overlap(self, one: Requirement, other: Requirement) -> bool:
        """Whether there is an environment in which both are active."""
        return self.shared(one, other) is not None

    def shared(self, one: Requirement, other: Requirement) -> str | None:
        """The environments in which both are active, in words; empty if they are always active together, None if
        they never are.
        """
        markers = one.marker or "", other.marker or ""
        if markers[0] == markers[1] and not (self._python and markers[0]):
            return ""
        self._budget.spend()
        if markers not in self._decided:
            before = self._budget.spent
            answer = _hold_together([marker for marker in markers if marker], self._python, self._budget)
            self._decided[markers] = answer, self._budget.spent - before
        elif markers not in self._paid:
            self._budget.spend(self._decided[markers][1])
        self._paid.add(markers)
        return self._decided[markers][0]

    def contradict(self, one: Requirement, other: Requirement) -> bool:
        """Whether one requirement is a pin that the other does not allow, in an environment in which both are active."""
        self._budget.spend(_OF_A_PAIR)
        return self._differ(one, other) and self.overlap(one, other)

    def _differ(self, one: Requirement, other: Requirement) -> bool:
        pins = self._pin(one), self._pin(other)
        if pins[0] is not None and pins[1] is not None and pins[0].identity and pins[1].identity:
            return pins[0].identity != pins[1].identity
        # One of two pins may be a build of the other: ==2.3.1 accepts 2.3.1+cpu, but not the other way round.
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


def _hold_together(markers: list[str], python: str | None, budget: Budget) -> str | None:
    from pinlint.freshness.environments import Claim, environments
    from pinlint.freshness.naming import name_environments

    claim = Claim(pythons=[python], platforms=("linux",)) if python is not None else Claim()
    known = environments(claim, markers, budget=budget)
    both = [found for found in known if all(found.admits(marker) is True for marker in markers)]
    if not both:
        return None
    return name_environments(*([member for found in part for member in found.members] for part in (both, known)))
