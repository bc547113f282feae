"""How the text report draws a finding; loaded only when there is one."""

from __future__ import annotations

from pinlint.findings.common_causes import causes
from pinlint.findings.report import plural
from pinlint.reports.excerpt import CUT, excerpt, shown_width
from pinlint.reports.wrapping import wrapped
from pinlint.text.escaping import line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.finding import Finding
    from pinlint.findings.report import Report, Style
    from pinlint.reports.excerpt import Excerpt
    from pinlint.text.source import Location

#: For findings with one cause: how many are shown in full, and how many lines the others may take.
_FULL = 3
_LISTED = 20
#: How many related places are shown with a finding.
_RELATED = 5
#: The width of source lines without a terminal.
_WIDTH = 120
#: The columns that a help text needs to be on the line of its label.
_ROOM = 50


def findings_text(report: Report, style: Style) -> str:
    """All findings, with a blank line between them. Findings with one cause: some are shown in full, the others listed."""
    blocks = []
    for group in causes(report.findings):
        grave = group[0].severity == "error"
        few = _FULL if grave else 1
        full = len(group) if style.verbose or len(group) <= few + 1 else few
        blocks += [draw(finding, report, style) for finding in group[:full]]
        if group[full:]:
            blocks.append(_listed(group[full:], style) if grave else _named(group[full:], style))
    return "\n\n".join(map("\n".join, blocks)) + "\n"


def draw(
    finding: Finding, report: Report, style: Style, related: int = _RELATED, helped: set[str | None] | None = None
) -> list[str]:
    """The lines of a finding, with at most so many related places. Help that is in ``helped`` is left out; other help is added
    to ``helped``."""
    width = style.width or _WIDTH
    places = finding.related
    # A single remaining one is shown instead of counted: that takes no more lines.
    places = places if style.verbose or len(places) <= related + 1 else places[:related]
    numbers = [
        number
        for location in (finding.location, *(place.location for place in places))
        for number in (location.line, location.end[0])
    ]
    gutter = len(str(max(numbers)))
    room = max(20, width - gutter - 3)
    lines = _heading(finding, report, style)
    lines += _place(finding.location, gutter, style)
    lines += _drawn(excerpt(finding.location, room), "^", "", finding.severity, gutter, style)
    tail = " " * gutter + " = "
    for place in places:
        lines += _place(place.location, gutter, style)
        message = line(place.message)
        drawn = excerpt(place.location, room)
        lines += _drawn(drawn, "-", message, "gutter", gutter, style)
        if not drawn:
            lines += _labelled(tail, "", message, style)
    if finding.related[len(places) :]:
        left = plural(len(finding.related) - len(places), "more place")
        lines += _labelled(tail, "", f"and {left}; --verbose shows them", style)
    known = helped is not None and finding.help in helped
    if helped is not None:
        helped.add(finding.help)
    if finding.help and not known and (finding.fix is None or finding.help != finding.fix.help):
        lines += _labelled(tail, "help: ", style.remedy(line(finding.help)), style)
    if finding.fix is not None:
        lines += _labelled(tail, "fix: ", f"{line(finding.fix.title)}{_FLAGS[finding.fix.applicability]}", style)
    return lines


_FLAGS = {"safe": " (--fix)", "unsafe": " (--fix --unsafe-fixes)"}


def _heading(finding: Finding, report: Report, style: Style) -> list[str]:
    marker = " [*]" if finding.fix is not None else ""
    plain = f"{finding.severity}[{finding.rule}]{marker}: "
    rule = style.link(report.url(finding.rule), finding.rule)
    painted = style.paint(finding.severity, f"{finding.severity}[") + style.paint(finding.severity, rule)
    painted += style.paint(finding.severity, "]") + f"{marker}: "
    first, *rest = wrapped(line(finding.message), style.width, len(plain), 2)
    head = (painted + style.paint("strong", first)).rstrip()
    return [head, *(f"  {style.paint('strong', text)}" for text in rest)]


def _place(location: Location, gutter: int, style: Style) -> list[str]:
    place = style.path(location.path)
    if location.span is not None:
        row, column = location.start
        place += f":{row}:{column}"
    return [f"{' ' * gutter}{style.paint('gutter', '-->')} {place}"]


def _drawn(lines: list[Excerpt], mark: str, label: str, kind: str, gutter: int, style: Style) -> list[str]:
    bar = style.paint("gutter", "|")
    drawn = []
    for item in lines:
        if item.number is None:
            drawn.append(f"{style.paint('gutter', CUT)}")
            continue
        number = style.paint("gutter", str(item.number).rjust(gutter))
        drawn.append(f"{number} {bar} {item.text}".rstrip())
        marks = style.paint(kind, mark * item.width)
        drawn.append(f"{' ' * gutter} {bar} {' ' * item.column}{marks}")
    if label and drawn:
        beside = gutter + 3 + lines[-1].column + lines[-1].width + 1
        if not style.width or beside + shown_width(label) <= style.width:
            drawn[-1] += f" {label}"
        else:
            drawn += _labelled(" " * gutter + " = ", "", label, style)
    return drawn


def _labelled(indent: str, label: str, text: str, style: Style) -> list[str]:
    """A text that begins after its label; if that leaves too little room, its other lines begin below the label."""
    before = len(indent) + len(label)
    hanging = before if style.width - before >= _ROOM else len(indent)
    first, *rest = wrapped(text, style.width, before, hanging)
    head = style.paint("gutter", indent) + style.paint("strong", label) + first
    return [head.rstrip(), *(" " * hanging + piece for piece in rest)]


def _named(findings: list[Finding], style: Style) -> list[str]:
    """Findings that do not fail the run, in one line per file, named by project or line number."""
    first = findings[0]
    lines = [f"{style.paint(first.severity, f'... {len(findings)} more')} of {first.rule}; --verbose shows each:"]
    places: dict[str, list[str]] = {}
    for finding in findings:
        places.setdefault(finding.location.path, []).append(line(finding.project or f"line {finding.location.line}"))
    for path, names in places.items():
        lines.append(cut(f"  {style.path(path)}: {', '.join(names)}", style.width or _WIDTH))
    return lines


def _listed(findings: list[Finding], style: Style) -> list[str]:
    """Findings, one per line, cut to the terminal's width."""
    first = findings[0]
    lines = [f"{style.paint(first.severity, f'... {len(findings)} more')} of {first.rule}:"]
    for finding in findings[:_LISTED]:
        row, column = finding.location.start
        marker = "[*] " if finding.fix is not None else ""
        lines.append(
            cut(f"  {style.path(finding.location.path)}:{row}:{column}: {marker}{line(finding.message)}", style.width)
        )
    if len(findings) > _LISTED:
        lines.append(f"  ... and {plural(len(findings) - _LISTED, 'finding')}; --verbose shows all")
    return lines


def cut(text: str, width: int) -> str:
    """The text, cut to that many columns; 0 means no limit."""
    if not width or shown_width(text) <= width:
        return text
    from pinlint.reports.excerpt import cells

    kept, room = [], width - len(CUT)
    for piece, columns in cells(text):
        room -= columns
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept) + CUT
