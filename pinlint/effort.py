"""How far the builds of a project are followed: hostile ones lead on for ever, and no reader waits for that."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.dockerfile import Instruction

#: Units of work, of about half a microsecond each, that one Dockerfile may take, and all of one run together. The longest ones
#: that people keep take 20,000, most of them less than 2,000; a run that mends checks twice.
MOST_OF_ONE = 600_000
MOST = 1_800_000


class ExceededError(Exception):
    """What is read leads further than it is followed."""


class Effort:
    """What is ``left`` for the Dockerfile that is being followed, and what the ``reserve`` has for those behind it.

    ``pinned`` keeps what was found on the way for all of them: the names that each file pins.
    """

    __slots__ = ("left", "pinned", "reserve")

    def __init__(self, reserve: int = 0) -> None:
        self.left = 0
        self.reserve = reserve
        self.pinned: dict[str, frozenset[str]] = {}

    def begin(self) -> None:
        """Turns to the next Dockerfile."""
        self.reserve += max(self.left, 0)
        self.left = min(MOST_OF_ONE, self.reserve)
        self.reserve -= self.left

    def spend(self, units: int = 1) -> None:
        """Takes note of work. Raises ExceededError where it is more than there is left."""
        self.left -= units
        if self.left < 0:
            raise ExceededError

    def exceed(self) -> None:
        """Gives up on what nests deeper than it is followed. Raises ExceededError."""
        raise ExceededError


def work_of(instruction: Instruction) -> int:
    """How much work it is to take the arguments of an instruction apart; what a RUN says is counted when it is read."""
    text = instruction.arguments.text
    if text.startswith("["):
        return 5 + 2 * len(text)
    if instruction.name in ("ARG", "ENV"):
        return 15 + len(text)
    return 15 + len(text) // 16 + (0 if instruction.name == "RUN" else 8 * len(text.split()))
