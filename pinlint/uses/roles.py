"""Computes the role of a set of requirements in the project: only from its uses, never from its lines.

A use is passed along ``-r``: what an installed file includes is installed too. If a set has several uses, the order of ROLES
decides. Metadata that a build ships counts as installed, unless the build makes only distributions. A copy that a tool writes
does not: its original is checked.
"""

from __future__ import annotations

from pinlint.uses.edges import BOUNDS, COMPILES, COPIED, DECLARES, EXPORTS, INCLUDES, INSTALLS, LIKELY, REMOVES, TESTS
from pinlint.uses.nodes import BUILD_SYSTEM, EXTRA, GROUP, PROJECT
from pinlint.uses.steps import DISTRIBUTIONS, PUBLISH, PURPOSES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pinlint.uses.edges import Edge
    from pinlint.uses.graph import InstallGraph
    from pinlint.uses.nodes import Node

LOCK = "lock"  # compiled, or exported from a lock
ENVIRONMENT = "environment"  # a list of what was installed in an environment: ``pip freeze``
INPUT = "input"  # a lock is compiled from it
METADATA = "metadata"  # a package's metadata, or a manifest, has the same requirements
INSTALLED = "installed"
CONSTRAINT = "constraint"
REMOVED = "removed"  # a list of packages to uninstall, or to leave out of a lock
BUILD = "build"  # the requirements of a build, only while it runs
FIXTURE = "fixture"  # test data
#: The roles, the strongest first: a set with several uses has the first of their roles.
ROLES = (LOCK, ENVIRONMENT, INPUT, METADATA, INSTALLED, CONSTRAINT, REMOVED, BUILD, FIXTURE)

#: The roles in words.
MEANINGS = {
    LOCK: "it pins what gets installed",
    ENVIRONMENT: "it lists what was installed somewhere",
    INPUT: "a lock is made from it, so ranges are fine",
    METADATA: "it says what a package requires, so ranges are fine",
    INSTALLED: "it is installed directly, so each line must be a pin",
    CONSTRAINT: "it limits versions, and installs nothing",
    REMOVED: "it lists what gets uninstalled or left out",
    BUILD: "it lists what the build of a package needs",
    FIXTURE: "only tests read it",
}

#: Purposes for which a package's metadata counts as installed: the result is used outside the project. A job that publishes
#: only distributions is none: these contain nothing of what it installs.
_SHIPS = PURPOSES[:3]


class Role:
    """A role, and the ``evidence``: the edges that prove it. Without evidence the role is presumed.

    ``purposes`` says what the set is installed for, the strictest purpose first.
    """

    __slots__ = ("evidence", "name", "purposes")

    def __init__(self, name: str, evidence: Iterable[Edge] = (), purposes: Iterable[str] = ()) -> None:
        self.name = name
        self.evidence = tuple(evidence)
        given = set(purposes)
        self.purposes = tuple(purpose for purpose in PURPOSES if purpose in given)

    @property
    def presumed(self) -> bool:
        """Whether the role is only presumed: no use proves it."""
        return not self.evidence

    @property
    def is_for_users(self) -> bool:
        """Whether what is installed gets to users: it is shipped, deployed or published, other than in jobs that only publish
        distributions.
        """
        if self.purpose == PUBLISH:
            edges = [edge for edge in self.evidence if edge.purpose == PUBLISH]
            return not edges or any(DISTRIBUTIONS not in edge.options for edge in edges)
        return self.purpose is None or self.purpose in _SHIPS

    @property
    def purpose(self) -> str | None:
        """The strictest purpose that the set is installed for; None if no installation is known."""
        return self.purposes[0] if self.purposes else None


def roles(graph: InstallGraph, presumed: Mapping[Node, str]) -> dict[Node, Role]:
    """The role of each node that is a set of requirements. ``presumed`` has the roles that nodes get without an edge."""
    marks = _marks(graph)
    return {node: _role(marks.get(node, {}), name) for node, name in presumed.items()}


#: What the uses say about a node: roles and purposes of installation, each with the first edge that shows it.
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
    """The roles and purposes that one edge gives to the nodes at its ends."""
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
    if METADATA in (*candidates, presumed) and not copied and any(_ships(marks, each) for each in purposes):
        candidates = [name for name in candidates if name != METADATA]
    elif presumed in (METADATA, BUILD):
        candidates = [name for name in candidates if name in (LOCK, INPUT)]
    if not candidates:
        return Role(presumed, (), purposes)
    name = candidates[0]
    evidence = sorted(marks[name], key=lambda edge: edge.certainty == LIKELY)
    if name == INSTALLED and purposes:
        # The use that decides how strictly the set is checked comes first.
        strictest = next(purpose for purpose in PURPOSES if purpose in purposes)
        evidence = [*marks[strictest], *(edge for edge in evidence if edge not in marks[strictest])]
    return Role(name, evidence, purposes)


def _ships(marks: _Marks, purpose: str) -> bool:
    """Whether what is installed for a purpose gets to users."""
    if purpose == PUBLISH:
        return any(DISTRIBUTIONS not in edge.options for edge in marks[purpose])
    return purpose in _SHIPS


def in_words(node: Node, role: Role, named: str | None = None) -> str:
    """The role in words: ``requirements.txt: installed, to ship``. Says so if there is no evidence.

    ``named`` is a place where a command names the set, although this proves no role.
    """
    if role.presumed and role.purpose:
        return f"{node}: {role.name}, installed to {role.purpose}"
    purpose = f", to {role.purpose}" if role.name == INSTALLED and role.purpose else ""
    why = f"{named} names it, but does not show this" if named else "nothing that pinlint reads uses it"
    assumed = f" (assumed: {why})" if role.presumed else ""
    return f"{node}: {role.name}{purpose}{assumed}"


def presumption(part: str, role: str) -> str:
    """The presumed role of a part of a file, if the presumed role of the file is ``role``."""
    kind = part.partition(":")[0]
    if kind == BUILD_SYSTEM:
        return BUILD
    return METADATA if kind in (PROJECT, EXTRA, GROUP) else role
