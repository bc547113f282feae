"""Reads the commands that make locks, as headers name them. Nothing is run here.

A command is split as a POSIX shell splits it. Its options are read as its compiler reads them: click for pip-compile and
pip-compile-multi, clap for uv. A command with an ambiguous word, or with an option that its compiler does not have, is not fully
known. Then a missing option proves nothing.
"""

from __future__ import annotations

from itertools import pairwise

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PIP_COMPILE = "pip-compile"
UV = "uv pip compile"
UV_EXPORT = "uv export"
MULTI = "pip-compile-multi"
HATCH = "hatch-pip-compile"
PIP_REQS = "pip-reqs"
#: It needs the wheels proxy of Divio's platform, which is set up in the project's container.
PIP_REQS_COMMAND = "docker compose run --rm web pip-reqs compile"
POETRY_EXPORT = "poetry export"
PDM_EXPORT = "pdm export"
PIPENV = "pipenv requirements"
#: It lists the build dependencies of all pins of a lock: to download, not to install together.
BUILD_DEPENDENCIES = "pybuild-deps compile"
FREEZE = "pip freeze"
#: Compilers that read another lock as their input; their output is not compared with loose inputs.
EXPORTERS = frozenset({UV_EXPORT, POETRY_EXPORT, PDM_EXPORT, PIPENV, BUILD_DEPENDENCIES})

#: The options that take a value, by their long names; ``=`` gives the name used here for several spellings.
_VALUES = {
    PIP_COMPILE: (
        "extra find-links index-url extra-index-url cert client-cert trusted-host uploaded-prior-to annotation-style "
        "upgrade-package output-file newline max-rounds cache-dir pip-args resolver unsafe-package config constraint "
        "build-deps-for group header-text"
    ),
    UV: (
        "constraints=constraint constraint overrides=override override excludes=exclude exclude "
        "build-constraints=build-constraint build-constraint extra group cert output-file format annotation-style "
        "custom-compile-command no-binary only-binary python-platform no-emit-package unsafe-package=no-emit-package "
        "torch-backend index default-index index-url extra-index-url find-links index-strategy keyring-provider "
        "upgrade-package upgrade-group resolution prerelease prerelease-package fork-strategy exclude-newer "
        "exclude-newer-package no-sources-package config-setting config-settings config-settings-package "
        "no-build-isolation-package link-mode cache-dir refresh-package python python-version color allow-insecure-host "
        "directory project config-file no-build-package"
    ),
    MULTI: (
        "upgrade-package python-version python-platform out-ext only-path in-ext header forbid-post extra-index-url "
        "compatible directory generate-hashes"
    ),
    UV_EXPORT: (
        "format output-file extra no-extra group no-group only-group prune package no-emit-package python-version "
        "no-install-package=no-emit-package"
    ),
    POETRY_EXPORT: "format output extras with without only",
    PDM_EXPORT: "format output group",
    PIPENV: "categories",
    BUILD_DEPENDENCIES: "output-file",
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
    UV_EXPORT: (
        "frozen locked no-dev dev only-dev all-extras all-groups no-default-groups all-packages no-hashes hashes "
        "no-header no-annotate no-editable no-emit-project no-emit-workspace no-emit-local quiet "
        "no-install-project no-install-workspace no-install-local"
    ),
    POETRY_EXPORT: "without-hashes without-urls dev all-extras all-groups with-credentials quiet no-interaction no-ansi",
    PDM_EXPORT: "without-hashes no-hashes prod production dev no-default no-markers no-extras verbose quiet",
    PIPENV: "hash dev dev-only exclude-markers from-pipfile requirements",
    BUILD_DEPENDENCIES: "generate-hashes",
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
        "-p": "python-version",  # for `uv pip compile`, a bare version here is the version to resolve for
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
    UV_EXPORT: {"-o": "output-file", "-q": "quiet"},
    POETRY_EXPORT: {"-f": "format", "-o": "output", "-E": "extras", "-q": "quiet", "-n": "no-interaction"},
    PDM_EXPORT: {"-f": "format", "-o": "output", "-G": "group", "-v": "verbose", "-q": "quiet"},
    PIPENV: {"-r": "requirements", "-d": "dev"},
    BUILD_DEPENDENCIES: {"-o": "output-file"},
}
_LISTS = frozenset({"extra", "group", "no-emit-package", "unsafe-package"})
#: Old compilers wrote these options into their headers even if they were not given: ``--cert=None``.
_ABSENT = frozenset({"cert", "client-cert", "index-url", "cache-dir", "config", "pip-args", "output-file"})
#: A backslash in a path, or the two before a server. No compiler writes one before a letter for another reason.
_SEPARATOR = lazy(r"\\\\(?=[\w.?])|\\(?=[\w.])")
#: A path on a server, also as the value of an option: ``\\server\share\base.in``.
_ON_SERVER = lazy(r"(?:-[\w-]*=?)?\\\\(?=[\w.?])")
#: A Python that is given as a version.
_PYTHON_VERSION = lazy(
    r"(?:(?:c?python|pypy)[@-]?)?[0-9]+(?:\.[0-9]+){0,2}(?:(?:a|b|rc)[0-9]+)?t?|(?:[<>=!~]=?[0-9.*]+,?)+"
)
#: Characters that a shell does not accept inside one word. A header is written word by word, so it has none of them.
SHELL = frozenset(";|&<>()`$\n\r\0")
#: Words that end a command. A header has them if a project sets the command that pip-compile writes.
_ENDS = frozenset((";", "&&", "||", "|", "&", ">", ">>"))


