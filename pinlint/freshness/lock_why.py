"""Why a package is in a structured lock: what asks for it, by the lock's own graph."""

from __future__ import annotations

from pinlint.freshness.why import Edge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.freshness.lock_proof import LockProof


def edges(proof: LockProof) -> Iterator[Edge]:
    """What the projects ask for, and what each package that is reached requires."""
    graph, reached, asked = proof.graph, proof.reached, proof.asked
    if graph is None or reached is None or asked is None:
        return
    lock = proof.pairing.document
    for ask in asked.asks:
        yield Edge(None, ask.edge.project, ask.requirement.shown, ask.requirement.location)
    for number, extra in reached.where:
        package = lock.packages[number]
        if number in proof.pairing.projects:
            continue  # the project itself: its own files ask
        for edge in graph.edges_of(number, extra):
            if any(other in graph.by_name.get(edge.project, ()) for other in graph.meant(edge)):
                yield Edge(package.project, edge.project, edge.text, lock.source.at(edge.span))
