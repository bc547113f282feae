"""The tree of a TOML document that `pinlint.formats.plain_toml` reads, without `tomli` and without a regular expression.

The values are those of `pinlint.formats.located.toml`, and so are the places of strings, arrays and inline tables: a property
test checks this. Tables with headers and strings with escapes have the place `NOWHERE`. To report something there, read the
document again with `pinlint.formats.located.toml`.
"""

from __future__ import annotations

from pinlint.formats.located import ARRAY, BOOL, NUMBER, STRING, TABLE, Item, Node
from pinlint.formats.plain_toml import plain, read_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    size = len(key) + 2 if text[end - 1] == '"' else len(key)
    return end - size, end
