"""The options of a requirements file's line, read as pip's ``shlex`` and ``optparse`` read them, with their places."""

from __future__ import annotations

import re

from pinlint.formats.pep508_parts import InvalidRequirement, quoted
from pinlint.text.budget import LONGEST_WORD
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.pep508_parts import Range

#: Options that take a value: as written -> pip's long name.
_VALUED = {
    "--all-releases": "all-releases",
    "--config-settings": "config-settings",
    "--constraint": "constraint",
    "--editable": "editable",
    "--extra-index-url": "extra-index-url",
    "--find-links": "find-links",
    "--hash": "hash",
    "--index-url": "index-url",
    "--no-binary": "no-binary",
    "--only-binary": "only-binary",
    "--only-final": "only-final",
    "--pypi-url": "index-url",
    "--requirement": "requirement",
    "--trusted-host": "trusted-host",
    "--use-feature": "use-feature",
}
_FLAGS = {
    "--no-index": "no-index",
    "--no-require-hashes": "no-require-hashes",
    "--pre": "pre",
    "--prefer-binary": "prefer-binary",
    "--require-hashes": "require-hashes",
}
_LONG = {**_VALUED, **_FLAGS}
#: All of them take a value.
_SHORT = {
    "-C": "config-settings",
    "-c": "constraint",
    "-e": "editable",
    "-f": "find-links",
    "-i": "index-url",
    "-r": "requirement",
}
_FEATURES = {
    "build-constraint",
    "fast-deps",
    "inprocess-build-deps",
    "no-binary-enable-wheel-cache",
    "truststore",
    "venv-isolation",
}
_LISTS = {"all-releases", "no-binary", "only-binary", "only-final"}
#: Options that only older versions of pip have.
_REMOVED = {
    "--allow-all-external",
    "--allow-external",
    "--allow-unverified",
    "--always-unzip",
    "--build-option",
    "--global-option",
    "--install-option",
    "--no-use-wheel",
    "--process-dependency-links",
    "--use-mirrors",
    "--use-wheel",
    "-Z",
}

_WORD = lazy(r"""(?:[^ \t\r\n"'\\]+|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+""", re.DOTALL)
_BLANKS = lazy(r"[ \t\r\n]*")
#: Text without special characters: outside of quotes, and in each kind of quotes.
_PLAIN = {"": lazy(r"""[^"'\\]+"""), '"': lazy(r"""[^"\\]+"""), "'": lazy(r"""[^']+""")}


