"""Text with positions: source files, spans, locations and edits.

This module knows nothing about packaging. Offsets count characters of the decoded text; lines and columns that are shown count
from 1. Nothing is normalized: newlines, byte-order mark and every other byte survive a round trip.
"""

from __future__ import annotations

from itertools import accumulate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.text.budget import Budget
    from pinlint.text.secret_pieces import Pieces


#: The number of characters that are searched for line ends at once.
_BLOCK = 100_000


class Span:
    """A half-open range of characters, ``start`` to ``end``, of one source file's text."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and (self.start, self.end) == (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end})"


class SourceFile:
    """A file's text as it was read.

    ``path`` is relative to the project's root and uses ``/``. ``text`` is the decoded content without the byte-order mark.
    ``bom`` has the bytes of the mark, ``encoding`` the codec. With them, `encode` returns the same bytes.

    ``hidden`` are spans that are never shown. ``known`` are pieces of secrets that are never shown. Both are hidden in addition
    to what `pinlint.text.secrets` finds. After the first use, ``secrets`` are the ranges that it has found in the text, and
    ``masked`` is the text as it may be shown, and ``pieces`` finds parts of these secrets in sentences.
    """

    __slots__ = (
        "_budget",
        "_seen",
        "_starts",
        "bom",
        "encoding",
        "hidden",
        "known",
        "masked",
        "path",
        "pieces",
        "secrets",
        "text",
    )

    def __init__(self, path: str, text: str, encoding: str = "utf-8", bom: bytes = b"") -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.bom = bom
        self._budget: Budget | None = None
        self.hidden: list[Span] = []
        self.known: set[str] = set()
        self.secrets: list[tuple[int, int]] | None = None
        self.masked: str | None = None
        self.pieces: Pieces | None = None
        self._starts = [0]
        self._seen = 0  # all line starts before this offset are known

    @property
    def budget(self) -> Budget:
        """The work that the file may still cost; the total depends only on its size."""
        if self._budget is None:
            from pinlint.text.budget import Budget

            self._budget = Budget(len(self.text))
        return self._budget

    def renew_budget(self) -> None:
        """Allows the whole work again, for another run on the same text."""
        self._budget = None

    @property
    def line_starts(self) -> list[int]:
        """Offsets at which the lines begin, as an editor counts them: after ``\\n``, ``\\r\\n`` and a lone ``\\r``."""
        return self._starts_up_to(len(self.text))

    @property
    def newline(self) -> str:
        """The line end for lines that are added to the file: ``\\r\\n`` if the file has one, else ``\\n``."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of ``offset``, both counted from 1, the column in characters."""
        from bisect import bisect_right

        starts = self._starts_up_to(offset)
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line_span(self, line: int) -> Span:
        """The span of the ``line``-th line (from 1), without its line end."""
        starts = self._starts
        while line >= len(starts) and self._seen < len(self.text):
            self._starts_up_to(self._seen)
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def _starts_up_to(self, offset: int) -> list[int]:
        """The offsets at which lines begin, at least those up to ``offset``. Shown places of a long file are usually near its
        beginning, so the rest is not searched."""
        text = self.text
        while self._seen <= offset and self._seen < len(text):
            end = text.find("\n", self._seen + _BLOCK) + 1 or len(text)
            self._starts += _line_starts(text[self._seen : end], self._seen)
            self._seen = end
        return self._starts

    def at(self, span: Span) -> Location:
        """The location of ``span`` in this file."""
        return Location(self.path, self, span)

    def encode(self, text: str) -> bytes:
        """The bytes of ``text`` in this file's encoding. Raises UnicodeEncodeError if the codec cannot encode it."""
        return self.bom + text.encode(self.encoding)


def _line_starts(text: str, offset: int) -> list[int]:
    """The offsets after each line end in ``text``, which begins at ``offset``."""
    *ended, last = text.split("\n")
    if "\r" not in text:
        return [offset + size + count for count, size in enumerate(accumulate(map(len, ended)), 1)]
    starts = []
    for line in ended:
        # A "\r" at the end of the piece is half of "\r\n"; any other "\r" is a line end.
        at = line.find("\r")
        while 0 <= at < len(line) - 1:
            starts.append(offset + at + 1)
            at = line.find("\r", at + 1)
        offset += len(line) + 1
        starts.append(offset)
    at = last.find("\r")
    while at >= 0:
        starts.append(offset + at + 1)
        at = last.find("\r", at + 1)
    return starts


class Location:
    """Where something is: a path, and a span in it if the file could be read.

    For a file that does not exist or cannot be decoded there is only the path; it is shown as line 1, column 1.
    """

    __slots__ = ("path", "source", "span")

    def __init__(self, path: str, source: SourceFile | None = None, span: Span | None = None) -> None:
        self.path = path
        self.source = source
        self.span = span

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Location) and (self.path, self.span) == (other.path, other.span)

    def __hash__(self) -> int:
        return hash((self.path, self.span))

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"

    @property
    def start(self) -> tuple[int, int]:
        """Line and column at which it begins, counted from 1."""
        if self.source is None or self.span is None:
            return 1, 1
        return self.source.position(self.span.start)

    @property
    def end(self) -> tuple[int, int]:
        """Line and column just after its last character, counted from 1."""
        if self.source is None or self.span is None:
            return 1, 1
        return self.source.position(self.span.end)

    @property
    def line(self) -> int:
        """The line at which it begins."""
        return self.start[0]

    @property
    def column(self) -> int:
        """The column at which it begins, in characters."""
        return self.start[1]


class Edit:
    """Replaces the characters of ``span`` in the file ``path`` by ``text``; an empty span inserts."""

    __slots__ = ("path", "span", "text")

    def __init__(self, path: str, span: Span, text: str) -> None:
        self.path = path
        self.span = span
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edit) and (self.path, self.span, self.text) == (other.path, other.span, other.text)

    def __hash__(self) -> int:
        return hash((self.path, self.span, self.text))

    def __repr__(self) -> str:
        return f"Edit({self.path!r}, {self.span!r}, {self.text!r})"


class ConflictingEdits(ValueError):
    """Two edits overlap; ``edit`` is the later one."""

    def __init__(self, edit: Edit) -> None:
        super().__init__(f"{edit!r} overlaps an edit before it")
        self.edit = edit


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with the edits made; text outside their spans does not change. The same edit twice counts once.

    Raises ConflictingEdits if two edits overlap, and IndexError if a span is outside the text.
    """
    pieces: list[str] = []
    done = 0
    previous: Edit | None = None
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        if previous is not None and edit == previous:
            continue
        if edit.span.start < done:
            raise ConflictingEdits(edit)
        if not edit.span.start <= edit.span.end <= len(text):
            raise IndexError(f"{edit!r} lies outside a text of {len(text)} characters")
        pieces += text[done : edit.span.start], edit.text
        done = edit.span.end
        previous = edit
    pieces.append(text[done:])
    return "".join(pieces)
