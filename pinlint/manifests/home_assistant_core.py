"""Home Assistant: the requirements files that ``script.gen_requirements_all`` writes from the integrations' manifests.

The comments above each line name the integrations that require it, or other sources (scripts, authentication). A requirement that
does not build on every platform is written as a comment. Integrations pin exact versions.

The generator writes three more files: requirements.txt from the project's own dependencies, requirements_test_pre_commit.txt from
the hooks of pre-commit, and package_constraints.txt from the dependencies, some integrations and its own list.
"""

from __future__ import annotations

from pinlint.manifests.adapter import check, compare, mirrors_of, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.manifests.home_assistant_script import Script
    from pinlint.requirements.model import Include

FILES = r"^homeassistant/components/[^/]+/manifest\.json$"
NAME = "home-assistant-core"
GENERATOR = "script/gen_requirements_all.py"
COMMAND = "python3 -m script.gen_requirements_all"
CORE = "requirements.txt"
HOOKS = "requirements_test_pre_commit.txt"
CONSTRAINTS = "homeassistant/package_constraints.txt"


def settings(project: CheckedProject) -> dict[str, Any]:
    """The integrations and the files that must follow them."""
    generator = project.source(GENERATOR) if GENERATOR in project.path_set else None
    # Until 2019, the generator itself listed the requirements of the tests.
    listed = generator is not None and "TEST_REQUIREMENTS" in generator.text
    mirror = {
        "mode": "mirror",
        "extra": "attributed",
        "commented-counts": True,
        "once": True,
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
            {"file": CONSTRAINTS, "mode": "constraint", "fix": COMMAND},
        ],
    }


def mirrors(project: CheckedProject) -> list[str]:
    """The files that are copies of the requirements of manifests and hooks."""
    if not _is_generated(project):
        return []
    hooks = [HOOKS] if _writes(project, HOOKS) else []
    return [*mirrors_of(settings(project)), *hooks]


def copies(project: CheckedProject) -> list[str]:
    """The files that are copies of the project's own dependencies, which are checked in their original place."""
    return [path for path in (CORE, CONSTRAINTS) if _is_generated(project) and _writes(project, path)]


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The findings, if the project has the generator."""
    if not _is_generated(project):
        return
    from pinlint.findings.subjects import as_far_as_checked
    from pinlint.manifests.home_assistant_script import of_modules, read_script
    from pinlint.text.source import Location

    script = read_script(project)
    table = settings(project)
    for target in table["target"] if script is not None else ():
        if script is not None and target.get("commented-counts"):
            target["commented-names"] = script.commented
            target["names-in-text"] = script.in_text
    yield from check(project, table, NAME, of_modules(project))
    if script is not None:
        yield from _not_comments(project, [t["file"] for t in table["target"] if t.get("commented-counts")], script)
        yield from as_far_as_checked(_of_script(project, script), Location(GENERATOR), "comparing what it writes with")


def _not_comments(project: CheckedProject, paths: list[str], script: Script) -> Iterator[Subject]:
    """The lines that are installed, although the generator writes them as comments."""
    from pinlint.manifests.comparing import Difference, Line
    from pinlint.requirements.names import normalize

    names = {normalize(name) for name in script.commented}
    texts = [name.lower() for name in script.commented] if script.in_text else []
    for path in paths if names else ():
        document = project.documents.get(path)
        for requirement in document.requirements if document is not None else ():
            text = requirement.source.text[requirement.span.start : requirement.span.end].lower() if texts else ""
            if requirement.project in names or any(name in text for name in texts):
                line = Line(requirement)
                difference = Difference(
                    "installed", line.project, line.location, line=line, target=path, command=COMMAND
                )
                yield "manifest", difference.kind, difference


def _of_script(project: CheckedProject, script: Script) -> Iterator[Subject]:
    """The differences of the files that the generator makes from manifests and other sources."""
    from pinlint.manifests.comparing import Difference, Line
    from pinlint.manifests.home_assistant_script import of_core, of_hooks, of_roots
    from pinlint.manifests.reading import Reading
    from pinlint.text.budget import Budget
    from pinlint.text.source import Span

    core = of_core(project)
    readings = {}
    if core and script.writes(CORE):
        readings[CORE] = Reading(Budget())
        readings[CORE].entries += core
    if script.ignored is not None and script.writes(HOOKS):
        readings[HOOKS] = Reading(Budget())
        readings[HOOKS].entries += of_hooks(project, script)
    if core and script.base is not None and script.roots:
        readings[CONSTRAINTS] = of_roots(project, script, Budget())
        readings[CONSTRAINTS].entries += [*core, *script.constraints()]
    for path, reading in readings.items():
        if path in project.documents:
            yield from compare(project, {"file": path, "mode": "mirror", "fix": COMMAND}, reading)
    for path, document in project.documents.items():
        written: dict[str, list[Include]] = {}
        for include in document.includes:
            text = f"-{'r' if include.kind == 'requirement' else 'c'} {include.path}"
            written.setdefault(text, []).append(include)
        for entry in script.includes(path):
            place = document.source.at(Span(0, 0))
            if entry.text not in written:
                difference = Difference("unlocked", entry.text, place, entries=[entry], target=path, command=COMMAND)
                yield "manifest", difference.kind, difference
            for repeated in written.get(entry.text, ())[1:]:
                line = Line(entry.requirement, document.source.at(repeated.span))
                difference = Difference(
                    "stale", entry.text, line.location, entries=[entry], line=line, target=path, command=COMMAND
                )
                yield "manifest", difference.kind, difference


def _is_generated(project: CheckedProject) -> bool:
    return wanted(project, NAME) and GENERATOR in project.path_set


def _writes(project: CheckedProject, path: str) -> bool:
    """Whether the generator says that it writes the file at ``path``."""
    source = project.source(GENERATOR)
    return source is not None and f'"{path}"' in source.text
