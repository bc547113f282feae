"""Limits how many findings are reported: too many findings help nobody, and printing them takes longer than reading the files."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pinlint.findings.finding import Finding

#: The most findings of one rule that are reported for one file, and for all files together.
MOST_OF_A_FILE = 2_000
MOST = 20_000


class FindingLimits:
    """Lets a limited number of a rule's findings pass. Only findings for which ``included`` is true count. A last finding reports
    the limit.

    Findings with a ``wanted`` fix (by its applicability) pass without limit: they are fixed, not reported.
    """

    __slots__ = ("_counts", "_included", "_wanted")

    def __init__(self, included: Callable[[Finding], bool], wanted: Collection[str] = ()) -> None:
        self._included = included
        self._wanted = wanted
        self._counts: dict[tuple[str, str | None], int] = {}

    def ended(self, rule: str) -> bool:
        """Whether no more findings of the rule are reported."""
        return self._counts.get((rule, None), 0) > MOST and not self._wanted

    def ended_rules(self) -> list[tuple[str, str]]:
        """The rules that reached a limit, with their families."""
        from pinlint.index import RULES

        return [(rule, RULES[rule][0]) for rule, path in self._counts if path is None and self.ended(rule)]

    def passing(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The reported ones among a rule's ``findings`` on one subject. After the limit there are no more, unless fixes are
        wanted.
        """
        for finding in findings:
            if not self._included(finding):
                continue
            if finding.fix is not None and finding.fix.applicability in self._wanted:
                yield finding
                continue
            of_file = self._count(finding.rule, finding.location.path)
            of_all = self._count(finding.rule, None)
            if of_all > MOST:
                if of_all == MOST + 1:
                    yield _excess(
                        finding, f"more than {MOST:,} findings of {finding.rule}: the others are not reported"
                    )
                if not self._wanted:
                    return
                continue
            if of_file <= MOST_OF_A_FILE:
                yield finding
            elif of_file == MOST_OF_A_FILE + 1:
                where = f"more than {MOST_OF_A_FILE:,} findings of {finding.rule} in this file"
                yield _excess(finding, f"{where}: the others are not reported")

    def _count(self, rule: str, path: str | None) -> int:
        count = self._counts[rule, path] = self._counts.get((rule, path), 0) + 1
        return count


def _excess(finding: Finding, message: str) -> Finding:
    from pinlint.findings.finding import Finding

    return Finding(finding.rule, finding.family, finding.severity, finding.location, message, lock=finding.lock)
