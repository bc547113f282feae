"""Writes a graph in Mermaid and DOT, the languages of other programs that draw.

Names in the graph come from checked files. In the drawings they are only data: quoted for the language, with every character
visible, and never a node's identifier.
"""

from __future__ import annotations

from pinlint.findings.graphs import OK, ORPHAN, STALE, UNPROVEN
from pinlint.text.escaping import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.graphs import Graph

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


def mermaid(graph: Graph) -> str:
    """The graph as a Mermaid flowchart, which GitHub and GitLab draw in Markdown (within a ``mermaid`` block)."""
    names = _identifiers(graph)
    lines = ["flowchart LR"]
    lines += [f'    {names[node.key]}["{_for_mermaid(node.label)}"]:::{node.state}' for node in graph.nodes]
    for edge in graph.edges:
        arrow = f'-->|"{_for_mermaid(edge.label)}"|' if edge.label else "-->"
        lines.append(f"    {names[edge.start]} {arrow} {names[edge.end]}")
    for state in _states(graph):
        fill, border = _COLOURS[state]
        lines.append(f"    classDef {state} fill:{fill},stroke:{border},color:#1f1f1f{_MERMAID_DASHES[state]}")
    return "".join(f"{line}\n" for line in dict.fromkeys(lines))


def dot(graph: Graph) -> str:
    """The graph in DOT, the language of graphviz."""
    names = _identifiers(graph)
    lines = [f"digraph {_for_dot(graph.title or 'pinlint')} {{", "    rankdir=LR;"]
    lines.append('    node [shape=box, style="rounded,filled", fontname="sans-serif"];')
    for node in graph.nodes:
        fill, border = _COLOURS[node.state]
        style = f'style="rounded,filled,{_DASHES[node.state]}", fillcolor="{fill}", color="{border}"'
        lines.append(f"    {names[node.key]} [label={_for_dot(node.label)}, {style}];")
    for edge in graph.edges:
        shown = f" [label={_for_dot(edge.label)}]" if edge.label else ""
        lines.append(f"    {names[edge.start]} -> {names[edge.end]}{shown};")
    return "".join(f"{line}\n" for line in dict.fromkeys([*lines, "}"]))


def _identifiers(graph: Graph) -> dict[str, str]:
    return {node.key: f"n{number}" for number, node in enumerate(graph.nodes)}


def _states(graph: Graph) -> list[str]:
    return [state for state in _COLOURS if any(node.state == state for node in graph.nodes)]


def _for_mermaid(text: str) -> str:
    """Quoted text: Mermaid's only escapes are numbered entities, and it interprets HTML and Markdown in labels."""
    return "".join(c if c.isalnum() or c in " .,:=+-~/@" else f"#{ord(c)};" for c in printable(text)) or " "


def _for_dot(text: str) -> str:
    r"""A quoted string. A backslash would begin an escape of graphviz's own, such as ``\N`` for the node's name."""
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