class Command:
    """A command that made a lock.

    ``tool`` is one of the names above, or None if the command is not of a known compiler (``make upgrade``). ``options`` maps the
    long name of each option in the command to its values (an empty list for flags). ``sources`` are the files given. ``unknown``
    lists words that the tool does not know. With such a word, or without a tool, the effect of the command is not known.
    ``program`` is how a shell calls the tool. ``arguments`` lists the words after the program, each with the name of its option.
    Short options that were written as one word (``-qU``) are separate words there.
    """

    __slots__ = ("arguments", "options", "program", "sources", "text", "tool", "unknown")

    def __init__(self, text: str, tool: str | None = None, program: Sequence[str] = ()) -> None:
        self.text = text
        self.tool = tool
        self.program = tuple(program)
        self.arguments: list[tuple[str, tuple[str, ...]]] = []
        self.options: dict[str, list[str]] = {}
        self.sources: list[str] = []
        self.unknown: list[str] = []

    def __contains__(self, option: str) -> bool:
        return option in self.options

    @property
    def known(self) -> bool:
        """Whether the tool and every option are known, so that a missing option means something."""
        return self.tool is not None and not self.unknown

    @property
    def is_parsed(self) -> bool:
        """Whether the options of such a command are parsed."""
        return self.tool in _VALUES

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
    """Reads a command line. Never fails: if the command is not of a known compiler, its tool is None.

    So it is if several commands compile something, because nothing shows which of them made the lock.
    """
    words = list(_words(text))
    ends = [place for place, word in enumerate(words) if word in _ENDS]
    stops = [*ends, len(words)]
    tool, program, rest = _tool(words[: stops[0]])
    if any(_tool(words[end + 1 : stop])[0] is not None for end, stop in pairwise(stops)):
        return Command(text.strip())
    command = Command(text.strip(), tool, program)
    if tool in _VALUES:
        _read_options(command, tool, rest)
        command.unknown += [words[end] for end in ends]
    return command


def _words(text: str) -> Iterator[str]:
    """The words of a command. A semicolon at the end of one is a word."""
    for word in split(text):
        bare = word.rstrip(";")
        if bare:
            yield bare
        if bare != word:
            yield ";"


