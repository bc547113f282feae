"""How much work is done for one thing, and for all of its kind: hostile projects lead on for ever, and nobody waits for that."""

from __future__ import annotations


class ExceededError(Exception):
    """It would take more work than is done."""


class Effort:
    """What is ``left`` for the one that is looked at, and what the ``reserve`` has for those behind it.

    ``most`` is what one of them may take; all that there is, where nothing else is said.
    """

    __slots__ = ("left", "most", "reserve")

    def __init__(self, reserve: int = 0, most: int | None = None) -> None:
        self.left = 0
        self.most = most
        self.reserve = reserve

    def begin(self) -> None:
        """Turns to the next one."""
        self.reserve += max(self.left, 0)
        self.left = self.reserve if self.most is None else min(self.most, self.reserve)
        self.reserve -= self.left

    def spend(self, units: int = 1) -> None:
        """Takes note of work. Raises ExceededError where it is more than there is left."""
        self.left -= units
        if self.left < 0:
            raise ExceededError

    def exceed(self) -> None:
        """Gives up on what nests deeper than it is followed. Raises ExceededError."""
        raise ExceededError
