"""Finds problems with the constraints of a build's command: constraints that cannot be read, that pip refuses, or that contradict
each other.
"""

from __future__ import annotations

from pinlint.build.base_images import image_python
from pinlint.build.facts import Conflict
from pinlint.build.install_arguments import holds_matrix_value
from pinlint.build.installed_before import installed_files
from pinlint.build.missing_files import is_missing
from pinlint.build.requirement_words import given, read_argument
from pinlint.findings.subjects import ConstraintUse
from pinlint.requirements.constraints import refused
from pinlint.requirements.pinning import LOOSE, kind_of
from pinlint.uses.steps import CHECK, DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.build.command_words import Argument
    from pinlint.build.image_stage import BuildStep
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Location, SourceFile

#: Variables of the environment that name constraints files.
VARIABLES = ("PIP_CONSTRAINT", "UV_CONSTRAINT")


class Bound:
    """Constraints of a command: ``text`` as written at ``place``, and the ``path`` of the project's file, None if unknown."""

    __slots__ = ("argument", "path", "place", "text")

    def __init__(self, text: str, path: str | None, place: Location, argument: Argument | None) -> None:
        self.text = text
        self.path = path
        self.place = place
        self.argument = argument


def bounds(step: BuildStep) -> list[Bound]:
    """The constraints that the command line and the variables of the environment name."""
    source = step.step.command.mapped.source
    found = []
    for argument in step.step.constraints:
        name = argument.value
        path = step.find(name).path if name and "://" not in name else None
        place = source.at(argument.word.span)
        found.append(Bound(name or argument.word.text, path, place, argument))
    variables = VARIABLES[1:] if step.step.tool.startswith("uv") else VARIABLES[:1]
    for variable in variables:
        if variable not in step.variables:
            continue
        value = step.variables[variable]
        place = source.at(step.step.command.span)
        for name in (value or "").split():
            found.append(Bound(name, step.find(name).path if "://" not in name else None, place, None))
        if value is None:
            found.append(Bound(f"${variable}", None, place, None))
    return found


def subjects(step: BuildStep, loose: Sequence[Requirement], project: CheckedProject) -> Iterator[Subject]:
    """The subjects of the constraints of a step; ``loose`` are the step's unpinned arguments."""
    limits = bounds(step)
    files = installed_files(step)
    words = _words(step) if limits or files else []
    if not limits and len(files) + bool(words) < 2:
        return
    unread = next((b for b in limits if b.path is None and not is_missing(step, b.text)), None)
    if unread is not None and (loose or any(map(_is_loose, _requirements(files, step, project)))):
        ships = step.purpose not in (CHECK, DEVELOP)
        yield "constraint", "unverified", ConstraintUse(unread.place, unread.text, step.step.tool, ships=ships)
    names = [*(argument.value for argument in step.step.files), *(bound.text for bound in limits if bound.path)]
    changed = {found.path for found in map(step.find, filter(None, names)) if found.changed}
    for bound in limits:
        document = project.document(bound.path) if bound.path and bound.path not in changed else None
        found = refused(document) if document is not None and step.step.tool.startswith("pip") else []
        if found:
            yield "constraint", "refused", ConstraintUse(bound.place, bound.text, step.step.tool, found)
    if step.step.has("--override", "--overrides") or "UV_OVERRIDE" in step.variables:
        return  # uv installs these versions, whatever else is required
    paths = dict.fromkeys([*files, *(bound.path for bound in limits if bound.path is not None)])
    read = [path for path in paths if path not in changed]
    yield from _conflicts(step, [*_requirements(read, step, project), *words])


def _is_loose(requirement: Requirement) -> bool:
    return not requirement.canonical and kind_of(requirement) in LOOSE


def _requirements(paths: Iterable[str], step: BuildStep, project: CheckedProject) -> list[Requirement]:
    found: list[Requirement] = []
    for path in paths:
        document = project.document(path)
        requirements = document.requirements if document is not None and document.metadata is None else ()
        step.stage.context.budget.spend(4 + len(requirements) // 4)
        found += requirements
    return found


def _words(step: BuildStep) -> list[Requirement]:
    """The requirements on the command line. Left out are values of a matrix, and the words of a command that installs each of
    them into an environment of its own.
    """
    if step.step.isolated:
        return []
    found = []
    for argument, editable in given(step.step):
        step.stage.context.budget.spend(20 + len(argument.value or "") // 4)
        requirement = read_argument(argument, editable) if not holds_matrix_value(argument, whole=True) else None
        if requirement is not None:
            found.append(requirement)
    return found


def _conflicts(step: BuildStep, requirements: Sequence[Requirement]) -> Iterator[Subject]:
    """The requirements of one command that contradict each other and are not in one file; the first two of each project."""
    from pinlint.freshness.overlaps import Overlaps

    by_name: dict[str, dict[SourceFile, list[Requirement]]] = {}
    overlaps = Overlaps(step.stage.context.budget, python=image_python(step.stage.root.image or ""))
    seen: set[str] = set()
    for requirement in requirements:
        name = requirement.project
        if name is None or name in seen:
            continue
        known = by_name.setdefault(name, {})
        others = [other for source, lines in known.items() if source is not requirement.source for other in lines]
        step.stage.context.budget.spend(2 + 4 * len(others))
        for other in others:
            if not overlaps.contradict(other, requirement):
                continue
            if not overlaps.shared(other, requirement):  # in every environment that the command can have
                seen.add(name)
                yield "install", "conflict", Conflict(step, other, requirement)
                break
        known.setdefault(requirement.source, []).append(requirement)
