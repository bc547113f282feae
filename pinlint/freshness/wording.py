"""How the rules on freshness say things alike: where an obligation fails, how it came about, and what mends it."""

from __future__ import annotations

from pinlint.finding import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.freshness.obligations import Obligation
    from pinlint.model import Requirement


def where(obligation: Obligation) -> str:
    """The environments in which it fails, in parentheses; empty where it fails in all."""
    return f" ({obligation.environments})" if obligation.environments else ""


def asked(requirement: Requirement) -> str:
    """A requirement and its place: ``click~=8.3 in requirements.in:3``."""
    return f"{requirement.shown} in {requirement.location}"


def through(obligation: Obligation) -> str:
    """The way from an input to the pin that requires it, in parentheses; empty where that is the input itself."""
    return f" ({' -> '.join(obligation.chain)})" if len(obligation.chain) > 1 else ""


def help_for(obligation: Obligation) -> str:
    """The one command that mends the lock."""
    return f"run `{obligation.command}`" if obligation.command else f"compile {obligation.lock} again"


def related(obligation: Obligation) -> list[Related]:
    """The other places that the finding speaks of."""
    found = [Related(location, message) for location, message in obligation.related]
    requirement = obligation.requirement
    if requirement is not None and requirement.location != obligation.location:
        found.append(Related(requirement.location, f"{requirement.shown} is asked for here"))
    if requirement is not None and obligation.pin is None:
        found.append(Related(obligation.pairing.location, "the lock"))
    parent = obligation.parent
    if parent is not None and parent.location != obligation.location:
        found.append(Related(parent.location, f"{parent.shown} requires it"))
    return found
