"""The tree of a TOML document that `pinlint.formats.plain_toml` reads, without `tomli` and without a regular expression.

The values, and the places of strings, arrays and inline tables, are the same as those of `pinlint.formats.located.toml`. A
property test checks this. Tables with headers and strings with escapes have the place `NOWHERE`. To report something there, read
the document again with `pinlint.formats.located.toml`.
"""

from __future__ import annotations

from pinlint.formats.located import ARRAY, BOOL, NUMBER, STRING, TABLE, Item, Node
from pinlint.formats.plain_toml import plain, read_plain
from pinlint.formats.plain_values import NotPlain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from pinlint.formats.plain_values import Cell

#: The offset of something whose place is not known here.
NOWHERE = -(10**9)
#: A key ends at most so many characters before its value.
_FARTHEST = 40


def parse(text: str) -> tuple[Node, dict[str, Any]]:
    """The tree and its plain values. Raises NotPlain."""
    cells = read_plain(text)
    root = (cells, 0, len(text))
    return _node(text, root), plain(root)


def values(text: str) -> dict[str, Any]:
    """The plain values of a document. Raises what `pinlint.formats.located.toml.loads` raises."""
    try:
        found: dict[str, Any] = plain((read_plain(text), 0, len(text)))
    except NotPlain:
        from pinlint.formats.located import toml

        return toml.loads(text)
    return found


def parse_tables(text: str, *tables: Sequence[str]) -> Node:
    """The tree of a document, for readers that need the places of strings, arrays and inline tables in the ``tables`` that these
    keys lead to. Without keys, this is the whole document.

    If a place there is not known, the exact parser reads the document. Raises `pinlint.formats.located.LocatedError` for text
    that is no TOML, and ExceededError.
    """
    try:
        root = _node(text, (read_plain(text), 0, len(text)))
    except NotPlain:
        pass
    else:
        found = [root.get(*keys) if keys else root for keys in tables]
        if all(node is None or _has_places(node, text) for node in found):
            return root
    from pinlint.formats.located import toml

    return toml.parse(text)


def _has_places(node: Node, text: str) -> bool:
    """Whether the place of every string below the node is known, with its quotes."""
    if node.kind == TABLE:
        return all(_has_places(item.node, text) for item in node.items)
    if node.kind == ARRAY:
        return all(_has_places(each, text) for each in node.elements)
    return node.kind != STRING or (node.start > 0 and text[node.start - 1] not in "\"'")  # no string of several lines


def _node(text: str, cell: Cell) -> Node:
    value, start, end = cell
    kind = type(value)
    if kind is str:
        if end - start != len(value):  # with escapes
            return Node(STRING, value, NOWHERE, NOWHERE)
        return Node(STRING, value, start - 1, end + 1, start, end)
    if kind is dict:
        items = [Item(key, *_key(text, key, inner), _node(text, inner)) for key, inner in value.items()]
        return Node(TABLE, items, start, end)
    if kind is list:
        return Node(ARRAY, [_node(text, inner) for inner in value], start, end)
    return Node(BOOL if kind is bool else NUMBER, value, start, end)


def _key(text: str, key: str, cell: Cell) -> tuple[int, int]:
    """The range of a value's key, which is before the equals sign; `NOWHERE` for a key in a header."""
    end = cell[1] - 1 if type(cell[0]) is str else cell[1]
    before = text[max(end - _FARTHEST, 0) : end].rstrip(" ")
    if not before.endswith("="):
        return NOWHERE, NOWHERE
    end = max(end - _FARTHEST, 0) + len(before[:-1].rstrip(" "))
    size = len(key) + 2 if text[end - 1] in "\"'" else len(key)
    return end - size, end
