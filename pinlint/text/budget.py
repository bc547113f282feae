"""Limits the work of a run and how much of a file it reads. General limits are defined here.

Reading takes time proportional to a file's size and needs no limit. All work that may take longer (comparing things with each
other, following a file into others, expanding an alias) spends from the budget of the file that needs it. The budget of a run is
the sum of these shares. A share depends only on the size of the file and of the files that take part, so the findings in one file
do not depend on the other files of the run. If a share is used up, the finding is ``not-checked``, and a lock is unproven.

A unit is about half a microsecond.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Content = TypeVar("Content")

#: The units for each file, independent of its size, and the units per character.
BASE = 20_000
EACH = 10
#: A file that leads to longer files may spend so many times its own share on them.
TIMES = 4

# Anything above these limits is not treated as a file of its format.
#: Bytes of any file.
LARGEST_FILE = 32 * 1024 * 1024
#: Bytes of all files of a run; above it, the run stops, because findings in a file must not depend on other files.
MOST_BYTES = 1024 * 1024 * 1024
#: Characters of a file that people write: a pyproject.toml, a setup.py, a Dockerfile, a workflow, a manifest.
LONGEST_SOURCE = 1_000_000
#: Units for all steps, commands and words of one such file, if each is read once: about two seconds.
MOST_WORK = 4_000_000
#: Requirements of one file.
MOST_REQUIREMENTS = 250_000
#: Characters of a line, including joined lines; of a command.
LONGEST_LINE = 500_000
#: Characters of a glob, of a number.
LONGEST_WORD = 1_000
#: Characters of a path: no operating system opens a longer one.
LONGEST_PATH = 5_000
#: Bytes of a configuration; per key: values, patterns, characters of patterns. Each path is matched with all of them.
LONGEST_CONFIGURATION = 1_000_000
MOST_VALUES = 1_000
MOST_PATTERNS = 200
MOST_OF_PATTERNS = 5_000
#: Bytes of an answer that is kept for later runs.
LARGEST_ANSWER = 1024 * 1024
#: Files of a tree that is not a git repository.
MOST_FILES = 1_000_000
#: Files below the current folder, outside of git, if only files are named: with more, the folder is probably no project.
MOST_AROUND = 5_000
#: Answers about short texts that are remembered between two checks of one process: a large project needs some thousands.
MOST_REMEMBERED = 100_000
#: Operators of a Python file: a chain of about 100,000 crashes Python 3.10; later versions raise an error.
MOST_OPERATORS = 40_000
#: Nesting of tables, lists and values; of folders; of pins that require each other.
DEEPEST = 100
#: Nesting of substitutions, subshells and quoted scripts; characters that a shell word expands to.
DEEPEST_COMMAND = 20
LONGEST_VALUE = 65_536
#: The longest value of a variable of make or Groovy that is followed, in characters. Each use copies it.
LONGEST_COPIED_VALUE = 4_000


#: Memory in bytes that is kept free for the moment when all other memory is used up: Python needs a little memory to pass an
#: error on, and without it tries again and again. The system provides no memory before it is used, so the reserve costs nothing.
MEMORY_RESERVE = 4_000_000
_reserve: list[bytes] = []


def keep_reserve() -> None:
    """Keeps some memory free, until `release_reserve`. Raises MemoryError."""
    if not _reserve:
        _reserve.append(bytes(MEMORY_RESERVE))


def release_reserve() -> None:
    """Releases the reserve: called first wherever a MemoryError is caught."""
    _reserve.clear()


def uncollected(read: Callable[[], Content]) -> Content:
    """What ``read`` returns. Everything that it makes is kept, so Python does not look for garbage meanwhile: for long files
    that takes a third of the time."""
    import gc

    collecting = gc.isenabled()
    gc.disable()
    try:
        return read()
    finally:
        if collecting:
            gc.enable()


class ExceededError(Exception):
    """A file needs more work than its share, or is larger than its format allows. The message is the end of a sentence that
    begins with "the file".
    """


class Budget:
    """The share of a file of ``size`` characters, or of several files together. ``spent`` is the used part."""

    __slots__ = ("_gone_through", "_limit", "_others", "_size", "spent")

    def __init__(self, size: int = 0) -> None:
        self._size = self._others = self._limit = self._gone_through = self.spent = 0
        self.add(size)

    @classmethod
    def of(cls, units: int) -> Budget:
        """A budget of so many units, independent of file sizes."""
        budget = cls()
        budget._limit = units
        return budget

    def add(self, size: int, *, led_to: bool = False) -> None:
        """Adds the share of another file of ``size`` characters. It is one of the files, or one that they have ``led_to``.

        Many short files may lead to the same long one, which is read again for each. So such a long file adds at most a few times
        the share of the file that leads to it.
        """
        if led_to:
            self._others += size
        else:
            self._size += size
        own = BASE + EACH * self._size
        self._limit = min(own + EACH * self._others, TIMES * own)

    def spend(self, units: int = 1) -> None:
        """Spends units. Raises ExceededError if fewer are left."""
        self.spent += units
        if self.spent > self._limit:
            raise ExceededError("takes more work than is allowed for a file of its size")

    def go_through(self, units: int) -> None:
        """Counts work on something that is read once. Raises ExceededError above a fixed amount, which no file that people write
        needs. The amount does not depend on the file's size: work that is slow per character would take seconds.
        """
        self._gone_through += units
        if self._gone_through > MOST_WORK:
            raise ExceededError("has more content than pinlint reads")

    def exceed(self) -> None:
        """Always raises ExceededError: something is nested too deeply."""
        raise ExceededError("is nested more deeply than pinlint follows")


def too_deep() -> ExceededError:
    """The error for tables, lists and values that are nested too deeply."""
    return ExceededError(f"is nested more than {DEEPEST} levels deep")


def is_too_long(text: str) -> bool:
    """Whether a text is longer than any file that people write."""
    return len(text) > LONGEST_SOURCE


def check_source(text: str) -> None:
    """Raises ExceededError for a text that is longer than any file that people write."""
    if is_too_long(text):
        raise ExceededError(f"has more than {LONGEST_SOURCE:,} characters")
