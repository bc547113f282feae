"""The state of a list of shell commands that is read: the command at the current place, and the compound commands around it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.shell_words import Loop, SimpleCommand

#: Commands whose success decides what runs after ``&&``.
TESTS = frozenset(["[", "[[", "test"])


def asks_for_file(command: SimpleCommand) -> bool:
    """Whether a command tests that a file exists: ``[ -f requirements.txt ]``."""
    return command.program in TESTS and any(word.literal in ("-f", "-e", "-s", "-r") for word in command.words)


def loop_of(command: SimpleCommand) -> Loop | None:
    """The variable of ``for name in words``, and the words."""
    words = command.words
    if words[0].text in ("for", "select") and len(words) > 3 and words[2].text == "in":
        return words[1].literal or "", words[3:]
    return None


class Frame:
    """The state of a list of commands: the command being read, and the compound commands around it."""

    __slots__ = ("braces", "cases", "command", "compound", "function", "guarded", "in_test", "loop", "piped")

    def __init__(self) -> None:
        self.command: SimpleCommand | None = None
        self.piped: SimpleCommand | None = None
        #: The loop whose ``do`` comes next.
        self.loop: Loop | None = None
        self.compound = 0
        self.cases = 0
        self.in_test = False
        self.guarded = False
        #: The function whose body is read or comes next, and the braces that are open in it.
        self.function: str | None = None
        self.braces = 0

    @property
    def is_conditional(self) -> bool:
        """Whether a compound command decides whether the commands at this place run."""
        return self.compound > 0 or self.cases > 0
