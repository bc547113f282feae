"""Finds the lines in which two texts differ, if the second text is the first one with many small changes.

The standard library's difflib finds the longest block of equal lines first, which takes time proportional to the lines
times the changes. This module reads both texts in parallel. After a change it searches the nearest place at which they are
equal again.
"""

from __future__ import annotations

from difflib import SequenceMatcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    Kind = Literal["equal", "insert", "delete", "replace"]
    Opcode = tuple[Kind, int, int, int, int]

#: The number of lines of both texts that are searched for a place where they are equal again.
_NEAR = 100
#: difflib, which finds the smallest difference, compares texts of at most so many lines.
_FEW = 1_000


class Comparison(SequenceMatcher[str]):
    """Compares two texts by lines, with all methods of difflib's class."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        few = len(before) + len(after) <= _FEW
        super().__init__(None, *((before, after) if few else ("", "")))
        self._opcodes = None if few else opcodes(before, after)

    def get_opcodes(self) -> list[Opcode]:
        """The blocks of equal and of changed lines."""
        return super().get_opcodes() if self._opcodes is None else self._opcodes


def opcodes(before: Sequence[str], after: Sequence[str]) -> list[Opcode]:
    """The blocks of equal and of changed lines, as difflib gives them, though not always the fewest changes."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(after):
        places.setdefault(line, []).append(number)
    found: list[Opcode] = []
    at, to = 0, 0
    while at < len(before) or to < len(after):
        start, start_to = at, to
        while at < len(before) and to < len(after) and before[at] == after[to]:
            at += 1
            to += 1
        if at > start:
            found.append(("equal", start, at, start_to, to))
        start, start_to = at, to
        at, to = _near(before, after, at, to) or _far(before, len(after), places, at, to)
        if at > start or to > start_to:
            kind: Kind = "insert" if at == start else "delete" if to == start_to else "replace"
            found.append((kind, start, at, start_to, to))
    return found


def _near(before: Sequence[str], after: Sequence[str], at: int, to: int) -> tuple[int, int] | None:
    """The place at which both texts are equal again, after the different lines ``at`` and ``to``. Two equal lines are wanted; if
    there is no such place, one is enough.
    """
    single = None
    last = _NEAR
    distance = 0
    while (distance := distance + 1) <= last:
        for left in range(at, min(at + distance, len(before) - 1) + 1):
            right = to + distance - (left - at)
            if right >= len(after) or before[left] != after[right]:
                continue
            if before[left + 1 : left + 2] == after[right + 1 : right + 2]:
                return left, right
            if single is None:
                single = left, right
                last = min(last, distance + 2)
    return single


def _far(before: Sequence[str], end: int, places: Mapping[str, Sequence[int]], at: int, to: int) -> tuple[int, int]:
    """The first line from ``at`` on that the other text has too, from ``to`` on; ``places`` are the places of its lines. Without
    such a line, both ends.
    """
    from bisect import bisect_left

    for left in range(at, len(before)):
        known = places.get(before[left], ())
        first = bisect_left(known, to)
        if first < len(known):
            return left, known[first]
    return len(before), end
