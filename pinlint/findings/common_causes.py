"""Groups findings with the same cause, so that a report can show the cause once."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.findings.finding import Finding


def causes(findings: Iterable[Finding], *, one_remedy: bool = True) -> list[list[Finding]]:
    """The findings in groups. The findings of a group keep their order, and the groups are sorted by their first findings.

    Findings have one cause if they have the same rule and severity and are about the same lock. Findings without a lock have one
    cause if they have the same file and remedy. Remedies may differ if ``one_remedy`` is false.
    """
    groups: dict[tuple[str | None, ...], list[Finding]] = {}
    for finding in findings:
        place = (finding.lock, None) if finding.lock else (finding.location.path, finding.help if one_remedy else None)
        groups.setdefault((finding.rule, finding.severity, *place), []).append(finding)
    return list(groups.values())
