"""The commands that make locks: reading the one that a header names, and giving the narrowest that mends a lock.

Nothing here is run. A command is read as a POSIX shell splits it; an option that a compiler does not have makes the
command one that is not fully known, and what such a command left out is no evidence of anything.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PIP_COMPILE = "pip-compile"
UV = "uv pip compile"
UV_EXPORT = "uv export"
MULTI = "pip-compile-multi"
HATCH = "hatch-pip-compile"
PIP_REQS = "pip-reqs"
#: It needs the wheels proxy of Divio's platform, which the project's container knows.
PIP_REQS_COMMAND = "docker compose run --rm web pip-reqs compile"
POETRY_EXPORT = "poetry export"
PDM_EXPORT = "pdm export"
PIPENV = "pipenv requirements"
#: It lists what each pin of a lock is built with, one beside the other: to be fetched, never to be installed together.
BUILD_DEPENDENCIES = "pybuild-deps compile"
FREEZE = "pip freeze"
#: Compilers whose input is a lock of their own; what they write is not judged against loose inputs.
EXPORTERS = frozenset({UV_EXPORT, POETRY_EXPORT, PDM_EXPORT, PIPENV, BUILD_DEPENDENCIES})

#: The options that take a value, under their long names; ``=`` gives the name that is used here for several spellings.
_VALUES = {
    PIP_COMPILE: (
        "extra find-links index-url extra-index-url cert client-cert trusted-host uploaded-prior-to annotation-style "
        "upgrade-package output-file newline max-rounds cache-dir pip-args resolver unsafe-package config constraint "
        "build-deps-for group header-text"
    ),
    UV: (
        "constraints=constraint constraint overrides=override override excludes=exclude exclude build-constraints "
        "build-constraint extra group cert output-file format annotation-style custom-compile-command no-binary "
        "only-binary python-platform no-emit-package unsafe-package=no-emit-package torch-backend index default-index "
        "index-url extra-index-url find-links index-strategy keyring-provider upgrade-package upgrade-group resolution "
        "prerelease prerelease-package fork-strategy exclude-newer exclude-newer-package no-sources-package "
        "config-setting config-settings config-settings-package no-build-isolation-package link-mode cache-dir "
        "refresh-package python python-version color allow-insecure-host directory project config-file no-build-package"
    ),
    MULTI: (
        "upgrade-package python-version python-platform out-ext only-path in-ext header forbid-post extra-index-url "
        "compatible directory generate-hashes"
    ),
}
_FLAGS = {
    PIP_COMPILE: (
        "color no-color verbose quiet dry-run pre rebuild all-extras no-index header no-header emit-trusted-host "
        "no-emit-trusted-host annotate no-annotate upgrade no-upgrade allow-unsafe no-allow-unsafe strip-extras "
        "no-strip-extras generate-hashes reuse-hashes no-reuse-hashes build-isolation no-build-isolation emit-find-links "
        "no-emit-find-links emit-index-url no-emit-index-url index no-index emit-options no-emit-options no-config "
        "all-build-deps only-build-deps"
    ),
    UV: (
        "require-build-hashes all-extras no-deps no-strip-extras strip-extras no-strip-markers strip-markers no-annotate "
        "annotate no-header header system generate-hashes no-build universal emit-index-url emit-find-links "
        "emit-build-options emit-marker-expression emit-index-annotation no-index upgrade no-sources no-build-isolation "
        "no-cache refresh managed-python no-managed-python no-python-downloads quiet verbose system-certs native-tls "
        "offline no-progress no-config pre legacy-setup-py allow-unsafe no-allow-unsafe no-reuse-hashes reuse-hashes "
        "build isolated preview all-groups"
    ),
    MULTI: (
        "uv no-uv use-cache no-use-cache upgrade no-upgrade strip-extras skip-constraints no-skip-constraints live "
        "no-live emit-trusted-host no-emit-trusted-host emit-find-links no-emit-find-links build-isolation "
        "no-build-isolation backtracking no-backtracking autoresolve no-autoresolve annotate-index no-annotate-index "
        "allow-unsafe"
    ),
}
_SHORT = {
    PIP_COMPILE: {
        "-v": "verbose",
        "-q": "quiet",
        "-n": "dry-run",
        "-p": "pre",
        "-r": "rebuild",
        "-f": "find-links",
        "-i": "index-url",
        "-U": "upgrade",
        "-P": "upgrade-package",
        "-o": "output-file",
        "-c": "constraint",
    },
    UV: {
        "-c": "constraint",
        "-b": "build-constraint",
        "-o": "output-file",
        "-i": "index-url",
        "-f": "find-links",
        "-U": "upgrade",
        "-P": "upgrade-package",
        "-C": "config-setting",
        "-n": "no-cache",
        "-p": "python-version",  # on `uv pip compile` a bare version here is the version to resolve for
        "-q": "quiet",
        "-v": "verbose",
    },
    MULTI: {
        "-P": "upgrade-package",
        "-o": "out-ext",
        "-t": "only-path",
        "-i": "in-ext",
        "-h": "header",
        "-p": "forbid-post",
        "-c": "compatible",
        "-d": "directory",
        "-s": "allow-unsafe",
        "-g": "generate-hashes",
    },
}
_LISTS = frozenset({"extra", "group", "no-emit-package", "unsafe-package"})


class Command:
    """A command that made a lock.

    ``tool`` is one of the names above, or None for a command that is not a known compiler's (``make upgrade``).
    ``options`` maps the long names that occur to their values (an empty list for flags), ``sources`` are the files given.
    ``unknown`` holds the options that the tool does not have: with one of them, or without a tool, the command may do
    what cannot be seen.
    """

    __slots__ = ("options", "sources", "text", "tool", "unknown", "words")

    def __init__(self, text: str, tool: str | None, words: Sequence[str]) -> None:
        self.text = text
        self.tool = tool
        self.words = words
        self.options: dict[str, list[str]] = {}
        self.sources: list[str] = []
        self.unknown: list[str] = []

    def __repr__(self) -> str:
        return f"Command({self.text!r})"

    def __contains__(self, option: str) -> bool:
        return option in self.options

    @property
    def known(self) -> bool:
        """Whether the tool and every option are known, so that an option's absence means something."""
        return self.tool is not None and not self.unknown

    def values(self, option: str) -> list[str]:
        """The values given to ``option``; lists with commas are split where the tools split them."""
        values = self.options.get(option, [])
        if option in _LISTS:
            return [part for value in values for part in value.split(",") if part]
        return values

    @property
    def output(self) -> str | None:
        """The file that the command writes, as given."""
        given = self.options.get("output-file")
        return given[-1] if given else None


