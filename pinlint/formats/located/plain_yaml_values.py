"""Values of YAML in its plainest spelling: scalars without escapes, arrays in brackets, tables in braces."""

from __future__ import annotations

from functools import partial

from pinlint.formats.located import ARRAY, BOOL, NULL, NUMBER, STRING, TABLE, Item, Node
from pinlint.formats.located.yaml_scalars import places_in_quotes
from pinlint.text.budget import DEEPEST, LONGEST_WORD

#: Characters with which a plain scalar cannot begin here.
_INDICATORS = frozenset("?:,[]{}#&*!|>'\"%@`=<")
#: Words that YAML does not read as text, in lower case.
_WORDS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False, "null": None, "~": None}
#: The characters of numbers and dates.
_NUMERIC = frozenset("0123456789_.:-+eETtzZ ")
#: The letters of escapes in double quotes, and what they stand for.
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "n": "\n", "t": "\t"}
#: The characters that end a plain scalar in brackets, and those that it cannot contain here. Most indicators mean something only
#: at the beginning of a scalar.
_ENDS_FLOW = frozenset("[]{},:\n")
_FLOW = frozenset("#?\t")


class NotPlain(Exception):
    """The text is not in the plainest spelling."""


def is_end(text: str, at: int) -> bool:
    """Whether only a comment, or nothing, follows."""
    rest = text[at:]
    return not rest or (rest[0] == " " and rest.lstrip(" ")[:1] in ("", "#"))


def quoted(value: str, start: int) -> Node:
    """A string in quotes."""
    end = start + len(value) + 2
    return Node(STRING, value, start, end, start + 1, end - 1)


def escaped(written: str, text: str, start: int) -> Node:
    """A string in double quotes with escapes of one letter: ``written`` begins with it, at the offset ``start`` of ``text``."""
    at = 1
    pieces = []
    while True:
        escape = written.find("\\", at)
        quote = written.find('"', at, escape if escape >= 0 else len(written))
        if quote >= 0:
            break
        letter = _ESCAPES.get(written[escape + 1 : escape + 2]) if escape >= 0 else None
        if letter is None:
            raise NotPlain
        pieces += [written[at:escape], letter]
        at = escape + 2
    end = start + quote + 1
    places = partial(places_in_quotes, text, start + 1, end - 1, double=True)
    return Node(STRING, "".join([*pieces, written[at:quote]]), start, end, start + 1, end - 1, places)


def plain(text: str, start: int) -> Node:
    """A scalar without quotes."""
    end = start + len(text)
    first = text[0]
    if ": " in text or text[-1] == ":":
        raise NotPlain
    if first.isalpha() or first == "~":
        word = text.lower()
        if word in _WORDS and text in (word, word.capitalize(), word.upper()):
            value = _WORDS[word]
            return Node(NULL if value is None else BOOL, value, start, end)
    elif first in "0123456789+-.":
        if _NUMERIC.issuperset(text):
            return _number(text, start, end)
        if text[:2] in ("0x", "0b", "- ") or text.lower().lstrip("+-") in (".inf", ".nan"):
            raise NotPlain
    elif first in _INDICATORS and not (first == ":" and text[1:2] not in ("", " ")):
        raise NotPlain
    return Node(STRING, text, start, end)


def _number(text: str, start: int, end: int) -> Node:
    """A number in its usual spelling. A version or a pair of ports, which begin like a number, become a string."""
    if len(text) <= LONGEST_WORD and text.isascii():
        digits = text.removeprefix("-")
        whole, dot, rest = digits.partition(".")
        if whole.isdecimal() and not dot and (whole[0] != "0" or digits == "0"):
            return Node(NUMBER, int(text), start, end)
        if whole.isdecimal() and rest.isdecimal():
            return Node(NUMBER, float(text), start, end)
        parts = digits.split(":")
        is_version = "." in rest and text.replace(".", "").isdecimal()
        are_ports = digits.count(":") == 1 and "".join(parts).isdecimal() and (len(parts[1]), parts[1]) > (2, "59")
        if is_version or are_ports or not text.strip("."):
            return Node(STRING, text, start, end)
    raise NotPlain


def flow(text: str, at: int, depth: int) -> Node:
    """A value in brackets or braces."""
    kind, close = (ARRAY, "]") if text[at] == "[" else (TABLE, "}")
    node = Node(kind, [], at, at)
    at = _behind_blanks(text, at + 1)
    while text[at] != close:
        key = None
        if kind == TABLE:
            key = _flow_scalar(text, at)
            at = key.end
            if key.end - key.start > LONGEST_WORD or not text.startswith((": ", ":\n"), at):
                raise NotPlain
            at = _behind_blanks(text, at + 1)
        if text[at] in "[{":
            if depth >= DEEPEST:
                raise NotPlain
            value = flow(text, at, depth + 1)
        else:
            value = _flow_scalar(text, at)
        if key is None:
            node.value.append(value)
        else:
            name = key.value if key.kind == STRING else text[key.start : key.end]
            node.value.append(Item(name, key.start, key.end, value))
        at = _behind_blanks(text, value.end)
        if text[at] == ",":
            at = _behind_blanks(text, at + 1)
        elif text[at] != close:
            raise NotPlain
    node.end = at + 1
    return node


def _flow_scalar(text: str, at: int) -> Node:
    """The scalar at an offset inside brackets."""
    first = text[at]
    if first in "\"'":
        close = text.find(first, at + 1)
        value = text[at + 1 : close]
        if close < 0 or "\n" in value or "\\" in value or text.startswith(first, close + 1):
            raise NotPlain
        return quoted(value, at)
    end = at
    while end < len(text) and text[end] not in _ENDS_FLOW:
        end += 1
    word = text[at:end].rstrip(" ")
    if not word or not _FLOW.isdisjoint(word):
        raise NotPlain
    return plain(word, at)


def _behind_blanks(text: str, at: int) -> int:
    """The offset after blanks and line ends. Raises NotPlain at the end of the text."""
    while text.startswith((" ", "\n"), at):
        at += 1
    if at >= len(text):
        raise NotPlain
    return at
