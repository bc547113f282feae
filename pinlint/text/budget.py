"""How much work a run does, and how much of a file it reads: the only place where bounds stand.

Reading takes time in proportion to a file's size and needs no bound. Whatever takes longer than that (one thing compared
with another, a file followed into others, an alias written out) spends from the budget of the file that asks for it. The
budget of a run is made of these shares. A share follows from the size of the file, and of the files that take part: what is
found in one file does not depend on what else is checked in the same run. Where a share runs out, the finding is
``not-checked``, and a lock is unproven.

A unit is about half a microsecond.
"""

from __future__ import annotations

#: What each file may take, whatever its size, and what it may take for each of its characters.
BASE = 20_000
EACH = 10
#: So many times its own share a file may take, where it leads to others that are longer.
TIMES = 4

# What is longer than this is no file of its format.
#: Bytes of a file, whatever it holds.
LARGEST_FILE = 32 * 1024 * 1024
#: Bytes of all files that a run reads. What is found in one file must not depend on another, so beyond it the run ends.
MOST_BYTES = 1024 * 1024 * 1024
#: Characters of a file that people write: a pyproject.toml, a setup.py, a Dockerfile, a workflow, a manifest.
LONGEST_SOURCE = 1_000_000
#: Units that all steps, commands and words of one such file take, where each is looked at once: some two seconds.
MOST_WORK = 4_000_000
#: Requirements of one file.
MOST_REQUIREMENTS = 250_000
#: Characters of a line, all that is joined to it included; of a command.
LONGEST_LINE = 500_000
#: Characters of a glob, of a number.
LONGEST_WORD = 1_000
#: Characters of a path: no system opens a longer one.
LONGEST_PATH = 5_000
#: Bytes of a configuration; of one key of it the values, the patterns, and the characters of these: each path is matched.
LONGEST_CONFIGURATION = 1_000_000
MOST_VALUES = 1_000
MOST_PATTERNS = 200
MOST_OF_PATTERNS = 5_000
#: Files of a tree that is no git repository.
MOST_FILES = 1_000_000
#: Operators of a Python file: Python 3.10 ends the process on chains of some 100,000; later versions raise an error.
MOST_OPERATORS = 40_000
#: Tables, lists and values in each other; folders; pins that require each other.
DEEPEST = 100
#: Substitutions, subshells and quoted scripts in each other; characters that a word of a shell expands to.
DEEPEST_COMMAND = 20
LONGEST_VALUE = 65_536


class ExceededError(Exception):
    """A file takes more work than its share, or has more in it than its format. The message goes on behind "the file"."""


class Budget:
    """The share of a file of ``size`` characters, or of several that are looked at together; so much is ``spent`` of it."""

    __slots__ = ("_gone_through", "_limit", "_others", "_size", "spent")

    def __init__(self, size: int = 0) -> None:
        self._size = self._others = self._limit = self._gone_through = self.spent = 0
        self.add(size)

    @classmethod
    def of(cls, units: int) -> Budget:
        """One of so many units, whatever the sizes of files."""
        budget = cls()
        budget._limit = units
        return budget

    def add(self, size: int, *, led_to: bool = False) -> None:
        """Takes another file of ``size`` characters in, one of those that are looked at, or one that they have ``led_to``.

        Many short files may all lead to the same long one, which is looked at again for each: what is added for that one
        is no more than a few times the share of the file that leads to it.
        """
        if led_to:
            self._others += size
        else:
            self._size += size
        own = BASE + EACH * self._size
        self._limit = min(own + EACH * self._others, TIMES * own)

    def spend(self, units: int = 1) -> None:
        """Takes note of work. Raises ExceededError where it is more than there is left."""
        self.spent += units
        if self.spent > self._limit:
            raise ExceededError("takes more work than is allowed for a file of its size")

    def go_through(self, units: int) -> None:
        """Takes note of work on something that is looked at once. Raises ExceededError where there is more of it than in any
        file that people write, whatever the file's size: what takes long for each of its characters takes seconds for it."""
        self._gone_through += units
        if self._gone_through > MOST_WORK:
            raise ExceededError("has more in it than pinlint reads")

    def exceed(self) -> None:
        """Gives up on what nests deeper than it is followed. Raises ExceededError."""
        raise ExceededError("is nested more deeply than pinlint follows")


def too_deep() -> ExceededError:
    """The error for tables, lists and values that are nested too deeply."""
    return ExceededError(f"is nested more than {DEEPEST} levels deep")


def check_source(text: str) -> None:
    """Raises ExceededError for a text that is longer than people write."""
    if len(text) > LONGEST_SOURCE:
        raise ExceededError(f"has more than {LONGEST_SOURCE:,} characters")
