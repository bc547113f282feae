"""Parses Python and goes through the syntax tree, as the module `ast` does.

The classes of the tree are in `_ast`. `ast` adds code that pinlint does not use, and importing it takes half as long as the start
of Python.
"""

from __future__ import annotations

import _ast as ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def parse(text: str, mode: str) -> ast.AST:
    """The tree of ``text``. Raises what the parser of Python raises."""
    tree: ast.AST = compile(text, "<unknown>", mode, ast.PyCF_ONLY_AST, dont_inherit=True)
    return tree


def children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes directly below ``node``, in the order of its fields."""
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            yield from (each for each in value if isinstance(each, ast.AST))
        elif isinstance(value, ast.AST):
            yield value


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """``node`` and all nodes below it, level by level."""
    found = [node]
    for each in found:  # which grows meanwhile
        found += children(each)
        yield each
