"""The words that the rules on manifests share: which addons require what, and which command updates the target."""

from __future__ import annotations

from pinlint.findings.finding import SAFE, Fix, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pinlint.findings.finding import Finding, Rule
    from pinlint.manifests.comparing import Difference


def finding(rule: Rule, difference: Difference, message: str, *, fix: str = "", **details: Any) -> Finding:
    """A finding of ``rule``: ``message`` at the place of the difference.

    The project, the related places and the target come from the difference; ``fix`` is the title of its edits, if it has
    edits. ``details`` are further keyword arguments of `Finding`.
    """
    asked = difference.line or difference.entries[0]
    others = [entry for entry in difference.entries if entry.location != difference.location]
    return rule.finding(
        difference.location,
        message,
        project=asked.requirement.project,
        related=[Related(entry.location, f"{entry.addon} requires {entry.text}") for entry in others],
        fix=Fix(fix, difference.edits, SAFE) if difference.edits else None,
        lock=difference.target or None,
        **details,
    )


def who_requires(difference: Difference) -> str:
    """The addons that ask for it, with the verb: ``sale requires``, ``sale and stock require``, ``sale and 4 more require``."""
    first, *others = dict.fromkeys(entry.addon for entry in difference.entries)
    if not others:
        return f"{first} requires"
    return f"{first} and {others[0] if len(others) == 1 else f'{len(others)} more'} require"
