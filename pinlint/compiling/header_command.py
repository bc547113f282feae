"""Runs the command in a lock's header, for uv, pip-compile and pip-compile-multi: only known programs with known options.

A header is text from the repository. The command is built from the parsed header, writes only the lock, and reads only files
of the project. Options that would run another program, read another configuration, or trust another index, host or certificate
are refused.
"""

from __future__ import annotations

import os

from pinlint.compiling import Invocation, Refused, programs, tool_settings
from pinlint.compiling.inputs import look_through, requirements
from pinlint.freshness.compilers import MULTI, PIP_COMPILE, UV, is_python_version
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.compiling.confines import Confines
    from pinlint.freshness.compilers import Command
    from pinlint.freshness.pairing import Pairing

#: Options of those programs that a stranger's header must not set.
_REFUSED = frozenset(
    """
    pip-args config config-file project directory cache-dir cert client-cert trusted-host allow-insecure-host
    keyring-provider index index-url default-index extra-index-url find-links config-setting config-settings
    config-settings-package header-text
    """.split()  # noqa: SIM905 - words are easier to read than quotes
)
#: Options of those programs that are harmless if a person agrees to them.
_ASKED = frozenset(
    {"index-strategy", "no-build-isolation", "no-build-isolation-package", "all-build-deps", "build-deps-for"}
)
#: Options of those programs that name requirements files.
_FILES = ("constraint", "build-constraint", "override", "exclude")
#: Options whose value is text for people.
_TEXTS = frozenset(
    {"custom-compile-command", *_FILES, "output-file", "group", "directory", "header", "generate-hashes", "only-path"}
)
_ENDING = lazy(r"\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
#: The default input files of pip-compile.
_DEFAULTS = ("requirements.in", "setup.py", "pyproject.toml", "setup.cfg")
_PROJECT_FILES = _DEFAULTS[1:]


def invocation(pairing: Pairing, confines: Confines, upgrade: Sequence[str] = ()) -> Invocation:
    """The header's command, which also upgrades the projects ``upgrade``. Raises Refused if it must not be run."""
    command = pairing.command
    if command is None or command.tool not in (PIP_COMPILE, UV, MULTI):
        raise Refused("it is not the command of a compiler that pinlint knows")
    _refuse_options(command, confines)
    lock = confines.file(f"./{os.path.basename(pairing.path)}", pairing.path)
    requirements(confines, lock, is_lock=True)
    environ = os.environ
    if command.tool == MULTI:
        output = _multi(pairing, command, confines)
    else:
        output = _output(command, confines, lock)
    if command.tool == UV or "uv" in command:
        programs.refuse_interpreters(confines, environ)
    more = [word for name in upgrade for word in ("--upgrade-package", name)]
    if command.tool == PIP_COMPILE:
        more.append("--quiet")  # otherwise it prints the lock to standard error; it omits this option in the header
    words = [word for _, argument in command.arguments for word in argument]
    result = Invocation([*command.program, *words, *output, *more], confines.folder, asks=confines.asks, echoes=True)
    if command.tool == MULTI:
        programs.refuse_shadows(confines)
        result.variables["PYTHONSAFEPATH"] = "1"  # it runs `python -m piptools`
    return result


def _refuse_options(command: Command, confines: Confines) -> None:
    if command.unknown:
        raise Refused(f"pinlint does not know its {command.unknown[0]}")
    for option, given in command.options.items():
        if option in _REFUSED and (command.tool, option) != (MULTI, "directory"):
            raise Refused(f"pinlint does not accept --{option} from a header")
        if option in _ASKED:
            confines.asks.append(f"the header has --{option}")
        for value in given:
            if not value.isprintable() or (option not in _TEXTS and ("/" in value or "\\" in value or "@" in value)):
                if option in ("python", "python-version"):
                    break
                raise Refused(f"pinlint does not accept {value} for --{option} from a header")
    for value in command.values("python") + command.values("python-version"):
        if not is_python_version(value) or confines.exists(confines.file(f"./{value}") if value.isalnum() else value):
            raise Refused("pinlint does not accept the path of an interpreter from a header")


def _output(command: Command, confines: Confines, lock: str) -> list[str]:
    """Checks the input files, and returns the words that make the compiler write only the lock."""
    inputs = [confines.file(path) for path in command.sources]
    for path in inputs:
        look_through(confines, path, static=command.tool == UV)
    for option in _FILES:
        for path in command.values(option):
            requirements(confines, confines.file(path))
    for group in command.values("group"):
        before, colon, _ = group.rpartition(":")
        look_through(confines, confines.file(before if colon else "./pyproject.toml"))
    if not inputs and command.tool == PIP_COMPILE:
        inputs = [confines.file(next((n for n in _DEFAULTS if confines.exists(confines.file(n))), _DEFAULTS[0]))]
        look_through(confines, inputs[0], static=False)
    if command.tool == UV:
        tool_settings.uv(confines, inputs)
        if command.values("format") not in ([], ["requirements.txt"]):
            raise Refused("it writes another format than the lock's")
        configured = True
    else:
        configured = tool_settings.pip_tools(confines, inputs)
    outputs = command.options.get("output-file", [])
    if len(outputs) > 1 or (outputs and confines.file(outputs[0]) != lock):
        raise Refused("it writes another file than the lock")
    default = _default_output(inputs)
    if outputs or (not configured and default == lock):
        return []
    relative = os.path.relpath(lock, confines.folder or ".").replace(os.sep, "/")
    return ["-o", relative] if command.tool == UV else [f"--output-file={relative}"]


def _default_output(inputs: list[str]) -> str:
    """The default output file of pip-compile."""
    folder, slash, name = inputs[0].rpartition("/") if inputs else ("", "", "")
    if name in _PROJECT_FILES:
        return f"{folder}{slash}requirements.txt"
    return f"{folder}{slash}{name.rpartition('.')[0] or name}.txt"


def _multi(pairing: Pairing, command: Command, confines: Confines) -> list[str]:
    """Checks what pip-compile-multi would compile: every input of a folder, and the inputs that they include."""
    folder = confines.file((command.values("directory") or ["requirements"])[-1])
    ending = (command.values("in-ext") or [".in"])[-1].removeprefix("*")
    written = (command.values("out-ext") or [".txt"])[-1]
    if not _ENDING.fullmatch(ending) or not _ENDING.fullmatch(written) or ending == written:
        raise Refused("it uses unusual file endings")
    for path in command.values("header"):
        header = confines.file(path)
        confines.read(header)
        confines.asks.append(f"it copies {header} into the locks")
    for path in (*command.values("only-path"), *command.values("generate-hashes")):
        confines.file(path)
    try:
        names = os.listdir(os.path.join(confines.root, folder))
    except OSError as error:
        raise Refused(f"{folder} cannot be read: {error.strerror}") from error
    inputs = [f"{folder}/{name}" for name in sorted(names) if name.endswith(ending) and not name.startswith(".")]
    files = dict.fromkeys(file for path in inputs for file in requirements(confines, confines.file(f"./{path}", "")))
    outputs = [path.removesuffix(ending) + written for path in files if path.endswith(ending)]
    if pairing.path not in outputs:
        raise Refused("it writes other files than the lock")
    for path in outputs:
        confines.file(f"./{path}", "")
        if confines.exists(path) and path not in pairing.locks:
            raise Refused(f"it would overwrite {path}, which is not a lock")
    tool_settings.pip_tools(confines, inputs)
    if "uv" in command:
        tool_settings.uv(confines, inputs)
    return []