class Word:
    """One word as a shell splits a line: its unquoted ``text``, and the range ``start`` to ``end`` where it is written."""

    __slots__ = ("_offsets", "end", "start", "text")

    def __init__(self, text: str, start: int, end: int, offsets: list[int] | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self._offsets = offsets

    def range(self, first: int, last: int) -> Range:
        """Where the characters ``first`` to ``last`` of the unquoted text are written."""
        if first >= last:
            return (self.end, self.end) if first else (self.start, self.end)
        if self._offsets is None:
            return self.start + first, self.start + last
        return self._offsets[first], self._offsets[last - 1] + 1


class Given:
    """An option as written: pip's long ``name``, its spelling, and its ``value``; ``range`` includes all of it."""

    __slots__ = ("_base", "_word", "name", "range", "spelling", "value")

    def __init__(self, name: str, spelling: str, where: Range, value: str | None, word: Word, base: int) -> None:
        self.name = name
        self.spelling = spelling
        self.range = where
        self.value = value
        self._word = word
        self._base = base

    def value_range(self, first: int, last: int) -> Range:
        """Where the characters ``first`` to ``last`` of the value are written."""
        return self._word.range(self._base + first, self._base + last)


class Options:
    """The options part of a line: the options, the other words, which pip ignores, and the first error."""

    __slots__ = ("error", "given", "strays")

    def __init__(self) -> None:
        self.given: list[Given] = []
        self.strays: list[Word] = []
        self.error: InvalidRequirement | None = None


def read_options(text: str, at: int) -> Options:
    """The options from the offset ``at`` to the end of ``text``; nothing is read after an error."""
    options = Options()
    try:
        words = split_words(text, at)
        while words:
            _read_one(words, options)
    except InvalidRequirement as error:
        options.error = error
    return options


def split_words(text: str, at: int) -> list[Word]:
    """The words as a POSIX shell splits them, but without comments. Raises InvalidRequirement."""
    words = []
    at = _blanks_end(text, at)
    while at < len(text):
        match = _WORD.match(text, at)
        end = match.end() if match else at
        if end < len(text) and text[end] in "\"'":
            raise InvalidRequirement("this quote is never closed", end, end + 1)
        if end < len(text) and text[end] == "\\":
            raise InvalidRequirement("the line ends with a backslash", end, end + 1)
        words.append(_unquoted(text, at, end))
        at = _blanks_end(text, end)
    words.reverse()  # so that `pop()` removes the first word
    return words


def _blanks_end(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    assert match is not None
    return match.end()


def _unquoted(text: str, start: int, end: int) -> Word:
    raw = text[start:end]
    if not ("\\" in raw or '"' in raw or "'" in raw):
        return Word(raw, start, end, None)
    offsets: list[int] = []
    quote = ""
    at = start
    while at < end:
        plain = _PLAIN[quote].match(text, at, end)
        stop = plain.end() if plain else at
        offsets += range(at, stop)
        if stop == end:
            break
        character = text[stop]
        at = stop + 1
        if character == quote:
            quote = ""
        elif character != "\\":
            quote = character
        elif not quote or text[at] in '"\\':
            offsets.append(at)
            at += 1
        else:
            offsets.append(stop)
    return Word("".join([text[i] for i in offsets]), start, end, offsets)


def _read_one(words: list[Word], options: Options) -> None:
    word = words.pop()
    if word.text == "--":
        options.strays += reversed(words)
        words.clear()
    elif word.text.startswith("--"):
        spelling, equals, _ = word.text.partition("=")
        name = _LONG[_complete(spelling, word)]
        if name not in _VALUED.values():
            if equals:
                raise InvalidRequirement(f"{quoted(spelling)} takes no value", *word.range(0, len(word.text)))
            options.given.append(Given(name, spelling, (word.start, word.end), None, word, 0))
            return
        attached = len(spelling) + 1 if equals else None
        options.given.append(_valued(name, spelling, word, attached, words))
    elif word.text.startswith("-") and len(word.text) > 1:
        spelling = word.text[:2]
        if spelling not in _SHORT:
            raise _unknown(spelling, word)
        attached = 2 if len(word.text) > 2 else None
        options.given.append(_valued(_SHORT[spelling], spelling, word, attached, words))
    else:
        options.strays.append(word)


def _valued(name: str, spelling: str, word: Word, attached: int | None, words: list[Word]) -> Given:
    """An option with its value: the rest of its word from ``attached`` on, or else the next word."""
    start = word.start
    if attached is None:
        if not words:
            raise InvalidRequirement(f"{quoted(spelling)} needs a value", word.start, word.end)
        word = words.pop()
    value = word.text[attached or 0 :]
    given = Given(name, spelling, (start, word.end), value, word, attached or 0)
    where = given.value_range(0, len(value))
    if name == "use-feature" and value not in _FEATURES:
        raise InvalidRequirement(f"pip has no feature {quoted(value)}", *where)
    if name == "config-settings" and "=" not in value:
        raise InvalidRequirement(f"{quoted(spelling)} needs KEY=VALUE", *where)
    if name in _LISTS and value.startswith("-"):
        raise InvalidRequirement(f"{quoted(spelling)} needs a value", *given.range)
    return given


def _complete(spelling: str, word: Word) -> str:
    """The option that ``spelling`` means, which may be abbreviated. Raises InvalidRequirement."""
    if spelling in _LONG:
        return spelling
    possible = [option for option in _LONG if option.startswith(spelling)]
    if len(possible) == 1:
        return possible[0]
    if not possible:
        raise _unknown(spelling, word)
    what = f"{quoted(spelling)} is short for several options: {', '.join(possible)}"
    raise InvalidRequirement(what, *word.range(0, len(spelling)), "write the full option")


def _unknown(spelling: str, word: Word) -> InvalidRequirement:
    where = word.range(0, len(spelling))
    if spelling in _REMOVED:
        return InvalidRequirement(f"pip no longer has the option '{spelling}' in requirements files", *where)
    from difflib import get_close_matches

    near = get_close_matches(spelling[:LONGEST_WORD], _LONG, 1)
    help = f"did you mean '{near[0]}'?" if near else "if it is an option of the command line, pass it to `pip install`"
    return InvalidRequirement(f"{quoted(spelling)} is not an option of requirements files", *where, help)
