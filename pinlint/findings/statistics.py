"""Counts the findings of each rule, in total and by file."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.findings.finding import Finding


class RuleCount:
    """The findings of one rule with one severity.

    ``findings`` is the number of findings, ``fixable`` the number of those with a fix, safe or not. ``files`` maps each path to
    the number in that file; the file with the most comes first.
    """

    __slots__ = ("family", "files", "findings", "fixable", "rule", "severity")

    def __init__(self, rule: str, family: str, severity: str) -> None:
        self.rule = rule
        self.family = family
        self.severity = severity
        self.findings = 0
        self.fixable = 0
        self.files: dict[str, int] = {}


def statistics(findings: Iterable[Finding]) -> list[RuleCount]:
    """The counts of each rule: errors first, then by number. A rule with two severities has two counts."""
    from pinlint.findings.finding import SEVERITIES

    counts: dict[tuple[str, str], RuleCount] = {}
    for finding in findings:
        key = (finding.rule, finding.severity)
        if key not in counts:
            counts[key] = RuleCount(finding.rule, finding.family, finding.severity)
        count, path = counts[key], finding.location.path
        count.findings += 1
        count.fixable += finding.fix is not None
        count.files[path] = count.files.get(path, 0) + 1
    for count in counts.values():
        count.files = dict(sorted(count.files.items(), key=lambda item: (-item[1], item[0])))
    return sorted(counts.values(), key=lambda count: (SEVERITIES.index(count.severity), -count.findings, count.rule))
