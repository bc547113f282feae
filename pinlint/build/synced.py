"""Finds what `uv sync` certainly installs from the lock of a project, and which commands prove that the lock is up to date."""

from __future__ import annotations

from posixpath import dirname

from pinlint.build.install_commands import LOCKS
from pinlint.requirements.locked import LockFile
from pinlint.requirements.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.image_stage import BuildStep
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.locked import Edge, Package

#: Options that select other projects than the one in the folder; then nothing is certain.
_OTHERS = ("--package", "--all-packages", "--script")


def synced(step: BuildStep, project: CheckedProject) -> frozenset[str]:
    """The names that a step installs in every environment; empty if they are not known.

    Other tools than uv have no result here: they create an environment of their own, unless a setting says otherwise.
    """
    path = step.find(LOCKS["uv"]).path if step.step.tool == "uv sync" else None
    lock = project.document(path) if path is not None else None
    if not isinstance(lock, LockFile) or step.step.has(*_OTHERS):
        return frozenset()
    step.stage.context.budget.spend(10 + 2 * len(lock.packages))
    by_name: dict[str, list[Package]] = {}
    for package in lock.packages:
        by_name.setdefault(package.project, []).append(package)
    root = next((package for package in lock.packages if package.is_tree and package.source.url in (".", "")), None)
    seen: set[tuple[str, str]] = set()
    waiting = list(_roots(root, lock, step, project)) if root is not None else []
    while waiting:
        edge = waiting.pop()
        packages = by_name.get(edge.project, [])
        if edge.marker or len(packages) != 1:
            continue
        for extra in ("", *edge.extras):
            if (edge.project, extra) not in seen:
                seen.add((edge.project, extra))
                waiting += packages[0].optional.get(extra, ()) if extra else packages[0].edges
    return frozenset(project for project, _ in seen) - set(map(normalize, step.step.values("--no-install-package")))


def _roots(root: Package, lock: LockFile, step: BuildStep, project: CheckedProject) -> Iterator[Edge]:
    command = step.step
    groups = set() if command.has("--no-default-groups") else _default_groups(root, lock, project)
    if command.has("--all-groups"):
        groups |= root.dev.keys()
    groups |= {normalize(argument.value) for argument in command.groups if argument.value}
    if command.has("--dev"):
        groups.add("dev")
    left_out = set(map(normalize, command.values("--no-group")))
    if command.has("--no-dev"):
        left_out.add("dev")
    if command.has("--only-group", "--only-dev"):
        groups = set(map(normalize, command.values("--only-group"))) | ({"dev"} if command.has("--only-dev") else set())
    else:
        yield from root.edges
        extras = set(root.optional if command.has("--all-extras") else map(normalize, command.values("--extra")))
        for name in sorted(extras - set(map(normalize, command.values("--no-extra")))):
            yield from root.optional.get(name, ())
    for name in sorted(groups - left_out):
        yield from root.dev.get(name, ())


def _default_groups(root: Package, lock: LockFile, project: CheckedProject) -> set[str]:
    folder = dirname(lock.path)
    document = project.document(f"{folder}/pyproject.toml" if folder else "pyproject.toml")
    settings = document.tool.get("uv") if document is not None else None
    stated = settings.get("default-groups", ["dev"]) if isinstance(settings, dict) else ["dev"]
    if stated == "all":
        return set(root.dev)
    return {normalize(name) for name in stated if isinstance(name, str)} if isinstance(stated, list) else set()


#: The options and variables with which uv fails if the lock does not match its input. `--frozen` compares nothing.
_COMPARES = ("--locked", "UV_LOCKED")


def proves(lock: str, step: BuildStep) -> bool:
    """Whether a step fails if the ``lock`` of uv does not match its input: `uv sync --locked`, `uv lock --check`."""
    command = step.step
    names = (*_COMPARES, "--check") if command.tool == "uv lock" else _COMPARES
    if command.tool not in ("uv sync", "uv lock") or not step.runs:
        return False
    return any(command.has(name) or step.variables.get(name) for name in names) and step.find(LOCKS["uv"]).path == lock
