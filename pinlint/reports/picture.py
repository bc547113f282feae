"""Draws a graph as SVG, in layers from left to right, with a legend. It needs no other program.

Labels come from checked files. They are escaped, and no label is part of an identifier, a class or an address.
"""

from __future__ import annotations

from pinlint.findings.graphs import ORPHAN, STALE, STATES, UNPROVEN
from pinlint.reports.excerpt import shown_width
from pinlint.reports.layers import MARGIN, layout
from pinlint.text.escaping import html, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pinlint.findings.graphs import Edge, Graph, Node
    from pinlint.reports.layers import Box, Layout, Point

#: A state is shown by this sign, by the border and by the colour.
SIGNS = {STALE: "!", ORPHAN: "\N{EN DASH}", UNPROVEN: "?"}
#: A label is cut to its first and its last characters if it has more; the tooltip has all of it.
_FIRST = 14
_LAST = 33
#: The width of a character in pixels, the space on both sides of a label, and the height of the legend.
_CHARACTER = 7.4
_PADDING = 20.0
_LEGEND = 34.0


def picture(graph: Graph, *, anchors: Mapping[str, str] | None = None, style: str = "") -> str:
    """The graph as one ``svg`` element. Each node is a link: ``anchors`` maps its key to the identifier of the linked element.

    ``style`` is a stylesheet to include: a file of its own needs one, a page has it already.
    """
    labels = {node.key: _label(node) for node in graph.nodes}
    widths = {key: round(shown_width(label) * _CHARACTER + _PADDING, 1) for key, label in labels.items()}
    drawn = layout(widths, [(edge.start, edge.end) for edge in graph.edges])
    legend, legend_width = _legend(graph)
    width, height = max(drawn.width, legend_width), drawn.height + _LEGEND
    names = {node.key: f"n{number}" for number, node in enumerate(graph.nodes)}
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" width="{width:g}" height="{height:g}"'
    lines = [f'{head} viewBox="0 0 {width:g} {height:g}">', f"<title>{html(graph.title)}</title>"]
    if style:
        lines += [f"<style>{style}</style>", f'<rect class="ground" width="{width:g}" height="{height:g}"/>']
    lines += legend
    lines.append(f'<g transform="translate(0 {_LEGEND:g})">')
    lines += _edges(graph, drawn, names)
    for node in graph.nodes:
        shape = _node(node, labels[node.key], drawn.boxes[node.key], names[node.key], graph)
        lines.append(f'<a href="#{anchors[node.key]}">{shape}</a>' if anchors else shape)
    return "\n".join([*lines, "</g>", "</svg>"]) + "\n"


def _label(node: Node) -> str:
    """The sign of the state and the label, as it is shown."""
    text = printable(node.label)
    if len(text) > _FIRST + _LAST + 1:
        text = f"{text[:_FIRST]}\N{HORIZONTAL ELLIPSIS}{text[-_LAST:]}"
    return f"{SIGNS[node.state]} {text}" if node.state in SIGNS else text


def _node(node: Node, label: str, box: Box, name: str, graph: Graph) -> str:
    rect = f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="4"/>'
    text = f'<text x="{box.x + _PADDING / 2:g}" y="{box.middle + 4:g}">{html(label)}</text>'
    title = f"<title>{html(node.label)}: {html(graph.said(node))}</title>"
    return f'<g class="node {node.state} {node.kind}" data-node="{name}">{title}{rect}{text}</g>'


def _edges(graph: Graph, drawn: Layout, names: dict[str, str]) -> Iterator[str]:
    """One line for all edges of a kind between the same two nodes, and the tips of the arrows."""
    lines: dict[tuple[str, str, str], list[Edge]] = {}
    for edge in graph.edges:
        lines.setdefault((edge.start, edge.end, edge.label if edge.label in graph.kinds else ""), []).append(edge)
    full = {node.key: node.label for node in graph.nodes}
    tips = {}
    for (start, end, kind), edges in lines.items():
        points = drawn.routes.get((start, end))
        if points is None:
            continue  # from a node to itself
        style = f"edge kind-{kind}" if kind else "edge"
        ends = f'data-from="{names[start]}" data-to="{names[end]}"'
        said = [" ".join(filter(None, (edge.label, edge.detail))) for edge in edges]
        about = html(f"{full[start]} \N{RIGHTWARDS ARROW} {full[end]} {', '.join(filter(None, said))}".rstrip())
        yield f'<path class="{style}" {ends} d="{_path(points)}"><title>{about}</title></path>'
        (x, y), back = points[-1], 7 if points[0][0] > points[-1][0] else -7
        tips[x, y] = f'<path class="tip" d="M{x:g} {y:g}l{back} -3.5v7z"/>'
    yield from tips.values()


def _path(points: Sequence[Point]) -> str:
    """A curve across each gap between layers, and a straight line along each layer."""
    (x, y), *rest = points
    parts = [f"M{x:g} {y:g}"]
    onward = points[0][0] < points[-1][0]
    for number, (to_x, to_y) in enumerate(rest):
        if (number % 2 == 0) == onward:
            parts.append(f"H{to_x:g}")
        else:
            middle = round((x + to_x) / 2, 1)
            parts.append(f"C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}")
        x, y = to_x, to_y
    return "".join(parts)


def _legend(graph: Graph) -> tuple[list[str], float]:
    """The legend for those states and kinds of lines that occur, and its width."""
    x = MARGIN
    lines = []
    examples = {graph.said(node): node for node in sorted(graph.nodes, key=lambda node: STATES.index(node.state))}
    for words, node in examples.items():
        sign = SIGNS.get(node.state, "")
        box = f'<rect x="{x:g}" y="10" width="22" height="16" rx="3"/><text x="{x + 8:g}" y="22">{sign}</text>'
        lines.append(f'<g class="node {node.state} {node.kind}">{box}</g>')
        lines.append(f'<text class="words" x="{x + 28:g}" y="22">{words}</text>')
        x += 28 + len(words) * _CHARACTER + 18
    used = {edge.label for edge in graph.edges}
    for kind in (kind for kind in graph.kinds if kind in used):
        line = f'<path class="edge kind-{kind}" d="M{x:g} 18h26"/>'
        lines.append(f'{line}<text class="words" x="{x + 32:g}" y="22">{kind}</text>')
        x += 32 + len(kind) * _CHARACTER + 18
    return lines, x