def split(text: str) -> list[str]:
    """The words of a command as a POSIX shell splits it; split at blanks if its quotes are not closed.

    On Windows, uv writes paths with backslashes and without quotes. It reads them with slashes, too.
    """
    if "'" not in text and '"' not in text:
        if "\\" not in text:
            return text.split()
        text = _SEPARATOR.sub(lambda match: "/" * len(match[0]), text)
    import shlex

    try:
        words = shlex.split(text)
    except ValueError:
        return text.split()
    return [word.replace("\\", "/") if _ON_SERVER.match(word) else word for word in words]


#: How a tool's command begins, after a path and an interpreter are removed. Longer ones come first.
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


def _tool(words: Sequence[str]) -> tuple[str | None, Sequence[str], Sequence[str]]:
    """The tool that the words call, the words that name the tool, and the words after these."""
    while words and "=" in words[0] and not words[0].startswith("-") and words[0].split("=")[0].isidentifier():
        words = words[1:]  # VARIABLE=value before the command
    if not words:
        return None, (), words
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
            program = ("pip-compile",) if tool == PIP_COMPILE else beginning
            return tool, program, rest[len(beginning) :]
    return None, (), words


def _read_options(command: Command, tool: str, words: Sequence[str]) -> None:
    """Parses the words after the program's name into ``command``."""
    values = dict(_spelling(name) for name in _VALUES[tool].split())
    flags = frozenset(_FLAGS[tool].split())
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word == "-" or not word.startswith("-"):
            _take_source(command, word)
        elif not word.startswith("--"):
            _take_cluster(command, word, tool, values, flags, waiting)
        else:
            name, equals, value = word[2:].partition("=")
            if name in values:
                _take_value(command, values[name], word, value if equals else None, waiting)
            elif name in flags and not equals:
                _take(command, name, (word,))
            else:
                command.unknown.append(word)


def _take(command: Command, name: str, words: tuple[str, ...], value: str | None = None) -> None:
    command.arguments.append((name, words))
    given = command.options.setdefault(name, [])
    if value is not None:
        given.append(value)


def _take_source(command: Command, word: str) -> None:
    command.sources.append(word)
    command.arguments.append(("", (word,)))
    if not SHELL.isdisjoint(word):
        command.unknown.append(word)


def _take_value(command: Command, name: str, option: str, value: str | None, waiting: list[str]) -> None:
    """Reads an option with its value, which is the next word if none is attached."""
    words: tuple[str, ...] = (option,)
    if value is None:
        if not waiting or (waiting[-1].startswith("-") and waiting[-1] != "-"):
            command.unknown.append(option)  # click takes the next option as the value, clap rejects it
            return
        value = waiting.pop()
        words = (option, value)
    if value == "None" and name in _ABSENT:
        return
    _take(command, name, words, value)


def _take_cluster(
    command: Command,
    word: str,
    tool: str,
    values: dict[str, str],
    flags: frozenset[str],
    waiting: list[str],
) -> None:
    """Reads the short options of one word; keeps each as a separate word, so that the compiler cannot read them differently."""
    known = _SHORT[tool]
    for at in range(1, len(word)):
        short = "-" + word[at]
        name = known.get(short, "")
        if name in values:
            attached = word[at + 1 :]
            if tool == UV:
                attached = attached.removeprefix("=")  # click keeps it
            if not attached:
                _take_value(command, values[name], short, None, waiting)
            elif attached.startswith("-") or (attached == "None" and values[name] in _ABSENT):
                command.unknown.append(word)
            else:
                _take(command, values[name], (short, attached), attached)
            return
        if name not in flags:
            command.unknown.append(word)
            return
        _take(command, name, (short,))


def _spelling(name: str) -> tuple[str, str]:
    written, _, used = name.partition("=")
    return written, used or written


def is_container_path(path: str) -> bool:
    """Whether a path is in Divio's build container, where ``pip-reqs`` compiles."""
    return path.startswith("/workspace/")


def is_python_version(value: str) -> bool:
    """Whether a value for a Python is a version (``3.12``, ``pypy3.10``, ``>=3.11``), not the path of a program."""
    return _PYTHON_VERSION.fullmatch(value) is not None
