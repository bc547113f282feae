"""What pip accepts as a constraint (pip's documentation, "Constraints Files")."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.requirements.model import Requirement, RequirementsFile


def refused(document: RequirementsFile) -> list[tuple[Requirement, str]]:
    """The lines of a constraints file that make pip stop, each with the reason."""
    found = []
    for requirement in document.requirements:
        if requirement.editable:
            found.append((requirement, "is editable"))
        elif requirement.extras:
            found.append((requirement, "has extras"))
        elif requirement.project is None and not requirement.variables:
            found.append((requirement, "has no name"))
    return found
