"""Selectors: they say which values of a manifest's tree contain requirements.

``a.b`` is the key ``b`` in the table ``a``, ``[]`` each element of an array, ``*`` every key of a table, ``["a.b"]`` a key with
other characters: ``repos[].hooks[].additional_dependencies[]``. A missing value is skipped; a value of another type is an error.
"""

from __future__ import annotations

import re

from pinlint.text.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.formats.located import Node

    #: The keys and indexes that lead to a value.
    Path = tuple[str | int, ...]

_STEP = re.compile(r'(?P<each>\[\])|\["(?P<quoted>[^"]*)"\]|\.?(?P<any>\*)|\.?(?P<key>[\w-]+)')


class WrongTypeError(ValueError):
    """The selector cannot continue with a value of this type. ``node`` is the value; the message says which type
    it should have.
    """

    def __init__(self, node: Node, wanted: str) -> None:
        super().__init__(f"must be {wanted}, but is {_ARTICLES[node.kind]}")
        self.node = node


_ARTICLES = {
    "table": "a table",
    "array": "an array",
    "string": "a string",
    "number": "a number",
    "bool": "true or false",
    "null": "nothing",
    "other": "a value that is computed",
}


class Selector:
    """A parsed selector. Raises ConfigError for invalid text."""

    __slots__ = ("steps", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = _STEP.match(text, at)
            if found is None:
                raise ConfigError(f"{text!r} is not a selector: {text[at:]!r} must be a key, '[]', '*' or '[\"key\"]'")
            kind = found.lastgroup
            assert kind is not None
            self.steps.append(("key" if kind == "quoted" else kind, found[kind]))
            at = found.end()

    def values(self, root: Any) -> list[tuple[Any, Path]] | None:
        """The result of `select` for a tree of plain values, with the path to each value; None if `select` would raise."""
        found: list[tuple[Any, Path]] = [(root, ())]
        for kind, key in self.steps:
            before, found = found, []
            for value, path in before:
                if value is None:
                    continue
                if kind == "each" and isinstance(value, list):
                    found += [(inner, (*path, index)) for index, inner in enumerate(value)]
                elif kind == "each" or not isinstance(value, dict):
                    return None
                elif kind == "any":
                    found += [(inner, (*path, name)) for name, inner in value.items()]
                elif key in value:
                    found.append((value[key], (*path, key)))
        return found

    def select(self, root: Node) -> Iterator[Node]:
        """The values in the order written. Raises WrongTypeError for a value of another type."""
        return self._select(root, 0)

    def _select(self, node: Node, index: int) -> Iterator[Node]:
        if index == len(self.steps):
            yield node
            return
        if node.kind == "null":
            return  # a key without a value: in YAML, an omitted list
        kind, key = self.steps[index]
        if kind == "each":
            if node.kind != "array":
                raise WrongTypeError(node, "an array")
            for element in node.elements:
                yield from self._select(element, index + 1)
            return
        if node.kind != "table":
            raise WrongTypeError(node, "a table")
        for item in node.items if kind == "any" else [found] if (found := node.item(key)) is not None else []:
            yield from self._select(item.node, index + 1)
