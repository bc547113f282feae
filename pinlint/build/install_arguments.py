"""The requirements on an installer's command line, and the projects of one's own that it installs."""

from __future__ import annotations

import re
from bisect import bisect_right
from posixpath import dirname, join

from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.build_effort import BuildEffort
    from pinlint.build.image_stage import BuildStep
    from pinlint.build.install_commands import Argument
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Span

_LOCAL = lazy(r"\.{1,2}(?:$|[/\[])|/|~|file:|[A-Za-z]:\\")


def install_arguments(step: BuildStep, project: CheckedProject) -> Iterator[tuple[Requirement, str]]:
    """The requirements given to a step that nothing else pins, each with what the shell takes for a redirection."""
    command = step.step
    if command.has("--no-index") and command.has("-f", "--find-links"):
        return  # it installs what was put into a folder before
    given = [(argument, False) for argument in command.operands]
    given += [(argument, True) for argument in command.editables]
    if command.tool == "uv tool install" or command.tool == "pipx install":
        given = given[:1]
    effort = step.stage.context.effort
    pinned: Sequence[frozenset[str]] | None = None
    for argument, editable in given:
        effort.spend(20 + len(argument.value or "") // 4)
        requirement = _read(argument, editable)
        if requirement is None:
            continue
        if requirement.project and requirement.url is None:
            if pinned is None:
                pinned = _pinned(step, project)
            effort.spend(1 + len(pinned) // 8)
            if any(requirement.project in names for names in pinned):
                continue
        yield requirement, _redirected(step, argument)


def _read(argument: Argument, editable: bool) -> Requirement | None:
    from pinlint.formats.pep508 import InvalidRequirement
    from pinlint.formats.requirement_lines import read_line_requirement
    from pinlint.requirements.references import ARCHIVES

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
    redirections = step.step.command.redirections  # in the order in which they are written
    first = bisect_right(redirections, argument.word.end, key=lambda redirection: redirection.target.end)
    if first == len(redirections):
        return ""
    glued = redirections[first].target.mapped.text[argument.word.end : redirections[first].target.end]
    return glued if re.fullmatch(r"[<>]=?[0-9][\w.,<>=!*]*", glued) else ""


def _pinned(step: BuildStep, project: CheckedProject) -> Sequence[frozenset[str]]:
    """The names that the files of the command pin, and those that a file installed before has pinned: a set for each file."""
    from pinlint.build.subjects import steps_before

    upgrades = step.step.has("-U", "--upgrade", "--force-reinstall", "-I", "--ignore-installed")
    paths = dict.fromkeys(_installed(step))
    constraints = [argument.value for argument in step.step.constraints if argument.value]
    for variable in ("PIP_CONSTRAINT", "UV_CONSTRAINT"):
        constraints += (step.variables.get(variable) or "").split()
    paths.update(dict.fromkeys(found.path for found in map(step.find, constraints) if found.path))
    effort = step.stage.context.effort
    if not upgrades:
        for earlier in steps_before(step):
            effort.spend(1 + len(_installed(earlier)))
            paths.update(dict.fromkeys(_installed(earlier)))
    return [_names(path, project, effort) for path in paths]


def _installed(step: BuildStep) -> Sequence[str]:
    """The files of the project that a step installs from."""
    if step.installed is None:
        arguments = [*step.step.files, *(step.step.operands[:1] if step.step.kind == "resolve" else ())]
        found = [step.find(argument.value).path for argument in arguments if argument.value]
        step.installed = [path for path in dict.fromkeys(found) if path]
    return step.installed


def _names(path: str, project: CheckedProject, effort: BuildEffort) -> frozenset[str]:
    """The names that a file pins."""
    from pinlint.requirements.pinning import pin_of

    if path not in effort.pinned:
        document = project.document(path)
        requirements = document.requirements if document is not None else ()
        effort.spend(10 + len(requirements) // 4)
        effort.pinned[path] = frozenset(
            r.project for r in requirements if r.project and (r.canonical or pin_of(r) is not None)
        )
    return effort.pinned[path]


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
