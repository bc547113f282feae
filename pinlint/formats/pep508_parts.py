"""The parts of a requirement in its text; also quotes such text in messages."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    #: A range of the text: start and end.
    Range = tuple[int, int]

#: Messages shorten text that is longer; in characters.
LONGEST_QUOTE = 60


class Parts:
    """The parts of a requirement as ranges of its text; None, or an empty list, for parts that are missing.

    ``extras`` are the ranges of the names in brackets. ``clauses`` are pairs of ranges: an operator and its version.
    ``specifier`` goes from the first clause to the last. ``marker`` is the text after the semicolon.
    """

    __slots__ = ("clauses", "extras", "marker", "name", "specifier", "url")

    def __init__(self, name: Range) -> None:
        self.name = name
        self.extras: list[Range] = []
        self.clauses: list[tuple[Range, Range]] = []
        self.specifier: Range | None = None
        self.url: Range | None = None
        self.marker: Range | None = None


class InvalidRequirement(ValueError):
    """Text that is not a requirement. ``start`` and ``end`` are the offsets of the error, ``help`` says how to fix it."""

    def __init__(self, message: str, start: int, end: int, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.help = help


def quoted(text: str) -> str:
    """``text`` in quotes, for messages: short, and without the credentials of a URL."""
    from pinlint.text.secrets import redact

    text = redact(text)
    return repr(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…")


def word_end(text: str, at: int) -> int:
    """Where the word that includes the offset ``at`` ends: at white space or at the end of the text."""
    words = text[at:].split(None, 1)
    return at + len(words[0]) if words and text.startswith(words[0], at) else at
