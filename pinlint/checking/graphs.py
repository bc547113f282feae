"""Makes the graphs of a project as plain data: which pin of a lock requires which, and what uses which file."""

from __future__ import annotations

from pinlint.findings.graphs import ENVIRONMENT, FILE, OK, ORPHAN, OUTSIDE, PIN, STALE, UNPROVEN, Edge, Graph, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pinlint.checking.access import Access
    from pinlint.checking.install_graph import Uses
    from pinlint.freshness.proof import Proof
    from pinlint.text.secret_pieces import Pieces
    from pinlint.text.source import SourceFile

#: The characters of names; in a requirement, the extras, the specifier or the URL follow the name.
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
_LOCK_WORDS = {OK: "proven", ORPHAN: "orphaned", FILE: "input", OUTSIDE: "not in the lock"}
_USES_WORDS = {UNPROVEN: "presumed"}


def graphs(project: Access, concealed: Collection[str], wanted: Callable[[str], bool]) -> list[Graph]:
    """The graph of each wanted lock, the most severe verdict first. Then the install graph, if it is not empty.

    The text of ``concealed`` files may not be shown: what their lines say is left out, and so are their locks.
    """
    proofs = project.proving.proofs if project.proving is not None else []
    shown = [proof for proof in proofs if wanted(proof.pairing.path) and proof.pairing.path not in concealed]
    order = (STALE, UNPROVEN, "fresh")
    shown.sort(key=lambda proof: (order.index(proof.verdict), proof.pairing.path))
    found = [graph_of(project, proof, concealed) for proof in shown]
    return [*found, *filter(lambda graph: graph.edges, [graph_of_uses(project.uses)])]


def graph_of(project: Access, proof: Proof, concealed: Collection[str] = ()) -> Graph:
    """The lock's pins and inputs as nodes, and their requirements as edges, without the secrets of their files. What only the
    ``concealed`` files say is left out.
    """
    from pinlint.freshness.why import edges
    from pinlint.text.secrets import without

    states = {entry.project: UNPROVEN for entry in proof.unproven}
    states |= {o.project: ORPHAN if o.kind == "orphan-pin" else STALE for o in proof.failing}
    states |= {name: ORPHAN for o in proof.failing for name in o.followers}
    nodes = {}
    for pin in proof.pairing.locked_pins():
        if pin.project is not None and pin.requirement.source.path not in concealed:
            label = f"{pin.project} {pin.version}" if pin.version else pin.project
            nodes[pin.project] = Node(pin.project, label, states.get(pin.project, OK))
    drawn = []
    secret: dict[SourceFile, Pieces | None] = {}
    for edge in edges(proof):
        parent, source = edge.parent, edge.location.source
        is_concealed = edge.location.path in concealed
        if is_concealed and (parent is not None or edge.child not in nodes):
            continue  # only the concealed file has the name
        if parent is None:
            parent = f"{edge.location.path}:"  # no project's name ends with a colon
            nodes.setdefault(parent, Node(parent, edge.location.path, kind=FILE))
        if edge.child not in nodes:
            state = states.get(edge.child, OK)
            nodes[edge.child] = Node(edge.child, f"{edge.child} (not locked)", state, OUTSIDE if state == OK else PIN)
        text = "" if is_concealed else edge.text.lstrip(_NAME).strip()
        if text and source is not None:
            if source not in secret:
                secret[source] = _secrets(project, source)
            text = without(text, secret[source])
        drawn.append(Edge(parent, edge.child, text))
    return Graph(list(nodes.values()), drawn, proof.pairing.path, words=_LOCK_WORDS)


def _secrets(project: Access, source: SourceFile) -> Pieces | None:
    """The pieces of the secrets of a file, also in other spellings of its format."""
    from pinlint.project.urls import learn_secrets
    from pinlint.text.secrets import pieces

    document = project.documents.get(source.path)
    if document is not None:
        learn_secrets(document)
    return pieces(source)


def graph_of_uses(uses: Uses) -> Graph:
    """The install graph: the sets with their roles, what installs them, and each use with its place."""
    from pinlint.uses.edges import KINDS
    from pinlint.uses.nodes import JOB, STAGE, TOX_ENV, VENV

    found = {}
    for node in (*uses.graph.nodes, *uses.roles):
        if node not in found:
            role = uses.roles.get(node)
            label = f"{node}: {role.name}" if role is not None else str(node)
            state = UNPROVEN if role is not None and role.presumed else OK
            kind = ENVIRONMENT if role is None and node.kind in (JOB, STAGE, TOX_ENV, VENV) else FILE
            found[node] = Node(str(node), label, state, kind)
    drawn = []
    for edge in uses.graph.edges:
        if edge.source is not None:
            purpose = f", to {edge.purpose}" if edge.purpose else ""
            drawn.append(Edge(str(edge.source), str(edge.target), edge.kind, f"({edge.place}: {edge.how}{purpose})"))
    return Graph(list(found.values()), drawn, "What uses which file", words=_USES_WORDS, kinds=KINDS)
