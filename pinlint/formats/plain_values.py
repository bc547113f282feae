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
    quote = text[at : at + 1]
    if quote == '"' or quote == "'":
        close = text.find(quote, at + 1, end)
        key = text[at + 1 : close]
        if close < 0 or ("\\" in key and quote == '"'):
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
        at += 3
    else:
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
            return _escaped(text, at + 1, first)
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
    start += text.startswith("\n", start)
    if end < start:
        raise NotPlain
    if quote == '"' and text.find("\\", start, end) >= 0:
        cell, end = _escaped(text, start, quote * 3)
    else:
        cell, end = (text[start:end], start, end), end + 3
    if text.startswith(quote, end):
        raise NotPlain
    return cell, end


def _escaped(text: str, start: int, quotes: str) -> tuple[Cell, int]:
    """Reads a string with escapes of one letter, up to ``quotes``. In a string over several lines, a backslash hides a line end
    and the blanks after it.
    """
    pieces = []
    end = start
    quote = -1
    while True:
        if quote < end:  # the quotes that were found last were escaped
            quote = text.find(quotes, end)
            if quote < 0:
                raise NotPlain
        escape = text.find("\\", end, quote)
        if escape < 0:
            break
        pieces.append(text[end:escape])
        end = escape + 2
        letter = text[escape + 1 : end]
        if letter == "\n":
            while text.startswith((" ", "\t", "\n"), end):
                end += 1
        elif letter in _ESCAPES:
            pieces.append(_ESCAPES[letter])
        else:
            raise NotPlain
    if quotes == '"' and text.find("\n", start, quote) >= 0:
        raise NotPlain
    pieces.append(text[end:quote])
    return ("".join(pieces), start, quote), quote + len(quotes)


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
        while text.startswith(" ", at):
            at += 1
        key, at = read_key(text, at, line) if at < line else ("", at)
        if key in table:
            raise NotPlain
        table[key], at = _value(text, after_equals(text, at), depth + 1)
        if at > line:  # an array or a string may have several lines
            line = text.find("\n", at)
            line = len(text) if line < 0 else line
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
