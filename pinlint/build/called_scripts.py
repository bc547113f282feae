"""Finds the files of the project that a command runs: shell scripts and environments of conda by their paths, and targets of
Makefiles, tox and others by name.
"""

from __future__ import annotations

from posixpath import join, normpath

from pinlint.build.docker_context import UNKNOWN_FOLDER
from pinlint.formats.inner_scripts import SHELLS
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pinlint.build.image_stage import Stage
    from pinlint.formats.shell_words import SimpleCommand

_MAKERS = {
    "make": ("GNUmakefile", "makefile", "Makefile"),
    "gmake": ("GNUmakefile", "makefile", "Makefile"),
    "just": ("justfile", "Justfile", ".justfile"),
}
#: Tools that run jobs by name, and the files in which they look for them.
_TOX_FILES = ("tox.ini", "setup.cfg", "tox.toml", "pyproject.toml")
_FILES_OF: dict[str, tuple[str, ...]] = {
    "tox": _TOX_FILES,
    "nox": ("noxfile.py",),
    "hatch": ("pyproject.toml", "hatch.toml"),
    "cibuildwheel": ("pyproject.toml",),
    "pdm": ("pyproject.toml",),
    "mise": ("mise.toml", ".mise.toml"),
    "pixi": ("pixi.toml", "pyproject.toml"),
    "poe": ("pyproject.toml",),
}
#: The programs that make environments of conda.
_CONDAS = frozenset(["conda", "mamba", "micromamba"])
#: Tools that run another tool after the word ``run``.
_RUNNERS = frozenset(["uv", "pipx", "poetry", "pipenv", "rye"])
#: Options of them without a value.
_FLAGS = frozenset(
    ["--isolated", "--no-project", "--frozen", "--locked", "-q", "--quiet", "-v", "--no-sync", "-m", "--active"]
)
#: Options of the tools with a value, which is no operand.
_WITH_VALUE = frozenset(["-e", "--environment", "--env", "-p", "--project", "--manifest-path"])
#: The version or the parameters in the name of a session of nox: ``build-3.12``, ``tests(django='5')``.
_PYTHON_OF_NOX = lazy(r"-(?:python|pypy)?[23]\.\d+|\(.*")
_PYTHON = lazy(r"python[23]?(?:\.\d+)?|py")


def called_by(
    command: SimpleCommand, stage: Stage, folder: str, variables: Mapping[str, str | None]
) -> Iterator[tuple[str, str]]:
    """The scripts that a command runs, each as its path in the project and the target that is made (``""`` for the first one)."""
    program = command.program
    words = [(word.value(variables) or "") for word in (*command.prefixes, *command.words)]
    tool = tool_in(words)
    if tool is not None:
        names, targets = _named(words[tool:], variables)
        for name in names:
            found = _file(stage, folder, name)
            if found is not None:
                yield from ((found, target) for target in targets)
        return
    if program in _MAKERS:
        yield from _made(command, stage, folder, variables)
        return
    if program in _CONDAS:
        for name in _environments(program, words[len(command.prefixes) + 1 :]):
            found = _file(stage, folder, name)
            if found is not None:
                yield found, ""
        return
    path: str | None = None
    if program in SHELLS or program in ("source", "."):
        for word in command.words[1:]:
            text = word.value(variables)
            if text is None or (text[:1] == "-" and "c" in text[1:] and text[:2] != "--"):
                return
            if text[:1] not in ("-", "+") and text not in ("pipefail", "errexit"):
                path = text
                break
    elif _PYTHON.fullmatch(program):
        texts = [word.value(variables) for word in command.words[1:]]
        path = next(
            (text for text in texts if text is None or text in ("-m", "-c") or text.endswith(".py") or "/" in text),
            None,
        )
    elif command.words:
        path = command.words[0].value(variables)
        if path is not None and "/" not in path:
            path = None
    if path is not None:
        found = _file(stage, folder, path)
        if found is not None:
            yield found, ""


def _file(stage: Stage, folder: str, name: str) -> str | None:
    """The file of the project that a command runs. An earlier command may have changed the file; it still counts."""
    path = normpath(join(folder, name))
    if stage.context.dockerfile is not None or path.startswith(UNKNOWN_FOLDER):
        return stage.find(path).path
    inside = path.lstrip("/")
    return inside if inside in stage.context.project.path_set else None


