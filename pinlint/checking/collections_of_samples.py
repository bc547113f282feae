"""Recognizes collections of samples: sibling folders, each with its own README and Compose file.

Readers copy one of the folders. A project of services has one Compose file for all of them, or none.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.checked_project import CheckedProject

#: With at least this many folders, the project is a collection.
FOLDERS_OF_A_COLLECTION = 5
_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")


def is_sample(path: str, project: CheckedProject) -> bool:
    """Whether a file is in a sample of a collection."""
    folder, _, rest = path.partition("/")
    if not rest or not _is_alone(folder, project) or any(name in project.path_set for name in _COMPOSE):
        return False
    found: set[str] = set()
    for other in project.paths:
        top, _, name = other.partition("/")
        if name in _COMPOSE and top not in found and _is_alone(top, project):
            found.add(top)
            if len(found) == FOLDERS_OF_A_COLLECTION:
                return True
    return False


def _is_alone(folder: str, project: CheckedProject) -> bool:
    """Whether a folder has its own README and Compose file."""
    if not any(f"{folder}/{name}" in project.path_set for name in _COMPOSE):
        return False
    return any(f"{folder}/{name}" in project.path_set for name in ("README.md", "README.rst", "README.txt", "README"))
