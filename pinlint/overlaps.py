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
        contradiction = any(
            pin is not None and pin.version is not None and satisfies(pin.version, clauses) is False
            for pin, clauses in ((pins[0], other.clauses), (pins[1], one.clauses))
        )
    return contradiction and overlap(one, other)
