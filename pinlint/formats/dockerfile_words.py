"""How a Dockerfile's lines are split into words: at blanks, at blanks outside quotes, or as a JSON array."""

from __future__ import annotations

import re

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.shell_words import Word
    from pinlint.text.mapped_text import MappedText

#: An unclosed quote extends to the end. Only one of the alternatives can match at each place: nothing is tried twice.
_WORD = lazy(
    r"""(?:[^\s'"\\]+|\\(?:[\s\S]|\Z)|'[^']*(?:'|(?P<single>\Z))|"(?:[^"\\]+|\\(?:[\s\S]|\Z))*(?:"|(?P<double>\Z)))+"""
)
_JSON_STRING = lazy(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_JSON_ESCAPE = lazy(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_JSON_CHARACTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


def blank_separated(text: str) -> list[tuple[int, int]]:
    """Start and end of the words between blanks; quotes have no meaning."""
    return [match.span() for match in re.finditer(r"[^ \t\v\f\r\n]+", text)]


def quoted_words(text: str, start: int = 0, strict: bool = False) -> list[tuple[int, int]]:
    """Start and end of the words between blanks. Quotes and backslashes are respected, and stay in the words.

    With ``strict``, there are no words at all if a quote is not closed.
    """
    found = list(_WORD.finditer(text, start))
    if strict and found and (found[-1]["single"] is not None or found[-1]["double"] is not None):
        return []
    return [match.span() for match in found]


def unquoted(text: str) -> str:
    """A word without its quotes and backslashes."""
    if "\\" not in text:
        return text.replace("'", "").replace('"', "")
    return re.sub(r"""\\(.)|["']""", r"\1", text)


def skip_space(text: str, index: int) -> int:
    """The offset of the first character from ``index`` on that is not white space."""
    while index < len(text) and text[index].isspace():
        index += 1
    return index


def json_words(mapped: MappedText) -> list[Word] | None:
    """The strings of a JSON array as words without expansion; None if the text is not such an array."""
    from pinlint.formats.shell_words import Word

    text = mapped.text
    words: list[Word] = []
    index = 1
    while True:
        index = skip_space(text, index)
        if not words and text[index : index + 1] == "]":
            break
        match = _JSON_STRING.match(text, index)
        if match is None or "\n" in match[0]:
            return None
        pieces = []
        done = match.start(1)
        for escape in _JSON_ESCAPE.finditer(text, done, match.end(1)):
            char = _JSON_CHARACTERS.get(escape[1]) or (chr(int(escape[1][1:], 16)) if len(escape[1]) == 5 else None)
            if char is None:
                return None
            if done < escape.start():
                pieces.append((text[done : escape.start()], done, escape.start(), True))
            pieces.append((char, escape.start(), escape.end(), True))
            done = escape.end()
        pieces.append((text[done : match.end(1)], done, match.end(1), True))
        words.append(Word(mapped, match.start(), match.end(), pieces))
        index = skip_space(text, match.end())
        if text[index : index + 1] == "]":
            break
        if text[index : index + 1] != ",":
            return None
        index += 1
    return words
