"""The parts of a requirement in its text, and how text is quoted in messages about it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    #: Where something stands in the text: start and end.
    Range = tuple[int, int]

#: Longer text is cut short in messages, in characters.
LONGEST_QUOTE = 60


class Parts:
    """The parts of a requirement as ranges of its text; None, or an empty list, for what is absent.

    ``extras`` are the ranges of the names in brackets; ``clauses`` the ranges of an operator and its version;
    ``specifier`` reaches from the first clause to the last, ``marker`` is what follows the semicolon.
    """

    __slots__ = ("clauses", "extras", "marker", "name", "specifier", "url")

    def __init__(self, name: Range) -> None:
        self.name = name
        self.extras: list[Range] = []
        self.clauses: list[tuple[Range, Range]] = []
        self.specifier: Range | None = None
        self.url: Range | None = None
        self.marker: Range | None = None


def quoted(text: str) -> str:
    """``text`` in quotes, for messages: short, and without the credentials of a URL."""
    from pinlint.text.secrets import redact

    text = redact(text)
    return repr(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…")


def word_end(text: str, at: int) -> int:
    """The offset at which the word that holds ``at`` ends: at white space or at the end of the text."""
    words = text[at:].split(None, 1)
    return at + len(words[0]) if words and text.startswith(words[0], at) else at
