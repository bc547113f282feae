"""The findings on the HTML page, grouped by cause, with the lines that they are about."""

from __future__ import annotations

from pinlint.findings.common_causes import causes
from pinlint.findings.finding import SEVERITIES
from pinlint.findings.report import plural
from pinlint.reports.excerpt import cells, excerpt
from pinlint.reports.html_page import badge, code, words
from pinlint.text.escaping import html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pinlint.findings.finding import Finding, Related
    from pinlint.findings.report import Report
    from pinlint.reports.excerpt import Excerpt
    from pinlint.text.source import Location

#: How many findings of one cause, and related places of one finding, are shown at once; the others are folded.
_FULL = 3
#: How wide a line of an excerpt may be, in characters.
_ROOM = 140
_FLAGS = {"safe": "--fix", "unsafe": "--fix --unsafe-fixes"}


def findings(report: Report, anchors: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The form with the filters, which works only with the script, and all findings, the most severe first.

    ``anchors`` are the identifiers of the pins on the page, by lock and project.
    """
    yield from _filters(report)
    for group in sorted(causes(report.findings, one_remedy=False), key=lambda g: SEVERITIES.index(g[0].severity)):
        yield from _cause(group, report, anchors)


def _filters(report: Report) -> Iterator[str]:
    severities = [severity for severity in SEVERITIES if any(f.severity == severity for f in report.findings)]
    boxes = [
        f'<label><input type="checkbox" name="severity" value="{severity}" checked> {severity}s</label>'
        for severity in severities
    ]
    rules = sorted({finding.rule for finding in report.findings})
    options = "".join(f"<option>{html(rule)}</option>" for rule in rules)
    yield f'<form id="filters" hidden>{"".join(boxes)}'
    yield f'<label>Rule <select name="rule"><option value="">all</option>{options}</select></label>'
    yield '<label>Path <input type="search" name="path" autocomplete="off" placeholder="part of a path"></label>'
    yield '<button type="reset">Reset</button><output name="shown" aria-live="polite"></output></form>'


def _cause(group: list[Finding], report: Report, anchors: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The findings of one cause: the rule, each finding, and the help that all of them have."""
    first = group[0]
    url = report.url(first.rule)
    rule = f'<a href="{html(url)}">{html(first.rule)}</a>' if url else html(first.rule)
    yield f'<section class="cause {first.severity}" data-severity="{first.severity}" data-rule="{html(first.rule)}">'
    about = f"{len(group)} in {code(first.lock or first.location.path)}" if group[1:] else ""
    yield f'<h3>{badge(first.severity, first.severity)} {rule} <span class="count">{about}</span></h3>'
    helps = {finding.help for finding in group}
    common = first.help if len(helps) == 1 else None
    full = len(group) if len(group) <= _FULL + 1 else _FULL
    for number, finding in enumerate(group):
        if number == full:
            yield f'<details class="more"><summary>{plural(len(group) - full, "more finding")}</summary>'
        anchor = anchors.get((finding.lock or "", finding.project or ""))
        yield from _finding(finding, None if common else finding.help, anchor)
    if full < len(group):
        yield "</details>"
    if common:
        yield _help(common)
    yield "</section>"


def _finding(finding: Finding, help: str | None, anchor: str | None) -> Iterator[str]:
    """The finding, with its own ``help`` and with a link to its pin."""
    path = html(finding.location.path)
    yield f'<article class="finding" data-path="{path}"><p>{words(finding.message)}</p>'
    yield _place(finding.location, f' · <a class="show" href="#{anchor}">in the graph</a>' if anchor else "")
    yield from _related(finding.related)
    if help and not (finding.fix is not None and help == finding.fix.help):
        yield _help(help)
    if finding.fix is not None:
        yield f'<p class="help"><b>Fix:</b> {words(finding.fix.title)} ({code(_FLAGS[finding.fix.applicability])})</p>'
    yield "</article>"


def _related(places: Sequence[Related]) -> Iterator[str]:
    """The related places of a finding; many are folded, except the first."""
    full = len(places) if len(places) <= _FULL + 1 else _FULL
    shown = [f"<li>{words(place.message)}{_place(place.location)}</li>" for place in places]
    if places:
        yield f'<ul class="related">{"".join(shown[:full])}</ul>'
    if shown[full:]:
        yield f'<details class="more"><summary>{plural(len(shown[full:]), "more place")}</summary>'
        yield f'<ul class="related">{"".join(shown[full:])}</ul></details>'


def _help(text: str) -> str:
    return f'<p class="help"><b>Help:</b> {words(text)}</p>'


def _place(location: Location, more: str = "") -> str:
    """The path with the position, then ``more``, and the lines."""
    shown = html(location.path)
    if location.span is not None:
        row, column = location.start
        shown += f":{row}:{column}"
    place = f'<p class="place"><code>{shown}</code>{more}</p>'
    lines = excerpt(location, _ROOM)
    if not lines:
        return place
    gutter = len(str(max(item.number or 0 for item in lines)))
    return f'{place}<pre class="excerpt">{chr(10).join(_line(item, gutter) for item in lines)}</pre>'


def _line(item: Excerpt, gutter: int) -> str:
    """A line of an excerpt, with the marked characters as a ``mark``."""
    if item.number is None:
        return f"<i>{'':>{gutter}}</i>  {html(item.text)}"
    start = _index(item.text, item.column)
    end = max(start + 1, _index(item.text, item.column + item.width))
    before, marked, after = item.text[:start], item.text[start:end] or " ", item.text[end:]
    return f"<i>{item.number:>{gutter}}</i>  {html(before)}<mark>{html(marked)}</mark>{html(after)}"


def _index(text: str, column: int) -> int:
    """The character of the text at a column of a terminal."""
    at = 0
    for number, (_, width) in enumerate(cells(text)):
        if at >= column:
            return number
        at += width
    return len(text)
