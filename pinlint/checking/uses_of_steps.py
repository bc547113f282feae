"""The uses that commands make: of Dockerfiles, workflows, scripts and whatever else runs an installer or a compiler."""

from __future__ import annotations

from pinlint.text.budget import ExceededError
from pinlint.uses.edges import Edge, edges_of
from pinlint.uses.steps import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject


def edges(project: CheckedProject, steps: list[Step]) -> Iterator[Edge]:
    """The edges of all commands, which are added to ``steps``, and those that readers return as such."""
    for use in _uses(project):
        if isinstance(use, Step):
            steps.append(use)
            yield from edges_of(use)
        else:
            yield use


def _uses(project: CheckedProject) -> Iterator[Step | Edge]:
    from pinlint.index import USES, load

    yield from _of_dockerfiles(project)
    for reader, pattern in USES.items():
        for path in project.matching(pattern):
            source = project.source(path)
            if source is not None:
                yield from load(f"build.{reader}").uses(source, project)


def _of_dockerfiles(project: CheckedProject) -> Iterator[Step]:
    """The steps of all Dockerfiles, as far as they are followed; the rules of builds tell where that is not to the end."""
    from pinlint.index import OTHER_FORMATS

    paths = project.matching(OTHER_FORMATS["dockerfile"])
    if not paths:
        return
    from pinlint.build.build_budget import BuildBudget
    from pinlint.build.dockerfile_uses import uses
    from pinlint.build.subjects import build_steps
    from pinlint.formats.dockerfile import parse

    for path in paths:
        source = project.source(path)
        if source is None:
            continue
        try:
            dockerfile = parse(source)
            yield from uses(dockerfile, build_steps(dockerfile, project, BuildBudget(source, project)))
        except ExceededError:
            continue
