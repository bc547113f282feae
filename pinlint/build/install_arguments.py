"""Finds the requirements on an installer's command line, and the repository's own projects that the command installs."""

from __future__ import annotations

import re
from bisect import bisect_right
from posixpath import join

from pinlint.build.build_budget import OF_AN_ARGUMENT
from pinlint.build.command_words import Argument
from pinlint.build.installed_before import (
    installed_files,
    is_pinned_before,
    is_preceded,
    pins_of_arguments,
    pins_of_file,
)
from pinlint.build.requirement_words import LOCAL, given, read_argument
from pinlint.formats.shell_words import Parameter
from pinlint.requirements.model import PROJECT_FILES
from pinlint.requirements.names import normalize
from pinlint.requirements.pinning import PIN, kind_of
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.image_stage import BuildStep
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.requirements.model import Requirement
    from pinlint.text.mapped_text import MappedText


def install_arguments(step: BuildStep, project: CheckedProject) -> Iterator[tuple[Requirement, str]]:
    """The unpinned requirements given to a step, each with the part that the shell reads as a redirection.

    They are read once. To ask again costs as much of the budget, so that the budget does not depend on who asks first.
    """
    budget = step.stage.context.budget
    if step not in budget.arguments:
        before = budget.spent
        found = []
        for argument in _read(step, project):
            found.append(argument)
            yield argument
        budget.arguments[step] = found, budget.spent - before
        return
    found, work = budget.arguments[step]
    budget.spend(work)
    yield from found


