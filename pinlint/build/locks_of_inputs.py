"""Finds the locks that are made of what a step installs: of a requirements file, or of a description of a project."""

from __future__ import annotations

from posixpath import basename, dirname, join, normpath

from pinlint.build.install_commands import LOCKS
from pinlint.build.installed_before import in_order_of_use
from pinlint.build.purposes import names_check
from pinlint.build.unlocked_projects import asks_for_part
from pinlint.requirements.model import PROJECT_FILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.build.image_stage import BuildStep
    from pinlint.findings.checked_project import CheckedProject


def locks_of_input(path: str, project: CheckedProject, step: BuildStep) -> list[str]:
    """The locks that are made of an input, or of another description of the same project; empty if none is known."""
    stem, dot, extension = path.rpartition(".")
    if dot and extension == "in" and f"{stem}.txt" in project.path_set:
        return [f"{stem}.txt"]
    folder = dirname(path)
    if basename(path) not in PROJECT_FILES:
        return list(project.locks_of(path))
    beside = [join(folder, name) for tool, name in LOCKS.items() if tool != "pipenv"]
    found = in_order_of_use([lock for lock in beside if lock in project.path_set], step)
    described = [join(folder, name) for name in PROJECT_FILES]
    compiled = [lock for name in described for lock in project.locks_of(name)]
    compiled += [lock for name in described for lock in _locks_of_read(name, project, step)]
    return found + [lock for lock in compiled if not names_check(lock) or asks_for_part(step, lock)]


def _locks_of_read(path: str, project: CheckedProject, step: BuildStep) -> list[str]:
    """The locks of the inputs from which the file of a project reads what the project requires."""
    document = project.documents.get(path)
    read = document.metadata.read_from.get("dependencies", ()) if document and document.metadata else ()
    inputs = [normpath(join(dirname(path), name)) for name in read if basename(name) not in PROJECT_FILES]
    return [lock for name in inputs if not project.is_made(name) for lock in locks_of_input(name, project, step)]
