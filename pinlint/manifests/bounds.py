"""How much of the manifests of a project is read and compared, and what is said where there is more."""

from __future__ import annotations

from pinlint.formats.located import LocatedError, TooMuchError, parts
from pinlint.text.effort import Effort, ExceededError
from pinlint.text.source import Location, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject

#: The most values of one file. The longest manifests that people write have some hundred, configurations some thousand.
MOST_PARTS = 100_000
#: The most work that all manifests of a project may take, in units of about half a microsecond.
MOST_WORK = 1_400_000

#: What stands beside each value, and how much work one is.
_FORMATS = {
    "json": (",:[{", 6),
    "yaml": ("\n\r,:[{", 10),
    "toml": ("\n,=[{.", 10),
    "python-literal": ("\n\r,=([{:;.+'\"\\", 6),
    "python-call": ("\n\r,=([{:;.+'\"\\", 6),
    "lines": ("\n\r", 4),
}


def effort_of(project: CheckedProject) -> Effort:
    """What is left of the work that the manifests of the project may take."""
    if project.manifest_effort is None:
        project.manifest_effort = effort = Effort()
        effort.left = project.share(MOST_WORK)
    return project.manifest_effort


def begin(project: CheckedProject, text: str, format: str) -> None:
    """Takes note that a file is read. Raises LocatedError for one with too much in it, and ExceededError."""
    check_parts(text, format)
    spend(project, text, format)


def spend(project: CheckedProject, text: str, format: str) -> None:
    """Takes note of the work that it is to read a file, or to find out that it has too much in it. Raises ExceededError."""
    marks, each = _FORMATS[format]
    found = sum(map(text.count, marks))
    effort_of(project).spend(150 + (each * found if found <= MOST_PARTS else 0) + len(text) // 16)


def check_parts(text: str, format: str) -> int:
    """At most how many values a text has. Raises LocatedError for more than are read."""
    try:
        return parts(text, _FORMATS[format][0], MOST_PARTS, "values")
    except TooMuchError as error:
        raise LocatedError(f"is not read: it has {error}", Span(0, 0)) from error


def telling(project: CheckedProject, path: str, subjects: Callable[[], Iterator[Subject]]) -> Iterator[Subject]:
    """The subjects; and that there would be more, said once and at ``path``, where they take more work than there is left."""
    from pinlint.findings.subjects import Trouble
    from pinlint.requirements.model import Problem

    effort = effort_of(project)
    if effort.left < 0:
        return
    try:
        yield from subjects()
    except ExceededError:
        message = (
            "the manifests of the project hold more than one run reads and compares: they were not checked to their end"
        )
        yield "problem", "invalid-manifest", Trouble(Location(path), Problem("invalid-manifest", message, Span(0, 0)))
