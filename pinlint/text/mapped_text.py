"""Text made from pieces of a source file, with the place of each character in that file.

A Dockerfile joins continuation lines and drops the comments between them. An exec form and ``bash -c`` undo quoting; a YAML
scalar undoes indentation. Findings and edits for the result still get their place in the file.
"""

from __future__ import annotations

from bisect import bisect_right

from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.text.source import SourceFile


#: Where the only piece of a text starts.
_FIRST = [0]


class MappedText:
    """``text`` with the place of each of its characters in ``source``.

    ``pieces`` are ``(text, start, end)``: the text that a range of the source became. If a piece is as long as its range, each
    of its characters has its own place. Otherwise (for an escape sequence, say) each of its characters maps to the whole range.
    """

    __slots__ = ("_pieces", "_starts", "source", "text")

    def __init__(self, source: SourceFile, pieces: Iterable[tuple[str, int, int]]) -> None:
        self.source = source
        self._pieces = list(pieces) or [("", 0, 0)]
        if len(self._pieces) == 1:  # almost every word
            self._starts = _FIRST
            self.text = self._pieces[0][0]
            return
        self._starts = []
        offset = 0
        for text, _, _ in self._pieces:
            self._starts.append(offset)
            offset += len(text)
        self.text = "".join([piece[0] for piece in self._pieces])

    @classmethod
    def verbatim(cls, source: SourceFile, ranges: Iterable[tuple[int, int]]) -> MappedText:
        """The ranges of the source, unchanged, one after the other."""
        return cls(source, [(source.text[start:end], start, end) for start, end in ranges])

    def span(self, start: int, end: int) -> Span:
        """The range of the source that the characters ``start`` to ``end`` come from, including dropped text between them."""
        first = self._place(start)[0]
        return Span(first, self._place(end - 1)[1]) if start < end else Span(first, first)

    def slice(self, start: int, end: int) -> MappedText:
        """The characters ``start`` to ``end`` by themselves."""
        start = min(start, len(self.text))
        end = max(start, min(end, len(self.text)))
        if start == end:
            at = self._place(start)[0]
            return MappedText(self.source, [("", at, at)])
        pieces = []
        for index in range(bisect_right(self._starts, start) - 1, len(self._pieces)):
            offset = self._starts[index]
            if offset >= end:
                break
            text, first, last = self._pieces[index]
            low, high = max(start - offset, 0), min(end - offset, len(text))
            if low < high:
                exact = len(text) == last - first
                pieces.append((text[low:high], first + low if exact else first, first + high if exact else last))
        return MappedText(self.source, pieces)

    def replaced(self, old: str, new: str) -> MappedText:
        """The text with one character replaced by another."""
        assert len(old) == len(new)
        return MappedText(self.source, [(text.replace(old, new), start, end) for text, start, end in self._pieces])

    def _place(self, offset: int) -> tuple[int, int]:
        """The start and end, in the source, of the character at ``offset``. For an offset after the text, the end of the text."""
        index = max(bisect_right(self._starts, offset) - 1, 0)
        text, start, end = self._pieces[index]
        within = offset - self._starts[index]
        if within >= len(text):
            return end, end
        if len(text) == end - start:
            return start + within, start + within + 1
        return start, end


def joined(parts: Iterable[MappedText], source: SourceFile) -> MappedText:
    """The texts one after the other; all of them come from ``source``."""
    return MappedText(source, [piece for part in parts for piece in part._pieces])  # noqa: SLF001