def read_command(text: str) -> Command:
    """Reads a command line. Never fails: what is not a known compiler's command has the tool None."""
    words = split(text)
    tool, rest = _tool(words)
    command = Command(text.strip(), tool, words)
    if tool in _VALUES:
        _read_options(command, tool, rest)
    return command


def split(text: str) -> list[str]:
    """The words of a command as a POSIX shell splits it; cut at blanks where its quotes are not closed."""
    if not any(character in text for character in "'\"\\"):
        return text.split()
    import shlex

    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


#: How a tool's command begins, after a path and an interpreter are taken off. The longer come first.
_BEGINNINGS = (
    (("uv", "pip", "compile"), UV),
    (("uv", "export"), UV_EXPORT),
    (("pip-compile",), PIP_COMPILE),
    (("piptools", "compile"), PIP_COMPILE),
    (("pip-compile-multi",), MULTI),
    (("hatch-pip-compile",), HATCH),
    (("pip-reqs", "compile"), PIP_REQS),
    (("poetry", "export"), POETRY_EXPORT),
    (("pdm", "export"), PDM_EXPORT),
    (("pipenv", "requirements"), PIPENV),
    (("pipenv", "lock"), PIPENV),
    (("pybuild-deps", "compile"), BUILD_DEPENDENCIES),
    (("pip", "freeze"), FREEZE),
    (("uv", "pip", "freeze"), FREEZE),
)


