"""Home Assistant: the requirements files that ``script.gen_requirements_all`` writes from the integrations' manifests.

Each line has comments above it that name the integrations asking for it; lines of other producers (scripts, authentication)
name those. A requirement that does not build everywhere is there as a comment. Integrations pin exactly.
"""

from __future__ import annotations

from pinlint.manifests.adapter import check, mirrors_of, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject

FILES = r"^homeassistant/components/[^/]+/manifest\.json$"
NAME = "home-assistant-core"
GENERATOR = "script/gen_requirements_all.py"
COMMAND = "python3 -m script.gen_requirements_all"


def settings(project: CheckedProject) -> dict[str, Any]:
    """The integrations and the files that follow them."""
    generator = project.source(GENERATOR) if GENERATOR in project.path_set else None
    # Until 2019 the generator itself listed what the tests require.
    listed = generator is not None and "TEST_REQUIREMENTS" in generator.text
    mirror = {
        "mode": "mirror",
        "extra": "attributed",
        "commented-counts": True,
        "attribution": "# homeassistant.components.{name}",
        "fix": COMMAND,
    }
    return {
        "name": NAME,
        "files": ["homeassistant/components/*/manifest.json"],
        "format": "json",
        "select": ["requirements[]"],
        "skip-when": "disabled",
        "transform": ["strip-option"],
        "pins": "exact",
        "target": [
            {"file": "requirements_all.txt", **mirror},
            {
                "file": "requirements_test_all.txt",
                **mirror,
                **({"mode": "contains"} if listed else {"only-with": "tests/components/{name}/"}),
            },
            {"file": "homeassistant/package_constraints.txt", "mode": "constraint", "fix": COMMAND},
        ],
    }


def mirrors(project: CheckedProject) -> list[str]:
    """The files that are copies of what the manifests require."""
    return mirrors_of(settings(project)) if wanted(project, NAME) and GENERATOR in project.path_set else []


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """What there is to say where the generator is there."""
    if wanted(project, NAME) and GENERATOR in project.path_set:
        yield from check(project, settings(project), NAME)
