"""How the text report shows many findings: counts of each rule and file, then the gravest findings in full."""

from __future__ import annotations

from pinlint.findings.report import plural
from pinlint.findings.statistics import statistics
from pinlint.reports.excerpt import shown_width
from pinlint.reports.text_findings import cut, draw
from pinlint.reports.wrapping import wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.finding import Finding
    from pinlint.findings.report import Report, Style
    from pinlint.findings.statistics import RuleCount

#: How many findings are shown, how many rules have a line, and how many files that line names.
_DRAWN = 10
_RULES = 20
_FILES = 3
#: How many related places are shown with a finding.
_RELATED = 1
_WIDTH = 120


def overview(report: Report, style: Style) -> str:
    """The counts, the most severe findings with each help text once, and how to see all."""
    blocks = ["\n".join(table(report, style))]
    helped: set[str | None] = set()
    for finding in gravest(report.findings, _DRAWN):
        blocks.append("\n".join(draw(finding, report, style, related=_RELATED, helped=helped)))
    shown = f"{_DRAWN} of {len(report.findings):,} findings are shown"
    sentence = f"{shown}: `--format concise` lists all, `--verbose` shows all in full."
    blocks.append("\n".join(wrapped(sentence, style.width)))
    return "\n\n".join(blocks) + "\n"


def table(report: Report, style: Style) -> list[str]:
    """A line for each rule: how many findings, their severity, and the files with the most of them."""
    rows = statistics(report.findings)
    shown = rows if style.verbose or len(rows) <= _RULES else rows[: _RULES - 1]
    left = sum(row.findings for row in rows[len(shown) :])
    numbers = max(len(f"{count:,}") for count in (left, *(row.findings for row in rows)))
    severities = max(len(row.severity) for row in shown)
    rules = max(len(row.rule) for row in shown)
    lines = []
    for row in shown:
        rule = style.link(report.url(row.rule), row.rule) + " " * (rules - len(row.rule))
        severity = style.paint(row.severity, row.severity) + " " * (severities - len(row.severity))
        before = numbers + severities + rules + 6
        room = max(20, (style.width or _WIDTH) - before)
        lines.append(f"{row.findings:>{numbers},}  {severity}  {rule}  {_files(row, room, style)}")
    if rows[len(shown) :]:
        more = plural(len(rows) - len(shown), "more rule")
        lines.append(f"{left:>{numbers},}  in {more}; `--statistics --verbose` lists all")
    return lines


def _files(row: RuleCount, room: int, style: Style) -> str:
    """The files with the most findings, as many as fit in ``room`` columns; with numbers if there are several."""
    paths = list(row.files.items())
    if len(paths) == 1:
        return style.path(paths[0][0])
    for count in (len(paths), *range(_FILES, 0, -1)):
        text = ", ".join(f"{style.path(path)}: {number:,}" for path, number in paths[:count])
        if paths[count:]:
            text += f", {plural(len(paths) - count, 'more file')}"
        if style.verbose or (count <= _FILES + 1 and shown_width(text) <= room):
            return text
    return cut(text, room)


def gravest(findings: list[Finding], count: int) -> list[Finding]:
    """A number of findings: errors first, and the first finding of each rule before the second one of any rule."""
    from pinlint.findings.finding import SEVERITIES

    turns: dict[tuple[str, str], int] = {}
    ranked = []
    for at, finding in enumerate(findings):
        key = (finding.severity, finding.rule)
        turns[key] = turns.get(key, 0) + 1
        ranked.append((SEVERITIES.index(finding.severity), turns[key], at))
    # Findings of one rule are shown together.
    chosen = [findings[at] for _, _, at in sorted(ranked)[:count]]
    order = list(dict.fromkeys((finding.severity, finding.rule) for finding in chosen))
    return sorted(chosen, key=lambda finding: order.index((finding.severity, finding.rule)))
