"""Draws lines of a source file with marks under a span, for terminals and other fixed-width places."""

from __future__ import annotations

from pinlint.text.escaping import character
from pinlint.text.patterns import lazy
from pinlint.text.secrets import masked
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import Location, SourceFile

CUT = "..."
_TAB = 4
#: The most combining characters on one base character; more are shown as escapes.
_MARKS = 3
_COMMAND = lazy(r"#(?=#\w*\[)")


def cells(text: str) -> list[tuple[str, int]]:
    """For each character of one line: how it is shown, and how many terminal columns that takes."""
    shown: list[tuple[str, int]] = []
    column = marks = 0
    commands = {match.start() for match in _COMMAND.finditer(text)} if "##" in text else ()
    for at, char in enumerate(text):
        if char == "\t":
            cell = (" " * (_TAB - column % _TAB), _TAB - column % _TAB)
        elif at in commands:
            cell = ("\\x23", 4)
        elif " " <= char <= "~":
            cell = (char, 1)
        else:
            cell = _wide_cell(char, marks)
        marks = marks + 1 if cell[1] == 0 else 0
        column += cell[1]
        shown.append(cell)
    return shown


def _wide_cell(char: str, marks: int) -> tuple[str, int]:
    from unicodedata import category, east_asian_width

    shown = character(char)
    if shown == char and (category(char) in {"Mn", "Me"} or "\u1160" <= char <= "\u11ff"):
        if marks < _MARKS:
            return char, 0
        shown = char.encode("unicode_escape").decode("ascii")
    if shown != char:
        return shown, len(shown)
    return char, 2 if east_asian_width(char) in "WF" else 1


def shown_width(text: str) -> int:
    """The number of terminal columns that the text takes."""
    return sum(width for _, width in cells(text))


def underline(line: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """The masked line as it is shown in ``room`` columns, and where to mark the characters ``start`` to ``end`` in it.

    The mark is given as its first column from 0 and its width, which is at least 1. A line that is too long is cut
    around the marked characters, and their beginning is kept.
    """
    # Only text that can be visible is processed, so a line of a million characters costs no more than a short one.
    low = max(0, start - room) if start > 4 * room else 0
    shown = cells(line[low : start + 4 * room])
    start, end = start - low, max(min(end - low, len(shown)), start - low)
    whole = low == 0 and len(line) <= len(shown)
    widths = [width for _, width in shown]
    first, last = 0, len(shown)
    if not whole or sum(widths) > room:
        first, last = _window(widths, start, end, room, cut_before=low > 0)
    before = CUT if first or low else ""
    after = CUT if last < len(shown) or (not whole and low + last < len(line)) else ""
    text = before + "".join(piece for piece, _ in shown[first:last]) + after
    return text, len(before) + sum(widths[first:start]), max(1, sum(widths[start : min(end, last)]))


def _window(widths: list[int], start: int, end: int, room: int, *, cut_before: bool) -> tuple[int, int]:
    """The characters to show. They begin at the first one if the marked ones still fit, else with some text before the mark."""
    marked = sum(widths[start:end])
    first, budget = start, room - 2 * len(CUT)
    if not cut_before and sum(widths[:end]) <= room - len(CUT):
        first, budget = 0, room - len(CUT)
    else:
        left = max(0, (budget - marked) // 2)
        while first > 0 and widths[first - 1] <= left:
            first -= 1
            left -= widths[first]
        while first < start and not widths[first]:
            first += 1  # without its letter, a combining character would change the dots before it
    last = first
    while last < len(widths) and widths[last] <= budget:
        budget -= widths[last]
        last += 1
    return first, last


class Excerpt:
    """One line of a file with the columns to mark: the line's ``number`` (None for lines left out), ``text``, mark."""

    __slots__ = ("column", "number", "text", "width")

    def __init__(self, number: int | None, text: str, column: int = 0, width: int = 0) -> None:
        self.number = number
        self.text = text
        self.column = column
        self.width = width


def excerpt(location: Location, room: int) -> list[Excerpt]:
    """The lines of a location, at most ``room`` columns wide: all if there are one or two, else the first and the last.

    Empty for a place that could not be read, and for an empty span at the beginning, which means the whole file.
    """
    if location.source is None or location.span is None or not (location.span.end and location.source.text):
        return []
    source, span = location.source, location.span
    first = source.position(span.start)[0]
    last = source.position(max(span.start, span.end - 1))[0]
    lines = [_marked(source, span, first, room)]
    if last > first + 1:
        lines.append(Excerpt(None, CUT))
    if last > first:
        lines.append(_marked(source, span, last, room))
    return lines


def _marked(source: SourceFile, span: Span, number: int, room: int) -> Excerpt:
    line = source.line_span(number)
    text = masked(source)[line.start : line.end]
    start = max(span.start, line.start) - line.start
    if span.start < line.start:
        start = len(text) - len(text.lstrip())
    end = min(span.end, line.end) - line.start
    return Excerpt(number, *underline(text, min(start, len(text)), max(start, end), room))
