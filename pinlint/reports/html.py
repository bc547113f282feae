"""One page for a browser: verdicts, findings with excerpts, and pictures of the locks. It loads nothing.

```console
$ pinlint check --format html:report.html
```

The page shows the verdict of each lock, the commands that update stale locks, and the findings grouped by cause with their
lines. You can filter the findings by severity, rule and path. The address of the page keeps the filter, so you can send a link
to what you see: `report.html#severity=error&path=docs`.

Below, each lock is drawn as a graph in layers: inputs on the left, then what they require, then what that requires. Stale,
orphaned and unproven pins are marked by a sign, a border and a colour. Click a pin to highlight its neighbours. A finding
on a lock has a link to its pin. A graph of more than 300 nodes is too large for one picture. The page then draws the stale
and orphaned pins with their neighbours. You can also choose the name of another pin to draw. The last picture shows what
installs, compiles or includes which file. A table with the same content follows each picture.

The page is one file without references to others. It follows the light or dark theme of the browser, fits a phone, and can be
printed. Without scripts, it has everything except the filters, the highlighting and the choice of a name.
`pinlint graph --format html` makes a page with one picture only.

Text of the project is escaped, control characters and bidirectional characters are made visible, and credentials are masked. A
Content-Security-Policy forbids the page to load anything or to run another script.
"""

from __future__ import annotations

from pinlint.findings.report import NO_METADATA, Style, plural
from pinlint.reports.html_page import badge, code, page, short, words
from pinlint.text.escaping import html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.report import LockVerdict, Report

NAME = "html"
#: The locks that need action come first.
_ORDER = ("stale", "unproven", "fresh")
#: The colour and the words for each verdict.
_VERDICTS = {"fresh": ("fresh", "fresh"), "stale": ("stale", "stale"), "unproven": ("passed", "no problem found")}


def render(report: Report, style: Style) -> str:
    """The whole page."""
    name = report.root.replace("\\", "/").rstrip("/").rpartition("/")[2] or "project"
    return page(f"pinlint: {name}", _body(report, name))


def _body(report: Report, name: str) -> Iterator[str]:
    from pinlint.reports.text import counts, fixable, proof, update

    summary = report.summary
    kinds = (("error", summary.errors), ("warning", summary.warnings), ("info", summary.infos))
    yield '<header><p class="tool">pinlint report</p>'
    yield f"<h1>{html(name)}</h1>"
    badges = [badge(kind, plural(count, kind)) for kind, count in kinds if count] or [badge("none", "No findings")]
    yield f'<div class="badges">{"".join(badges)}</div>'
    yield f'<p class="lead">{html(counts(report, Style()))} {html(proof(report, Style()))}</p></header>'
    yield "<main>"
    graphs = list(report.graphs())
    if report.locks:
        yield "<h2>Locks</h2>"
        numbers = {graph.title: number for number, graph in enumerate(graphs, 1) if not graph.kinds}
        yield from _locks(report, numbers)
    commands = list(dict.fromkeys(command for lock in report.locks for command in lock.commands))
    if commands:
        yield f"<h2>{html(update(report.locks))}, run</h2>"
        yield '<pre class="command">' + "\n".join(map(html, commands)) + "</pre>"
    remarks = [*(text.removeprefix("[*] ") for text in fixable(report)), *report.notes]
    if remarks:
        yield f"<h2>Notes</h2><ul>{''.join(f'<li>{words(text)}</li>' for text in remarks)}</ul>"
    if report.findings:
        from pinlint.reports.html_findings import findings
        from pinlint.reports.html_graphs import anchors

        yield "<h2>Findings</h2>"
        yield from findings(report, anchors(graphs))
    if graphs:
        from pinlint.reports.html_graphs import sections

        yield "<h2>Graphs</h2>"
        yield from sections(graphs)
    yield "</main>"
    yield "<footer>Made by pinlint. This page is one file and loads nothing.</footer>"


def _locks(report: Report, numbers: dict[str, int]) -> Iterator[str]:
    """The table of the verdicts. ``numbers`` are the numbers of the graphs, by path."""
    yield '<table><thead><tr><th>Lock</th><th>Verdict</th><th class="number">Pins</th>'
    yield "<th>Compiled from</th><th>Not checked in depth</th></tr></thead><tbody>"
    for lock in sorted(report.locks, key=lambda lock: (_ORDER.index(lock.verdict), lock.path)):
        path = code(lock.path)
        if lock.path in numbers:
            path = f'<a href="#g{numbers[lock.path]}">{path}</a>'
        verdict = badge(*_VERDICTS[lock.verdict])
        yield f'<tr><th scope="row">{path}</th><td>{verdict}</td><td data-label="Pins" class="number">{lock.pins:,}</td>'
        yield f'<td data-label="Compiled from">{", ".join(map(code, lock.inputs))}</td>'
        yield f'<td data-label="Not checked in depth">{"".join(_undecided(lock))}</td></tr>'
    yield "</tbody></table>"


def _undecided(lock: LockVerdict) -> Iterator[str]:
    """The reasons, each with its pins."""
    reasons: dict[str, list[str]] = {}
    for entry in lock.unproven:
        reasons.setdefault(entry.reason, []).append(entry.project or "")
    for reason, projects in reasons.items():
        said = f"{html(reason)}{' (this is normal offline)' if reason == NO_METADATA else ''}"
        names = list(dict.fromkeys(filter(None, projects)))
        if names:
            listed = ", ".join(code(short(name)) for name in names)
            yield f"<details><summary>{plural(len(names), 'pin')}: {said}</summary>{listed}</details>"
        else:
            yield f"<p>{said}</p>"
