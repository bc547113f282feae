"""Derives from a regular expression the texts of which every match holds one, so that paths are passed over quickly."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

_MODERN = sys.version_info >= (3, 11)
sre = import_module("re._constants" if _MODERN else "sre_constants")
sre_parse = import_module("re._parser" if _MODERN else "sre_parse")

#: A text of this length is as good as a longer one; then the one nearer to the end of the path tells more.
_LONG = 8


def marks(pattern: str) -> tuple[str, ...]:
    """Texts in lower case, one of which every match of ``pattern`` holds; the empty text alone where nothing is certain."""
    found = _of_sequence(list(sre_parse.parse(pattern)))
    return tuple(sorted(text for text in found if not any(other in text for other in found - {text})))


def _of_sequence(items: list[Any]) -> set[str]:
    """The texts of the item, or of the run of plain characters, that tells most."""
    best = {""}
    run = ""
    for operator, value in [*items, (None, None)]:
        if operator is sre.LITERAL:
            run += chr(value).lower()
            continue
        for texts in ({run}, {""} if operator is None else _of_item(operator, value)):
            if _worth(texts) >= _worth(best):
                best = texts
        run = ""
    return best


def _of_item(operator: Any, value: Any) -> set[str]:
    if operator is sre.SUBPATTERN:
        return _of_sequence(list(value[3]))
    if operator is sre.BRANCH:
        found: set[str] = set()
        for branch in value[1]:
            found |= _of_sequence(list(branch))
        return found
    if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] > 0:
        return _of_sequence(list(value[2]))
    return {""}


def _worth(texts: set[str]) -> int:
    return min(_LONG, *map(len, texts))
