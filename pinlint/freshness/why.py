"""Explains why a pin is in a lock: finds every path from an input's line to the pin, through the pins in between.

If a pin's metadata is known, its edges come from there; otherwise they come from the lock's annotations.
"""

from __future__ import annotations

from pinlint.text.budget import BASE, DEEPEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.freshness.closure import Walk
    from pinlint.freshness.lock_proof import LockProof
    from pinlint.freshness.proof import Proof
    from pinlint.freshness.world import LockedPin
    from pinlint.text.source import Location

    _Rest = tuple["Edge", "_Rest"] | None

#: At most this many paths of one pin are shown; their number can be exponential.
MOST_PATHS = 1_000


class Edge:
    """One reason for ``child``: the pin of ``parent`` requires it, or an input's line does if ``parent`` is None.

    ``text`` is the requirement as written, such as ``click>=8``; only a name if only an annotation is known. ``location`` is the
    input's line, or the parent's line in the lock.
    """

    __slots__ = ("child", "location", "parent", "text")

    def __init__(self, parent: str | None, child: str, text: str, location: Location) -> None:
        self.parent = parent
        self.child = child
        self.text = text
        self.location = location


def edges(proof: Proof | LockProof) -> list[Edge]:
    """Everything that requires a pin of the lock, in the environments of the proof; each edge once. For an export, the lock that
    it was exported from shows this.
    """
    found: dict[tuple[str | None, str, str], Edge] = {}
    if proof.origin is not None:
        names = {pin.project for pin in proof.pairing.locked_pins()}
        return [edge for edge in edges(proof.origin) if edge.child in names and edge.parent in {None, *names}]
    walks = getattr(proof, "walks", None)
    if walks is None:
        for edge in _edges_of_lock(proof):  # type: ignore[arg-type]
            found.setdefault((edge.parent, edge.child, edge.text), edge)
        return list(found.values())
    for walk in walks:
        for edge in _edges_of(walk):
            found.setdefault((edge.parent, edge.child, edge.text), edge)
    return list(found.values())


class Paths:
    """The ``listed`` paths, shortest first. ``all`` says whether there are no others."""

    __slots__ = ("all", "listed")

    def __init__(self) -> None:
        self.listed: list[list[Edge]] = []
        self.all = True


def paths(known: list[Edge], project: str) -> Paths:
    """The paths from an input's line to the pin of ``project``, shortest first; no path visits a pin twice."""
    from heapq import heappop, heappush

    into: dict[str, list[Edge]] = {}
    for edge in known:
        into.setdefault(edge.child, []).append(edge)
    far = _distances(known)
    found = Paths()
    # Paths are built from their ends: those that can be the shortest come first, and among them the longest so far. Each is an
    # edge and the rest of the path.
    waiting: list[tuple[int, int, int, Edge, _Rest]] = []
    tried = 0

    def extend(child: str, rest: _Rest, length: int, passed: set[str]) -> None:
        nonlocal tried
        if tried >= BASE:
            found.all = False
            return
        for edge in into.get(child, ()):
            if edge.parent is not None and (edge.parent not in far or edge.parent in passed):
                continue
            whole = length + 1 + (far[edge.parent] if edge.parent is not None else 0)
            if whole > DEEPEST:
                found.all = False
                continue
            tried += 1
            heappush(waiting, (whole, -length, tried, edge, rest))

    extend(project, None, 0, {project})
    while waiting:
        _, length, _, edge, rest = heappop(waiting)
        behind = edge, rest
        path = list(_steps(behind))
        if edge.parent is None:
            if len(found.listed) == MOST_PATHS:
                found.all = False
                break
            found.listed.append(path)
        else:
            extend(edge.parent, behind, 1 - length, {step.child for step in path} | {edge.parent})
    return found


def _steps(path: _Rest) -> Iterator[Edge]:
    while path is not None:
        edge, path = path
        yield edge


def _distances(known: list[Edge]) -> dict[str, int]:
    """The smallest number of edges from an input's line to each pin."""
    onwards: dict[str | None, list[str]] = {}
    for edge in known:
        onwards.setdefault(edge.parent, []).append(edge.child)
    far: dict[str, int] = {}
    level: list[str | None] = [None]
    distance = 0
    while level:
        distance += 1
        reached = dict.fromkeys(child for pin in level for child in onwards.get(pin, ()) if child not in far)
        far |= dict.fromkeys(reached, distance)
        level = list(reached)
    return far


def _edges_of(walk: Walk) -> Iterator[Edge]:
    world, admits = walk.world, walk.environment.admits
    for requirement in world.inputs:
        if requirement.project is not None and admits(requirement.marker) is not False:
            yield Edge(None, requirement.project, requirement.shown, requirement.location)
    unknown: dict[str, LockedPin] = {}
    for project, pins in world.pins.items():
        for pin in pins:
            if admits(pin.marker) is False:
                continue
            if pin.dependencies is None:
                unknown[project] = pin
                continue
            for dependency in walk.asked_by(pin):
                yield Edge(project, dependency.project, dependency.text, pin.requirement.location)
    for child, parents in (world.parents or {}).items():
        for parent in parents:
            if parent in unknown:
                yield Edge(parent, child, child, unknown[parent].requirement.location)


def _edges_of_lock(proof: LockProof) -> Iterator[Edge]:
    """What the projects of a structured lock require, and what each reached package requires."""
    graph, reached, asked = proof.graph, proof.reached, proof.asked
    if graph is None or reached is None or asked is None:
        return
    lock = proof.pairing.document
    for ask in asked.asks:
        yield Edge(None, ask.edge.project, ask.requirement.shown, ask.requirement.location)
    for number, extra in reached.where:
        package = lock.packages[number]
        if number in proof.pairing.projects:
            continue  # the project itself: its own files state the requirements
        for edge in graph.edges_of(number, extra):
            if any(other in graph.by_name.get(edge.project, ()) for other in graph.meant(edge)):
                yield Edge(package.project, edge.project, edge.text, lock.source.at(edge.span))
