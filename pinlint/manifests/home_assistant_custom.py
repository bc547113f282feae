"""Custom integrations for Home Assistant: their manifests and the requirements files that tests and development install.

No tool generates these files, so a package may be missing in them. If a file contains a package that a manifest requires, its
version should satisfy the manifest.
"""

from __future__ import annotations

from pinlint.manifests.adapter import check, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject

FILES = r"^custom_components/[^/]+/manifest\.json$"
NAME = "home-assistant-custom"


def settings(project: CheckedProject) -> dict[str, Any]:
    """The integrations, and every requirements file of the project."""
    targets = [path for path, document in project.documents.items() if document.format == "requirements-txt"]
    return {
        "name": NAME,
        "files": ["custom_components/*/manifest.json"],
        "format": "json",
        "select": ["requirements[]"],
        "skip-when": "disabled",
        "target": [{"file": path, "mode": "contains"} for path in sorted(targets)],
    }


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The findings for the integrations."""
    if wanted(project, NAME):
        yield from check(project, settings(project), NAME)
