"""Converts places in a text: pinlint counts characters from the beginning, an editor lines and code units of an encoding."""

from __future__ import annotations

from lsprotocol import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import Location, SourceFile, Span

#: The encodings in which an editor may count, and the bytes of one unit.
_UNITS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


def units(text: str, encoding: str) -> int:
    """How many code units ``text`` has."""
    if text.isascii():
        return len(text)
    codec = encoding if encoding == "utf-8" else f"{encoding}-le"
    return len(text.encode(codec, "surrogatepass")) // _UNITS[encoding]


def position_at(source: SourceFile, offset: int, encoding: str) -> types.Position:
    """The position of the character at ``offset``. Its column counts code units of the ``encoding``."""
    line, column = source.position(offset)
    return types.Position(line - 1, units(source.text[offset - column + 1 : offset], encoding))


def offset_at(source: SourceFile, position: types.Position, encoding: str) -> int:
    """The offset of the character at a position. A position after the end of a line counts as the end of the line, as the
    protocol says.
    """
    starts = source.line_starts
    if position.line >= len(starts):
        return len(source.text)
    span = source.line_span(position.line + 1)
    text = source.text[span.start : span.end]
    wanted: int = position.character
    if text.isascii():
        return min(span.start + wanted, span.end)
    counted = 0
    for number, character in enumerate(text):
        if counted >= wanted:
            return span.start + number
        counted += units(character, encoding)
    return span.end


def range_of(source: SourceFile, span: Span, encoding: str) -> types.Range:
    """The range of a span."""
    return types.Range(position_at(source, span.start, encoding), position_at(source, span.end, encoding))


def range_at(location: Location, encoding: str) -> types.Range:
    """The range of a location. If it is a whole file, the range is its first line."""
    source, span = location.source, location.span
    if source is None or span is None:
        return types.Range(types.Position(0, 0), types.Position(0, 0))
    return range_of(source, source.line_span(1) if span.end == 0 else span, encoding)
