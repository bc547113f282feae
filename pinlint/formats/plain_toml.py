"""Reads TOML fast if it is written as tools and most people write it: without rare escapes and tabs.

A document is a table of cells. A cell is a value with the offsets at which it begins and ends. The offsets of a string leave out
its quotes. The offsets of a table are those of its header or braces. Tables are dicts of cells, arrays lists of cells. A document
in another spelling raises `NotPlain`; then `pinlint.formats.located.toml` reads it. A property test checks that both give the
same cells (`cells_of`).
"""

from __future__ import annotations

from pinlint.formats.plain_values import BARE_KEYS, NotPlain, after_equals, read_key, read_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from pinlint.formats.located import Node
    from pinlint.formats.plain_values import Cell, Table

    #: Reads the array that begins at an offset; returns it as a cell.
    Reader: TypeAlias = Callable[[str, int], Cell]
    #: Reads the package between two offsets; returns None if it is not in its plainest spelling.
    BlockReader: TypeAlias = Callable[[str, int, int], Any]

#: The header of each package of a lock.
PACKAGE = "[[package]]"


def read_plain(text: str, arrays: Mapping[str, Reader] | None = None) -> Table:
    """The document as a table of cells. ``arrays`` has readers for the values of some keys, in any table.

    Raises NotPlain.
    """
    _check_characters(text)
    return _read(text, 0, len(text), arrays or {})


def read_blocks(text: str, arrays: Mapping[str, Reader], read_block: BlockReader) -> Table:
    """Reads a lock as a table of cells. ``read_block`` gets the offsets of a package, from its header to the next header. It
    returns an object that replaces the package's table in the array, or None: then the package is read as a table.

    Raises NotPlain.
    """
    _check_characters(text)
    mark = f"\n{PACKAGE}\n"
    starts = []
    at = text.find(mark)
    while at >= 0:
        starts.append(at + 1)
        at = text.find(mark, at + len(mark) - 1)
    root = _read(text, 0, starts[0] if starts else len(text), arrays)
    if "package" in root:
        raise NotPlain
    packages: list[Cell] = []
    for start, end in zip(starts, [*starts, len(text)][1:], strict=True):
        found = read_block(text, start, end)
        if found is not None:
            packages.append((found, start, start + len(PACKAGE)))
            continue
        part = _read(text, start, end, arrays)
        packages += part.pop("package")[0]
        if not root.keys().isdisjoint(part):
            raise NotPlain
        root.update(part)
    if packages:
        root["package"] = (packages, starts[0], starts[0] + len(PACKAGE))
    return root


def _check_characters(text: str) -> None:
    # Of ASCII, deleting all that may occur is faster than looking at each character.
    if text.encode().translate(None, _PRINTABLE) if text.isascii() else not text.replace("\n", "").isprintable():
        raise NotPlain


#: The characters of ASCII that may occur.
_PRINTABLE = b"\n" + bytes(range(32, 127))


def _read(text: str, at: int, size: int, arrays: Mapping[str, Reader]) -> Table:
    root: Table = {}
    table = root
    headers = {id(root)}
    defined: set[int] = set()
    dotted: dict[int, Table] = {}
    while at < size:
        end = text.find("\n", at, size)
        if end < 0:
            end = size
        line = text[at:end]
        key, _, value = line.partition(" = ")
        if key in BARE_KEYS and key not in table:
            # Most lines of a lock are a known key with a string.
            if value[:1] == '"' == value[-1:] and value.count('"') == 2 and "\\" not in value:
                table[key] = (value[1:-1], end - len(value) + 1, end - 1)
                at = end + 1
                continue
        elif not line or line[0] == "#":
            at = end + 1
            continue
        elif line[0] == "[":
            table = _header(text, at, end, root, headers, defined)
            dotted = {}
            at = end + 1
            continue
        elif line[0] == " ":
            at = end - len(line.lstrip(" "))
            continue
        start = at
        key, at = read_key(text, at, end)
        into = table
        while text.startswith(".", at) and at + 1 < end:
            into = _dotted(into, key, start, end, dotted)
            headers.add(id(into))  # a header may add a table to it, but not repeat it
            defined.add(id(into))
            key, at = read_key(text, at + 1, end)
        at = after_equals(text, at)
        if key in into or at >= size:
            raise NotPlain
        reader = arrays.get(key)
        cell, at = read_value(text, at) if reader is None else _read_array(text, at, reader)
        if at > size:
            raise NotPlain
        if at < size and text[at] != "\n":
            while text.startswith(" ", at):
                at += 1
            if not text.startswith("#", at):
                raise NotPlain
            at = text.find("\n", at)
            at = size if at < 0 else at
        into[key] = cell
    return root


