"""Draw a lock: which pin asks for which, with what is stale, orphaned or unproven marked."""

from __future__ import annotations

from pinlint.command_line.invocation import configuring, opened
from pinlint.command_line.main import CLEAN
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.command_line.drawing import Graph
    from pinlint.command_line.main import Console
    from pinlint.freshness.proof import Proof


#: What names are made of; what follows one in a requirement is its extras, its specifier, its URL.
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint graph``."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="LOCK", help="the lock to draw (default: the only one below .)")
    add("--format", choices=("mermaid", "dot", "svg"), default="mermaid", help="svg needs graphviz (default: mermaid)")
    configuring(parser)


def run(options: Namespace, console: Console) -> int:
    """Print the drawing. Raises UsageError where it is not clear which lock is meant, and for SVG without graphviz."""
    from pinlint.command_line import drawing as graph

    project, targets = opened(options)
    proofs = project.proofs
    named = [proof for proof in proofs if not options.paths or proof.pairing.path in targets]
    if len(named) != 1:
        there = ", ".join(sorted(proof.pairing.path for proof in proofs)) or "there is none that pinlint reads"
        raise UsageError(f"name the lock to draw: {there}")
    drawn = graph_of(named[0])
    if options.format == "svg":
        if len(drawn.edges) > graph.MOST_LAID_OUT:
            many = f"{len(drawn.edges):,} edges, and no more than {graph.MOST_LAID_OUT:,} are laid out"
            raise UsageError(f"--format svg: the lock has {many}; --format dot has them all")
        picture = graph.svg(drawn, project.root)
        if picture is None:
            raise UsageError("--format svg needs the program 'dot' of graphviz, which is not there or failed")
        console.write(picture)
    else:
        console.write(graph.mermaid(drawn) if options.format == "mermaid" else graph.dot(drawn))
    return CLEAN


def graph_of(proof: Proof) -> Graph:
    """The lock's pins and inputs as nodes, what asks for what as edges."""
    from pinlint.command_line.drawing import OK, ORPHAN, STALE, UNPROVEN, Graph, Node
    from pinlint.freshness.why import edges

    states = {entry.project: UNPROVEN for entry in proof.unproven}
    states |= {o.project: ORPHAN if o.kind == "orphan-pin" else STALE for o in proof.obligations}
    nodes = {}
    for pin in proof.pairing.locked_pins():
        if pin.project is not None:
            label = f"{pin.project} {pin.version}" if pin.version else pin.project
            nodes[pin.project] = Node(pin.project, label, states.get(pin.project, OK))
    drawn = []
    for edge in edges(proof):
        parent = edge.parent
        if parent is None:
            parent = f"{edge.location.path}:"  # no project's name ends with a colon
            nodes.setdefault(parent, Node(parent, edge.location.path))
        if edge.child not in nodes:
            nodes[edge.child] = Node(edge.child, f"{edge.child} (not locked)", STALE)
        drawn.append((parent, edge.child, edge.text.lstrip(_NAME).strip()))
    return Graph(list(nodes.values()), drawn, proof.pairing.path)
