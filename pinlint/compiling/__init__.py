"""Running the compilers that make locks. pinlint resolves nothing by itself, and runs nothing that it does not know.

A module for each way to compile has ``invocation(pairing, upgrade) -> Invocation``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Invocation:
    """A program to run: its ``words``, found as the user's shell finds them, in ``folder`` below the project's root.

    ``echoes`` tells that it prints the lock beside writing it: then its standard output says nothing new.
    """

    __slots__ = ("echoes", "folder", "words")

    def __init__(self, words: Sequence[str], folder: str = "", *, echoes: bool = False) -> None:
        self.words = list(words)
        self.folder = folder
        self.echoes = echoes

    def __str__(self) -> str:
        from shlex import join

        return join(self.words)


class Refused(Exception):
    """A lock's command is not run; the message is the reason, one phrase."""
