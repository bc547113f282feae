"""The sets of requirements in a file: the whole file, or the parts of a project's description."""

from __future__ import annotations

from pinlint.requirements.model import BUILD, EXTRA, GROUP, SCRIPT
from pinlint.requirements.policies import LOCK_FORMATS, WHOLE_FORMATS
from pinlint.uses import nodes, roles
from pinlint.uses.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.requirements.model import Requirement, RequirementsFile


def part_of(requirement: Requirement, document: RequirementsFile) -> str:
    """The part of its file that a requirement belongs to."""
    scope = requirement.scope
    if document.format in WHOLE_FORMATS or scope == SCRIPT:
        return nodes.WHOLE
    if scope == BUILD:
        return nodes.BUILD_SYSTEM
    kind = {EXTRA: nodes.EXTRA, GROUP: nodes.GROUP}.get(scope)
    return nodes.part(kind, requirement.group or "") if kind else nodes.PROJECT


def parts(document: RequirementsFile) -> Iterable[tuple[Node, str]]:
    """The sets of requirements in a file, each with its presumed role."""
    if document.format in WHOLE_FORMATS:
        if document.format in LOCK_FORMATS:
            return [(Node(document.path), roles.LOCK)]
        presumed = {_presumed(name) for name in document.names}
        return [(Node(document.path), roles.INSTALLED if len(presumed) > 1 else presumed.pop())]
    own = [nodes.PROJECT] if document.metadata is not None else []  # else the file only configures tools
    found = dict.fromkeys([*own, *(part_of(requirement, document) for requirement in document.requirements)])
    return [(Node(document.path, part), roles.presumption(part, roles.METADATA)) for part in found]


def _presumed(path: str) -> str:
    """The role of a requirements file that nothing uses. It is presumed installed, unless its name says that it is compiled or
    that it is a constraints file.
    """
    *folders, name = path.lower().split("/")
    if "constraint" in name or "constraint" in folders or "constraints" in folders:
        return roles.CONSTRAINT
    return roles.INPUT if name.endswith(".in") else roles.INSTALLED
