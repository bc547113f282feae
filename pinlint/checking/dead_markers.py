"""Finds requirements that no Python installs: their markers are for Pythons that are out of date, or that the project refuses."""

from __future__ import annotations

from pinlint.requirements.model import PROJECT_FILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement, RequirementsFile

#: The beginning of a classifier for a version of Python.
_PYTHON = "Programming Language :: Python :: "


def is_dead(requirement: Requirement, project: CheckedProject) -> bool:
    """Whether no current Python that the project supports satisfies the marker: ``python_version < "3.0"``."""
    marker = requirement.marker
    if marker is None or "python" not in marker:
        return False
    from pinlint.freshness.environments import MINORS, Claim, environments

    living = [minor for minor in MINORS[MINORS.index("3.8") :] if _supports(minor, requirement.source.path, project)]
    found = environments(Claim(pythons=living), [marker])
    return bool(living) and all(environment.admits(marker) is False for environment in found)


def _supports(minor: str, path: str, project: CheckedProject) -> bool:
    """Whether the nearest project around a file supports a minor version of Python: its Requires-Python, and its classifiers if
    they name any versions.
    """
    from pinlint.requirements.specifiers import satisfies

    folder = path.rpartition("/")[0]
    while True:
        for name in PROJECT_FILES:
            document = project.documents.get(f"{folder}/{name}" if folder else name)
            if document is None or document.metadata is None or not document.metadata.requires_python:
                continue
            named = _classified(document)
            return satisfies(f"{minor}.99", document.metadata.requires_python) is not False and (
                not named or minor in named
            )
        if not folder:
            return True
        folder = folder.rpartition("/")[0]


def _classified(document: RequirementsFile) -> list[str]:
    """The minor versions of Python in the classifiers of a pyproject.toml."""
    project = document.values.get("project") if document.values else None
    classifiers = project.get("classifiers") if isinstance(project, dict) else None
    named = classifiers if isinstance(classifiers, list) else []
    return [text[len(_PYTHON) :] for text in named if isinstance(text, str) and text.startswith(_PYTHON + "3.")]