def _read_array(text: str, at: int, reader: Reader) -> tuple[Cell, int]:
    if text[at] not in "[{":
        return read_value(text, at)
    cell = reader(text, at)
    return cell, cell[2]


def _keys_of(header: str) -> tuple[bool, list[str]]:
    """Whether a header belongs to an array of tables, and the header's keys."""
    if header in _keys:
        return _keys[header]
    many = header.startswith("[[")
    at = 2 if many else 1
    keys = []
    while True:
        key, at = read_key(header, at, len(header))
        keys.append(key)
        if not header.startswith(".", at):
            break
        at += 1
    if header[at:] != ("]]" if many else "]"):
        raise NotPlain
    _keys[header] = many, keys
    return many, keys


#: The headers read so far: a lock repeats the same few.
_keys: dict[str, tuple[bool, list[str]]] = {}
MEMOS = (_keys,)


def _header(text: str, start: int, end: int, root: Table, headers: set[int], defined: set[int]) -> Table:
    """The table that a header opens."""
    many, keys = _keys_of(text[start:end])
    table = root
    for key in keys[:-1]:
        table = _descend(table, key, start, end, headers)
    last = keys[-1]
    new: Table = {}
    if many:
        known = table.get(last)
        if known is None:
            table[last] = known = ([], start, end)
            headers.add(id(known[0]))
        if type(known[0]) is not list or id(known[0]) not in headers:
            raise NotPlain
        known[0].append((new, start, end))
    elif last in table:
        new = _descend(table, last, start, end, headers)
        if id(new) in defined:
            raise NotPlain
    else:
        table[last] = (new, start, end)
    headers.add(id(new))
    defined.add(id(new))
    return new


def _dotted(table: Table, key: str, start: int, end: int, dotted: dict[int, Table]) -> Table:
    """The table of the first part of a dotted key; other keys of the same section may have opened it before."""
    known = table.get(key)
    if known is None:
        below: Table = {}
        table[key] = (below, start, end)
        dotted[id(below)] = below
        return below
    if id(known[0]) not in dotted:
        raise NotPlain
    return dotted[id(known[0])]


def _descend(table: Table, key: str, start: int, end: int, headers: set[int]) -> Table:
    known = table.get(key)
    if known is None:
        below: Table = {}
        table[key] = (below, start, end)
        headers.add(id(below))
        return below
    value = known[0]
    if type(value) is list and id(value) in headers:
        value = value[-1][0]
    elif type(value) is list:
        raise NotPlain
    if type(value) is not dict or id(value) not in headers:
        raise NotPlain
    return value


def read_located(text: str) -> Table:
    """The document as cells, read by the exact parser. Raises `pinlint.formats.located.LocatedError`."""
    from pinlint.formats.located import toml

    table = cells_of(toml.parse(text))[0]
    assert isinstance(table, dict)
    return table


def cells_of(node: Node) -> Cell:
    """A located node as a cell."""
    from pinlint.formats.located import ARRAY, TABLE

    if node.kind == TABLE:
        return {item.key: cells_of(item.node) for item in node.items}, node.start, node.end
    if node.kind == ARRAY:
        return [cells_of(element) for element in node.elements], node.start, node.end
    content = node.content
    return node.value, content.start, content.end


def plain(cell: Cell) -> Any:
    """The value of a cell without offsets, at all levels."""
    value = cell[0]
    if type(value) is dict:
        return {key: plain(inner) for key, inner in value.items()}
    if type(value) is list:
        return [plain(inner) for inner in value]
    return value


def text_of(table: Table, key: str) -> str:
    """The string at ``key``; empty if there is none."""
    cell = table.get(key)
    return cell[0] if cell is not None and type(cell[0]) is str else ""


def table_of(table: Table, *keys: str) -> Table:
    """The table at the path ``keys``; an empty one if there is none."""
    for key in keys:
        cell = table.get(key)
        if cell is None or type(cell[0]) is not dict:
            return {}
        table = cell[0]
    return table


def list_of(table: Table, key: str) -> list[Cell]:
    """The array at ``key``; an empty one if there is none."""
    cell = table.get(key)
    return cell[0] if cell is not None and type(cell[0]) is list else []


def strings_of(table: Table, key: str) -> list[str]:
    """The strings of the array at ``key``."""
    return [cell[0] for cell in list_of(table, key) if type(cell[0]) is str]
