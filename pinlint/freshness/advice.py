"""The command that fixes a lock, for people to copy, and the advice to give when there is no such command.

A header is untrusted text from the repository. A command is advised only if every part of it was understood. It is built from the
parsed words, each quoted for a shell. Any other header is quoted as text, and only if it contains no shell syntax.
"""

from __future__ import annotations

from pinlint.freshness.compilers import (
    BUILD_DEPENDENCIES,
    EXPORTERS,
    PIP_COMPILE,
    PIP_REQS,
    PIP_REQS_COMMAND,
    PIPENV,
    SHELL,
    UV,
    is_container_path,
    is_python_version,
    read_command,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from pinlint.freshness.compilers import Command

#: The options of uv that say which Python a lock is for.
_OF_PYTHONS = ("python-version", "python")
#: The options of exporters that leave out the hashes.
_WITHOUT_HASHES = ("no-hashes", "without-hashes")
#: The option of compilers that writes the hashes.
_HASHES = "generate-hashes"
#: A longer header is not repeated.
_LONGEST_QUOTE = 200


def fixing_command(
    command: Command | None,
    upgrade: Sequence[str] = (),
    *,
    inputs: Sequence[str] = (),
    output: str = "",
    folder: str = "",
    pythons: Sequence[str] = (),
) -> str:
    """The narrowest command that makes the lock fresh again; empty if the command was not fully understood.

    ``upgrade`` names the pins that must move; if it is empty, the plain command is enough. ``inputs`` and ``output`` are the
    files of the project. They are used if the header's paths exist only on another machine, or if there is no header. ``folder``
    is the folder that the header's paths are relative to. ``pythons`` are the minor versions of Python that the lock is for, the
    oldest first. uv gets them as options, in place of the Python that the header names.
    """
    if command is None:
        return _compose(UV, upgrade, inputs, output, pythons)
    if any(is_container_path(word) for word in command.sources) or command.tool == PIP_REQS:
        return pip_reqs_for(output)
    if not is_understood(command):
        return ""
    if command.tool in (PIP_COMPILE, UV):
        if inputs and any(word.startswith(("/", "~")) or word[1:3] in (":\\", ":/") for word in command.sources):
            return _compose(command.tool, upgrade, inputs, output, pythons)
        if not command.sources and command.tool == UV and "group" not in command:
            return _compose(command.tool, upgrade, inputs, output, pythons)
    replaced = _OF_PYTHONS if pythons and command.tool == UV else ()
    words = " ".join(_quote(word) for name, argument in command.arguments if name not in replaced for word in argument)
    words += python_options(command.tool, pythons)
    program, moved = " ".join(command.program), _upgrades(command.tool, upgrade)
    parts = [program + moved, words] if command.tool == PIP_COMPILE else [program, words + moved]
    return in_folder(" ".join(part.strip() for part in parts if part), folder)


def command_for(pairing: Any, upgrade: Sequence[str] = (), *, pythons: Sequence[str] | None = None) -> str:
    """The narrowest command that makes a lock fresh again and lets the pins of ``upgrade`` move; empty if none is known.

    ``pairing`` is a `Pairing` or a `LockPairing`, which uses this module itself. ``pythons`` are the minor versions of Python
    that the lock must be made for. By default the header decides. A lock without a header is made for those that the project
    names.
    """
    if hasattr(pairing, "fixing_command"):
        return str(pairing.fixing_command(upgrade))
    if pairing.stated_command:
        return fixing_command(read_command(pairing.stated_command))
    if pairing.collected.has_addons:
        return pip_reqs_for(pairing.path)
    if pairing.header is not None and pairing.command is None:
        return _freezing_again(pairing, upgrade) if pairing.header.tool == "pip-deepfreeze" else ""
    if pythons is None:
        pythons = pairing.collected.view.pythons(pairing.path) if pairing.command is None else ()
    return fixing_command(
        pairing.command,
        upgrade,
        inputs=pairing.sources,
        output=pairing.path,
        folder=pairing.base or "",
        pythons=pythons,
    )


def _freezing_again(pairing: Any, upgrade: Sequence[str]) -> str:
    """The command of pip-deepfreeze, which reads the project in the lock's folder; its header does not show it."""
    words = ["pip-df", "sync"]
    words += ["--extras", ",".join(sorted(pairing.selection.extras))] if pairing.selection.extras else []
    words += ["--update", ",".join(upgrade)] if upgrade else []
    return in_folder(" ".join(map(_quote, words)), pairing.path.rpartition("/")[0])


def with_hashes(pairing: Any) -> str:
    """How to write a lock or an export again, with hashes; empty if its command is not known."""
    if pairing is None or pairing.command is None:
        return ""
    command = read_command(pairing.stated_command or pairing.command.text)
    if command.tool in (PIP_COMPILE, UV):
        if _HASHES not in command:
            command.arguments.append((_HASHES, (f"--{_HASHES}",)))
        written = fixing_command(command, inputs=pairing.sources, output=pairing.path, folder=pairing.base or "")
        return f"run `{written}`" if f"--{_HASHES}" in written else ""
    if command.tool not in EXPORTERS - {BUILD_DEPENDENCIES}:
        return ""
    command.arguments = [argument for argument in command.arguments if argument[0] not in _WITHOUT_HASHES]
    if command.tool == PIPENV and "hash" not in command:
        command.arguments.append(("hash", ("--hash",)))
    written = fixing_command(command, inputs=pairing.sources, output=pairing.path, folder=pairing.base or "")
    left_out = [option for option in _WITHOUT_HASHES if option in command]
    return remedy(pairing, written) + (f"; leave out `--{left_out[0]}`" if left_out and not written else "")


def not_emitting(pairing: Any, options: Iterable[str]) -> str:
    """The command that compiles a lock again without the lines of these options; empty if it is not known. pip-compile writes
    such lines by default, uv only with an option.
    """
    if pairing is None or pairing.command is None:
        return ""
    command = read_command(pairing.stated_command or pairing.command.text)
    given = [f"emit-{option}" for option in options]
    if command.tool == UV and not all(option in command for option in given):
        return ""
    command.arguments = [argument for argument in command.arguments if argument[0] not in given]
    if command.tool != UV:
        command.arguments += [(f"no-{option}", (f"--no-{option}",)) for option in given]
    return fixing_command(command, inputs=pairing.sources, output=pairing.path, folder=pairing.base or "")


def python_options(tool: str | None, pythons: Sequence[str]) -> str:
    """The options that make uv compile for the Pythons, the oldest first. Empty for pip-compile, which compiles for the Python
    that runs it.
    """
    if not pythons or tool != UV:
        return ""
    universal = " --universal" if len(pythons) > 1 else ""
    return f"{universal} --python-version {_quote(pythons[0])}"


def compiling_command(tool: str, given: str, made: str, pythons: Sequence[str]) -> str:
    """The command with which pip-compile or uv makes the lock ``made`` of the input ``given``, for the Pythons."""
    return _compose(tool, (), [given], made, pythons)


def under(python: str, command: str, reason: str = "") -> str:
    """The advice to run a command under a Python: pip-compile makes the lock for the Python that runs it."""
    return f"run with Python {python}{reason}: `{command}`"


def is_understood(command: Command) -> bool:
    """Whether the text is one command of a known compiler, has only known options, and starts no other program."""
    pythons = command.values("python") + command.values("python-version")
    return command.known and command.is_parsed and all(map(is_python_version, pythons))


def remedy(pairing: Any, command: str) -> str:
    """What to do: run ``command``. If that is empty, says what else is known about how the lock is made."""
    if command:
        return f"run `{command}`"
    again = f"compile {pairing.path} again"
    if pairing.stated_command:
        return f"{again}; {quoted(pairing.stated_command, 'the configuration')}"
    return f"{again}; {quoted(pairing.command.text, 'the header')}" if pairing.command is not None else again


def quoted(text: str, source: str) -> str:
    """A sentence with what ``source`` (the header or the configuration) says about how the lock is made."""
    if len(text) > _LONGEST_QUOTE or not SHELL.isdisjoint(text):
        return f"{source} has a command that pinlint does not know"
    from pinlint.text.secrets import redact

    return f"{source} says: {redact(text)}"


def in_folder(command: str, folder: str) -> str:
    """The command for a shell in the root folder; it runs in ``folder``, which is empty for the root itself."""
    return f"cd {_quote(folder)} && {command}" if folder else command


def pip_reqs_for(lock: str) -> str:
    """The command with which Divio's own compiler makes ``lock``."""
    return in_folder(PIP_REQS_COMMAND, lock.rpartition("/")[0])


def allowing_unsafe(command: str) -> str:
    """The command, with the option to pin the packages that pip-compile calls unsafe if it is a pip-compile command."""
    before, at, program = command.rpartition("&& ") if command.startswith("cd ") else ("", "", command)
    if program.startswith("pip-compile ") and "--allow-unsafe" not in program:
        return f"{before}{at}pip-compile --allow-unsafe{program.removeprefix('pip-compile')}"
    return command


def _compose(tool: str, upgrade: Sequence[str], inputs: Sequence[str], output: str, pythons: Sequence[str]) -> str:
    target = f" -o {_quote(output)}" if tool == UV else f" --output-file={_quote(output)}"
    return f"{tool}{_upgrades(tool, upgrade)} {' '.join(map(_quote, inputs))}{python_options(tool, pythons)}{target}"


def _quote(word: str) -> str:
    """One word of a command that people copy into their shell, without credentials."""
    from pinlint.text.escaping import shell_word
    from pinlint.text.secrets import redact

    return shell_word(redact(word))


def _upgrades(tool: str | None, upgrade: Sequence[str]) -> str:
    option = " -P " if tool == PIP_COMPILE else " --upgrade-package "
    return "" if tool in EXPORTERS else "".join(option + name for name in upgrade)
