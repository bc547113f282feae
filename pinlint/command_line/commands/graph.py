"""Draw which pin of a lock requires which, and mark stale, orphaned and unproven ones. With --uses, draw what uses which file."""

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


#: The characters of names; in a requirement, the extras, the specifier or the URL follow the name.
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint graph``."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="LOCK", help="the lock to draw (default: the lock below ., if there is only one)")
    formats = "the format of the drawing; svg needs graphviz, text needs --uses (default: mermaid, with --uses text)"
    add("--format", choices=("text", "mermaid", "dot", "svg"), help=formats)
    add("--uses", action="store_true", help="draw what installs, compiles or limits which files, instead of a lock")
    configuring(parser)


def run(options: Namespace, console: Console) -> int:
    """Print the drawing. Raises UsageError if it is not clear which lock is meant, and for SVG without graphviz."""
    project, targets = opened(options)
    format = options.format or ("text" if options.uses else "mermaid")
    if options.uses:
        from pinlint.command_line.uses_in_words import drawn, graph_in_words

        if format == "text":
            console.write("".join(f"{text}\n" for text in graph_in_words(project.uses)))
            return CLEAN
        picture = drawn(project.uses)
    else:
        if format == "text":
            raise UsageError("--format text needs --uses; a lock can be drawn as mermaid, dot or svg")
        proofs = project.proofs
        named = [proof for proof in proofs if not options.paths or proof.pairing.path in targets]
        if len(named) != 1:
            there = ", ".join(sorted(proof.pairing.path for proof in proofs))
            raise UsageError(f"name the lock to draw: {there}" if there else "no lock file found")
        picture = graph_of(named[0])
    console.write(_in_format(picture, format, project.root))
    return CLEAN


def _in_format(drawn: Graph, format: str, root: str) -> str:
    """The drawing as text. Raises UsageError for SVG without graphviz."""
    from pinlint.command_line import drawing

    if format != "svg":
        return drawing.mermaid(drawn) if format == "mermaid" else drawing.dot(drawn)
    if len(drawn.edges) > drawing.MOST_LAID_OUT:
        many = f"{len(drawn.edges):,} edges, and at most {drawing.MOST_LAID_OUT:,} can be laid out"
        raise UsageError(f"--format svg: the drawing has {many}; use --format dot")
    picture = drawing.svg(drawn, root)
    if picture is None:
        raise UsageError("--format svg: the program 'dot' of graphviz is not installed, or it failed")
    return picture


def graph_of(proof: Proof) -> Graph:
    """The lock's pins and inputs as nodes, and their requirements as edges."""
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
