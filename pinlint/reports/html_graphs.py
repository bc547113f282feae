"""The graphs on an HTML page: a picture of each, and a table with the same content for readers and for the page's script."""

from __future__ import annotations

from pinlint.findings.graphs import OK, ORPHAN, PIN, STALE, STATES, UNPROVEN
from pinlint.findings.report import plural
from pinlint.reports.html_page import badge, short
from pinlint.reports.picture import picture
from pinlint.text.escaping import html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pinlint.findings.graphs import Edge, Graph

#: The most nodes and edges of one picture: nobody can follow more lines.
MOST_NODES = 300
MOST_EDGES = 1_500
#: After so many characters of pictures on one page, no other graph is drawn.
MOST_DRAWN = 5_000_000


def part(graph: Graph) -> Graph:
    """The part of a graph to draw: everything or, if that is too much, everything that is connected.

    If this too does not fit in a picture, it is the neighbourhood of as many stale or orphaned nodes as fit.
    """
    wanted = [node.key for state in (STALE, ORPHAN) for node in graph.nodes if node.state == state]
    for whole in (graph, graph.around({*wanted, *(edge.start for edge in graph.edges)})):
        if _fits(whole):
            return whole
    at: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        for key in {edge.start, edge.end}:
            at.setdefault(key, []).append(edge)
    keys: set[str] = set()
    near: set[str] = set()
    lines = 0
    for key in wanted:
        new = {key, *(end for edge in at.get(key, ()) for end in (edge.start, edge.end))}
        if len(near | new) <= MOST_NODES and lines + len(at.get(key, ())) <= MOST_EDGES:
            keys.add(key)
            near |= new
            lines += len(at.get(key, ()))
    return graph.around(keys)


def _fits(graph: Graph) -> bool:
    return len(graph.nodes) <= MOST_NODES and len(graph.edges) <= MOST_EDGES


def alone(graph: Graph) -> str:
    """The picture as a file of its own, with its stylesheet."""
    from pinlint.reports.html_style import PICTURE

    return picture(graph, style=PICTURE)


def sections(graphs: Sequence[Graph]) -> Iterator[str]:
    """A section for each graph; the identifier of the first is ``g1``."""
    written = 0
    for number, graph in enumerate(graphs, 1):
        drawn = part(graph) if written < MOST_DRAWN else graph.around(())
        text = section(graph, drawn, f"g{number}", first=number == 1)
        written += len(text) if drawn.nodes else 0
        yield text


def anchors(graphs: Sequence[Graph]) -> dict[tuple[str, str], str]:
    """The identifiers of the nodes on the page of `sections`, by the title of the graph and the key of the node."""
    return {
        (graph.title, key): anchor
        for number, graph in enumerate(graphs, 1)
        for key, anchor in _anchors(graph, f"g{number}").items()
    }


def _anchors(graph: Graph, identifier: str) -> dict[str, str]:
    return {node.key: f"{identifier}-n{number}" for number, node in enumerate(graph.nodes)}


def section(graph: Graph, drawn: Graph, identifier: str, *, first: bool = True) -> str:
    """The picture of the ``drawn`` part of a graph, and the table of the whole graph.

    The picture is unfolded if something in it is marked. The ``first`` one and the install graph are always unfolded.
    """
    unfolded = first or graph.kinds or any(node.state in (STALE, ORPHAN) for node in graph.nodes)
    counts = "" if graph.kinds else "".join(_counts(graph))
    lines = [f'<details class="graph" id="{identifier}"{" open" if unfolded else ""}>']
    lines.append(f"<summary><h3><code>{html(graph.title)}</code> {counts}</h3></summary>")
    if drawn is not graph:
        said = (
            f"The picture shows {plural(len(drawn.nodes), 'node')}"
            if drawn.nodes
            else "This is too large for a picture"
        )
        lines.append(f'<p class="quiet">{said}; the table has all {plural(len(graph.nodes), "node")}.</p>')
        lines.append(
            '<form class="chooser" hidden><label>Show the neighbourhood of '
            '<input type="search" autocomplete="off" placeholder="name"></label></form>'
        )
    own = _anchors(graph, identifier)
    drawing = picture(drawn, anchors=own) if drawn.nodes else ""
    region = f'<div class="scroll" tabindex="0" role="region" aria-label="Picture of {html(graph.title)}">'
    lines += [f"{region}{drawing}</div>", *_table(graph, own), "</details>"]
    return "\n".join(lines)


def _counts(graph: Graph) -> Iterator[str]:
    """How many pins there are of each state."""
    colours = {STALE: "stale", ORPHAN: "warning", UNPROVEN: "unproven", OK: "fresh"}
    for state in STATES:
        count = sum(node.state == state and node.kind == PIN for node in graph.nodes)
        if count:
            yield badge(colours[state], f"{count:,} {graph.words.get(state, state)}")


def _table(graph: Graph, anchors: Mapping[str, str]) -> Iterator[str]:
    """Each node with everything that leads to it."""
    labels = {node.key: html(short(node.label)) for node in graph.nodes}
    into: dict[str, list[str]] = {}
    for edge in graph.edges:
        link = f'<a href="#{anchors[edge.start]}">{labels[edge.start]}</a>'
        said = " ".join(html(text) for text in (edge.label, edge.detail) if text)
        into.setdefault(edge.end, []).append(f"{link} {said}".rstrip())
    head = "used by" if graph.kinds else "required by"
    yield f"<details><summary>{plural(len(graph.nodes), 'node')} as a table</summary>"
    yield f"<table><thead><tr><th>name</th><th>state</th><th>{head}</th></tr></thead><tbody>"
    for node in graph.nodes:
        row = f'<tr id="{anchors[node.key]}" class="{node.state} {node.kind}" data-label="{labels[node.key]}">'
        users = "<br>".join(into.get(node.key, ()))
        yield f'{row}<th scope="row"><code>{labels[node.key]}</code></th>'
        yield f'<td data-label="state">{html(graph.said(node))}</td><td data-label="{head}">{users}</td></tr>'
    yield "</tbody></table></details>"
