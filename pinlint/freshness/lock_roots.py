"""Where the walk through a structured lock begins: what its projects ask for, in the lock's own words where it has some."""

from __future__ import annotations

from pinlint.requirements.locked import Edge
from pinlint.requirements.model import GROUP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.freshness.lock_case import Case
    from pinlint.freshness.universe import Where


def roots(case: Case) -> Iterable[tuple[Edge, Where]]:
    """What the projects ask for, in the lock's own words where it has some for it."""
    graph, where = case.graph, case.universe.where
    if not graph.exact:
        for ask in case.asked.asks:
            for edge in case.overridden(ask.edge):
                yield edge, where(edge.marker, "")
        if _knows_nothing(case):
            yield from ((Edge(p.project, 0, 0, extras=p.extras), (0, case.universe.full)) for p in case.lock.packages)
        return
    for number in case.pairing.members:
        yield from _member_roots(case, number) if number >= 0 else _manifest_roots(case)
    if not case.pairing.members:
        for package in case.lock.packages:
            yield Edge(package.project, 0, 0, version=package.version or None), where(None)


def _knows_nothing(case: Case) -> bool:
    return not case.asked.asks and bool(case.pairing.unread)


def _manifest_roots(case: Case) -> Iterable[tuple[Edge, Where]]:
    """What a script, or a root without a project, asks for."""
    where = case.universe.where
    open_scopes = case.asked.open.get(-1, set())
    asks = [ask for ask in case.asked.asks if ask.member == -1]
    names = {ask.edge.project for ask in asks}
    for ask in asks:
        yield ask.edge, where(ask.edge.marker, "")
    for (key, _), edges in case.lock.manifest.items():
        for edge in edges if key in ("requirements", "group") else ():
            if open_scopes or edge.project in names:
                yield edge, where(edge.marker)


def _member_roots(case: Case, number: int) -> Iterable[tuple[Edge, Where]]:
    """A member of the workspace under each of its extras, and the edges of its groups."""
    package = case.lock.packages[number]
    yield (
        Edge(package.project, 0, 0, version=package.version or None, extras=tuple(package.optional)),
        case.universe.where(None),
    )
    for group, edges in package.dev.items():
        for edge in case.asked_edges(number, GROUP, group, edges):
            yield edge, case.universe.where(edge.marker)
