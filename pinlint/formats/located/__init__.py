"""Parses text to a tree of nodes with places: the same kind of tree for TOML, JSON, INI, YAML and Python literals.

Each module here has ``parse(text) -> Node``. It raises `LocatedError` for text that cannot be read, and ExceededError for text
that is nested too deeply. A node knows where its value is written. A string node also knows the place of each character, if the
format's escapes allow this. Offsets count characters of the text.
"""

from __future__ import annotations

from itertools import accumulate

from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    #: Computes start and end of each character of a string's value; None if they cannot be known.
    Places = Callable[[], Sequence[tuple[int, int]] | None]

#: The kinds of nodes. OTHER is for what has no plain value: dates, tagged YAML, computed Python.
TABLE = "table"
ARRAY = "array"
STRING = "string"
NUMBER = "number"
BOOL = "bool"
NULL = "null"
OTHER = "other"


class LocatedError(ValueError):
    """The text cannot be read: ``message`` says why, in one sentence without a full stop, and ``span`` where."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class Item:
    """An entry of a table: its ``key`` as read, the key's span (quotes included), and the ``node`` of its value."""

    __slots__ = ("key", "key_end", "key_start", "node")

    def __init__(self, key: str, key_start: int, key_end: int, node: Node) -> None:
        self.key = key
        self.key_start = key_start
        self.key_end = key_end
        self.node = node

    @property
    def key_span(self) -> Span:
        """Where the key is written, quotes included."""
        return Span(self.key_start, self.key_end)


class Node:
    """A value and where it is written, from ``start`` to ``end``.

    ``value`` depends on the kind. It is a str, int, float, bool or None for a scalar, a list of `Item` for a table (with
    duplicates), and a list of `Node` for an array. For OTHER the format defines it. A string's content, without its quotes, goes
    from ``inner_start`` to ``inner_end``.
    """

    __slots__ = ("_index", "_lines", "_places", "end", "inner_end", "inner_start", "kind", "start", "value")

    def __init__(
        self,
        kind: str,
        value: Any,
        start: int,
        end: int,
        inner_start: int = -1,
        inner_end: int = -1,
        places: Places | None = None,
        lines: Places | None = None,
    ) -> None:
        self.kind = kind
        self.value = value
        self.start = start
        self.end = end
        self.inner_start = start if inner_start < 0 else inner_start
        self.inner_end = end if inner_end < 0 else inner_end
        #: None if the value is the text of the content, unchanged.
        self._places = places
        #: The same by lines: ranges, each as long as its part of the value.
        self._lines = lines
        self._index: dict[str, Item] | None = None

    @property
    def span(self) -> Span:
        """Where the value is written. A TOML table's span begins at the header or key that opens it."""
        return Span(self.start, self.end)

    @property
    def content(self) -> Span:
        """Where a string's content is written, without its quotes. For other kinds, the same as `span`."""
        return Span(self.inner_start, self.inner_end) if self.kind == STRING else self.span

    @property
    def items(self) -> list[Item]:
        """A table's entries in the order written, duplicates included; empty for other kinds."""
        return self.value if self.kind == TABLE else []

    @property
    def elements(self) -> list[Node]:
        """An array's elements; empty for other kinds."""
        return self.value if self.kind == ARRAY else []

    @property
    def string(self) -> str | None:
        """A string's value; None for other kinds."""
        return self.value if self.kind == STRING else None

    @property
    def verbatim(self) -> bool:
        """Whether a string's value is the text of its `content`, without escapes or joined lines."""
        return self._places is None and self._lines is None

    def add(self, item: Item) -> None:
        """Appends an entry to a table; for the parsers."""
        self.value.append(item)
        if self._index is not None:
            self._index[item.key] = item

    def item(self, key: str) -> Item | None:
        """A table's entry for ``key``; if the key occurs twice, the last entry."""
        if self.kind != TABLE:
            return None
        if self._index is None:
            self._index = {item.key: item for item in self.value}
        return self._index.get(key)

    def get(self, *keys: str) -> Node | None:
        """The node at the path ``keys`` of nested tables; None if it is missing."""
        node = self
        for key in keys:
            item = node.item(key)
            if item is None:
                return None
            node = item.node
        return node

    def strings(self) -> Iterator[Node]:
        """An array's elements that are strings."""
        return (node for node in self.elements if node.kind == STRING)

    def places(self) -> Sequence[tuple[int, int]] | None:
        """The start and the end of each character of a string's value in the text; None if they cannot be known."""
        if self.verbatim:
            return [(at, at + 1) for at in range(self.inner_start, self.inner_end)]
        if self._places is not None:
            found = self._places()
        else:
            lines = self._lines() if self._lines is not None else None
            found = [(at, at + 1) for start, end in lines for at in range(start, end)] if lines is not None else None
        if found is not None and len(found) != len(self.value):
            found = None
        self._places = lambda: found  # each part of a long value needs it
        return found

    def pieces(self) -> list[tuple[str, int, int]]:
        """A string's value in pieces, each with its range in the text. If a piece and its range have the same length, each
        character of the piece has its own place.
        """
        value: str = self.value
        if self.verbatim:
            return [(value, self.inner_start, self.inner_end)]
        lines = self._lines() if self._lines is not None else None
        if lines is not None:
            ends = accumulate(end - start for start, end in lines)
            return [(value[at - end + start : at], start, end) for (start, end), at in zip(lines, ends, strict=True)]
        places = self.places()
        if places is None:
            return [(value, self.start, self.end)]
        pieces = []
        begin = 0
        for at in range(1, len(value) + 1):
            exact = at < len(value) and places[at][0] == places[at - 1][1] and places[at][1] - places[at][0] == 1
            if exact and places[at - 1][1] - places[at - 1][0] == 1:
                continue
            pieces.append((value[begin:at], places[begin][0], places[at - 1][1]))
            begin = at
        return pieces

    def part(self, start: int, end: int) -> Span:
        """Where ``value[start:end]`` of a string is written; the whole `span` if that cannot be known."""
        if self.verbatim:
            return Span(self.inner_start + start, self.inner_start + end)
        places = self.places()
        if places is None:
            return self.span
        if start < end:
            return Span(places[start][0], places[end - 1][1])
        at = places[start][0] if start < len(places) else places[-1][1] if places else self.inner_start
        return Span(at, at)

    def walk(self) -> Iterator[Node]:
        """The node and all below it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [item.node for item in node.items] + node.elements

    def move(self, place: Callable[[int], int]) -> None:
        """Replaces the offsets of the node and of its keys by what ``place`` returns for them. For a node that was read from a
        changed copy of the text.
        """
        for item in self.items:
            item.key_start, item.key_end = place(item.key_start), place(item.key_end)
        start, end = place(self.inner_start), place(self.inner_end)
        if self.kind == STRING and (not self.verbatim or end - start != len(self.value)):
            self._places = _moved(self.places(), place)
            self._lines = None
        self.start, self.end, self.inner_start, self.inner_end = place(self.start), place(self.end), start, end

    def plain(self) -> Any:
        """The value as dicts, lists and scalars; of duplicate keys the last one counts."""
        if self.kind == TABLE:
            return {item.key: item.node.plain() for item in self.value}
        if self.kind == ARRAY:
            return [node.plain() for node in self.value]
        return self.value


def _moved(places: Sequence[tuple[int, int]] | None, place: Callable[[int], int]) -> Places:
    moved = [(place(start), place(end - 1) + 1) for start, end in places] if places is not None else None
    return lambda: moved
