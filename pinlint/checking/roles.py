"""What each requirement source is to the project, and how strictly its requirements are judged for that."""

from __future__ import annotations

import posixpath

from pinlint.requirements import policies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pinlint.freshness.pairing import Pairing
    from pinlint.requirements.model import RequirementsFile

#: Role -> how strictly the requirements of such a file are judged; of an input, the configuration says it.
ROLES = {
    "lock": policies.LOCKED,
    "input": policies.INPUT,
    "constraint": policies.CONSTRAINT,
    "environment": policies.ENVIRONMENT,
    "requirements": policies.FLOATING,  # nothing locks it
    "metadata": policies.ABSTRACT,
}


def roles_of(
    documents: Mapping[str, RequirementsFile], pairings: Sequence[Pairing], mirrors: Iterable[str]
) -> dict[str, str]:
    """The role of each document, a word of `ROLES`. One that is several things is the first of them.

    ``mirrors`` are the files that are copies of what manifests require, and as abstract as they are.
    """
    roles: dict[str, str] = {}
    for path, document in documents.items():
        named = "constraint" if _is_constraint(path.lower()) else "requirements"
        role = policies.ROLES_BY_FORMAT.get(document.format, "metadata")
        roles[path] = named if role == "requirements" else role
    for document in documents.values():
        for include in document.includes:
            if include.kind == "constraint" and include.path is not None:
                roles[include.path] = "constraint"
    for document in documents.values():
        for file in document.metadata.read_from if document.metadata is not None else ():
            path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), file))
            if roles.get(path) == "requirements":
                roles[path] = "metadata"  # the build backend makes package metadata of it, which is abstract
    for found in pairings:
        for path, kind in found.files.items():
            if roles.get(path) != "metadata":
                roles[path] = "constraint" if kind == "override" else kind
    for found in pairings:
        for layer in found.layers:
            roles.setdefault(layer.path, "lock")
        roles[found.path] = "lock"
    _look_beside(documents, pairings, roles)
    for path in mirrors:
        if roles.get(path) == "requirements":
            roles[path] = "metadata"
    return roles


def _look_beside(documents: Mapping[str, RequirementsFile], pairings: Sequence[Pairing], roles: dict[str, str]) -> None:
    """Gives the loose files that nothing names another role, where what stands beside them tells it."""
    loose = [
        path
        for path, role in roles.items()
        if role == "requirements"
        and path in documents
        and not all(requirement.canonical for requirement in documents[path].requirements)
    ]
    if not loose:
        return
    from pinlint.checking.coverage import Neighbourhood

    beside = Neighbourhood(documents)
    orphaned = {found.path for found in pairings if not found.sources}
    for path in loose:
        if beside.covers(path, roles, orphaned):
            roles[path] = "input"
        elif beside.is_copy(path):
            roles[path] = "metadata"


def _is_constraint(path: str) -> bool:
    """Whether a path in lower case says that the file holds constraints."""
    *folders, name = path.split("/")
    return "constraint" in name or "constraint" in folders or "constraints" in folders
