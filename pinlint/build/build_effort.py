"""How far the builds of a project are followed."""

from __future__ import annotations

from pinlint.text.budget import Effort

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.dockerfile import Instruction

#: Units of work, of about half a microsecond each, that one Dockerfile may take, and all of one run together. The longest ones
#: that people keep take 20,000, most of them less than 2,000; a run that mends checks twice.
MOST_OF_ONE = 600_000
MOST = 1_800_000


class BuildEffort(Effort):
    """The work that Dockerfiles take. ``pinned`` keeps what was found on the way for all of them: the names that each file
    pins."""

    __slots__ = ("pinned",)

    def __init__(self, reserve: int) -> None:
        super().__init__(reserve, MOST_OF_ONE)
        self.pinned: dict[str, frozenset[str]] = {}


def work_of(instruction: Instruction) -> int:
    """How much work it is to take the arguments of an instruction apart; what a RUN says is counted when it is read."""
    text = instruction.arguments.text
    if text.startswith("["):
        return 5 + 2 * len(text)
    if instruction.name in ("ARG", "ENV"):
        return 15 + len(text)
    return 15 + len(text) // 16 + (0 if instruction.name == "RUN" else 8 * len(text.split()))
