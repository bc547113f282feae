"""Graphs to draw, as plain data: which pin requires which, and what installs which file.

`pinlint.checking.graphs` makes them. A report and `pinlint graph` draw them, and know nothing else about a lock.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: The states of a node: proved, in contradiction, not reachable from an input, undecided.
OK, STALE, ORPHAN, UNPROVEN = "ok", "stale", "orphan", "unproven"
#: All states, the most severe first.
STATES = (STALE, ORPHAN, UNPROVEN, OK)
#: The kinds of a node: a pin of a lock, a project that the lock rightly leaves out, a file or a part of one, what installs
#: something.
PIN, OUTSIDE, FILE, ENVIRONMENT = "pin", "outside", "file", "environment"


class Node:
    """A node: ``key`` identifies it, ``label`` is shown, ``state`` is one of STATES, ``kind`` is PIN, OUTSIDE,
    FILE or ENVIRONMENT.
    """

    __slots__ = ("key", "kind", "label", "state")

    def __init__(self, key: str, label: str, state: str = OK, kind: str = PIN) -> None:
        self.key = key
        self.label = label
        self.state = state
        self.kind = kind


class Edge:
    """An edge between the nodes with the keys ``start`` and ``end``. ``label`` and ``detail`` say more, or are empty."""

    __slots__ = ("detail", "end", "label", "start")

    def __init__(self, start: str, end: str, label: str = "", detail: str = "") -> None:
        self.start = start
        self.end = end
        self.label = label
        self.detail = detail

    @property
    def sort_key(self) -> tuple[str, str, str, str]:
        """Sorts by the nodes, then by the texts of the edge."""
        return self.start, self.end, self.label, self.detail


class Graph:
    """Nodes and edges. Edges with a missing node are left out. Both are in the order of their keys, and each occurs once.

    ``words`` maps states and kinds of nodes to their meaning here, in one or two words. If the label of each edge is its kind,
    ``kinds`` are the kinds of edges; otherwise each label belongs to a single edge.
    """

    __slots__ = ("edges", "kinds", "nodes", "title", "words")

    def __init__(
        self,
        nodes: Sequence[Node],
        edges: Sequence[Edge],
        title: str = "",
        *,
        words: Mapping[str, str] | None = None,
        kinds: Sequence[str] = (),
    ) -> None:
        self.nodes = sorted({node.key: node for node in nodes}.values(), key=lambda node: node.key)
        known = {node.key for node in self.nodes}
        unique = {edge.sort_key: edge for edge in edges if edge.start in known and edge.end in known}
        self.edges = [edge for _, edge in sorted(unique.items())]
        self.title = title
        self.words = dict(words or {})
        self.kinds = tuple(kinds)

    def said(self, node: Node) -> str:
        """The node in one or two words: its state or, for nodes other than pins, its kind."""
        said = node.kind if node.kind != PIN and node.state == OK else node.state
        return self.words.get(said, said)

    def around(self, keys: Collection[str]) -> Graph:
        """The neighbourhood of some nodes: these nodes, their direct neighbours, and the edges between them."""
        edges = [edge for edge in self.edges if edge.start in keys or edge.end in keys]
        near = {key for edge in edges for key in (edge.start, edge.end)}.union(keys)
        nodes = [node for node in self.nodes if node.key in near]
        return Graph(nodes, edges, self.title, words=self.words, kinds=self.kinds)
