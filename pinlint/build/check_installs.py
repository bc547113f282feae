"""Collects what commands pin. This is evidence of whether the project wants pins."""

from __future__ import annotations

from pinlint.build.install_arguments import install_arguments, pinned_arguments
from pinlint.build.install_commands import INSTALL
from pinlint.build.installed_before import installed_files
from pinlint.build.purposes import names_variants
from pinlint.build.requirement_words import given, read_argument
from pinlint.requirements.names import normalize
from pinlint.requirements.pinning import LOOSE, are_mostly_pins, kind_of
from pinlint.requirements.policies import INSTALLERS, PACKAGING_TOOLS
from pinlint.text.patterns import lazy
from pinlint.uses.steps import CHECK, DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pinlint.build.image_stage import BuildStep
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Span


def check_installs(
    steps: Iterable[BuildStep], project: CheckedProject, for_developers: Callable[[str], bool]
) -> Iterator[tuple[list[Requirement], bool | None]]:
    """For each step: the pins that it names, and whether it is a command that checks the project and installs only pins.

    ``for_developers`` says whether a file only checks or develops the project: files of the product itself say nothing.
    """
    seen: set[Span] = set()
    for step in steps:
        command = step.step.command
        span = command.mapped.span(command.start, command.end)
        if span not in seen:  # not another turn of its loop
            seen.add(span)
            path = command.mapped.source.path
            if names_variants(path, step.stage.name or "") or project.is_example(path):
                continue  # what the oldest versions under test are, or those of an example, says nothing about the others
            yield list(pinned_arguments(step)), _installs_only_pins(step, project, for_developers)


def named_for_users(steps: Iterable[BuildStep]) -> Iterator[Requirement]:
    """The requirements in the commands that build an image, or publish or deploy something. pip and the like do not count."""
    for step in steps:
        if step.purpose in (CHECK, DEVELOP) or step.step.kind != INSTALL:
            continue
        step.stage.context.budget.spend(4 * len(step.step.operands))
        for argument, editable in given(step.step):
            requirement = read_argument(argument, editable)
            if requirement is not None and requirement.project not in PACKAGING_TOOLS:
                yield requirement


#: The end of a setting that names the version of a tool: ``poetry-version: "2.1.4"``, ``ENV POETRY_VERSION=2.1.4``.
_SETTING = lazy(r"(?i)[-_]version[\"']?[ \t]*[:= ][ \t]*[\"']?v?(\d+(?:\.\d+)+)\b")
#: uv's image, from which Dockerfiles copy uv.
_IMAGE_OF_UV = lazy(r"\bastral-sh/uv:(\d+(?:\.\d+)+)\b")
_NAME = lazy(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*\Z")
_LONGEST_NAME = 40


def named_versions(text: str) -> Iterator[tuple[str, str]]:
    """The normalized names of projects and the versions that settings and images in a text give to them."""
    for match in _SETTING.finditer(text):
        before = text[max(0, match.start() - _LONGEST_NAME) : match.start()]
        name = _NAME.search(before)
        if name is not None:
            yield normalize(name[0]), match[1]
    for match in _IMAGE_OF_UV.finditer(text):
        yield "uv", match[1]


def _installs_only_pins(step: BuildStep, project: CheckedProject, for_developers: Callable[[str], bool]) -> bool | None:
    """Whether a command that checks or develops the project installs only pins; None if it installs nothing for this purpose."""
    if step.purpose not in (CHECK, DEVELOP) or step.step.kind != INSTALL:
        return None  # a lock is that of the product
    if step.step.command.mapped.source.path.rpartition("/")[2].startswith(".readthedocs."):
        return None  # how the documentation is built says nothing about checks
    loose = [requirement for requirement, _ in install_arguments(step, project) if kind_of(requirement) in LOOSE]
    if any(requirement.project not in PACKAGING_TOOLS for requirement in loose):
        return False
    documents = [project.document(path) for path in installed_files(step) if for_developers(path)]
    if any(document is not None and not are_mostly_pins(document) for document in documents):
        return False
    tools = PACKAGING_TOOLS | INSTALLERS  # their versions say nothing about what they install
    return True if documents or any(each.project not in tools for each in pinned_arguments(step)) else None
