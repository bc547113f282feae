"""Finds the uses by commands in Dockerfiles, workflows, scripts and other files that run an installer or a compiler."""

from __future__ import annotations

from itertools import chain

from pinlint.uses.edges import Edge, edges_of
from pinlint.uses.steps import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinlint.findings.checked_project import CheckedProject


def edges(project: CheckedProject, read: Iterable[Step], steps: list[Step]) -> Iterator[Edge]:
    """The edges of all commands: those that were ``read``, and the steps and edges of other readers. All commands are added to
    ``steps``.
    """
    for use in chain(read, _uses(project)):
        if isinstance(use, Step):
            for target in (*use.installs, *use.bounds, *use.produces):
                target.path = project.real(target.path) if target.path else target.path
            steps.append(use)
            yield from edges_of(use)
        else:
            yield use


def _uses(project: CheckedProject) -> Iterator[Step | Edge]:
    from pinlint.index import USES, load

    for reader, pattern in USES.items():
        for path in project.matching(pattern):
            source = project.source(path)
            if source is not None:
                yield from load(f"build.{reader}").uses(source, project)
