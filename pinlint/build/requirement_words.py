"""Separates the words of an installer's command into requirements and paths."""

from __future__ import annotations

from pinlint.build.command_words import Argument
from pinlint.build.install_commands import ADDING, RUNNERS
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.install_commands import Step
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Span

#: The interpreters that uv runs.
_PYTHON = lazy(r"(?:python|pypy|graalpy)(?:3(?:\.\d+)?)?(?:@.*)?")
#: The beginnings of words that are paths.
LOCAL = lazy(r"\.{1,2}(?:$|[/\[])|/|~|file:|[A-Za-z]:\\")


def read_argument(argument: Argument, editable: bool) -> Requirement | None:
    """The requirement in a word, which is read once; None if the word is a path, is unknown, or is anything else."""
    known = argument.requirements
    if known is None:
        known = argument.requirements = {}
    if editable not in known:
        known[editable] = _read(argument, editable)
    return known[editable]


def _read(argument: Argument, editable: bool) -> Requirement | None:
    from pinlint.formats.pep508_parts import InvalidRequirement
    from pinlint.formats.requirement_lines import read_line_requirement
    from pinlint.requirements.distributions import ARCHIVES

    text = argument.value
    if not text or (editable and "+" not in text.partition("://")[0]):
        return None
    if "://" not in text and (LOCAL.match(text) or text.endswith(ARCHIVES) or ("*" in text and "=" not in text)):
        return None  # a path, or a pattern of paths
    span = argument.word.span

    def locate(_start: int, _end: int) -> Span:
        return span  # with quotes or expansions, no exact place is known

    try:
        return read_line_requirement(argument.word.mapped.source, text, locate, False)
    except InvalidRequirement:
        return None


def given(command: Step) -> Iterator[tuple[Argument, bool]]:
    """The words of a command that are requirements, and whether each is an editable."""
    for argument in command.added:
        for start, text in _separated(argument.value):
            yield Argument(text, argument.word, argument.start + start), False
    operands = command.operands
    if command.tool in RUNNERS:
        named = command.tool == "uv run" or command.has("--from", "--spec") or _is_python(command)
        if not named and operands and not (operands[0].value or "").endswith(".py"):
            yield _with_version(operands[0]), False
        return
    if command.tool in ("uv tool install", "poetry self add", "pdm self add"):
        operands = [_with_version(argument) for argument in operands]
    elif command.tool in ADDING:
        operands = [_added(argument, command) for argument in operands]
    if command.tool == "uv tool install":
        operands = operands[:1]
    elif command.tool == "pipx inject":
        operands = operands[1:]
    yield from ((argument, False) for argument in operands)
    yield from ((argument, True) for argument in command.editables)


def _added(argument: Argument, command: Step) -> Argument:
    """A word of a command that adds requirements to a project, as pip would write it: Poetry writes a commit as ``#commit``, and
    uv as the value of an option.
    """
    text = argument.value or ""
    if "://" not in text:
        return _with_version(argument)
    commit = command.value("--rev", "--tag", "--branch") if command.tool == "uv add" else None
    if command.tool == "poetry add" and "#" in text and "=" not in text.partition("#")[2]:
        text, _, commit = text.partition("#")
    return Argument(f"{text}@{commit}", argument.word, argument.start) if commit else argument


def _is_python(command: Step) -> bool:
    """Whether uv runs an interpreter, which is no package: ``uvx python``, ``uvx python@3.13``."""
    name = command.operands[0].value if command.operands else None
    return command.tool in ("uvx", "uv tool run") and _PYTHON.fullmatch(name or "") is not None


def _separated(text: str | None) -> Iterator[tuple[int, str]]:
    """The requirements of ``--with a,b``. A comma in a specifier (``a>=1,<2``) is not a separator."""
    start = 0
    for piece in (text or "").split(",") if text and "://" not in text else [text or ""]:
        if piece[:1] not in "<>=!~" or not start:
            yield start, piece
        start += len(piece) + 1


def _with_version(argument: Argument) -> Argument:
    """``ruff@0.5.0`` of uv and pipx means ``ruff==0.5.0``; ``ruff@latest`` means any version."""
    name, at, version = (argument.value or "").partition("@")
    if not at or not name.strip() or "/" in version or "/" in name:
        return argument
    return Argument(
        name if version.strip() == "latest" else f"{name}=={version.strip()}", argument.word, argument.start
    )


def pins(command: Step) -> Iterator[tuple[Argument, Requirement]]:
    """The words of a command that are pins, with their requirements."""
    from pinlint.requirements.pinning import pin_of

    for argument, editable in given(command):
        if argument.value and ("==" in argument.value or "@" in argument.value):
            requirement = read_argument(argument, editable)
            if requirement is not None and pin_of(requirement) is not None:
                yield argument, requirement
