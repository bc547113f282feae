"""Finds the locks to check if only some files are asked for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pinlint.freshness.pairing import Pairing


def companions(pairings: Iterable[Pairing], asked: Callable[[str], bool]) -> tuple[set[str], set[str]]:
    """The locks that are ``asked`` for themselves, or of which one input is. Also all files of these locks."""
    locks: set[str] = set()
    found: set[str] = set()
    for pair in pairings:
        members = {pair.path, *pair.files, *(layer.path for layer in pair.layers)}
        if any(map(asked, members)):
            locks.add(pair.path)
            found |= members
    return locks, found
