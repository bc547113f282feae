"""The command of each tool that writes its lock anew."""

from __future__ import annotations

from pinlint.requirements.locked import PDM, PIPFILE, POETRY, UV

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.requirements.locked import LockFile

#: Format -> the command that locks, the option that gives leave to move one pin, and the one that names the project's folder.
_COMMANDS = {
    UV: ("uv lock", "--upgrade-package {}", "--directory {}"),
    POETRY: ("poetry lock", "", "--directory {}"),
    PDM: ("pdm lock", "", "--project {}"),
    PIPFILE: ("pipenv lock", "", ""),
}


def locking_tool(format: str) -> str:
    """The command that writes a lock of that format; empty where none is known."""
    return _COMMANDS[format][0] if format in _COMMANDS else ""


def relock(lock: LockFile, upgrade: Sequence[str] = ()) -> str:
    """The narrowest command that writes a lock anew, with leave to move the pins of ``upgrade``; empty where none is known."""
    if lock.format not in _COMMANDS:
        return ""
    from pinlint.text.escaping import shell_word

    command, moving, directory = _COMMANDS[lock.format]
    words = [command]
    folder = lock.path.rpartition("/")[0]
    if lock.path.endswith(".py.lock"):
        words.append(f"--script {shell_word(lock.path.removesuffix('.lock'))}")
    elif folder and directory:
        words.append(directory.format(shell_word(folder)))
    elif folder:
        words.insert(0, f"cd {shell_word(folder)} &&")
    if moving:
        words += [moving.format(shell_word(name)) for name in upgrade]
    return " ".join(words)
