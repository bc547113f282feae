"""Finds constraints next to a requirements file that pin what it leaves open, and that no command passes to pip."""

from __future__ import annotations

from posixpath import dirname, join

from pinlint.requirements.pinning import LOOSE, kind_of, pin_of
from pinlint.requirements.policies import CONSTRAINTS, PACKAGING_TOOLS
from pinlint.requirements.specifiers import satisfies
from pinlint.uses.roles import CONSTRAINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement, RequirementsFile


class Unpassed(list["Requirement"]):
    """The open requirements of a file. ``constraints`` is the file that pins them, which no command passes to pip."""

    def __init__(self, requirements: Iterable[Requirement], constraints: str) -> None:
        super().__init__(requirements)
        self.constraints = constraints


def unpassed_constraints(document: RequirementsFile, project: CheckedProject) -> str | None:
    """The constraints file in the same folder that pins all projects of a file with open lines, if nothing is known to use it."""
    path = join(dirname(document.path), CONSTRAINTS)
    constraints = project.documents.get(path) if path != document.path and path in project.path_set else None
    if constraints is None or project.role(path) != CONSTRAINT or not project.is_presumed(path):
        return None
    versions: dict[str | None, str | None] = {}
    for pin in constraints.requirements:
        is_pin = pin.marker is None and pin_of(pin) is not None and pin.project not in versions
        versions[pin.project] = pin.pinned_version if is_pin else None
    others = [each for each in document.requirements if each.project not in PACKAGING_TOOLS]
    return path if others and all(_fits(each, versions.get(each.project)) for each in others) else None


def _fits(requirement: Requirement, version: str | None) -> bool:
    """Whether the version of the constraints satisfies a line. Something else reports a pin of another version."""
    if version is None or kind_of(requirement) not in LOOSE:
        return version is not None
    return satisfies(version, requirement.clauses) is True