def _tool(words: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """The tool that the words call, and the words after its name."""
    while words and "=" in words[0] and not words[0].startswith("-") and words[0].split("=")[0].isidentifier():
        words = words[1:]  # VARIABLE=value before the command
    if not words:
        return None, words
    first = words[0].rsplit("/", 1)[-1]
    if len(words) > 2 and first.startswith("python") and words[1] == "-m":
        words = words[2:]
        first = words[0]
    elif first == "uvx" and len(words) > 1:
        words = words[3:] if words[1] == "--from" else words[1:]
        first = words[0] if words else ""
    rest = [first, *words[1:]]
    for beginning, tool in _BEGINNINGS:
        if tuple(rest[: len(beginning)]) == beginning:
            return tool, rest[len(beginning) :]
    return None, words


def _read_options(command: Command, tool: str, words: Sequence[str]) -> None:
    values = dict(_spelling(name) for name in _VALUES[tool].split())
    flags = frozenset(_FLAGS[tool].split())
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word == "-" or not word.startswith("-"):
            command.sources.append(word)
            continue
        name, equals, value = word.partition("=")
        if word.startswith("--"):
            name = name[2:]
        elif name[:2] in _SHORT[tool]:
            name, attached = _SHORT[tool][name[:2]], word[2:]
            if attached and name in values:
                equals, value = "=", attached.removeprefix("=") if tool == UV else attached
        if name in values:
            if not equals:
                if not waiting:
                    command.unknown.append(word)
                    continue
                value = waiting.pop()
            command.options.setdefault(values[name], []).append(value)
        elif name in flags:
            command.options.setdefault(name, [])
        else:
            command.unknown.append(word)


def _spelling(name: str) -> tuple[str, str]:
    written, _, used = name.partition("=")
    return written, used or written


def is_container_path(path: str) -> bool:
    """Whether a path is one of Divio's build container, where ``pip-reqs`` compiles."""
    return path.startswith("/workspace/")


def mending(
    command: Command | None,
    upgrade: Sequence[str] = (),
    *,
    inputs: Sequence[str] = (),
    output: str = "",
    folder: str = "",
) -> str:
    """The narrowest command that makes the lock fresh again.

    ``upgrade`` names the pins that must move; without them the plain command does. ``inputs`` and ``output`` are the
    files of the project, for where the header's own paths exist on another machine only or there is no header, and
    ``folder`` is the folder that the header's paths are relative to.
    """
    if command is None:
        return _compose("uv pip compile", upgrade, inputs, output)
    from pinlint.requirements.references import redact

    text = redact(command.text)
    if any(is_container_path(word) for word in command.sources) or command.tool == PIP_REQS:
        return pip_reqs_for(output)
    if command.tool is None or command.tool in EXPORTERS or command.tool == FREEZE:
        return text
    if command.tool in (PIP_COMPILE, UV):
        if inputs and any(word.startswith(("/", "~")) or word[1:3] in (":\\", ":/") for word in command.sources):
            return _compose(command.tool, upgrade, inputs, output)
        if not command.sources and command.tool == UV:
            return _compose(command.tool, upgrade, inputs, output)
    if command.tool == PIP_COMPILE and text.startswith("pip-compile"):
        return in_folder(f"pip-compile{_upgrades(command.tool, upgrade)}{text.removeprefix('pip-compile')}", folder)
    return in_folder(text + _upgrades(command.tool, upgrade), folder)


def in_folder(command: str, folder: str) -> str:
    """The command for a shell that stands at the root; it runs in ``folder``, empty for the root itself."""
    return f"cd {_quote(folder)} && {command}" if folder else command


def pip_reqs_for(lock: str) -> str:
    """The command with which Divio's own compiler makes ``lock``."""
    return in_folder(PIP_REQS_COMMAND, lock.rpartition("/")[0])


def allowing_unsafe(command: str) -> str:
    """The command, if it is pip-compile's, with leave to pin the packages that it calls unsafe."""
    before, at, program = command.rpartition("&& ") if command.startswith("cd ") else ("", "", command)
    if program.startswith("pip-compile ") and "--allow-unsafe" not in program:
        return f"{before}{at}pip-compile --allow-unsafe{program.removeprefix('pip-compile')}"
    return command


def _compose(tool: str, upgrade: Sequence[str], inputs: Sequence[str], output: str) -> str:
    target = f" -o {_quote(output)}" if tool == UV else f" --output-file={_quote(output)}"
    return f"{tool}{_upgrades(tool, upgrade)} {' '.join(map(_quote, inputs))}{target}"


def _quote(path: str) -> str:
    """The path as a word of a command that people copy into their shell."""
    from pinlint.text.escaping import shell_word

    return shell_word(path)


def _upgrades(tool: str, upgrade: Sequence[str]) -> str:
    option = " -P " if tool == PIP_COMPILE else " --upgrade-package "
    return "".join(option + name for name in upgrade)
