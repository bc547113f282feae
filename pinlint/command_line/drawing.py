"""Draws the graph of a lock: nodes with their states and edges, as Mermaid, DOT, or SVG (if graphviz is installed).

Names in the graph come from checked files. In the drawings they are only data: quoted for the language, without control
characters, and never a node's identifier.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: The states of a node: proved, in contradiction, not reachable from an input, undecided.
OK, STALE, ORPHAN, UNPROVEN = "ok", "stale", "orphan", "unproven"
#: Fill and border; the borders differ, so that the states can be distinguished without colour.
_COLOURS = {
    OK: ("#e6f4ea", "#2b7a3d"),
    STALE: ("#fde7e7", "#b3261e"),
    ORPHAN: ("#fff4d6", "#8a5a00"),
    UNPROVEN: ("#eef0f2", "#5b6470"),
}
_DASHES = {OK: "solid", STALE: "bold", ORPHAN: "dashed", UNPROVEN: "dotted"}
_MERMAID_DASHES = {
    OK: "",
    STALE: ",stroke-width:3px",
    ORPHAN: ",stroke-dasharray:6 3",
    UNPROVEN: ",stroke-dasharray:2 2",
}
#: The most edges for graphviz: its time grows much faster than their number, and nobody can follow so many lines.
MOST_LAID_OUT = 3_000
#: graphviz may take long for a large graph; after this many seconds it is stopped.
_SECONDS = 60


class Node:
    """A node: ``key`` identifies it, ``label`` is shown, ``state`` is OK, STALE, ORPHAN or UNPROVEN."""

    __slots__ = ("key", "label", "state")

    def __init__(self, key: str, label: str, state: str = OK) -> None:
        self.key = key
        self.label = label
        self.state = state


class Graph:
    """Nodes and edges; an edge consists of the keys of two nodes and a label, which may be empty.

    Edges with a missing node are left out. Nodes and edges are drawn in the order of their keys.
    """

    __slots__ = ("edges", "nodes", "title")

    def __init__(self, nodes: Sequence[Node], edges: Sequence[tuple[str, str, str]], title: str = "") -> None:
        self.nodes = sorted({node.key: node for node in nodes}.values(), key=lambda node: node.key)
        known = {node.key for node in self.nodes}
        self.edges = sorted({edge for edge in edges if edge[0] in known and edge[1] in known})
        self.title = title


def mermaid(graph: Graph) -> str:
    """The graph as a Mermaid flowchart, which GitHub and GitLab draw in Markdown (within a ``mermaid`` block)."""
    names = _identifiers(graph)
    lines = ["flowchart LR"]
    lines += [f'    {names[node.key]}["{_for_mermaid(node.label)}"]:::{node.state}' for node in graph.nodes]
    for start, end, label in graph.edges:
        arrow = f'-->|"{_for_mermaid(label)}"|' if label else "-->"
        lines.append(f"    {names[start]} {arrow} {names[end]}")
    for state in _states(graph):
        fill, border = _COLOURS[state]
        lines.append(f"    classDef {state} fill:{fill},stroke:{border},color:#1f1f1f{_MERMAID_DASHES[state]}")
    return "".join(f"{line}\n" for line in lines)


def dot(graph: Graph) -> str:
    """The graph in DOT, the language of graphviz."""
    names = _identifiers(graph)
    lines = [f"digraph {_for_dot(graph.title or 'pinlint')} {{", "    rankdir=LR;"]
    lines.append('    node [shape=box, style="rounded,filled", fontname="sans-serif"];')
    for node in graph.nodes:
        fill, border = _COLOURS[node.state]
        style = f'style="rounded,filled,{_DASHES[node.state]}", fillcolor="{fill}", color="{border}"'
        lines.append(f"    {names[node.key]} [label={_for_dot(node.label)}, {style}];")
    for start, end, label in graph.edges:
        shown = f" [label={_for_dot(label)}]" if label else ""
        lines.append(f"    {names[start]} -> {names[end]}{shown};")
    return "".join(f"{line}\n" for line in [*lines, "}"])


def svg(graph: Graph, root: str) -> str | None:
    """The graph as SVG; None if there is no ``dot`` program, or it fails. A program inside ``root`` is never run."""
    import shutil
    import subprocess

    from pinlint.project.files import within

    program = shutil.which("dot")
    if program is None or within(root, program):
        return None
    try:
        drawn = subprocess.run(
            [program, "-Tsvg"], input=dot(graph).encode(), capture_output=True, timeout=_SECONDS, check=True
        )
        return drawn.stdout.decode()
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None


def _identifiers(graph: Graph) -> dict[str, str]:
    return {node.key: f"n{number}" for number, node in enumerate(graph.nodes)}


def _states(graph: Graph) -> list[str]:
    return [state for state in _COLOURS if any(node.state == state for node in graph.nodes)]


def _for_mermaid(text: str) -> str:
    """Quoted text: Mermaid's only escapes are numbered entities, and it interprets HTML and Markdown in labels."""
    return "".join(c if c.isalnum() or c in " .,:=+-~/@" else f"#{ord(c)};" for c in _printable(text)) or " "


def _for_dot(text: str) -> str:
    r"""A quoted string. A backslash would begin an escape of graphviz's own, such as ``\N`` for the node's name."""
    return '"' + _printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