def _read(step: BuildStep, project: CheckedProject) -> Iterator[tuple[Requirement, str]]:
    command = step.step
    if command.has("--no-index") and command.has("-f", "--find-links"):
        return  # it installs files that were put into a folder before
    budget = step.stage.context.budget
    names: Sequence[frozenset[str]] | None = None
    for argument, editable in given(command):
        budget.spend(20 + len(argument.value or "") // 4)
        budget.go_through(OF_AN_ARGUMENT)
        requirement = read_argument(argument, editable)
        if requirement is None or kind_of(requirement) == PIN:
            continue
        if requirement.project and requirement.url is None:
            if (requirement.clauses and holds_matrix_value(argument, whole=True)) or _is_own(
                requirement.project, step, project
            ):
                continue
            if names is None:
                names = pinned(step, project)
            budget.spend(1 + len(names) // 8)
            name = requirement.project
            if any(name in each for each in names) or is_pinned_before(name, step, project):
                continue
        yield requirement, _redirected(step, argument)
    yield from ((requirement, "") for requirement in _written_requirements(step))


#: A name with a version, in which only the operator may be wrong: ``click=8.1``, ``click>==8``. A path or a placeholder is not.
_VERSIONED = lazy(r"[A-Za-z0-9][\w.-]*(?:\[[\w.,-]*\])?[<>=~!]+[0-9][\w.*+]*")
_PIP = ("pip install", "uv pip install")


def refused(step: BuildStep) -> Iterator[Subject]:
    """The words given to pip that it refuses as requirements. Only words without variables and patterns count."""
    from pinlint.findings.subjects import Trouble
    from pinlint.formats.pep508_parts import InvalidRequirement
    from pinlint.formats.requirement_lines import read_line_requirement
    from pinlint.requirements.model import Problem

    for argument in step.step.operands if step.step.tool in _PIP else ():
        word, text = argument.word, argument.value or ""
        if text != word.literal or len(word.parts) != 1 or not _VERSIONED.fullmatch(text):
            continue
        step.stage.context.budget.spend(20 + len(text) // 4)
        if read_argument(argument, False) is None:
            try:
                read_line_requirement(word.mapped.source, text, Span, False)
            except InvalidRequirement as error:
                problem = Problem("syntax-error", error.message, word.span, error.help)
                yield "problem", problem.rule, Trouble(word.mapped.source.at(word.span), problem)


def pinned_arguments(step: BuildStep) -> Iterator[Requirement]:
    """The pins among the requirements given to a step, except for the values of a matrix."""
    step.stage.context.budget.spend(4 * len(step.step.operands))
    yield from (requirement for argument, requirement in pins_of_arguments(step) if not holds_matrix_value(argument))


def _is_own(name: str, step: BuildStep, project: CheckedProject) -> bool:
    """Whether the command installs the repository's own project: a file that was built before or, in a check, the published
    release.
    """
    budget = step.stage.context.budget
    if budget.own is None:
        documents = project.documents.values()
        names = (document.metadata.name for document in documents if document.metadata is not None)
        budget.own = frozenset(normalize(name) for name in names if name)
    if name not in budget.own:
        return False
    if step.stage.context.dockerfile is None:
        return True
    return is_preceded(step, _installs_file)


def _installs_file(step: BuildStep) -> bool:
    given = (argument.value or "" for argument in step.step.operands)
    return any(LOCAL.match(text) or "*" in text or text.endswith(".whl") for text in given)


def holds_matrix_value(argument: Argument, *, whole: bool = False) -> bool:
    """Whether a part of the word, or the ``whole`` word, comes from a workflow's matrix. Each version is installed on purpose."""
    parts = argument.word.parts
    return (whole or len(parts) > 1) and any(
        isinstance(part, Parameter) and part.name.startswith("matrix.") for part in parts
    )


def _written_requirements(step: BuildStep) -> Iterator[Requirement]:
    """The unpinned lines of requirements files that the Dockerfile or script itself writes, in a here-document."""
    for argument in step.step.files:
        body = step.find(argument.value).written if argument.value else None
        if body is None:
            continue
        from pinlint.formats.pep508_parts import InvalidRequirement
        from pinlint.formats.requirement_lines import read_line_requirement
        from pinlint.formats.requirements_txt import parse
        from pinlint.text.source import SourceFile

        step.stage.context.budget.spend(10 + len(body.text))
        for requirement in parse(SourceFile(body.source.path, body.text)).requirements:
            start, end = requirement.span.start, requirement.span.end

            def locate(first: int, last: int, start: int = start, body: MappedText = body) -> Span:
                return body.span(start + first, start + last)

            if not requirement.editable and not requirement.canonical:
                try:
                    yield read_line_requirement(body.source, body.text[start:end], locate, True)
                except InvalidRequirement:
                    continue


def _redirected(step: BuildStep, argument: Argument) -> str:
    """The redirection after a word that was meant as a version: the shell redirects to ``=3`` in ``flask>=3``."""
    redirections = step.step.command.redirections  # in the order in which they are written
    first = bisect_right(redirections, argument.word.end, key=lambda redirection: redirection.target.end)
    if first == len(redirections):
        return ""
    glued = redirections[first].target.mapped.text[argument.word.end : redirections[first].target.end]
    return glued if re.fullmatch(r"[<>]=?[0-9][\w.,<>=!*]*", glued) else ""


def pinned(step: BuildStep, project: CheckedProject) -> Sequence[frozenset[str]]:
    """The names that the words, the files and the constraints of the command pin: one set for the words, and one
    for each file.
    """
    files = dict(installed_files(step))
    constraints = [argument.value for argument in step.step.constraints if argument.value]
    for variable in ("PIP_CONSTRAINT", "UV_CONSTRAINT"):
        constraints += (step.variables.get(variable) or "").split()
    files.update({found.path: found.without for found in map(step.find, constraints) if found.path})
    words = frozenset(requirement.project for _, requirement in pins_of_arguments(step) if requirement.project)
    return [words, *(pins_of_file(*file, project, step.stage) for file in files.items())]


def installs_project(step: BuildStep, project: CheckedProject) -> Iterator[tuple[Argument, str]]:
    """The repository's own projects that a step installs together with their requirements, each as the file that describes it: a
    pyproject.toml may only configure tools.
    """
    if step.step.has("--no-deps", "--no-dependencies"):
        return
    for argument in (*step.step.operands, *step.step.editables):
        text = argument.value
        if not text or "://" in text or not LOCAL.match(text):
            continue
        found = (step.find(join(text.partition("[")[0], name)).path for name in PROJECT_FILES)
        paths = [path for path in found if path is not None]
        described = (
            path for path in paths if (each := project.document(path)) is not None and each.metadata is not None
        )
        for path in [*described, *paths][:1]:
            yield argument, path
