"""Breaks sentences into the lines of a terminal."""

from __future__ import annotations

from pinlint.reports.excerpt import shown_width
from pinlint.text.patterns import lazy

_ATTRIBUTES = lazy("\x1b\\[[0-9;]*m")
#: The blank between a number and what it counts.
_COUNT = lazy(r"(^|[ (m])(\d[\d,]{0,11}) (?=[a-z])")


def wrapped(text: str, width: int, first: int = 0, indent: int = 0) -> list[str]:
    """The text in lines of at most ``width`` columns (0: no limit), after ``first`` columns on line one and ``indent`` on others.

    Lines are not indented here. Quoted text is a command to copy and is never broken. Words, and numbers with the noun that
    they count, are not broken either. The terminal wraps longer text so that it can still be copied. Colours take no room.
    The first line is empty if only the next one has room for the first word.
    """
    if not width:
        return [text]
    from pinlint.reports.quotations import quotations

    pieces: list[str] = []
    at = 0
    for start, end in quotations(text):
        # The text has no NUL, because only printable text is shown.
        pieces += _COUNT.sub(r"\1\2\0", text[at:start]), text[start:end].replace(" ", "\0")
        at = end
    pieces.append(_COUNT.sub(r"\1\2\0", text[at:]))
    lines: list[str] = []
    room, used = width - first, 0
    for bound in "".join(pieces).split(" "):
        word = bound.replace("\0", " ")
        columns = shown_width(_ATTRIBUTES.sub("", word))
        if lines and used + 1 + columns <= room:
            lines[-1] += f" {word}"
            used += 1 + columns
            continue
        if not lines and room < columns <= width - indent:
            lines.append("")
        lines.append(word)
        room, used = width - (indent if len(lines) > 1 else first), columns
    return lines
