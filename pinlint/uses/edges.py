"""The edges of the install graph: uses of requirements, each with the place that shows it."""

from __future__ import annotations

from pinlint.requirements.model import PROJECT_FILES
from pinlint.uses.nodes import PROJECT, Node
from pinlint.uses.steps import DEPENDENCY_GROUP, LOCK_FILE, SOURCE_TREE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

    from pinlint.text.source import Location
    from pinlint.uses.steps import Step, Target

#: The kinds of edges, each from ``source`` to ``target``.
INSTALLS = "installs"  # an environment installs a set
COMPILES = "compiles"  # an input is compiled to a lock
BOUNDS = "bounds"  # an environment or a requirements file uses a set as constraints
DECLARES = "declares"  # a project's metadata, or a manifest, reads its requirements from a set
EXPORTS = "exports"  # a lock, or an environment, was exported as a set
PRODUCES = "produces"  # an environment creates a file that is not kept in the project
INCLUDES = "includes"  # a set includes another one
REMOVES = "removes"  # an environment uninstalls, or a lock leaves out, what a set lists
TESTS = "tests"  # a test module, or a project below the tests, uses a set as test data
KINDS = (INSTALLS, COMPILES, BOUNDS, DECLARES, EXPORTS, PRODUCES, INCLUDES, REMOVES, TESTS)

#: The values of `Edge.certainty`.
READ = "read"  # the place says so
LIKELY = "likely"  # names and folders suggest it: ``base.in`` next to ``base.txt``

#: A value of `Edge.options` of a DECLARES edge: a tool writes the set as a copy; the original is checked instead.
COPIED = "copied"

#: How tools install what addons need for their tests.
ADDON_TESTS = "tools that test addons"


class Edge:
    """One use. ``place`` is where it is written, ``how`` says in words how it was found.

    ``source`` is None if it is not in the project: for example, a command in a header names files of another machine. ``step`` is
    the command of the use, if there is one; its constraints and options apply to the target.
    """

    __slots__ = ("certainty", "how", "kind", "options", "place", "purpose", "source", "step", "target")

    def __init__(
        self,
        kind: str,
        source: Node | None,
        target: Node,
        place: Location,
        how: str,
        *,
        options: Collection[str] = (),
        purpose: str | None = None,
        certainty: str = READ,
        step: Step | None = None,
    ) -> None:
        self.kind = kind
        self.source = source
        self.target = target
        self.place = place
        self.how = how
        self.options = frozenset(options)
        self.purpose = purpose
        self.certainty = certainty
        self.step = step

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Sorts by the nodes, then by kind and place, so that every run lists the edges in the same order."""
        span = self.place.span if self.place.source is not None else None
        return (
            str(self.target),
            self.kind,
            str(self.source or ""),
            self.place.path,
            span.start if span is not None else 0,
            self.how,
            self.purpose or "",
        )


def edges_of(step: Step) -> Iterator[Edge]:
    """The uses of one step, for the files that it names. The caller must check that these exist."""
    source = step.environment.node

    def edge(kind: str, source: Node, target: Node, named: Target) -> Edge:
        return Edge(kind, source, target, named.place, step.tool, options=step.options, purpose=step.purpose, step=step)

    for named in step.installs:
        for target in nodes_of(named):
            yield edge(INSTALLS, source, target, named)
    for named in step.bounds:
        for target in nodes_of(named):
            yield edge(BOUNDS, source, target, named)
    for named in step.removes:
        for target in nodes_of(named):
            yield edge(REMOVES, source, target, named)
    for made in step.produces:
        for target in nodes_of(made):
            yield edge(PRODUCES, source, target, made)
            if step.exports and not step.inputs:
                yield Edge(EXPORTS, None, target, made.place, step.tool, purpose=step.purpose, step=step)
            for named in step.inputs:
                for origin in nodes_of(named):
                    yield edge(EXPORTS if step.exports else COMPILES, origin, target, named)
    # What an export writes elsewhere is installed, and never in the repository.
    if step.exports and not any(map(nodes_of, step.produces)):
        for named in step.inputs:
            for target in nodes_of(named):
                yield edge(INSTALLS, source, target, named)


def nodes_of(target: Target) -> list[Node]:
    """The nodes of a target; none if its path is unknown. A source tree counts as its folder's pyproject.toml."""
    path = target.path
    if path is None:
        return []
    if target.kind in (SOURCE_TREE, DEPENDENCY_GROUP):
        path = f"{path}/{PROJECT_FILES[0]}" if path else PROJECT_FILES[0]
    elif target.kind == LOCK_FILE or path.rpartition("/")[2] not in PROJECT_FILES:
        return [Node(path)]
    own = [PROJECT] if target.whole and target.kind != DEPENDENCY_GROUP else []
    return [Node(path, part) for part in (*own, *target.parts)]
