"""Values of several YAML files, merged as GitLab merges them: tables key by key, of all other values the last one.

A value is a node with the file that it is written in, or a table that was merged of several. So each text keeps its place.
"""

from __future__ import annotations

from pinlint.formats.jobs import scalar
from pinlint.formats.located import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TypeAlias

    from pinlint.formats.located import Node
    from pinlint.text.budget import Budget
    from pinlint.text.source import SourceFile

    Written: TypeAlias = tuple[SourceFile, Node]
    #: A merged table, or a value as it is written.
    Value: TypeAlias = "dict[str, Value] | Written"


def is_table(value: Value | None) -> bool:
    """Whether the value is a table."""
    return isinstance(value, dict) or (value is not None and value[1].kind == TABLE)


def table(value: Value | None) -> Mapping[str, Value]:
    """The entries of a table; empty for other values."""
    if isinstance(value, dict) or value is None:
        return value or {}
    source, node = value
    return {item.key: (source, item.node) for item in node.items}


def get(value: Value | None, *keys: str) -> Value | None:
    """The value at the path ``keys`` of nested tables; None if it is missing."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        else:
            node = value[1].get(key) if value is not None else None
            value = (value[0], node) if value is not None and node is not None else None
    return value


def merged(first: Value, second: Value, budget: Budget) -> Value:
    """Two values as one. Spends a little for each entry, because a table may be merged many times."""
    if not is_table(first) or not is_table(second):
        return second
    found = dict(table(first))
    others = table(second)
    budget.go_through(8 + 2 * len(found) + 4 * len(others))
    for key, value in others.items():
        found[key] = merged(found[key], value, budget) if key in found else value
    return found


def elements(value: Value | None) -> Iterator[Written]:
    """The elements of a list, or a single value as a list."""
    if isinstance(value, tuple):
        source, node = value
        yield from ((source, each) for each in node.elements) if node.elements else iter([value])


def plain(value: Value | None) -> str | None:
    """A plain value as text; None for tables, lists and missing values."""
    return scalar(value[1]) if isinstance(value, tuple) else None


def string(value: Value | None) -> str:
    """A string; empty for other values."""
    return (value[1].string or "") if isinstance(value, tuple) else ""
