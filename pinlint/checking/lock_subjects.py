"""Finds the subjects of structured locks: what is odd about their packages and files, as plain facts."""

from __future__ import annotations

from pinlint.findings.subjects import Trouble
from pinlint.requirements.locked import LockFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.subjects import Subject
    from pinlint.requirements.model import RequirementsFile


def lock_subjects(lock: RequirementsFile) -> Iterator[Subject]:
    """The subjects of one lock."""
    assert isinstance(lock, LockFile)
    for problem in lock.problems:
        yield "problem", problem.rule, Trouble(lock.source.at(problem.span), problem)
