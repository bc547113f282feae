"""The words that a reader stumbles over, and how to find them in texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

#: What a reader stumbles over, and what to write in its place.
BANNED = {
    "admit": "allow, or accept",
    "admits": "allows, or accepts",
    "anew": "again",
    "at hand": "available",
    "beside": "next to, or in addition to",
    "holds": "contains",
    "is none": "is not one",
    "lacking": "missing",
    "mend": "fix",
    "mends": "fixes",
    "mended": "fixed",
    "names no": "does not name a",
    "stands": "is",
    "tell": "report, or show",
    "tells": "reports, or shows",
    "told": "reported",
    "whatever": "say which",
}


def literal(node: ast.expr) -> str | None:
    """The text of a string; names that are put into it are {}."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def sentences(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the text of each string below ``node`` that has several words, except for docstrings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        text = literal(child) if isinstance(child, ast.expr) else None
        if text is None:
            yield from sentences(child)
        elif " " in text.strip():
            yield child.lineno, text


def banned(text: str) -> list[str]:
    """The words of ``text`` that are not to be used."""
    plain = re.sub(r"(`+)[^`]*\1|\bNone\b", "", text)
    return [word for word in BANNED if re.search(rf"(?<![\w-])(?<!there ){word}(?![\w-])", plain, re.IGNORECASE)]
