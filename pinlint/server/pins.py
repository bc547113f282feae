"""The pin or the requirement under the cursor: where it is asked for, and where it is locked."""

from __future__ import annotations

from pinlint.freshness import why
from pinlint.requirements.locked import LockFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.freshness.why import Edge, Paths
    from pinlint.requirements.model import Include, Requirement, RequirementsFile
    from pinlint.server.checked_folder import Checked


def requirement_at(document: RequirementsFile, offset: int) -> Requirement | None:
    """The requirement at ``offset``. In a structured lock it is the one whose entry is there."""
    if isinstance(document, LockFile):
        package = None
        for candidate in document.packages:
            if candidate.start <= offset:
                package = candidate
        found = (line for line in document.requirements if getattr(line, "package", None) is package)
        return next(found, None) if package is not None else None
    for requirement in document.requirements:
        if requirement.whole_span.start <= offset <= requirement.whole_span.end:
            return requirement
    return None


def include_at(document: RequirementsFile, offset: int) -> Include | None:
    """The ``-r`` or ``-c`` line at ``offset``."""
    return next((found for found in document.includes if found.span.start <= offset <= found.span.end), None)


def pinned(proof: Any, project: str) -> Iterator[Requirement]:
    """The lines of a lock that pin the project."""
    for pin in proof.pairing.locked_pins():
        if pin.project == project:
            yield pin.requirement


def ways_to(proof: Any, project: str) -> Paths:
    """The paths from the inputs to the pin of the project, the shortest first."""
    return why.paths(why.edges(proof), project)


def asked_at(proof: Any, project: str) -> list[Edge]:
    """The lines of the inputs that ask for the project. If no line names it, the lines at which the paths to it begin."""
    found = ways_to(proof, project).listed
    direct = [path[0] for path in found if len(path) == 1]
    firsts = direct or [path[0] for path in found]
    return list({edge.location: edge for edge in firsts}.values())


def mentions(checked: Checked, project: str) -> Iterator[Requirement]:
    """Every requirement of the project in any file that was read."""
    for document in checked.project.documents.values():
        for requirement in document.requirements:
            if requirement.project == project:
                yield requirement
