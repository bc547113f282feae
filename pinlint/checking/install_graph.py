"""Collects the uses of requirements in a project, freezes them as one graph, and computes the role of each file and part.

A use is read only from the file that uses something. It never depends on a verdict, or on the lines of the file that is used.
"""

from __future__ import annotations

from pinlint.checking.parts import part_of, parts
from pinlint.requirements.model import PROJECT_FILES
from pinlint.uses import nodes, roles
from pinlint.uses.edges import COMPILES, INCLUDES, INSTALLS, PRODUCES, Edge
from pinlint.uses.graph import InstallGraph
from pinlint.uses.nodes import Node
from pinlint.uses.roles import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.freshness.pairing import Pairing
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Location
    from pinlint.uses.steps import Step


class Uses:
    """The install graph of a project, and the roles that follow from it.

    ``pairings`` are the locks with their inputs. ``mirrors`` are the files that copy what manifests require. ``copies`` are the
    files that copy the project's own dependencies. ``checks`` are the files that tools install to test addons. ``commands`` are
    the steps that were read.
    """

    def __init__(
        self,
        project: CheckedProject,
        pairings: Sequence[Pairing],
        mirrors: Iterable[str],
        copies: Iterable[str] = (),
        checks: Iterable[str] = (),
        commands: Iterable[Step] = (),
    ) -> None:
        self._project = project
        self._copies = copies
        self._checks = checks
        #: The commands that were read, in their order.
        self.steps: list[Step] = []
        self.graph = InstallGraph(self._collected(pairings, mirrors, commands))
        presumed = {node: role for document in project.documents.values() for node, role in parts(document)}
        self.roles = roles.roles(self.graph, presumed)

    def role(self, path: str, part: str = nodes.WHOLE) -> Role:
        """The role of a file, or of a part of it."""
        found = self.roles.get(Node(path, part))
        return found if found is not None else Role(roles.INSTALLED)

    def role_of(self, requirement: Requirement) -> Role:
        """The role of the set that a requirement belongs to."""
        document = self._project.documents.get(requirement.source.path)
        return self.role(requirement.source.path, part_of(requirement, document) if document is not None else "")

    def describe(self, node: Node, shown: Callable[[str], str] = str) -> str:
        """The role of a set in words; ``shown`` returns a path as it is shown."""
        place = self._named(node)
        named = f"{shown(place.path)}:{place.line}" if place is not None else None
        return roles.in_words(Node(shown(node.path), node.part), self.roles[node], named)

    def _named(self, node: Node) -> Location | None:
        """The place of the first use or command that names a set, in another file."""
        edges = (*self.graph.into(node), *self.graph.out_of(node))
        edge = next((edge for edge in edges if edge.kind != INCLUDES and edge.place.path != node.path), None)
        if edge is not None or node.part:
            return edge.place if edge is not None else None
        for step in self.steps:
            for target in (*step.inputs, *step.installs, *step.bounds, *step.removes):
                if target.path == node.path:
                    return step.place
        return None

    def in_words(self, asked: Callable[[str], bool], shown: Callable[[str], str]) -> list[str]:
        """Describes the role of each file that is ``asked`` for, in one line for each of its parts. Files with commands come
        last. ``shown`` returns a path as it is shown.
        """
        found = [self.describe(node, shown) for node in sorted(self.roles) if asked(node.path)]
        paths = sorted({step.environment.path for step in self.steps})
        return [*found, *(f"{shown(path)}: it runs commands that use requirements" for path in paths if asked(path))]

    def users(self, path: str) -> list[tuple[Location, str]]:
        """Where the file at ``path`` is installed; the first use decides how strictly the file is judged."""
        edges = dict.fromkeys([*self.role(path).evidence, *self.graph.into(Node(path))])
        return [(edge.place, f"`{edge.how}` installs it") for edge in edges if edge.kind == INSTALLS]

    def refusing(self, path: str) -> tuple[Location, str] | None:
        """The first command that refuses the lock at ``path`` if its stamp does not match its input."""
        from pinlint.uses.steps import refuses

        return next(((step.place, step.tool) for step in self.steps if refuses(step, path)), None)

    def made_of(self, path: str) -> list[str]:
        """The locks that compilers make of the file at ``path``. Freezes are left out, because they need an installation."""
        edges = (edge for edge in self.graph.out_of(Node(path)) if edge.kind == COMPILES)
        return [edge.target.path for edge in edges if edge.step is None or not edge.how.endswith(("freeze", "list"))]

    def included_by(self, path: str) -> str | None:
        """The first installed file that includes the one at ``path``; None if the file at ``path`` is installed itself."""
        seen = {path}
        waiting = [path]
        while waiting:
            at = waiting.pop(0)
            into = self.graph.into(Node(at))
            if any(edge.kind == INSTALLS for edge in into):
                return at if at != path else None
            waiting += [e.source.path for e in into if e.kind == INCLUDES and e.source and e.source.path not in seen]
            seen.update(waiting)
        return None

    def _collected(
        self, pairings: Sequence[Pairing], mirrors: Iterable[str], commands: Iterable[Step]
    ) -> Iterator[Edge]:
        from pinlint.checking import uses_of_files, uses_of_steps
        from pinlint.checking.uses_of_comparisons import edges as compared
        from pinlint.checking.uses_of_tests import edges as of_tests

        project = self._project
        of_files = uses_of_files.edges(project, pairings, mirrors, self._copies, self._checks)
        collected: list[Edge] = []
        for found in (*of_files, *uses_of_steps.edges(project, commands, self.steps), *of_tests(project)):
            collected += self._resolved(found)
        yield from collected
        yield from compared(project, collected)

    def _resolved(self, edge: Edge) -> Iterator[Edge]:
        """The edge, if its target exists; a project's folder gives one edge for each file that describes the project."""
        for target in self._there(edge.target):
            if edge.source is None:
                yield _between(edge, None, target)
                continue
            for source in self._there(edge.source):
                yield _between(edge, source, target)
        if edge.kind == PRODUCES and not self._project.exists(edge.target.path):
            yield edge

    def _there(self, node: Node) -> list[Node]:
        folder, _, name = node.path.rpartition("/")
        if node.part and name in PROJECT_FILES:
            files = PROJECT_FILES[:1] if node.kind == nodes.GROUP else PROJECT_FILES  # only pyproject.toml has groups
            paths = [f"{folder}/{other}" if folder else other for other in files]
            there = [path for path in paths if path in self._project.documents]
            describing = [path for path in there if self._project.documents[path].metadata is not None]
            return [Node(path, node.part) for path in describing or there]
        return [Node(self._project.real(node.path), node.part)] if self._project.exists(node.path) else []


def _between(edge: Edge, source: Node | None, target: Node) -> Edge:
    """The same use, between other nodes."""
    if (source, target) == (edge.source, edge.target):
        return edge
    return Edge(
        edge.kind,
        source,
        target,
        edge.place,
        edge.how,
        options=edge.options,
        purpose=edge.purpose,
        certainty=edge.certainty,
        step=edge.step,
    )
