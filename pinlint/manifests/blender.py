"""Blender extensions: the wheels that ``blender_manifest.toml`` bundles, and the requirements files for development.

The file name of a wheel contains its project and version. If a requirements file contains the project, it must allow this
version.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.manifests.adapter import check, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject

FILES = r"(^|/)blender_manifest\.toml$"
NAME = "blender"


def settings(project: CheckedProject) -> dict[str, Any]:
    """The manifests, and the requirements files and pyproject.toml in their folder or at the root."""
    folders = {"", *(dirname(path) for path in project.matching(FILES))}
    targets = [
        path
        for path, document in sorted(project.documents.items())
        if dirname(path) in folders and document.format in ("requirements-txt", "pyproject-toml")
    ]
    return {
        "name": NAME,
        "files": ["**/blender_manifest.toml"],
        "format": "toml",
        "select": ["wheels[]"],
        "transform": ["wheel-filename"],
        "target": [{"file": path, "mode": "constraint"} for path in targets],
    }


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The findings for the wheels."""
    if wanted(project, NAME):
        yield from check(project, settings(project), NAME)
