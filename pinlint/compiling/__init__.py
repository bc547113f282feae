"""Runs the compilers that make locks. pinlint itself resolves nothing, and runs no command that it does not know.

There is one module for each way to compile, with ``invocation(pairing, confines, upgrade) -> Invocation``.
`pinlint.compiling.confines` makes sure that a command reads and writes only inside the project. `Invocation.asks` lists what a
person has to agree to.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Invocation:
    """A program to run: its ``words``, looked up as the user's shell does, in ``folder`` below the project's root.

    ``asks`` lists what the repository makes the program do besides resolving from the user's own index. If the list is not empty,
    the program runs only if a person agrees. ``echoes`` says that the program also prints the lock, so its standard output is not
    needed. ``variables`` are added to the user's environment.
    """

    __slots__ = ("asks", "echoes", "folder", "variables", "words")

    def __init__(
        self, words: Sequence[str], folder: str = "", *, asks: Sequence[str] = (), echoes: bool = False
    ) -> None:
        self.words = list(words)
        self.folder = folder
        self.asks = list(dict.fromkeys(asks))
        self.echoes = echoes
        self.variables: dict[str, str] = {}

    def __str__(self) -> str:
        from shlex import join

        return join(self.words)


class Refused(Exception):
    """A lock's command is not run; the message is the reason, one phrase."""
