"""Lays a graph out in layers, from left to right: a node is to the right of every node with an edge to it.

First, edges that close a circle are turned around. Then the layer of a node is the length of the longest path to the node. An
edge that crosses a layer gets a free lane in it. Edges share lanes, so that many edges from one node look like one line that
branches. Within a layer, nodes and lanes are sorted by the barycentre of their neighbours, in sweeps over all layers. The result
depends only on the graph.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    #: A node by its name, or a lane: its chain, and its layer.
    Slot: TypeAlias = "str | tuple[tuple[str, str], int]"
    Point: TypeAlias = tuple[float, float]

#: The height of a node, and of a lane; the distances between them, and between layers.
HEIGHT = 26.0
LANE = 8.0
GAP = 8.0
BETWEEN = 64.0
MARGIN = 12.0
_SWEEPS = 6


class Box:
    """A rectangle: its left upper corner, and its size."""

    __slots__ = ("height", "width", "x", "y")

    def __init__(self, x: float, y: float, width: float, height: float) -> None:
        self.x = x
        self.y = y
        self.width = width
        self.height = height

    @property
    def middle(self) -> float:
        """The vertical middle."""
        return self.y + self.height / 2


class Layout:
    """The box of each node by name, the points of each edge, and the size of the whole.

    An edge goes straight along its layer or lane to the second point, across the gap between two layers to the third one, and so
    on. The points of an edge that was turned around are in the other order.
    """

    __slots__ = ("boxes", "height", "routes", "width")

    def __init__(
        self,
        boxes: Mapping[str, Box],
        routes: Mapping[tuple[str, str], Sequence[Point]],
        width: float,
        height: float,
    ) -> None:
        self.boxes = boxes
        self.routes = routes
        self.width = width
        self.height = height


def layout(widths: Mapping[str, float], edges: Iterable[tuple[str, str]]) -> Layout:
    """The layout of nodes with these widths, and of the edges between them. An edge from a node to itself gets no route."""
    names = list(widths)
    drawn = list(dict.fromkeys(edge for edge in edges if edge[0] != edge[1]))
    onward = list(dict.fromkeys(_without_circles(names, drawn)))
    level = _levels(names, onward)
    chains = _chains(onward, level)
    lanes = _lanes(level, chains)
    layers = _filled(level, lanes)
    links = _links(onward, level, chains, lanes)
    _sort(layers, links)
    boxes = _placed(layers, links, widths)
    rights = [max(boxes[slot].x + boxes[slot].width for slot in layer) for layer in layers]
    routes = {}
    for start, end in drawn:
        way = _slots(start, end, level, chains) if level[start] < level[end] else _slots(end, start, level, chains)
        points = _points([boxes[slot] for slot in way], rights[min(level[start], level[end])])
        routes[start, end] = points if level[start] < level[end] else points[::-1]
    right = max((box.x + box.width for box in boxes.values()), default=0.0)
    low = max((box.y + box.height for box in boxes.values()), default=0.0)
    return Layout({name: boxes[name] for name in names}, routes, right + MARGIN, low + MARGIN)


def _without_circles(names: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The edges. An edge is turned around if it leads back to a node on the path of a depth-first search.

    The search begins at the nodes without an incoming edge.
    """
    onward: dict[str, list[str]] = {name: [] for name in names}
    for start, end in edges:
        onward[start].append(end)
    targets = {end for _, end in edges}
    found = []
    done: set[str] = set()
    for root in sorted(names, key=lambda name: name in targets):
        if root in done:
            continue
        path = {root: iter(onward[root])}  # a dictionary keeps the order
        while path:
            name = next(reversed(path))
            for end in path[name]:
                found.append((end, name) if end in path else (name, end))
                if end not in path and end not in done:
                    path[end] = iter(onward[end])
                    break
            else:
                done.add(name)
                del path[name]
    return found


