"""Whether two requirements can be active in one environment, and whether they contradict each other there."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.model import Requirement


def overlap(one: Requirement, other: Requirement) -> bool:
    """Whether there is an environment in which both are active, as far as their markers can be decided.

    What cannot be decided does not overlap: a malformed marker proves nothing.
    """
    if one.marker is None and other.marker is None:
        return True
    if one.marker is not None and one.marker == other.marker:
        return True
    from pinlint.freshness.environments import Claim, environments

    markers = [marker for marker in (one.marker, other.marker) if marker is not None]
    return any(
        all(environment.admits(marker) is True for marker in markers) for environment in environments(Claim(), markers)
    )


def contradict(one: Requirement, other: Requirement) -> bool:
    """Whether one is a pin to something that the other does not accept, in an environment that has both."""
    from pinlint.pinning import pin_of
    from pinlint.specifiers import satisfies

    pins = pin_of(one), pin_of(other)
    if pins[0] is not None and pins[1] is not None and pins[0].identity and pins[1].identity:
        contradiction = pins[0].identity != pins[1].identity
    else:
        # Of two pins one may be a build of the other: 2.3.1+cpu is accepted by ==2.3.1, though not the other way round.
        answers = [
            satisfies(pin.version, asked.clauses)
            for pin, asked in ((pins[0], other), (pins[1], one))
            if pin is not None and pin.version is not None and asked.url is None
        ]
        contradiction = bool(answers) and all(answer is False for answer in answers)
    return contradiction and overlap(one, other)
