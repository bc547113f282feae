"""Finds constraints in requirements files that cannot be read, or that pip refuses."""

from __future__ import annotations

from pinlint.findings.subjects import ConstraintUse
from pinlint.requirements.constraints import refused
from pinlint.requirements.pinning import LOOSE, kind_of
from pinlint.uses import roles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.checking.access import Access
    from pinlint.findings.subjects import Subject
    from pinlint.requirements.model import Include, RequirementsFile


def subjects(document: RequirementsFile, project: Access) -> Iterator[Subject]:
    """The ``-c`` lines of one requirements file. Compilers and uv accept constraints that pip refuses."""
    for include in document.includes:
        if include.kind != "constraint":
            continue
        place = document.source.at(include.target_span)
        bounds = project.document(include.path) if include.path is not None else None
        if bounds is None:
            if _leaves_open(document, include, project):
                ships = project.severity(document.path) == "error"
                yield "constraint", "unverified", ConstraintUse(place, include.target, "pip", ships=ships)
            continue
        found = refused(bounds)
        if found and _is_installed_by_pip(document, project):
            yield "constraint", "refused", ConstraintUse(place, include.target, "pip", found)


def _leaves_open(document: RequirementsFile, include: Include, project: Access) -> bool:
    """Whether constraints that cannot be read may set the version of a line."""
    if include.path is not None and project.exists(include.path):
        return False  # the file exists, and another rule reports why it is not read
    loose = any(not r.canonical and kind_of(r) in LOOSE for r in document.requirements)
    return loose and project.role(document.path) == roles.INSTALLED


def _is_installed_by_pip(document: RequirementsFile, project: Access) -> bool:
    """Whether pip seems to install the file. If no command installs it, a project that has uv may use uv for it."""
    role = project.uses.role(document.path)
    if role.name not in (roles.INSTALLED, roles.LOCK):
        return False
    tools = {edge.how for edge in role.evidence if edge.kind == "installs"}
    if tools:
        return any(tool.startswith("pip") for tool in tools)
    return role.name == roles.INSTALLED and not project.exists("uv.lock")
