"""Requirements files that are not what is installed, told by what stands beside them: nothing names them as inputs.

Loaded where a requirements file holds something that is no pin.
"""

from __future__ import annotations

from pinlint.pinning import pin_of
from pinlint.specifiers import satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pinlint.model import Requirement, RequirementsFile

#: No more files are compared with one.
_MOST = 200


def covered(
    path: str, documents: Mapping[str, RequirementsFile], roles: Mapping[str, str], orphaned: Collection[str]
) -> bool:
    """Whether a list of pins beside the file holds what it asks for: it is what that list was made of.

    Beside it is a file of the same name in a folder next to its own (``frozen/base.txt`` for ``loose/base.txt``), one in its
    folder whose name its own extends (``dev.txt`` for ``dev-minimal.txt`` and ``base-dev.txt``), and a lock there whose
    inputs nothing names: one of ``orphaned``.
    """
    asked = documents[path].requirements
    near = [
        other
        for other in documents
        if other != path and _is_beside(path, other, roles.get(other, ""), other in orphaned)
    ]
    return bool(asked) and any(_holds(documents[other], asked) for other in near[:_MOST])


def _is_beside(path: str, other: str, role: str, orphaned: bool) -> bool:
    if role not in ("requirements", "lock"):
        return False
    folder, _, name = path.rpartition("/")
    other_folder, _, other_name = other.rpartition("/")
    if folder != other_folder:
        return name == other_name and folder.rpartition("/")[0] == other_folder.rpartition("/")[0] != folder
    stem, other_stem = name.rpartition(".")[0], other_name.rpartition(".")[0]
    return orphaned or any(stem.startswith(other_stem + mark) or stem.endswith(mark + other_stem) for mark in "-_.")


def _holds(lock: RequirementsFile, asked: Iterable[Requirement]) -> bool:
    """Whether all but a few lines of ``lock`` are pins, and it has one line for each that is asked for."""
    pins = [pin_of(requirement) for requirement in lock.requirements]
    if sum(pin is not None for pin in pins) * 10 < len(pins) * 9:
        return False
    lines = {requirement.project: requirement for requirement in lock.requirements}
    return all(_meets(lines.get(requirement.project), requirement) for requirement in asked)


def _meets(line: Requirement | None, requirement: Requirement) -> bool:
    if line is None or line.project is None:
        return False
    if requirement.url is not None:
        return line.url is not None
    pin = pin_of(line)
    version = pin.version if pin is not None else None
    return version is None or satisfies(version, requirement.clauses) is not False


def is_copy(document: RequirementsFile, projects: Iterable[RequirementsFile]) -> bool:
    """Whether a script wrote the file, as it says at its beginning, of what the project's metadata requires."""
    first = next(iter(document.requirements), None)
    head = document.source.text[: first.span.start].lower() if first is not None else ""
    if "generated" not in head:
        return False
    known = {_key(requirement) for project in projects for requirement in project.requirements}
    return all(_key(requirement) in known for requirement in document.requirements)


def _key(requirement: Requirement) -> tuple[object, ...]:
    return requirement.project, requirement.extras, frozenset(map(str, requirement.clauses)), requirement.url
