"""Finds what a command line refers to: the project, the paths in it, and the configuration."""

from __future__ import annotations

import os

from pinlint.findings import config as configuration
from pinlint.text.errors import NothingToCheck, UsageError
from pinlint.text.observed import look_for, resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

    from pinlint.checking.access import Access
    from pinlint.findings.config import Config

_NO_LOCK = (
    "no lock file found: "
    "there is no uv.lock, poetry.lock, pdm.lock, Pipfile.lock, pylock.toml or compiled requirements file; "
)
#: The input of the first lock of a project that only names requirements in commands.
_INPUT = "requirements.in"
ALL_EXCLUDED = "nothing to check: every path is excluded, or is data of tests"


def without_lock(project: Access, advice: str | None = None) -> str:
    """What a command that needs a lock says if there is none, and how to make the first lock, or ``advice`` instead."""
    from pinlint.text.escaping import line

    found = project.open_dependencies
    first = found.first(project.documents) if found is not None else None
    lacking = _NO_LOCK
    if others := project.other_locks():
        from pinlint.project.other_locks import unread

        lacking = f"no lock found that pinlint reads: {line(unread(others[0]))}"
        if first is None:
            return lacking
        lacking += "; "
    if advice is not None:
        return lacking + advice
    if found is not None and first is not None:
        return lacking + line(found.locking(first, project.locking))
    commands = missing_locks(project)
    if len(commands) > 1:
        return lacking + "to make the locks:\n" + "\n".join(f"  {line(each)}" for each in commands)
    return lacking + line(f"to make one, {commands[0]}" if commands else _first_lock(project))


def missing_locks(project: Access) -> list[str]:
    """How to make the locks of the inputs that have none."""
    from pinlint.checking.lock_commands import first_locks

    return first_locks(project, project.proving.view, project.pairings) if project.proving is not None else []


def _first_lock(project: Access) -> str:
    """How to make the first lock of a project that has no file of pins and no input of a lock."""
    from pinlint.build.purposes import names_oldest
    from pinlint.setup import ci_tools
    from pinlint.uses.roles import INSTALLED

    if not project.documents and ci_tools.unpinned(project):
        return "to lock what the workflows install, run `pinlint init`"
    if not project.documents:
        locking = project.locking(_INPUT)
        return f"to make one, list what the project needs in {_INPUT}, {locking}, and install the lock"
    files = [path for path, document in project.documents.items() if document.format == "requirements-txt"]
    installed = [path for path in files if project.uses.role(path).name == INSTALLED and not names_oldest(path)]
    if installed:
        path = min(installed, key=lambda path: (path.count("/"), path))
        return f"to lock {path}, {project.locking(path)}"
    if set(project.documents) == {"pyproject.toml"}:
        tables = project.documents["pyproject.toml"].tool
        for tool in ("poetry", "pdm"):
            if tool in tables:
                return f"to make one, run `{tool} lock`"
        return "to make one, run `uv lock`, or the lock command of another tool that the project uses"
    return "`pinlint check` says how to make one"


def configuring(parser: ArgumentParser) -> None:
    """Adds the options for the fields of the configuration, and those for its location."""
    add = parser.add_argument
    add("--config", metavar="FILE", help="read the configuration from FILE")
    add("--isolated", action="store_true", help="read no configuration file")
    for field in configuration.FIELDS:
        help = field.help[0].lower() + field.help[1:]
        if field.kind == "flag":
            add(f"--{field.name}", action="store_true", default=None, help=help)
        elif field.kind == "choice":
            add(f"--{field.name}", choices=field.choices, help=f"{help} (default: {field.default})")
        elif field.kind == "string":
            add(f"--{field.name}", metavar="VALUE", help=help)
        elif field.kind not in ("ignores", "tables"):
            add(f"--{field.name}", action="append", metavar="A,B", help=help)