def _made(
    command: SimpleCommand, stage: Stage, folder: str, variables: Mapping[str, str | None]
) -> Iterator[tuple[str, str]]:
    targets = []
    names: tuple[str, ...] = _MAKERS[command.program]
    words = iter(command.words[1:])
    for word in words:
        text = word.value(variables)
        if text in ("-C", "--directory", "-f", "--file", "--makefile"):
            following = next(words, None)
            value = following.value(variables) if following is not None else None
            if value is None:
                return
            if text in ("-C", "--directory"):
                folder = normpath(join(folder, value))
            else:
                names = (value,)
        elif text and text[:1] != "-" and "=" not in text:
            targets.append(text)
    for name in names:
        found = _file(stage, folder, name)
        if found is not None:
            yield from ((found, target) for target in targets or [""])
            return


def _environments(program: str, words: Sequence[str]) -> list[str]:
    """The files of environments that conda reads: ``env create -f prod.yml``. micromamba needs no word ``env``."""
    operands = [word for word in words if word[:1] != "-"]
    in_env = operands[:1] == ["env"]
    if operands[in_env : in_env + 1] not in (["create"], ["update"], ["install"]):
        return []
    if not in_env and program == "conda":
        return []  # `conda create --file` reads another kind of file
    found = []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name in ("-f", "--file"):
            found.append(value if equals else following)
        elif word[:2] == "-f" and word[2:]:
            found.append(word[2:])
    if not found and in_env:
        found = ["environment.yml", "environment.yaml"]
    return [name for name in found if name.endswith((".yml", ".yaml"))]


def _program(word: str) -> str:
    """The tool's name in a word that runs a tool: ``tox`` in ``/usr/bin/tox``, ``tox==4`` and
    ``tox@git+https://example.com/tox``.
    """
    return word.partition("@")[0].partition("=")[0].rpartition("/")[2]


def tool_in(words: Sequence[str]) -> int | None:
    """The index of the word with a tool of `_FILES_OF`, which another tool may run: ``uvx --with x tox@4 -e y``."""
    runner = _program(words[0]) if words else ""
    if runner in _FILES_OF:
        return None if runner == "mise" and words[1:2] != ["run"] else 0  # ``mise exec`` runs a command
    if _PYTHON.fullmatch(runner):
        return 2 if len(words) > 2 and words[1] == "-m" and words[2] in _FILES_OF else None
    if runner != "uvx" and (runner not in _RUNNERS or "run" not in words[:3]):
        return None
    for index, word in enumerate(words[1:], 1):
        before = words[index - 1]
        if _program(word) in _FILES_OF and (before[:1] != "-" or before in _FLAGS):
            return index
    return None


def _named(words: Sequence[str], variables: Mapping[str, str | None]) -> tuple[Sequence[str], list[str]]:
    """The files that a tool may read, each with the jobs in it that the arguments name."""
    tool = _program(words[0])
    files = _FILES_OF[tool]
    if tool == "cibuildwheel":
        return files, [tool]
    if tool in ("hatch", "mise", "pdm", "pixi", "poe"):
        operands = [word for index, word in enumerate(words[1:], 1) if _is_operand(words, index)]
        if tool != "poe":
            operands = operands[1:] if operands[:1] == ["run"] else []
        targets = [operands[0].partition(":")[0] if tool == "hatch" else operands[0]] if operands else []
        if tool == "hatch" and operands and ":" not in operands[0]:
            targets = ["default"]
        return files, targets
    options = ("-e", "--env") if tool == "tox" else ("-s", "--session", "--sessions")
    targets = (variables.get("TOXENV") or "").split(",") if tool == "tox" else []
    for index, word in enumerate(words):
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if word[:2] in options and len(word) > 2 and word[:2] != "--" and not equals:
            targets = [word[2:]]
        elif name in options and equals:
            targets = [value]
        elif word in options:
            following = iter(words[index + 1 :])
            targets = [next(following, "")]
            if tool == "nox":
                for each in following:
                    if each[:1] == "-":
                        break
                    targets.append(each)
    split = [part.strip() for target in targets for part in (target.split(",") if tool == "tox" else [target])]
    plain = (_PYTHON_OF_NOX.sub("", name) if tool == "nox" else name for name in split)
    return files, [name for name in plain if name]


def _is_operand(words: Sequence[str], index: int) -> bool:
    return words[index][:1] != "-" and words[index - 1] not in _WITH_VALUE
