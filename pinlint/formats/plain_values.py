"""Reads keys and values of TOML as tools and most people write them. `pinlint.formats.plain_toml` reads whole documents."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    #: A value, and where it begins and ends.
    Cell: TypeAlias = tuple[Any, int, int]
    Table: TypeAlias = dict[str, Cell]

#: Values that are nested deeper are not plain.
_DEEPEST = 8


class NotPlain(Exception):
    """The text is not in the plainest spelling."""


def read_key(text: str, at: int, end: int) -> tuple[str, int]:
    """A key, bare or in plain quotes, and where it ends."""
    if text.startswith('"', at):
        close = text.find('"', at + 1, end)
        key = text[at + 1 : close]
        if close < 0 or "\\" in key or not key:
            raise NotPlain
        return key, close + 1
    stop = text.find(" ", at, end)
    if stop > 0 and text[at:stop] in BARE_KEYS:
        return text[at:stop], stop
    stop = at
    while stop < end and text[stop] not in " .=]":
        stop += 1
    key = text[at:stop]
    if not key or not is_bare(key):
        raise NotPlain
    BARE_KEYS.add(key)
    return key, stop


#: The bare keys read so far: each package of a lock repeats the same few.
BARE_KEYS: set[str] = set()
MEMOS = (BARE_KEYS,)


def after_equals(text: str, at: int) -> int:
    """Where the value begins, after the equals sign that follows a key."""
    if text.startswith(" = ", at):
        return at + 3
    while text.startswith(" ", at):
        at += 1
    if not text.startswith("=", at):
        raise NotPlain
    at += 1
    while text.startswith(" ", at):
        at += 1
    return at


def is_bare(key: str) -> bool:
    """Whether TOML allows the key without quotes."""
    return key.isascii() and (key.isalnum() or key.replace("-", "").replace("_", "").isalnum() or key.strip("-_") == "")


def read_value(text: str, at: int) -> tuple[Cell, int]:
    """The value at an offset, and the offset of what follows it. Raises NotPlain."""
    return _value(text, at, 0)


def _value(text: str, at: int, depth: int) -> tuple[Cell, int]:
    first = text[at : at + 1]
    if first == '"' or first == "'":
        if text.startswith(first * 3, at):
            return _lines(text, at, first)
        end = text.find(first, at + 1)
        inner = text[at + 1 : end]
        if "\\" in inner and first == '"':
            return _escaped(text, at)
        if end < 0 or "\n" in inner or (not inner and text.startswith(first, end + 1)):
            raise NotPlain
        return (inner, at + 1, end), end + 1
    if depth > _DEEPEST:
        raise NotPlain
    if first == "{":
        return _inline(text, at, depth)
    if first == "[":
        return _array(text, at, depth)
    for word, value in (("true", True), ("false", False)):
        if text.startswith(word, at):
            end = at + len(word)
            if text[end : end + 1] not in _ENDS:
                raise NotPlain
            return (value, at, end), end
    end = at
    while text[end : end + 1] in _DIGITS:
        end += 1
    digits = text[at:end]
    if not digits or (digits[0] == "0" and len(digits) > 1) or len(digits) > 18:
        raise NotPlain
    if text.startswith(".", end):
        return _fraction(text, at, end + 1)
    if text[end : end + 1] not in _ENDS:
        raise NotPlain
    return (int(digits), at, end), end


def _fraction(text: str, start: int, at: int) -> tuple[Cell, int]:
    end = at
    while text[end : end + 1] in _DIGITS:
        end += 1
    if end == at or text[end : end + 1] not in _ENDS:
        raise NotPlain
    return (float(text[start:end]), start, end), end


def _lines(text: str, at: int, quote: str) -> tuple[Cell, int]:
    """Reads a string over several lines."""
    start = at + 3
    end = text.find(quote * 3, start)
    if end < 0 or text.startswith(quote, end + 3):
        raise NotPlain
    start += text.startswith("\n", start)
    value = text[start:end]
    if start > end or (quote == '"' and "\\" in value):
        raise NotPlain
    return (value, start, end), end + 3


def _escaped(text: str, at: int) -> tuple[Cell, int]:
    """Reads a string with escapes of one letter."""
    pieces = []
    start = end = at + 1
    while not text.startswith('"', end):
        quote, escape, line = text.find('"', end), text.find("\\", end), text.find("\n", end)
        if quote < 0 or 0 <= line < quote:
            raise NotPlain
        if escape < 0 or quote < escape:
            pieces.append(text[end:quote])
            end = quote
            continue
        letter = _ESCAPES.get(text[escape + 1 : escape + 2])
        if letter is None:
            raise NotPlain
        pieces += [text[end:escape], letter]
        end = escape + 2
    return ("".join(pieces), start, end), end + 1


_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}


_ENDS = frozenset({"", "\n", " ", ",", "]", "}"})
_DIGITS = frozenset("0123456789")


def _inline(text: str, start: int, depth: int) -> tuple[Cell, int]:
    table: Table = {}
    at = start + 1
    if text.startswith(" }", at) or text.startswith("}", at):
        end = text.index("}", at) + 1
        return (table, start, end), end
    line = text.find("\n", at)
    line = len(text) if line < 0 else line
    while True:
        if text.startswith(" ", at):
            at += 1
        key, at = read_key(text, at, line) if at < line else ("", at)
        if key in table:
            raise NotPlain
        cell, at = _value(text, after_equals(text, at), depth + 1)
        if cell[2] > line:
            raise NotPlain
        table[key] = cell
        mark = text[at : at + 1]
        if mark == ",":
            at += 1
        elif mark == "}":
            return (table, start, at + 1), at + 1
        elif text.startswith(" }", at):
            return (table, start, at + 2), at + 2
        else:
            raise NotPlain


def _array(text: str, start: int, depth: int) -> tuple[Cell, int]:
    found: list[Cell] = []
    at = _gap(text, start + 1)
    while text[at : at + 1] != "]":
        cell, at = _value(text, at, depth + 1)
        found.append(cell)
        at = _gap(text, at)
        mark = text[at : at + 1]
        if mark == ",":
            at = _gap(text, at + 1)
        elif mark != "]":
            raise NotPlain
    return (found, start, at + 1), at + 1


def _gap(text: str, at: int) -> int:
    while True:
        while text[at : at + 1] in _BLANK:
            at += 1
        if not text.startswith("#", at):
            return at
        at = text.find("\n", at)
        if at < 0:
            return len(text)


_BLANK = frozenset({" ", "\n"})
