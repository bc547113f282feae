"""The requirements on an installer's command line, and the projects of one's own that it installs."""

from __future__ import annotations

import re
from posixpath import dirname, join

from pinlint.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.image import BuildStep
    from pinlint.installs import Argument
    from pinlint.model import Requirement
    from pinlint.project import Project
    from pinlint.source import Span

_LOCAL = lazy(r"\.{1,2}(?:$|[/\[])|/|~|file:|[A-Za-z]:\\")


def install_arguments(step: BuildStep, project: Project) -> Iterator[tuple[Requirement, str]]:
    """The requirements given to a step that nothing else pins, each with what the shell takes for a redirection."""
    command = step.step
    if command.has("--no-index") and command.has("-f", "--find-links"):
        return  # it installs what was put into a folder before
    given = [(argument, False) for argument in command.operands]
    given += [(argument, True) for argument in command.editables]
    if command.tool == "uv tool install" or command.tool == "pipx install":
        given = given[:1]
    pinned: frozenset[str] | None = None
    for argument, editable in given:
        requirement = _read(argument, editable)
        if requirement is None:
            continue
        if requirement.project and requirement.url is None:
            if pinned is None:
                pinned = _pinned(step, project)
            if requirement.project in pinned:
                continue
        yield requirement, _redirected(step, argument)


def _read(argument: Argument, editable: bool) -> Requirement | None:
    from pinlint.formats.pep508 import InvalidRequirement
    from pinlint.formats.requirement_lines import read_line_requirement
    from pinlint.references import ARCHIVES

    text = argument.value
    if not text or (editable and "+" not in text.partition("://")[0]):
        return None
    if "://" not in text and (_LOCAL.match(text) or text.endswith(ARCHIVES) or ("*" in text and "=" not in text)):
        return None  # a path, or a pattern of paths
    word = argument.word

    def locate(_start: int, _end: int) -> Span:
        return word.span  # quotes and expansions leave no better place

    try:
        return read_line_requirement(word.mapped.source, text, locate, False)
    except InvalidRequirement:
        return None


def _redirected(step: BuildStep, argument: Argument) -> str:
    """What follows the word as a redirection that was meant as a version: ``flask>=3``."""
    for redirection in step.step.command.redirections:
        glued = redirection.target.mapped.text[argument.word.end : redirection.target.end]
        if re.fullmatch(r"[<>]=?[0-9][\w.,<>=!*]*", glued):
            return glued
    return ""


def _pinned(step: BuildStep, project: Project) -> frozenset[str]:
    """The names that the files of the command pin, and those that a file installed before has pinned."""
    from pinlint.build import steps_before
    from pinlint.pinning import pin_of

    upgrades = step.step.has("-U", "--upgrade", "--force-reinstall", "-I", "--ignore-installed")
    files = [(step, argument) for argument in (*step.step.files, *step.step.constraints)]
    if not upgrades:
        for earlier in steps_before(step):
            files += [(earlier, argument) for argument in earlier.step.files]
            if earlier.step.kind == "resolve":
                files += [(earlier, argument) for argument in earlier.step.operands[:1]]
    names = set()
    paths = [owner.find(argument.value).path for owner, argument in files if argument.value]
    for variable in ("PIP_CONSTRAINT", "UV_CONSTRAINT"):
        paths += [step.find(name).path for name in (step.variables.get(variable) or "").split()]
    for path in dict.fromkeys(paths):
        document = project.document(path) if path else None
        if document is None:
            continue
        for requirement in document.requirements:
            if requirement.project and (requirement.canonical or pin_of(requirement) is not None):
                names.add(requirement.project)
    return frozenset(names)


def installs_project(step: BuildStep) -> Iterator[tuple[Argument, str]]:
    """The folders of the project (with a pyproject.toml) that a step installs together with their dependencies."""
    if step.step.has("--no-deps", "--no-dependencies"):
        return
    for argument in (*step.step.operands, *step.step.editables):
        text = argument.value
        if not text or "://" in text or not _LOCAL.match(text):
            continue
        path = step.find(join(text.partition("[")[0], "pyproject.toml")).path
        if path is not None:
            yield argument, dirname(path)
