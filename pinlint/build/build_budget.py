"""Limits how much work is spent on the builds of a project."""

from __future__ import annotations

from pinlint.text.budget import Budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeVar

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.formats.dockerfile import Instruction
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import SourceFile

    T = TypeVar("T")


#: The work for something that is processed once, in units.
OF_A_JOB = 60
OF_AN_INSTRUCTION = 60
OF_A_COMMAND = 150
OF_A_STEP = 700
OF_AN_ARGUMENT = 120


class BuildBudget(Budget):
    """The work that one file may take. ``pinned`` caches the names that each requirements file pins."""

    __slots__ = ("arguments", "counted", "own", "pinned")

    def __init__(self, source: SourceFile, project: CheckedProject) -> None:
        super().__init__(len(source.text))
        self.add(len(project.paths))  # its patterns are matched against all of them
        self.pinned: dict[tuple[str, Sequence[str]], frozenset[str]] = {}
        #: The unpinned requirements given to each `BuildStep`, once read, and the work that this took.
        self.arguments: dict[object, tuple[list[tuple[Requirement, str]], int]] = {}
        #: The questions whose work this analysis has counted.
        self.counted: set[object] = set()
        #: The names of the projects in the repository, once computed.
        self.own: frozenset[str] | None = None

    def aside(self, found: Iterator[T]) -> Iterator[T]:
        """Results for another analysis of the same file, with its own budget of the same size."""
        spent, self.spent = self.spent, 0
        counted, self.counted = self.counted, set()
        try:
            yield from found
        finally:
            self.spent, self.counted = spent, counted

    def spend_again(self, question: object | None, units: int) -> None:
        """Spends the units of an answer that is known already. An analysis spends them once for each question, so whether it
        exceeds its budget does not depend on who asked first. None is a part of another question. Raises ExceededError.
        """
        self.spend(1 if question in self.counted else units)
        if question is not None:
            self.counted.add(question)


def work_of(instruction: Instruction) -> int:
    """The work to parse the arguments of an instruction. The script of a RUN is counted later, when it is read."""
    text = instruction.arguments.text
    if text.startswith("["):
        return 5 + 2 * len(text)
    if instruction.name in ("ARG", "ENV"):
        return 15 + len(text)
    return 15 + len(text) // 16 + (0 if instruction.name == "RUN" else 8 * len(text.split()))