def configured(options: Namespace, root: str, folder: str) -> Config:
    """The configuration for ``folder``, overridden by the flags in ``options``."""
    overrides: dict[str, Any] = {}
    variables = getattr(options, "variables", {})
    for field in configuration.FIELDS:
        value = getattr(options, field.attribute, None)
        if value is None:
            continue
        if isinstance(value, list):
            value = [item.strip() for part in value for item in part.split(",") if item.strip()]
        overrides[field.name] = value

    path = options.config
    if path is None and not options.isolated:
        path = configuration.find(folder, root)
    elif path is not None:
        if not os.path.isfile(look_for(path)):
            from pinlint.project.submodules import why_no_file

            raise UsageError(f"--config {path}: {why_no_file(*os.path.split(os.path.abspath(path)))}")
        configuration.refuse_outside(os.path.abspath(path), root)
    if path is None and not overrides:
        return configuration.Config()
    from pinlint.findings.config_reading import load

    return load(
        path,
        overrides,
        {field.name: variables[field.attribute] for field in configuration.FIELDS if field.attribute in variables},
    )


def opened(options: Namespace) -> tuple[Access, list[str]]:
    """Reads the project that contains the paths in ``options``; returns it, and those paths relative to its root.

    Raises what `located`, `configured` and `pinlint.checking.engine.open_project` raise, and NothingToCheck if all paths are
    excluded.
    """
    from pinlint.checking.engine import open_project
    from pinlint.project.files import Tree

    root, targets, folder = located(options.paths)
    config = configured(options, root, folder)
    targets = admitted(targets, config)
    if not targets:
        raise NothingToCheck(ALL_EXCLUDED)
    return open_project(Tree(root), targets, config, {}), targets


def admitted(targets: list[str], config: Config) -> list[str]:
    """The targets to check: all targets or, with ``force-exclude``, only those that a check of the whole project
    would include.
    """
    if not config.force_exclude:
        return targets
    from pinlint.project.path_matching import excluded_removed, is_test_data

    return [path for path in excluded_removed(targets, config.exclude) if not is_test_data(path)]


def located(paths: list[str], here: str | None = None) -> tuple[str, list[str], str]:
    """The root of the project that contains ``paths``, the paths relative to it, and the folder from which they are checked.

    ``here`` is the folder in which the user works, by default the current one. Raises UsageError for a path that does not exist
    or is outside of the first path's project.
    """
    from pinlint.project.files import git_folder
    from pinlint.project.project import find_root

    here = here or os.getcwd()
    full = [os.path.abspath(path) for path in paths or ["."]]
    for path, given in zip(full, paths, strict=False):
        if not os.path.lexists(look_for(path)):
            raise UsageError(_absent(path) or f"{given}: no such file or folder")
    folder = full[0] if os.path.isdir(full[0]) else os.path.dirname(full[0])
    # A path below the current folder belongs to the current project.
    start = here if folder == here or folder.startswith(here.rstrip(os.sep) + os.sep) else folder
    root = find_root(start)
    # Exception: it is in a separate repository, such as a submodule, since git lists only the files of one repository.
    inner = git_folder(resolved(folder))
    if inner is not None and inner.startswith(os.path.join(root, "")):
        root = find_root(inner)
    relative = []
    for path, given in zip(full, paths or ["."], strict=True):
        # The folder is resolved, but not the last part: a link is checked under its own name.
        real = os.path.join(resolved(os.path.dirname(path)), os.path.basename(path)) if path != root else root
        real = root if resolved(path) == root else real
        inside = os.path.relpath(real, root)
        if inside.startswith(".."):
            raise UsageError(f"{given} is outside of the project at {root}")
        holder = git_folder(resolved(path if os.path.isdir(path) else os.path.dirname(path)))
        if holder is not None and holder.startswith(os.path.join(root, "")):
            raise UsageError(f"{given} is in another repository, {holder}: check it in a separate run")
        relative.append("" if inside == "." else inside.replace(os.sep, "/"))
    return root, relative, resolved(folder)


def _absent(path: str) -> str | None:
    """Says why the absolute ``path`` does not exist: it is part of a repository that is not checked out. Otherwise None."""
    from pinlint.project.project import find_root
    from pinlint.project.submodules import not_checked_out

    there = existing(os.path.dirname(path))
    full = os.path.join(resolved(there), os.path.relpath(path, there))
    root = find_root(resolved(there))
    return not_checked_out(root, os.path.relpath(full, root).replace(os.sep, "/"))


def existing(folder: str) -> str:
    """The nearest folder upwards that exists."""
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return folder
