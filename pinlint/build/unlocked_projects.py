"""Finds projects and dependency groups that a build ships although nothing locks their requirements."""

from __future__ import annotations

from posixpath import basename, dirname, join

from pinlint.build.facts import UnlockedProject
from pinlint.build.install_commands import LOCKS
from pinlint.build.installed_before import is_pinned_before
from pinlint.requirements.model import BUILD, DEPENDENCIES, EXTRA, GROUP
from pinlint.requirements.names import normalize
from pinlint.requirements.pinning import LOOSE, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.command_words import Argument
    from pinlint.build.image_stage import BuildStep
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject


def subjects(
    step: BuildStep, argument: Argument, path: str, project: CheckedProject, group: str | None = None
) -> Iterator[Subject]:
    """The part of a project that a step installs without a lock. The file at ``path`` describes the project. The part is the
    whole project with the extras that the argument names, or a dependency ``group``.
    """
    document = project.document(path)
    if document is None or step.step.constraints or (document.metadata is not None and document.metadata.unreadable):
        return
    if any(join(dirname(path), name) in project.path_set for name in LOCKS.values()):
        return
    extras = {normalize(each.strip()) for each in (argument.value or "").partition("[")[2].rstrip("]").split(",")}
    groups = {group, *(document.metadata.included.get(group, ()) if document.metadata and group else ())}
    found = [
        requirement
        for requirement in document.requirements
        if (group is None and requirement.scope == DEPENDENCIES)
        or (group is None and requirement.scope == EXTRA and requirement.group in extras)
        or (group is not None and requirement.scope == GROUP and requirement.group in groups)
    ]
    loose = [requirement for requirement in found if requirement.scope != BUILD and kind_of(requirement) in LOOSE]
    loose = [each for each in loose if not (each.project and is_pinned_before(each.project, step, project))]
    if loose:
        yield "build-project", "unlocked", UnlockedProject(step, argument, basename(path), group, loose, len(found))


def asks_for_part(step: BuildStep, lock: str) -> bool:
    """Whether the name of a lock has the name of an extra or a group that the step installs, or may install."""
    given = (*step.step.operands, *step.step.editables)
    extras = [each for argument in given for each in (argument.value or "").partition("[")[2].rstrip("]").split(",")]
    named = [argument.value for argument in step.step.groups]
    if None in named:
        return True
    groups = [name.rpartition(":")[2] for name in named if name]
    parts = (each.strip().lower() for each in (*extras, *groups, *step.step.values("--extra")))
    return any(part and part in lock.lower() for part in parts)
