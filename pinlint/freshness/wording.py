"""The words that all freshness rules share: where an obligation fails, why, and what fixes it."""

from __future__ import annotations

from pinlint.findings.finding import Related
from pinlint.freshness.advice import remedy
from pinlint.requirements.locked import PYLOCK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pinlint.findings.finding import Finding, Rule
    from pinlint.freshness.obligations import Obligation
    from pinlint.requirements.model import Requirement


def finding(rule: Rule, obligation: Obligation, message: str, **details: Any) -> Finding:
    """A finding of ``rule``: ``message`` and the environments in which the obligation fails, at the obligation's place.

    The obligation provides the project, the related places, the command that fixes the lock, and the lock. ``details`` are
    further arguments of `Finding`; they replace what the obligation provides.
    """
    if obligation.environments:
        message = f"{message} ({obligation.environments})"
    known = {
        "project": obligation.project,
        "related": _related(obligation),
        "help": remedy(obligation.pairing, obligation.command),
        "lock": obligation.lock,
    }
    return rule.finding(obligation.location, message, **(known | details))


def _related(obligation: Obligation) -> list[Related]:
    found = [Related(location, message) for location, message in obligation.related]
    requirement = obligation.requirement
    if requirement is not None and requirement.location != obligation.location:
        found.append(Related(requirement.location, f"{requirement.shown} is required here"))
    if requirement is not None and obligation.pin is None:
        found.append(Related(obligation.pairing.location, _lock_of(obligation)))
    parent = obligation.parent
    if parent is not None and parent.location != obligation.location:
        found.append(Related(parent.location, f"{parent.shown} requires it"))
    return found


def _lock_of(obligation: Obligation) -> str:
    from pinlint.freshness.recognizing import NEIGHBOUR

    pairing = obligation.pairing
    if pairing.evidence != NEIGHBOUR or pairing.document.format != PYLOCK:
        return "the lock"
    return f"the lock; it does not name its input, and {pairing.sources[0]} is the only file next to it that can be"


def named_extras(obligation: Obligation) -> str:
    """The extras that an obligation is about: ``the extras net and tls``."""
    *others, last = obligation.detail.split(",")
    return f"the extras {', '.join(others)} and {last}" if others else f"the extra {last}"


def asked(requirement: Requirement) -> str:
    """A requirement and its place: ``click~=8.3 in requirements.in:3``."""
    return f"{requirement.shown} in {requirement.location}"


def asker(obligation: Obligation) -> str:
    """Where the unmet requirement is: the line of the input, else the line of the pin that requires it."""
    by = obligation.requirement or obligation.parent
    assert by is not None
    return str(by.location)


def required(obligation: Obligation) -> str:
    """What a pin requires, and the path to that pin: ``flask==3.1 requires click>=8 (requirements.in:1 -> flask)``."""
    dependency, parent = obligation.dependency, obligation.parent
    assert dependency is not None
    assert parent is not None
    way = f" ({' -> '.join(obligation.chain)})" if len(obligation.chain) > 1 else ""
    place = getattr(dependency, "place", None)  # for a statement of another lock
    return f"{parent.shown} requires {dependency.text}{f', as {place} says' if place is not None else ''}{way}"
