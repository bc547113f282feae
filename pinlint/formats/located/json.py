"""JSON with the place of every value. It uses the string scanner of the standard library's `json`.

It reads the same texts as `json.loads` (RFC 8259, NaN and Infinity), and gives the same values. Duplicate keys are kept.
"""

from __future__ import annotations

import re
from functools import partial

from pinlint.formats.located import (
    ARRAY,
    BOOL,
    NULL,
    NUMBER,
    STRING,
    TABLE,
    Item,
    LocatedError,
    Node,
)
from pinlint.text import budget
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BLANK = lazy(r"[ \t\n\r]*")
_SCALAR = lazy(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false|null|NaN|-?Infinity")
_ESCAPE = lazy(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_CONSTANTS: dict[str, tuple[str, Any]] = {
    "true": (BOOL, True),
    "false": (BOOL, False),
    "null": (NULL, None),
    "NaN": (NUMBER, float("nan")),
    "Infinity": (NUMBER, float("inf")),
    "-Infinity": (NUMBER, float("-inf")),
}


def parse(text: str) -> Node:
    """The tree of a JSON document. Raises LocatedError for text that `json.loads` refuses, and ExceededError."""
    reader = _Reader(text)
    node = reader.value(reader.skip(0), 0)
    end = reader.skip(node.end)
    if end < len(text):
        raise LocatedError("has text after the end of its JSON value", Span(end, len(text)))
    return node


class _Reader:
    """Reads one text by recursive descent; the depth is bounded."""

    def __init__(self, text: str) -> None:
        from json.decoder import scanstring  # type: ignore[attr-defined]

        self.text = text
        self.scanstring = scanstring

    def skip(self, at: int) -> int:
        """The offset of the next character that is not a blank."""
        found = _BLANK.match(self.text, at)
        assert found is not None
        return found.end()

    def expected(self, what: str, at: int) -> LocatedError:
        return LocatedError(f"is not valid JSON: expected {what}", Span(at, min(at + 1, len(self.text))))

    def value(self, at: int, depth: int) -> Node:
        first = self.text[at : at + 1]
        if first == '"':
            return self.string(at)
        if first in ("{", "["):
            if depth >= budget.DEEPEST:
                raise budget.too_deep()
            return self.table(at, depth + 1) if first == "{" else self.array(at, depth + 1)
        found = _SCALAR.match(self.text, at)
        if found is None:
            raise self.expected("a value", at)
        kind, value = _CONSTANTS.get(found[0], (NUMBER, None))
        if value is None and kind == NUMBER:
            try:
                value = float(found[0]) if found[2] or found[3] else int(found[0])
            except ValueError as error:  # more digits than Python converts
                raise LocatedError("is not valid JSON: a number has too many digits", Span(*found.span())) from error
        return Node(kind, value, at, found.end())

    def string(self, at: int) -> Node:
        try:
            value, end = self.scanstring(self.text, at + 1, True)
        except ValueError as error:
            where = getattr(error, "pos", at)
            reason = getattr(error, "msg", str(error)).lower().removesuffix(" at")
            raise LocatedError(f"is not valid JSON: {reason}", Span(where, min(where + 1, len(self.text)))) from error
        if end - at - 2 == len(value):
            return Node(STRING, value, at, end, at + 1, end - 1)
        return Node(STRING, value, at, end, at + 1, end - 1, partial(_places, self.text, at + 1, end - 1))

    def array(self, start: int, depth: int) -> Node:
        elements = []
        at = self.skip(start + 1)
        if self.text[at : at + 1] != "]":
            while True:
                node = self.value(at, depth)
                elements.append(node)
                at = self.skip(node.end)
                if self.text[at : at + 1] != ",":
                    break
                at = self.skip(at + 1)
            if self.text[at : at + 1] != "]":
                raise self.expected("a comma or ']'", at)
        return Node(ARRAY, elements, start, at + 1)

    def table(self, start: int, depth: int) -> Node:
        items = []
        at = self.skip(start + 1)
        if self.text[at : at + 1] != "}":
            while True:
                if self.text[at : at + 1] != '"':
                    raise self.expected("a key in double quotes", at)
                key = self.string(at)
                at = self.skip(key.end)
                if self.text[at : at + 1] != ":":
                    raise self.expected("a colon", at)
                node = self.value(self.skip(at + 1), depth)
                items.append(Item(key.value, key.start, key.end, node))
                at = self.skip(node.end)
                if self.text[at : at + 1] != ",":
                    break
                at = self.skip(at + 1)
            if self.text[at : at + 1] != "}":
                raise self.expected("a comma or '}'", at)
        return Node(TABLE, items, start, at + 1)


def _places(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The places of the characters of the string whose content is ``text[start:end]``."""
    places = []
    at = start
    while at < end:
        first = at
        found = _ESCAPE.match(text, at)
        at = found.end() if found is not None else at + 1
        if found is not None and found[1] and "d8" <= found[1][:2].lower() <= "db":  # a surrogate pair is one character
            low = _ESCAPE.match(text, at)
            if low is not None and low[1] and "dc" <= low[1][:2].lower() <= "df":
                at = low.end()
        places.append((first, at))
    return places
