"""Finds the tools that workflows install without a version, and makes the file that locks them."""

from __future__ import annotations

from pinlint.build.facts import TOOLS_INPUT, InstallArgument
from pinlint.requirements.pinning import LOOSE
from pinlint.requirements.policies import PACKAGING_TOOLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinlint.checking.access import Access

#: The proposed input, and its lock.
INPUT = TOOLS_INPUT
LOCK = "requirements/ci.txt"
_HEAD = "# What the workflows install. Compile this file to ci.txt, and run `pip install -r {lock}` in the workflows.\n"
_FORMATS = ("github_workflow", "github_action", "gitlab_ci", "ci_scripts", "azure_template", "jenkinsfile")


def unpinned(project: Access) -> dict[str, str]:
    """The unpinned requirements of a project's workflows, by name: all extras and clauses that the commands give for it."""
    extras: dict[str, set[str]] = {}
    clauses: dict[str, dict[str, None]] = {}
    for subject in _arguments(project):
        for requirement in subject.requirements:
            name = requirement.project
            if name and requirement.url is None and name not in PACKAGING_TOOLS:
                extras.setdefault(name, set()).update(requirement.extras)
                clauses.setdefault(name, {}).update(dict.fromkeys(map(str, requirement.clauses)))
    return {
        name: name + (f"[{','.join(sorted(extras[name]))}]" if extras[name] else "") + ",".join(clauses[name])
        for name in sorted(clauses)
    }


def _arguments(project: Access) -> Iterator[InstallArgument]:
    """The arguments of workflows' commands that install something without a version."""
    if project.builds is None:
        return
    places = [place for place in project.builds.places if place.format in _FORMATS]
    workflows = {source.path for place in places for source in (place.source, *place.included)}
    for _, trait, subject in project.builds.subjects():
        if isinstance(subject, InstallArgument) and trait in LOOSE and subject.source.path in workflows:
            yield subject


def input_text(requirements: Iterable[str]) -> str:
    """The text of the input that lists the tools."""
    return _HEAD.format(lock=LOCK) + "".join(f"{requirement}\n" for requirement in requirements)


def is_listed(project: Access, name: str) -> bool:
    """Whether the input of the tools has a requirement on a project."""
    document = project.documents.get(INPUT)
    return document is not None and any(requirement.project == name for requirement in document.requirements)


def compile_command(project: Access) -> str:
    """The command that locks the input, with the compiler that the project already uses, else with uv; for the Pythons of the
    workflows that install the tools.
    """
    from pinlint.checking.lock_commands import compiler_of
    from pinlint.checking.pythons import oldest_first
    from pinlint.freshness.advice import compiling_command

    pythons = oldest_first({python for subject in _arguments(project) for python in subject.pythons})
    return compiling_command(compiler_of(project, project.uses, project.pairings), INPUT, LOCK, pythons)
