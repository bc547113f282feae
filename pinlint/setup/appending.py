"""Adds to texts that people wrote: a repository to pre-commit's list, a table to pyproject.toml. It writes no files.

The place comes from the parsed text, and the result is parsed again: it must contain exactly the old content and the addition.
A file for which this cannot be verified is not changed.
"""

from __future__ import annotations

from pinlint.formats.located import ARRAY, TABLE, LocatedError
from pinlint.text.budget import ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.formats.located import Node

#: The beginning of the ids of pinlint's hooks.
_HOOK = "pinlint"


def is_yaml(text: str) -> bool:
    """Whether the text is a single YAML document."""
    return _document(text) is not None


def has_hook(text: str) -> bool:
    """Whether a pre-commit configuration has a hook of pinlint."""
    document = _document(text)
    repositories = _repositories(document) if document is not None else None
    hooks = [hook for item in _values(repositories) for hook in _values(item.get("hooks"))]
    return any((identity := hook.get("id")) and str(identity.value).startswith(_HOOK) for hook in hooks)


def with_hook(text: str | None, entry: str) -> str | None:
    """The pre-commit configuration with ``entry``, a YAML item, at the end of its ``repos``; None if this is not possible."""
    if text is None:
        return "repos:\n" + _indented(entry, "  ")
    document = _document(text)
    repositories = _repositories(document) if document is not None else None
    if document is None or repositories is None or not text.startswith("- ", repositories.start):
        return None
    column = repositories.start - (text.rfind("\n", 0, repositories.start) + 1)
    end = max(node.end for node in _all(repositories))
    if text[end - 1] not in "\r\n":  # a text of several lines includes its last line end
        end = text.find("\n", end) + 1 or len(text)
    added = _inserted(text, end, _indented(entry, " " * column))
    after = _document(added)
    addition = _document(entry)
    if after is None or addition is None:
        return None
    expected = {item.key: _plain(item.node) for item in document.items}
    expected["repos"] = [*map(_plain, _values(repositories)), *map(_plain, _values(addition))]
    return added if _plain(after) == expected else None


def has_table(text: str) -> bool:
    """Whether pyproject.toml has the table of pinlint, in any spelling; False for text that is not TOML."""
    values = _toml(text)
    tools = values.get("tool") if values is not None else None
    return isinstance(tools, dict) and _HOOK in tools


def with_table(text: str, table: str) -> str | None:
    """The text of pyproject.toml with ``table`` at its end; None if this is not possible."""
    before, added = _toml(text), _inserted(text, len(text), "\n" + table)
    after, addition = _toml(added), _toml(table)
    if before is None or after is None or addition is None:
        return None
    tools = before.get("tool", {})
    if not isinstance(tools, dict):
        return None
    return added if after == {**before, "tool": {**tools, **addition["tool"]}} else None


def is_toml(text: str) -> bool:
    """Whether the text is TOML."""
    return _toml(text) is not None


def _toml(text: str) -> dict[str, Any] | None:
    from pinlint.formats.located.toml import loads

    try:
        return loads(text)
    except (LocatedError, ExceededError):
        return None


def _document(text: str) -> Node | None:
    from pinlint.formats.located.yaml import parse_all

    try:
        documents = parse_all(text)
    except (LocatedError, ExceededError):
        return None
    return documents[0] if len(documents) == 1 else None


def _repositories(document: Node) -> Node | None:
    """The single list of repositories."""
    found = [item.node for item in document.items if item.key == "repos"]
    return found[0] if len(found) == 1 and found[0].kind == ARRAY else None


def _values(node: Node | None) -> list[Node]:
    return list(node.value) if node is not None and node.kind == ARRAY else []


def _all(node: Node) -> Iterator[Node]:
    """The scalars and the empty or bracketed containers below the node."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        inner = _values(here) or [item.node for item in here.items]
        waiting += inner
        if not inner:
            yield here


def _plain(node: Node) -> object:
    """The plain values; values of different kinds are never equal."""
    if node.kind == ARRAY:
        return [_plain(value) for value in node.value]
    if node.kind == TABLE:
        return {item.key: _plain(item.node) for item in node.items}
    return node.kind, str(node.value)


def _inserted(text: str, at: int, more: str) -> str:
    """``text`` with the lines ``more`` at the offset ``at``, with the newline style of ``text``."""
    newline = "\r\n" if "\r\n" in text else "\n"
    before = text[:at]
    return before + ("" if not before or before.endswith("\n") else newline) + more.replace("\n", newline) + text[at:]


def _indented(text: str, indent: str) -> str:
    return "".join(indent + line for line in text.splitlines(keepends=True))
