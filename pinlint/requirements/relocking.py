"""The command with which each tool updates its lock."""

from __future__ import annotations

from pinlint.requirements.locked import EDITABLE, PDM, PIPFILE, POETRY, PYLOCK, UV, LockedRequirement, LockFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.requirements.locked import Package
    from pinlint.requirements.model import Requirement, RequirementsFile

#: Format -> the command that locks, the option that allows one pin to change, and the option for the project's folder.
_COMMANDS = {
    UV: ("uv lock", "--upgrade-package {}", "--directory {}"),
    POETRY: ("poetry lock", "", "--directory {}"),
    PDM: ("pdm lock", "", "--project {}"),
    PIPFILE: ("pipenv lock", "", ""),
}


def keeping(lock: LockFile) -> str:
    """The option without which the tool of a lock updates every package; empty if it has none or needs none. Poetry 2 needs none.
    PDM has its option since 2.11, which also gave the version of the format a third part.
    """
    if lock.format == PDM:
        return "--update-reuse" if lock.version > (4, 4) else ""
    return "--no-update" if is_of_poetry_1(lock) else ""


def is_of_poetry_1(lock: LockFile) -> bool:
    """Whether Poetry 1 wrote a lock. Since 1.4 the header says so, and before 2.0 the format has another version."""
    if lock.format != POETRY:
        return False
    return lock.generator.startswith("1.") or (not lock.generator and (1,) <= lock.version < (2, 1))


def locking_tool(format: str) -> str:
    """The command that writes a lock of that format; empty if unknown."""
    return _COMMANDS[format][0] if format in _COMMANDS else ""


def lock_command(path: str) -> str:
    """The command that creates the missing lock at ``path``; empty if no tool's lock has this name."""
    folder, _, name = path.rpartition("/")
    return _in_folder(name.lower().replace(".", "-"), folder)


def merge_help(path: str, command: str) -> str:
    """How to resolve the merge conflict in the lock at ``path``, which ``command`` writes; empty if unknown."""
    from pinlint.text.escaping import shell_word

    side = f"`git checkout --theirs {shell_word(path)}` in a merge, with `--ours` in a rebase"
    return f"take the lock of the other branch ({side}), then {f'run `{command}`' if command else 'lock again'}"


def help_for(requirement: Requirement, document: RequirementsFile | None) -> str:
    """A help line: how to lock the files of a requirement again; empty if it is not in a structured lock."""
    if not isinstance(requirement, LockedRequirement) or not isinstance(document, LockFile):
        return ""
    return relock_help(document, requirement.package)


def relock_help(lock: LockFile, *packages: Package) -> str:
    """A help line: how to lock the files of some packages again. PDM keeps the files that it knows, unless it refreshes them."""
    command = relock(lock, list(dict.fromkeys(package.project for package in packages)))
    if lock.format == PDM:
        command = f"{command.removesuffix(keeping(lock)).rstrip()} --refresh"
    if lock.is_refused:
        from pinlint.text.escaping import shell_word

        restoring = f"`git checkout HEAD -- {shell_word(lock.path)}`"
        return f"restore the lock ({restoring}), or make it again (`{command}`): uv cannot read it"
    named = packages[0].name if len(packages) == 1 else "these packages"
    return f"run `{command}`" if command else f"lock {named} again"


def _in_folder(format: str, folder: str) -> str:
    if format not in _COMMANDS:
        return ""
    from pinlint.text.escaping import shell_word

    command, _, directory = _COMMANDS[format]
    if not folder:
        return command
    return f"{command} {directory.format(shell_word(folder))}" if directory else f"cd {shell_word(folder)} && {command}"


def _pip_lock(lock: LockFile, source: str) -> str:
    """The command of pip for a requirements file, or for the project next to the lock, which pip lists; empty if unknown."""
    from pinlint.text.escaping import shell_word

    given = f"-r {shell_word(source)}" if source.endswith((".in", ".txt")) else ""
    for package in lock.packages if not given else ():
        if package.is_tree and package.source.url == ".":
            folder = "/".join([".", *lock.path.split("/")[:-1]])
            given = f"{'-e ' if package.source.kind == EDITABLE else ''}{shell_word(folder)}"
    return f"pip lock {given} -o {shell_word(lock.path)}" if given else ""


def relock(lock: LockFile, upgrade: Sequence[str] = (), inputs: Sequence[str] = ()) -> str:
    """The command that updates a lock and changes as little as possible, except for the pins of ``upgrade``; empty if unknown.
    A lock that its tool cannot read is made again.

    ``inputs`` are the files that a pylock.toml is made from.
    """
    from pinlint.text.escaping import shell_word

    if lock.format == PYLOCK and lock.generator == "pdm" and inputs:
        folder, _, name = lock.path.rpartition("/")
        command = f"pdm lock --lockfile {shell_word(name)} --update-reuse"
        return f"cd {shell_word(folder)} && {command}" if folder else command
    if lock.format == PYLOCK and lock.generator == "pipenv" and inputs:
        return _in_folder(PIPFILE, lock.path.rpartition("/")[0])
    if lock.format == PYLOCK and lock.generator == "pip" and inputs:
        return _pip_lock(lock, inputs[0])
    if lock.format not in _COMMANDS:
        return ""
    command, moving, _ = _COMMANDS[lock.format]
    if lock.path.endswith(".py.lock"):
        words = [command, f"--script {shell_word(lock.path.removesuffix('.lock'))}"]
    else:
        words = [_in_folder(lock.format, lock.path.rpartition("/")[0])]
        if option := keeping(lock):
            words.append(option)
    if lock.is_refused:
        words.insert(0, f"rm {shell_word(lock.path)} &&")
    elif moving:
        words += [moving.format(shell_word(name)) for name in upgrade]
    return " ".join(words)
