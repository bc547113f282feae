"""Finds the place of each character of a YAML scalar: of block scalars, of folded lines, of quotes with escapes."""

from __future__ import annotations

from pinlint.text.patterns import lazy

#: Start and end of each character, or of each line.
Ranges = list[tuple[int, int]]

# Escapes of double-quoted scalars; a backslash at the end of a line joins lines, which is not mapped.
ESCAPE = lazy(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\r\n])")
DOUBLED = lazy("''")


def trimmed(text: str, end: int) -> int:
    """``end`` moved back over blanks and line ends."""
    while end > 0 and text[end - 1] in " \t\r\n":
        end -= 1
    return end


def lines_of_block(text: str, start: int, value: str) -> Ranges | None:
    """The lines of a literal block scalar (``|``) that begins at ``start``, their ends included; None if they cannot be found.

    Each line is as long as its part of the ``value``.
    """
    at = _next_line(text, start)
    found: Ranges = []
    indent: int | None = None
    lines = value.split("\n")
    for line in lines:
        end = _line_end(text, at)
        if line and indent is None:
            indent = end - at - len(line)
        here = min(at + (indent or 0), end) if not line else at + (indent or 0)
        if text[here : here + len(line)] != line:
            return None
        found.append((here, here + len(line) + 1))
        at = _next_line(text, end)
    here = found[-1][0]
    found[-1] = (here, here + len(lines[-1]))
    return found if lines[-1] else found[:-1]


def places_when_folded(text: str, start: int, end: int, value: str) -> Ranges | None:
    """The places of the characters of a scalar with folded lines: the text has the same non-blanks in the same order.

    None if the text has others, as in quotes with escapes.
    """
    places = []
    at = start
    for char in value:
        if char not in " \t\r\n":
            while at < end and text[at] in " \t\r\n":
                at += 1
        elif at >= end or text[at] != char:
            places.append((at, at))  # a line end that became a blank
            continue
        if at >= end or text[at] != char:
            return None
        places.append((at, at + 1))
        at += 1
    return places


def places_in_quotes(text: str, start: int, end: int, *, double: bool) -> Ranges:
    """The places of the characters of a quoted scalar's content on one line."""
    pattern = ESCAPE if double else DOUBLED
    places = []
    at = start
    while at < end:
        found = pattern.match(text, at)
        after = found.end() if found is not None else at + 1
        places.append((at, after))
        at = after
    return places


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    early = text.find("\r", at, end)
    return early if early >= 0 else end


def _next_line(text: str, at: int) -> int:
    end = _line_end(text, at)
    return min(end + (2 if text.startswith("\r\n", end) else 1), len(text))
