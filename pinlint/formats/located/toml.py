"""TOML with the place of every key and value: tomli gives the values, a scanner in this module gives the places.

The scanner runs on text that tomli has accepted, so it only has to find where keys and values begin and end. Its tree is then
filled with tomli's values. If the two differ in shape, tomli's values count, and the whole file is the place of each.
"""

from __future__ import annotations

from functools import partial

from pinlint.formats.located import (
    ARRAY,
    BOOL,
    NUMBER,
    OTHER,
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
    import re
    from typing import Any

# The text is valid TOML: every pattern may rely on the end it looks for. No pattern has several ways to backtrack.
_GAP = lazy(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK = lazy(r"[ \t]*")
_BARE = lazy(r"[A-Za-z0-9_-]+")
_STRING = lazy(
    r'"""(?P<basic_lines>[^"\\]*(?:(?:\\[\s\S]|"{1,2}(?!"))[^"\\]*)*"{0,2})"""'
    r"|'''(?P<literal_lines>[^']*(?:'{1,2}(?!')[^']*)*'{0,2})'''"
    r'|"(?P<basic>[^"\\\n]*(?:\\.[^"\\\n]*)*)"'
    r"|'(?P<literal>[^'\n]*)'"
)
_SIMPLE = lazy(r'([A-Za-z0-9_-]+)[ \t]*=[ \t]*"([^"\\\n\r]*)"(?!")')
# A date and a time may be joined by one blank.
_SCALAR = lazy(r"\d{4}-\d\d-\d\d \d[^\s,\]}#]*|[^\s,\]}#]+")
_ESCAPE = lazy(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[ \t]*\r?\n[ \t\r\n]*|.)|\r\n")

#: One of these is next to each value, key and comment: their count is an upper bound for the number of those.
MARKS = ",=[]{.'\"\\#|\n\r"


class _DisagreementError(Exception):
    """The scanner's tree has another shape than tomli's values."""


def loads(text: str) -> dict[str, Any]:
    """The values alone, as tomli reads them. Raises LocatedError for text that tomli refuses, and ExceededError."""
    import tomli

    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        at = _offset(text, error.lineno, error.colno)
        raise LocatedError(f"is not valid TOML: {_lower(error.msg)}", Span(at, min(at + 1, len(text)))) from error
    except RecursionError as error:
        raise budget.too_deep() from error
    except ValueError as error:  # an integer with more digits than Python converts
        raise LocatedError("is not valid TOML: an integer has too many digits", Span(0, 0)) from error


def parse(text: str) -> Node:
    """The tree of a TOML document. Raises LocatedError for text that tomli refuses, and ExceededError."""
    return locate(text, loads(text))


def locate(text: str, values: dict[str, Any]) -> Node:
    """The tree of ``text``; ``values`` is what `loads` returned for it. Raises ExceededError."""
    try:
        root = _Scanner(text).document()
        _fill(root, values)
    except (_DisagreementError, AttributeError, IndexError, KeyError):
        return _everywhere(values, len(text), 0)
    return root


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _offset(text: str, line: int, column: int) -> int:
    """The offset of tomli's ``line`` and ``column``, which tomli counts after it replaces each ``\\r\\n`` by ``\\n``."""
    at = 0
    for _ in range(line - 1):
        at = text.index("\n", at) + 1
    return min(at + column - 1, len(text))


class _Scanner:
    """One pass over valid TOML: tables, keys and the spans of the values, which `_fill` sets afterwards."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.root = Node(TABLE, [], 0, len(text))

    def skip(self) -> str:
        """Passes blanks, line ends and comments; returns the character there, empty at the end."""
        self.at = _GAP.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[self.at : self.at + 1]

    def blank(self) -> str:
        """Passes blanks; returns the character there."""
        self.at = _BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[self.at : self.at + 1]

    def document(self) -> Node:
        table = self.root
        while first := self.skip():
            if first == "[":
                table = self.header()
            else:
                self.pair(table, 0)
        return self.root

    def header(self) -> Node:
        """A ``[table]`` or ``[[array of tables]]`` header; the table it opens."""
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        keys = self.keys()
        self.at += 2 if many else 1
        parent = self.descend(self.root, keys[:-1], start)
        key, key_start, key_end = keys[-1]
        if not many:
            return self.table(parent, key, key_start, key_end, start)
        item = parent.item(key)
        if item is None:
            item = self.add(parent, Item(key, key_start, key_end, Node(ARRAY, [], start, self.at)))
        table = Node(TABLE, [], start, self.at)
        item.node.value.append(table)
        return table

    def keys(self) -> list[tuple[str, int, int]]:
        """A dotted key's parts with their spans; moves the scanner after the key and its blanks."""
        keys = []
        while True:
            self.blank()
            start = self.at
            found = _BARE.match(self.text, start)
            if found is not None:
                key = found[0]
            else:
                node = self.string()
                # tomli decodes a key with escapes, on its own: the document's values do not show which key it is.
                key = node.value if node.verbatim else _decoded(self.text[start : node.end])
            end = self.at = found.end() if found is not None else self.at
            keys.append((key, start, end))
            if len(keys) > budget.DEEPEST:
                raise budget.too_deep()
            if self.blank() != ".":
                return keys
            self.at += 1

    def descend(self, node: Node, keys: list[tuple[str, int, int]], start: int) -> Node:
        """The table of the leading parts of a dotted key; it is created if it is missing."""
        for key, key_start, key_end in keys:
            node = self.table(node, key, key_start, key_end, start)
        return node

    def table(self, parent: Node, key: str, key_start: int, key_end: int, start: int) -> Node:
        item = parent.item(key)
        if item is None:
            node = Node(TABLE, [], start, self.at)
            item = self.add(parent, Item(key, key_start, key_end, node))
        node = item.node
        return node.value[-1] if node.kind == ARRAY else node

    def add(self, table: Node, item: Item) -> Item:
        table.add(item)
        return item

    def pair(self, table: Node, depth: int) -> None:
        """``key = value``, the key perhaps dotted."""
        start = self.at
        simple = _SIMPLE.match(self.text, start)
        if simple is not None:  # most pairs of a lock file
            value, begin, end = simple[2], simple.start(2), simple.end(2)
            self.at = end + 1
            table.end = max(table.end, self.at)
            node = Node(STRING, value, begin - 1, end + 1, begin, end)
            table.add(Item(simple[1], start, simple.end(1), node))
            return
        keys = self.keys()
        if self.text[self.at] != "=":
            raise _DisagreementError
        self.at += 1
        self.blank()
        opened = [table]
        for part in keys[:-1]:
            opened.append(self.descend(opened[-1], [part], start))
        value = self.value(depth + len(keys) - 1)
        self.add(opened[-1], Item(*keys[-1], value))
        for node in opened:
            node.end = max(node.end, value.end)

    def value(self, depth: int) -> Node:
        first = self.text[self.at]
        start = self.at
        if first in "\"'":
            return self.string()
        if first not in "[{":
            self.at = _SCALAR.match(self.text, start).end()  # type: ignore[union-attr]
            return Node(OTHER, None, start, self.at)
        if depth >= budget.DEEPEST:
            raise budget.too_deep()
        self.at += 1
        node = Node(ARRAY, [], start, start) if first == "[" else Node(TABLE, [], start, start)
        close = "]" if first == "[" else "}"
        while self.skip() != close:
            if self.text[self.at] == ",":
                self.at += 1
            elif first == "[":
                node.value.append(self.value(depth + 1))
            else:
                self.pair(node, depth + 1)
        self.at += 1
        node.end = self.at
        return node

    def string(self) -> Node:
        """A string of any of the four kinds; its value is the text itself until `_fill` sets it."""
        found = _STRING.match(self.text, self.at)
        if found is None:
            raise _DisagreementError
        self.at = found.end()
        kind = found.lastgroup
        assert kind is not None
        start, end = found.span(kind)
        if kind.endswith("lines"):
            start += 2 if self.text.startswith("\r\n", start) else self.text.startswith("\n", start)
        content = self.text[start:end]
        escaped = "\r" in content if kind.startswith("literal") else "\\" in content or "\r" in content
        if not escaped:
            return Node(STRING, content, found.start(), found.end(), start, end)
        pattern = _ESCAPE if kind.startswith("basic") else _LINE_END
        places = partial(_places, self.text, start, end, pattern)
        return Node(STRING, None, found.start(), found.end(), start, end, places)


_LINE_END = lazy(r"\r\n")


def _decoded(string: str) -> str:
    """The value of a quoted key with escapes."""
    import tomli

    value = tomli.loads(f"a={string}")["a"]
    assert isinstance(value, str)
    return value


def _places(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """The places of the characters of the string whose content is ``text[start:end]``."""
    places = []
    at = start
    while at < end:
        found = pattern.match(text, at)
        after = found.end() if found is not None else at + 1
        # A backslash at the end of a line joins it with the next: no character of the value comes from it.
        if found is None or found[0] == "\r\n" or "\n" not in found[0]:
            places.append((at, after))
        at = after
    return places


def _fill(node: Node, value: Any) -> None:
    """Gives the tree its values; raises _DisagreementError where its shape or its plain strings differ from tomli's."""
    kind = node.kind
    if kind == STRING:
        if node.value is None:
            node.value = value
        elif node.value != value:
            raise _DisagreementError
        if not isinstance(value, str):
            raise _DisagreementError
    elif kind == TABLE:
        if not isinstance(value, dict) or len(value) != len(node.value):
            raise _DisagreementError
        for item in node.value:
            _fill(item.node, value[item.key])
    elif kind == ARRAY:
        if not isinstance(value, list) or len(value) != len(node.value):
            raise _DisagreementError
        for element, inner in zip(node.value, value, strict=True):
            _fill(element, inner)
    elif isinstance(value, (str, dict, list)):
        raise _DisagreementError
    else:
        node.kind = _kind(value)
        node.value = value


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return BOOL
    return NUMBER if isinstance(value, (int, float)) else OTHER


def _everywhere(value: Any, size: int, depth: int) -> Node:
    """The tree of ``value`` with the whole file as the place of everything in it."""
    if depth > 4 * budget.DEEPEST:
        raise budget.too_deep()
    if isinstance(value, dict):
        items = [Item(key, 0, size, _everywhere(inner, size, depth + 1)) for key, inner in value.items()]
        return Node(TABLE, items, 0, size)
    if isinstance(value, list):
        return Node(ARRAY, [_everywhere(inner, size, depth + 1) for inner in value], 0, size)
    if isinstance(value, str):
        return Node(STRING, value, 0, size, places=lambda: None)
    return Node(_kind(value), value, 0, size)
