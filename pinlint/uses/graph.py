"""The install graph of a project: all uses of requirements, immutable, with look-up from both ends."""

from __future__ import annotations

from pinlint.uses.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from pinlint.uses.edges import Edge


class InstallGraph:
    """The edges of a project, each once, in a fixed order. It never changes after creation."""

    __slots__ = ("_into", "_out", "edges")

    def __init__(self, edges: Iterable[Edge]) -> None:
        unique: dict[tuple[Any, ...], Edge] = {}
        for edge in edges:
            unique.setdefault(edge.sort_key, edge)
        self.edges = tuple(edge for _, edge in sorted(unique.items()))
        self._into: dict[Node, list[Edge]] = {}
        self._out: dict[Node, list[Edge]] = {}
        for edge in self.edges:
            self._into.setdefault(edge.target, []).append(edge)
            if edge.source is not None:
                self._out.setdefault(edge.source, []).append(edge)

    @property
    def nodes(self) -> list[Node]:
        """All nodes at which an edge begins or ends, sorted."""
        return sorted({*self._into, *self._out})

    def into(self, node: Node) -> Sequence[Edge]:
        """The uses of a set."""
        return self._into.get(node, ())

    def out_of(self, node: Node) -> Sequence[Edge]:
        """The uses by an environment or a set."""
        return self._out.get(node, ())
