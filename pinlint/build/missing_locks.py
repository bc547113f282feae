"""The locks that jobs install and that do not exist, such as that of `poetry install` in a workflow.

A library needs no lock: its checks run with new releases on purpose, and its users do not get its lock. An application does.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from pinlint.build.docker_context import UNKNOWN_FOLDER
from pinlint.build.facts import MissingFile
from pinlint.build.install_commands import EXPORT, LOCKS, SYNC
from pinlint.uses.steps import DEPLOY, SHIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from pinlint.build.image_stage import BuildStep
    from pinlint.build.places import Place
    from pinlint.findings.checked_project import CheckedProject

#: The key of a tool's table that says that the project is not installed as a package.
_NO_PACKAGE = {"uv": "package", "poetry": "package-mode", "pdm": "distribution"}
#: Options with which a command uses no lock of the project.
_WITHOUT = ("--help", "--version", "--no-lock", "--skip-lock", "--script")


def missing_lock(step: BuildStep, places: Sequence[Place], project: CheckedProject) -> MissingFile | None:
    """The lock that a step of a job installs, if nothing makes it and the project is an application; else None."""
    tool = step.step.tool.partition(" ")[0]
    if step.step.kind not in (SYNC, EXPORT) or tool not in _NO_PACKAGE or step.step.has(*_WITHOUT):
        return None
    if step.folder.startswith(UNKNOWN_FOLDER):
        return None
    folder = normpath(join("/", step.folder)).strip("/")
    described = join(folder, "pyproject.toml")
    if described not in project.path_set or any(
        project.exists(path) or project.ignores(path) for path in _locks(folder, tool)
    ):
        return None
    if step.purpose not in (SHIP, DEPLOY) and not _is_application(described, tool, project):
        return None
    if any(f"{tool} lock" in each.source.text or LOCKS[tool] in each.source.text for each in places):
        return None
    fatal = step.step.tool in ("pdm sync", "pdm export") or step.step.has("--frozen", "--locked", "--frozen-lockfile")
    return MissingFile(step, LOCKS[tool], None, None, fatal=fatal, expected=join(folder, LOCKS[tool]))


def _locks(folder: str, tool: str) -> Iterator[str]:
    """Where the lock can be: next to the project, and for uv at the root of a workspace above it."""
    yield join(folder, LOCKS[tool])
    while folder and tool == "uv":
        folder = dirname(folder)
        yield join(folder, LOCKS[tool])


def _is_application(path: str, tool: str, project: CheckedProject) -> bool:
    """Whether a project says that it is no package. Without a build system, uv and PDM build none; pip builds one by setup.py."""
    document = project.document(path)
    if document is None or document.problems:
        return False
    stated: Any = document.tool.get(tool)
    said = stated.get(_NO_PACKAGE[tool]) if isinstance(stated, dict) else None
    if said is not None:
        return said is False
    folder = dirname(path)
    if tool == "poetry" or any(join(folder, name) in project.path_set for name in ("setup.py", "setup.cfg")):
        return False
    return bool(document.values) and "build-system" not in document.values
