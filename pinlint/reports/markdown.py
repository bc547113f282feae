"""A page for a reviewer, in Markdown: the job summary of a GitHub workflow, or a comment on a merge request.

```yaml
- run: pinlint check --format markdown:"$GITHUB_STEP_SUMMARY"
```

It shows the verdict of each lock, the commands that update stale locks, a diagram of the first cause that makes a lock
stale, and the findings grouped by cause. It stays below GitHub's limit of 1 MiB. Findings that do not fit are counted.
"""

from __future__ import annotations

from pinlint.findings.report import Style, plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.findings.finding import Finding
    from pinlint.findings.report import LockVerdict, Report
    from pinlint.text.source import Location

NAME = "markdown"
#: GitHub accepts 1 MiB for a step's summary; several runs may share it.
_BYTES = 900_000
_LISTED = 20
_ICONS = {
    "error": ":x:",
    "warning": ":warning:",
    "info": ":information_source:",
    "fresh": ":white_check_mark:",
    "stale": ":x:",
    "unproven": ":grey_question:",
}


class _Page:
    """Blocks of Markdown, as many as fit."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.room = _BYTES
        self.left_out = 0

    def add(self, block: str, findings: int = 0) -> None:
        """Adds a block about so many findings, if it fits."""
        size = len(block.encode("utf-8")) + 2
        if size > self.room:
            self.left_out += findings
        else:
            self.room -= size
            self.blocks.append(block)


def render(report: Report, style: Style) -> str:
    """The whole page."""
    from pinlint.findings.common_causes import causes
    from pinlint.findings.finding import SEVERITIES
    from pinlint.reports.text import counts, fixable, proof, update
    from pinlint.text.escaping import fenced, markdown

    page = _Page()
    page.add(f"## pinlint: {markdown(counts(report, Style()).rstrip('.'))}")
    page.add(markdown(proof(report, Style())))
    for sentence in (*fixable(report), *(f"Note: {note}" for note in report.notes)):
        page.add(_with_code(_short(sentence, 1000)))
    if report.locks:
        page.add(_table(report.locks))
    commands = list(dict.fromkeys(command for lock in report.locks for command in lock.commands))
    if commands:
        page.add(f"### {markdown(update(report.locks))}, run")
        page.add(fenced(commands, "sh"))
    diagram = _diagram(report)
    if diagram:
        page.add(diagram)
    groups = sorted(causes(report.findings, one_remedy=False), key=lambda group: SEVERITIES.index(group[0].severity))
    for group in groups:
        page.add(_cause(group, report), len(group))
    if page.left_out:
        page.blocks.append(f"{plural(page.left_out, 'more finding')} do not fit here; the other reports have them.")
    return "\n\n".join(page.blocks) + "\n"


def _table(locks: Iterable[LockVerdict]) -> str:
    from pinlint.text.escaping import code, markdown

    rows = ["| Lock | Verdict | Pins | Compiled from | Evidence | Unproven |", "|---|---|--:|---|---|---|"]
    # Locks that need action come first.
    ordered = sorted(locks, key=lambda lock: ("stale", "unproven", "fresh").index(lock.verdict))
    for lock in ordered[:_LISTED]:
        inputs = ", ".join(code(_short(path)) for path in lock.inputs[:_LISTED]) + _more(len(lock.inputs))
        reasons: dict[str, dict[str, None]] = {}
        for entry in lock.unproven:
            reasons.setdefault(entry.reason, {})[code(_short(entry.project or lock.path))] = None
        undecided = [
            f"{markdown(_short(reason))}: {', '.join(list(names)[:_LISTED])}{_more(len(names))}"
            for reason, names in reasons.items()
        ]
        cells = (
            code(_short(lock.path)),
            f"{_ICONS[lock.verdict]} {lock.verdict}",
            str(lock.pins),
            inputs,
            markdown(", ".join(lock.evidence)),
            "<br>".join(undecided[:_LISTED]) + _more(len(undecided)),
        )
        rows.append(f"| {' | '.join(cells)} |")
    if len(ordered) > _LISTED:
        left = [lock.verdict for lock in ordered[_LISTED:]]
        counted = ", ".join(f"{left.count(verdict)} {verdict}" for verdict in dict.fromkeys(left))
        rows += ["", f"… and {plural(len(left), 'more lock')}: {counted}."]
    return "\n".join(rows)


def _cause(group: list[Finding], report: Report) -> str:
    """The findings of one cause: the rule, each place with its message, and the help."""
    from pinlint.text.escaping import code

    first = group[0]
    url = report.url(first.rule)
    rule = f"[{first.rule}]({url})" if url else first.rule
    count = f" ({len(group)})" if len(group) > 1 else ""
    lines = [f"### {_ICONS[first.severity]} {rule}{count}", ""]
    for finding in group[:_LISTED]:
        lines.append(f"- {code(_where(finding.location))} {_with_code(_short(finding.message, 500))}")
        for related in finding.related[:_LISTED]:
            lines.append(f"  - {code(_where(related.location))} {_with_code(_short(related.message, 500))}")
    if len(group) > _LISTED:
        lines.append(f"- … and {len(group) - _LISTED} more")
    helps = list(dict.fromkeys(finding.help for finding in group if finding.help))
    for help in helps[:3]:
        lines += ["", f"**Help:** {_with_code(_short(help, 1000))}"]
    if len(helps) > 3:
        lines += ["", f"… and {plural(len(helps) - 3, 'more suggestion')}"]
    return "\n".join(lines)


def _with_code(text: str) -> str:
    """The text with its quotations shown as code."""
    from pinlint.reports.quotations import quotations
    from pinlint.text.escaping import code, markdown

    pieces: list[str] = []
    at = 0
    for start, end in quotations(text):
        pieces += markdown(text[at:start]), code(text[start + 1 : end - 1])
        at = end
    return "".join([*pieces, markdown(text[at:])])


def _diagram(report: Report) -> str | None:
    """The path from the requirement to the problem, for the first finding with a related place that makes a lock stale."""
    from pinlint.text.escaping import markdown, mermaid

    stale = {lock.path for lock in report.locks if lock.verdict == "stale"}
    for finding in report.findings:
        if finding.lock in stale and finding.related:
            break
    else:
        return None
    places = [(related.location, related.message) for related in finding.related[-_LISTED:]]
    places.append((finding.location, ""))
    lines = ["```mermaid", "flowchart LR"]
    for at, (location, _) in enumerate(places):
        label = mermaid(_short(_where(location)))
        if text := _text(location):
            label += f"<br>{mermaid(text)}"
        lines.append(f'    n{at}["{label}"]')
    for at, (_, message) in enumerate(places[:-1]):
        arrow = f'-- "{mermaid(_short(message, 60))}" -->' if message else "-->"
        lines.append(f"    n{at} {arrow} n{at + 1}")
    lines += [f"    style n{len(places) - 1} stroke:#d1242f,stroke-width:3px", "```"]
    return "\n".join([f"### Why {markdown(_short(finding.lock or ''))} is stale", "", *lines])


def _text(location: Location) -> str:
    """The first line of the text at a location, shortened."""
    from pinlint.text.secrets import masked

    if location.source is None or location.span is None:
        return ""
    end = min(location.span.end, location.source.line_span(location.line).end)
    return _short(masked(location.source)[location.span.start : end].strip("\\ \t"), 60)


def _where(location: Location) -> str:
    return str(location) if location.span is not None else location.path


def _short(text: str, length: int = 200) -> str:
    from pinlint.text.secrets import mask

    text = mask(text)
    return text if len(text) <= length else f"{text[:length]}…"


def _more(count: int) -> str:
    return f" … and {count - _LISTED} more" if count > _LISTED else ""
