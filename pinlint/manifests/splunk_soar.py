"""Connectors for Splunk SOAR: requirements.txt pins everything, and the wheels in the JSON file of the app are built from it.

Here people write requirements.txt, and the wheels must match it. If a wheel has another version than the pin, somebody forgot to
build the package again. Such a project is detected by the wheels in their folders and by a JSON file with an ``appid`` at the
root.
"""

from __future__ import annotations

from pinlint.manifests.adapter import check, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject

FILES = r"^wheels/(py3|py36|py39|py313|shared)/[^/]+\.whl$"
NAME = "splunk-soar"

_KEYS = ("pip_dependencies", "pip3_dependencies", "pip39_dependencies", "pip313_dependencies")
#: The packages that the platform provides; their wheels need not match.
_OWN = (
    "beautifulsoup4 soupsieve parse python-dateutil six requests certifi charset-normalizer idna urllib3 sh xmltodict"
)


def settings(project: CheckedProject) -> dict[str, Any]:
    """The app's JSON and requirements.txt."""
    return {
        "name": NAME,
        "files": _apps(project),
        "format": "json",
        "select": [f"{key}.wheel[].input_file" for key in _KEYS],
        "transform": ["wheel-filename"],
        "drop": _OWN,
        "target": {
            "file": "requirements.txt",
            "mode": "constraint",
            "fix": "pre-commit run package-app-dependencies --all-files",
        },
    }


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The findings, if the root has an app's JSON."""
    if wanted(project, NAME) and "requirements.txt" in project.path_set and _apps(project):
        yield from check(project, settings(project), NAME)


def _apps(project: CheckedProject) -> list[str]:
    """The JSON files at the root that describe an app."""
    found = []
    for path in project.matching(r"^[^/]+\.json$"):
        source = project.source(path) if not path.endswith(".postman_collection.json") else None
        if source is not None and '"appid"' in source.text:
            found.append(path)
    return found
