"""Finds the file that states a field of a project: pyproject.toml, setup.py, setup.cfg, or a file that setuptools reads.

This follows setuptools: the values in `[project]` count. If `[project]` calls a field dynamic, or if there is no such table, the
arguments of `setup()` count; if the field is missing there too, setup.cfg counts.
"""

from __future__ import annotations

from pinlint.freshness.paths import folder_of, join
from pinlint.requirements.model import BUILD, DEPENDENCIES, EXTRA, PROJECT_FILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pinlint.freshness.view import View
    from pinlint.requirements.model import RequirementsFile

#: The fields that contain requirements, with their scope.
FIELDS = {"dependencies": DEPENDENCIES, "optional-dependencies": EXTRA}


def table_at(value: Any, *keys: str) -> dict[str, Any]:
    """The table at the path ``keys`` of plain values; an empty one if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def stating(view: View, document: RequirementsFile, field: str) -> RequirementsFile:
    """The file that states ``field`` of the project that ``document`` describes: that document or another one next to it."""
    folder = folder_of(document.path)
    project, configuration, script = (view.documents.get(join(folder, name) or "") for name in PROJECT_FILES)
    if project is not None and project.metadata is not None and (project.metadata.name or project is document):
        named = any(key.partition(".")[0] == field for key in project.metadata.read_from)
        if not _is_open(project, field) or named or not _is_setuptools(project):
            return project
    elif document.path.rpartition("/")[2] not in PROJECT_FILES:
        return document
    for other in (script, configuration):
        if other is not None and _states(other, field):
            return other
    return document


def files_of(
    view: View, document: RequirementsFile, field: str, lock: str, takes: Callable[[str], bool]
) -> list[RequirementsFile]:
    """The files that the build reads for a field that ``document`` leaves open. For extras, only the files of extras that
    ``takes`` accepts. Empty if one of the files cannot be read, or is the lock at the path ``lock``.
    """
    metadata = document.metadata
    if metadata is None or (document.format not in ("pyproject-toml", "setup-cfg") and field not in metadata.whole):
        return []  # a setup.py can do more with the files than read them
    read_from = metadata.read_from.items()
    names = [name for key, names in read_from if takes(key) and key.partition(".")[0] == field for name in names]
    found = [view.documents.get(join(folder_of(document.path), name) or "") for name in names]
    there = [each for each in found if each is not None and each.path != lock]
    return there if len(there) == len(found) else []


def _is_open(document: RequirementsFile, field: str) -> bool:
    return document.metadata is not None and any(
        name == field or name.startswith(f"{field}.") for name in document.metadata.unreadable
    )


def _states(document: RequirementsFile, field: str) -> bool:
    """Whether a setup.py or setup.cfg states a field."""
    return _is_open(document, field) or any(r.scope == FIELDS[field] for r in document.requirements)


def is_built_by(project: RequirementsFile, tool: str) -> bool:
    """Whether a project's build backend belongs to a tool."""
    return any(r.scope == BUILD and (r.project or "").startswith(tool) for r in project.requirements)


def left_over(document: RequirementsFile, *, stated: bool = True) -> frozenset[int]:
    """The identities of the requirements in Poetry's table that only Poetry itself reads. This is so if another backend builds
    the project, or if `[project]` states the dependencies, even as an empty list. A build by Poetry's backend reads the table in
    spite of an empty list. So ``stated`` is false for what a build makes.
    """
    project = document.values.get("project") if document.values else None
    if document.metadata is None or not isinstance(project, dict):
        return frozenset()
    if is_built_by(document, "poetry") and not (stated and "dependencies" in project):
        return frozenset()
    return frozenset(map(id, document.metadata.of_poetry))


def _is_setuptools(project: RequirementsFile) -> bool:
    """Whether setuptools builds the project: its build requirements name setuptools, or there are none."""
    names = {requirement.project for requirement in project.requirements if requirement.scope == BUILD}
    return not names or "setuptools" in names
