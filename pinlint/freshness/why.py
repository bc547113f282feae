"""Why a pin is in a lock: every path from an input's line to it, over the pins between.

The edges are those of the metadata where a pin's is known, and those of the lock's annotations for the others.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.freshness.closure import Walk
    from pinlint.freshness.obligations import Proof
    from pinlint.freshness.world import LockedPin
    from pinlint.source import Location

#: No more paths than this are told of one pin; there can be exponentially many.
MOST_PATHS = 1_000


class Edge:
    """That ``child`` is asked for: by the pin of ``parent``, or by an input's line where ``parent`` is None.

    ``text`` is what asks for it as written (``click>=8``, or only a name where an annotation is all that is known), and
    ``location`` where: the input's line, or the parent's line in the lock.
    """

    __slots__ = ("child", "location", "parent", "text")

    def __init__(self, parent: str | None, child: str, text: str, location: Location) -> None:
        self.parent = parent
        self.child = child
        self.text = text
        self.location = location

    def __repr__(self) -> str:
        return f"Edge({self.parent!r} -> {self.child!r} by {self.text!r})"


def edges(proof: Proof) -> list[Edge]:
    """Everything that asks for a pin of the lock, in the environments that the proof looked at; each edge once."""
    found: dict[tuple[str | None, str, str], Edge] = {}
    for walk in proof.walks:
        for edge in _edges_of(walk):
            found.setdefault((edge.parent, edge.child, edge.text), edge)
    return list(found.values())


def paths(known: list[Edge], project: str) -> Iterator[list[Edge]]:
    """The paths from an input's line to the pin of ``project``, shortest first, none through the same pin twice."""
    into: dict[str, list[Edge]] = {}
    for edge in known:
        into.setdefault(edge.child, []).append(edge)
    told = 0
    waiting: list[list[Edge]] = [[edge] for edge in into.get(project, ())]
    while waiting:
        longer: list[list[Edge]] = []
        for path in waiting:
            first = path[0]
            if first.parent is None:
                yield path
                told += 1
                if told == MOST_PATHS:
                    return
                continue
            passed = {edge.child for edge in path}
            longer += [[edge, *path] for edge in into.get(first.parent, ()) if edge.parent not in passed]
            if len(longer) > MOST_PATHS * 10:
                break
        waiting = longer


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
            extras = walk.extras_of(project)
            for dependency in pin.dependencies:
                if any(admits(dependency.marker, extra) is not False for extra in extras):
                    yield Edge(project, dependency.project, dependency.text, pin.requirement.location)
    for child, parents in (world.parents or {}).items():
        for parent in parents:
            if parent in unknown:
                yield Edge(parent, child, child, unknown[parent].requirement.location)