def _levels(names: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The layer of each node: the length of the longest path to it. The edges have no circle."""
    onward: dict[str, list[str]] = {name: [] for name in names}
    open_edges = dict.fromkeys(names, 0)
    for start, end in edges:
        onward[start].append(end)
        open_edges[end] += 1
    level = dict.fromkeys(names, 0)
    ready = [name for name in names if not open_edges[name]]
    for name in ready:
        for end in onward[name]:
            level[end] = max(level[end], level[name] + 1)
            open_edges[end] -= 1
            if not open_edges[end]:
                ready.append(end)
    return level


def _chains(edges: Sequence[tuple[str, str]], level: Mapping[str, int]) -> dict[tuple[str, str], tuple[str, str]]:
    """The chain of lanes of each edge that crosses a layer. An edge shares its chain with the edges from its start, or with those
    to its end.

    The chain that more edges share is used.
    """
    long = [edge for edge in edges if level[edge[1]] - level[edge[0]] > 1]
    leaving: dict[str, int] = {}
    coming: dict[str, int] = {}
    for start, end in long:
        leaving[start] = leaving.get(start, 0) + 1
        coming[end] = coming.get(end, 0) + 1
    return {(s, e): ("from", s) if leaving[s] >= coming[e] else ("to", e) for s, e in long}


def _slots(
    start: str, end: str, level: Mapping[str, int], chains: Mapping[tuple[str, str], tuple[str, str]]
) -> list[Slot]:
    """The way of an edge that leads onward: its nodes, and the lanes between them."""
    between = range(level[start] + 1, level[end])
    return [start, *((chains[start, end], number) for number in between), end]


def _lanes(level: Mapping[str, int], chains: Mapping[tuple[str, str], tuple[str, str]]) -> dict[tuple[str, str], range]:
    """The layers in which each chain has a lane. These are all layers that an edge of the chain crosses."""
    lanes: dict[tuple[str, str], range] = {}
    for (start, end), chain in chains.items():
        own = range(level[start] + 1, level[end])
        known = lanes.get(chain, own)
        lanes[chain] = range(min(known.start, own.start), max(known.stop, own.stop))
    return lanes


def _filled(level: Mapping[str, int], lanes: Mapping[tuple[str, str], range]) -> list[list[Slot]]:
    """The nodes and lanes of each layer."""
    layers: list[list[Slot]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for name, number in level.items():
        layers[number].append(name)
    for chain, numbers in lanes.items():
        for number in numbers:
            layers[number].append((chain, number))
    return layers


class _Links:
    """The neighbours of each slot in the layer before it, and in the layer after it."""

    __slots__ = ("after", "before")

    def __init__(self) -> None:
        self.before: dict[Slot, dict[Slot, None]] = {}
        self.after: dict[Slot, dict[Slot, None]] = {}

    def add(self, left: Slot, right: Slot) -> None:
        """Makes two slots neighbours."""
        self.after.setdefault(left, {})[right] = None
        self.before.setdefault(right, {})[left] = None


def _links(
    edges: Sequence[tuple[str, str]],
    level: Mapping[str, int],
    chains: Mapping[tuple[str, str], tuple[str, str]],
    lanes: Mapping[tuple[str, str], range],
) -> _Links:
    links = _Links()
    for start, end in edges:
        chain = chains.get((start, end))
        if chain is None:
            links.add(start, end)
        else:
            links.add(start, (chain, level[start] + 1))
            links.add((chain, level[end] - 1), end)
    for chain, numbers in lanes.items():
        for number in numbers[1:]:
            links.add((chain, number - 1), (chain, number))
    return links


def _sort(layers: list[list[Slot]], links: _Links) -> None:
    """Sorts each layer by the mean position of the neighbours, first from left to right, then back, several times.

    Slots without neighbours come last.
    """
    place: dict[Slot, float] = {}

    def number(layer: list[Slot]) -> None:
        for at, slot in enumerate(layer):
            place[slot] = (at + 0.5) / len(layer)

    for layer in layers:
        number(layer)
    for sweep in range(_SWEEPS):
        onward = sweep % 2 == 0
        near = links.before if onward else links.after
        for layer in layers if onward else reversed(layers):
            layer.sort(
                key=lambda slot: (
                    not (slot in links.before or slot in links.after),
                    _mean([place[other] for other in near.get(slot, ())], place[slot]),
                )
            )
            number(layer)


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _placed(layers: list[list[Slot]], links: _Links, widths: Mapping[str, float]) -> dict[Slot, Box]:
    """The box of each slot. A layer keeps its order, and its slots come as near to their neighbours as they can."""
    boxes: dict[Slot, Box] = {}
    x = MARGIN
    for layer in layers:
        width = max((widths[slot] for slot in layer if isinstance(slot, str)), default=0.0)
        y = 0.0
        for slot in layer:
            is_node = isinstance(slot, str)
            boxes[slot] = Box(x, y, widths[slot] if isinstance(slot, str) else width, HEIGHT if is_node else LANE)
            y += boxes[slot].height + GAP
        x += width + BETWEEN
    for onward in (True, False, True):
        near = links.before if onward else links.after
        for layer in layers if onward else reversed(layers):
            wanted = [
                _mean([boxes[other].middle for other in near.get(slot, ())], boxes[slot].middle) for slot in layer
            ]
            for slot, y in zip(layer, _apart(wanted, [boxes[slot].height for slot in layer]), strict=True):
                boxes[slot].y = y
    top = min((box.y for box in boxes.values()), default=0.0)
    for box in boxes.values():
        box.y = round(box.y - top + MARGIN, 1)
    return boxes


def _apart(middles: Sequence[float], heights: Sequence[float]) -> list[float]:
    """The tops of boxes in this order that do not overlap, with their middles as near to the wanted ones as possible.

    This is isotonic regression by pooling adjacent violators: boxes that would overlap form a block, and a block takes the mean
    of what its boxes want.
    """
    below = []  # how far each top is below that of the first box if nothing is between them
    at = 0.0
    for height in heights:
        below.append(at)
        at += height + GAP
    blocks: list[tuple[float, int]] = []  # the sum of the wanted tops of the first box, and how many boxes
    for middle, height, offset in zip(middles, heights, below, strict=True):
        total, count = middle - height / 2 - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            more, others = blocks.pop()
            total, count = total + more, count + others
        blocks.append((total, count))
    tops = [total / count for total, count in blocks for _ in range(count)]
    return [top + offset for top, offset in zip(tops, below, strict=True)]


def _points(boxes: Sequence[Box], right: float) -> list[Point]:
    """The points of a way. It leads from the right side of its first box to the right side of the layer, then along each lane to
    the left side of its last box.
    """
    points = [(boxes[0].x + boxes[0].width, boxes[0].middle), (right, boxes[0].middle)]
    for lane in boxes[1:-1]:
        points += [(lane.x, lane.middle), (lane.x + lane.width, lane.middle)]
    return [*points, (boxes[-1].x, boxes[-1].middle)]
