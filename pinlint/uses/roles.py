"""What a set of requirements is to the project: a pure function of its uses, never of what its lines say.

A use passes along ``-r``: what an installed file includes is installed too. Where a set has several uses, the order of ROLES
decides; metadata that a build ships is installed, except for a copy that a tool writes: what it is made of is judged.
"""

from __future__ import annotations

from pinlint.uses.edges import BOUNDS, COMPILES, COPIED, DECLARES, EXPORTS, INCLUDES, INSTALLS, LIKELY, REMOVES, TESTS
from pinlint.uses.nodes import BUILD_SYSTEM, EXTRA, GROUP, PROJECT
from pinlint.uses.steps import PURPOSES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pinlint.uses.edges import Edge
    from pinlint.uses.graph import InstallGraph
    from pinlint.uses.nodes import Node

LOCK = "lock"  # compiled, or written out from a lock
ENVIRONMENT = "environment"  # the list of what an environment held: ``pip freeze``
INPUT = "input"  # a lock is made of it
METADATA = "metadata"  # a package's metadata, or a manifest, says the same
INSTALLED = "installed"
CONSTRAINT = "constraint"
REMOVED = "removed"  # the list of what is uninstalled
BUILD = "build"  # what a build requires, for as long as it takes
FIXTURE = "fixture"  # only tests read it, to try something out
#: The roles; a set that has several uses is the first of those that they make it.
ROLES = (LOCK, ENVIRONMENT, INPUT, METADATA, INSTALLED, CONSTRAINT, REMOVED, BUILD, FIXTURE)

#: Purposes for which a package's metadata is no longer only that: what is installed goes out of the project's hands.
_SHIPS = PURPOSES[:3]


class Role:
    """A role, and the ``evidence``: the edges that make it. Without evidence it is presumed.

    ``purposes`` are those of the uses that install the set, the strictest first.
    """

    __slots__ = ("evidence", "name", "purposes")

    def __init__(self, name: str, evidence: Iterable[Edge] = (), purposes: Iterable[str] = ()) -> None:
        self.name = name
        self.evidence = tuple(evidence)
        given = set(purposes)
        self.purposes = tuple(purpose for purpose in PURPOSES if purpose in given)

    def __repr__(self) -> str:
        return f"Role({self.name!r}, {self.evidence!r}, {self.purposes!r})"

    @property
    def presumed(self) -> bool:
        """Whether no use was read that makes the set what it is."""
        return not self.evidence

    @property
    def purpose(self) -> str | None:
        """The strictest purpose that the set is installed for; None where nothing is known to install it."""
        return self.purposes[0] if self.purposes else None


def roles(graph: InstallGraph, presumed: Mapping[Node, str]) -> dict[Node, Role]:
    """The role of each node that is a set of requirements; ``presumed`` says what those are that no edge reaches."""
    marks = _marks(graph)
    return {node: _role(marks.get(node, {}), name) for node, name in presumed.items()}


#: What uses make of a node: roles, and purposes of what installs it, each with the first edge that does.
_Marks = dict[str, list["Edge"]]


def _marks(graph: InstallGraph) -> dict[Node, _Marks]:
    found: dict[Node, _Marks] = {}
    waiting: list[tuple[Node, str, Edge]] = []
    for edge in graph.edges:
        waiting += _of_edge(edge)
    waiting.reverse()
    while waiting:
        node, mark, edge = waiting.pop()
        marks = found.setdefault(node, {})
        known = marks.get(mark)
        if known is not None:
            if edge not in known and edge.kind != INCLUDES:
                known.append(edge)
            continue
        marks[mark] = [edge]
        passed = INSTALLED if mark == LOCK else mark
        waiting += [(each.target, passed, each) for each in graph.out_of(node) if each.kind == INCLUDES]
    return found


def _of_edge(edge: Edge) -> list[tuple[Node, str, Edge]]:
    """What one edge makes of the nodes at its ends."""
    target, kind = edge.target, edge.kind
    if kind == INSTALLS:
        return [(target, INSTALLED, edge), (target, edge.purpose or PURPOSES[0], edge)]
    if kind == BOUNDS:
        return [(target, CONSTRAINT, edge)]
    if kind == REMOVES:
        return [(target, REMOVED, edge)]
    if kind == DECLARES:
        return [(target, METADATA, edge)]
    if kind == TESTS:
        return [(target, FIXTURE, edge)]
    if kind == EXPORTS:
        return [(target, ENVIRONMENT if edge.source is None else LOCK, edge)]
    if kind == COMPILES:
        return [(target, LOCK, edge), *([(edge.source, INPUT, edge)] if edge.source is not None else [])]
    return []


def _role(marks: _Marks, presumed: str) -> Role:
    purposes = [mark for mark in marks if mark in PURPOSES]
    candidates = [name for name in ROLES if name in marks]
    copied = any(COPIED in edge.options for edge in marks.get(METADATA, ()))
    if METADATA in (*candidates, presumed) and not copied and any(purpose in _SHIPS for purpose in purposes):
        candidates = [name for name in candidates if name != METADATA]
    elif presumed in (METADATA, BUILD):
        candidates = [name for name in candidates if name in (LOCK, INPUT)]
    if not candidates:
        return Role(presumed, (), purposes)
    name = candidates[0]
    evidence = sorted(marks[name], key=lambda edge: edge.certainty == LIKELY)
    if name == INSTALLED and purposes:
        # The use that decides how strictly the set is judged comes first.
        strictest = next(purpose for purpose in PURPOSES if purpose in purposes)
        evidence = [*marks[strictest], *(edge for edge in evidence if edge not in marks[strictest])]
    return Role(name, evidence, purposes)


def presumption(part: str, role: str) -> str:
    """What a part of a file is presumed to be, where the file is presumed to be ``role``."""
    kind = part.partition(":")[0]
    if kind == BUILD_SYSTEM:
        return BUILD
    return METADATA if kind in (PROJECT, EXTRA, GROUP) else role
