"""Finds pieces of known secrets in a text, in time proportional to the text and not to the number of pieces."""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Shorter pieces of secrets, and pieces of letters only, may be ordinary words of a sentence.
SHORTEST = 6
#: Longer pieces are divided, so that a comparison at one place takes a limited time.
_LONGEST = 64


class Pieces:
    """Pieces of the secrets of one file. Each has at least SHORTEST characters."""

    __slots__ = ("_heads", "_shorter", "_sorted")

    def __init__(self, pieces: Iterable[str]) -> None:
        self._sorted = sorted({part for piece in pieces for part in _divided(piece)})
        self._heads = {piece[:SHORTEST] for piece in self._sorted}
        #: For each piece, the index of the longest other piece that it begins with, or -1.
        self._shorter: list[int] = []
        around: list[int] = []
        for index, piece in enumerate(self._sorted):
            while around and not piece.startswith(self._sorted[around[-1]]):
                around.pop()
            self._shorter.append(around[-1] if around else -1)
            around.append(index)

    def places(self, text: str) -> list[tuple[int, int]]:
        """The ranges of ``text`` that pieces cover, in order and apart."""
        found: list[tuple[int, int]] = []
        heads = self._heads
        for at in range(len(text) - SHORTEST + 1 if heads else 0):
            if text[at : at + SHORTEST] not in heads:
                continue
            end = self._end(text, at)
            if found and at <= found[-1][1]:
                found[-1] = found[-1][0], max(end, found[-1][1])
            elif end > at:
                found.append((at, end))
        return found

    def _end(self, text: str, at: int) -> int:
        """The end of the longest piece that begins at ``at``; ``at`` if there is none.

        A piece that is there does not come after the text in alphabetical order, and all pieces between the two begin with it.
        """
        index = bisect_right(self._sorted, text[at : at + _LONGEST + SHORTEST]) - 1
        while index >= 0 and not text.startswith(self._sorted[index], at):
            index = self._shorter[index]
        return at + len(self._sorted[index]) if index >= 0 else at


def _divided(piece: str) -> Iterator[str]:
    """The parts of a piece, each with at least SHORTEST characters."""
    at = 0
    while at < len(piece):
        end = at + _LONGEST if len(piece) - at >= _LONGEST + SHORTEST else len(piece)
        yield piece[at:end]
        at = end
