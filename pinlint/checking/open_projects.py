"""Decides whether a project leaves everything open that its users get.

Then all of it has one cause: the project has no lock. A few pins in a long file are no policy: often they only avoid a release
that broke something. What only checks or develops the project says nothing about what users get.
"""

from __future__ import annotations

from pinlint.requirements.model import DEPENDENCIES, is_in_template
from pinlint.requirements.pinning import PIN, kind_of
from pinlint.requirements.policies import LOCK_FORMATS
from pinlint.uses import roles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.checking.builds import Builds
    from pinlint.checking.install_graph import Uses
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement, RequirementsFile

#: The kind of an include that names constraints.
CONSTRAINT = "constraint"
#: If at least this part of a file or of all commands are pins, the project pins what users get.
_PART_OF_A_POLICY = 4
#: The roles of files that say nothing about what users get.
_SILENT = (roles.FIXTURE, roles.REMOVED, roles.BUILD)


def leaves_all_open(project: CheckedProject, uses: Uses, builds: Builds | None) -> bool:
    """Whether a project without a lock has no constraints either, and pins nearly nothing of what users get."""
    if any(step.bounds for step in uses.steps):
        return False
    for document in project.documents.values():
        if document.format in LOCK_FORMATS or any(each.kind == CONSTRAINT for each in document.includes):
            return False
        named = [each for each in document.requirements if each.scope == DEPENDENCIES]
        if _pins(named) and _is_for_users(document, project):
            return False
    return builds is None or not _pins(builds.named_for_users())


def _is_for_users(document: RequirementsFile, project: CheckedProject) -> bool:
    path = document.path
    role = project.role(path)
    if role in _SILENT or is_in_template(path) or project.is_example(path):
        return False
    return role != roles.INSTALLED or project.severity(path) == "error"


def _pins(requirements: Sequence[Requirement]) -> bool:
    """Whether so many of the requirements are pins that the project means to pin them."""
    pins = sum(kind_of(each) == PIN for each in requirements)
    return pins > 0 and pins * _PART_OF_A_POLICY >= len(requirements)
