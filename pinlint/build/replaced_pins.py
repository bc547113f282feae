"""Finds the requirements of a command that replace what an earlier command of the same image or job installed from a file."""

from __future__ import annotations

from pinlint.build.facts import Replacement
from pinlint.build.image_stage import BuildStep
from pinlint.build.install_arguments import holds_matrix_value
from pinlint.build.install_commands import RESOLVE, UNINSTALL
from pinlint.build.installed_before import environment, installed_files
from pinlint.build.requirement_words import given, read_argument
from pinlint.requirements.pinning import pin_of
from pinlint.requirements.specifiers import satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.image_stage import Stage
    from pinlint.findings.checked_project import CheckedProject


def replaced(step: BuildStep, project: CheckedProject) -> Iterator[Replacement]:
    """The requirements of a step that refuse the version which a file has pinned before."""
    where = environment(step)
    if where is None or step.step.has("--no-index"):
        return
    files: list[str] | None = None
    for argument, editable in given(step.step):
        if not any(sign in (argument.value or "") for sign in "=<>") or holds_matrix_value(argument):
            continue
        requirement = read_argument(argument, editable)
        if requirement is None or not requirement.project or requirement.url is not None or requirement.marker:
            continue
        files = _files_before(step, where) if files is None else files
        for path in files:
            versions = _versions(path, project, step.stage, set()).get(requirement.project)
            if versions and all(satisfies(version, requirement.clauses) is False for version in versions):
                yield Replacement(step, argument, requirement, path, versions[0])
                break


def _files_before(step: BuildStep, where: str) -> list[str]:
    """The files that earlier steps have installed into the environment ``where``, the last one first."""
    found: list[str] = []
    stage: Stage | None = step.stage
    before = step.event
    while stage is not None:
        stage.context.budget.spend(1 + before)
        for event in reversed(stage.events[:before]):
            if (
                isinstance(event, BuildStep)
                and event.step.kind not in (UNINSTALL, RESOLVE)
                and event.step.files
                and environment(event) == where
            ):
                found += installed_files(event)
        stage = stage.base
        before = len(stage.events) if stage is not None else 0
    return list(dict.fromkeys(found))


def _versions(path: str, project: CheckedProject, stage: Stage, seen: set[str]) -> dict[str, list[str]]:
    """The versions that a file pins, with what it includes, by project. Pins under a condition count as well."""
    found: dict[str, list[str]] = {}
    document = project.document(path)
    if document is None or path in seen:
        return found
    seen.add(path)
    stage.context.budget.spend(10 + len(document.requirements) // 2)
    for requirement in document.requirements:
        pin = pin_of(requirement)
        if pin is not None and requirement.project and pin.version is not None:
            found.setdefault(requirement.project, []).append(pin.version)
    for include in document.includes:
        if include.kind == "requirement" and include.path:
            for name, versions in _versions(include.path, project, stage, seen).items():
                found.setdefault(name, []).extend(versions)
    return found
