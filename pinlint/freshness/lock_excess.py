"""O5 of a structured lock in each environment: whether a package is installed only where something requires it.

A marker that is gone from a lock, or wider than the requirement's own, installs a package in more environments. Each edge of
uv.lock has a marker, and poetry.lock and pdm.lock have one for each package.
"""

from __future__ import annotations

from pinlint.freshness.lock_asks import roots
from pinlint.requirements.locked import PDM, POETRY
from pinlint.requirements.markers import without_pre_releases
from pinlint.requirements.model import DEPENDENCIES, EXTRA, GROUP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from pinlint.freshness.dependencies import Dependency
    from pinlint.freshness.environments import Environment
    from pinlint.freshness.lock_case import Case
    from pinlint.freshness.lock_graph import Reached
    from pinlint.requirements.locked import Edge
    from pinlint.text.source import Span

    #: An edge, the environments in which nothing requires it, and the right marker.
    Wide: TypeAlias = tuple[Edge, int, str]

#: The first formats of poetry.lock and pdm.lock in which a package's marker covers all that requires the package.
_WHOLE_MARKERS = {POETRY: (2, 1), PDM: (4, 4, 1)}


def check_excess(case: Case) -> None:
    """Reports the packages that are certainly installed in environments in which nothing requires them."""
    if case.graph.exact:
        _check_edges(case)
    elif case.lock.version >= _WHOLE_MARKERS.get(case.lock.format, (99,)) and not case.asked.open:
        _check_packages(case)


def _check_packages(case: Case) -> None:
    if not case.pairing.sources or not case.pairing.complete:
        return
    usual = sum(1 << place for place, one in enumerate(case.universe.environments) if _is_common(one))
    for number, package in enumerate(case.lock.packages):
        # Without groups, PDM has not written the markers either. Versions of one package divide the environments.
        if package.extras or package.groups is None or len(case.graph.by_name[package.project]) > 1:
            continue
        needed = case.reached.where.get((number, ""), (0, 0))[1]
        excess = case.graph.active(number)[0] & ~needed if needed else 0
        # Both tools simplify markers, so that some are too wide on rare machines.
        if excess & usual:
            _report(case, package.project, excess, package.span)


def _is_common(environment: Environment) -> bool:
    """Whether it is CPython on a common machine, or on an unknown one."""
    values = environment.values
    usual = values.get("platform_machine") in (None, "x86_64", "AMD64", "arm64")
    return usual and values.get("implementation_name") in (None, "cpython")


def _check_edges(case: Case) -> None:
    """Reports the edges that are wider than the requirement, unless something else requires the package there."""
    wide = list(_wide_edges(case))
    if not wide:
        return
    needed = _reached_without(case, {id(edge): marker for edge, _, marker in wide})
    for edge, excess, _ in wide:
        for number in case.graph.meant(edge):
            excess &= ~needed.where.get((number, ""), (0, 0))[1]
        if excess:
            _report(case, edge.project, excess, edge.span)


def _report(case: Case, project: str, excess: int, span: Span) -> None:
    """A package more is no danger: this does not change the verdict."""
    words = case.universe.words(excess)
    detail = f"the lock installs {project} where nothing requires it"
    place = case.lock.source.at(span)
    case.remark("environment-mismatch", place, detail, environments=words, upgrade=[project])


def _wide_edges(case: Case) -> Iterator[Wide]:
    """The edges that apply where nothing requires them."""
    for number in case.pairing.projects:
        if number >= 0:
            yield from _wide_edges_of_project(case, number)
    if case.metadata:
        yield from _wide_edges_by_metadata(case)


def _wide_edges_of_project(case: Case, number: int) -> Iterator[Wide]:
    package = case.lock.packages[number]
    parts: list[tuple[str, str, Sequence[Edge]]] = [(DEPENDENCIES, "", package.edges)]
    parts += ((EXTRA, extra, edges) for extra, edges in package.optional.items())
    parts += ((GROUP, group, edges) for group, edges in package.dev.items())
    for scope, group, edges in parts:
        if scope in case.asked.open.get(number, ()):
            continue
        asked: dict[str, list[Edge]] = {}
        for ask in case.listed.get((number, scope, group), ()):
            asked.setdefault(ask.edge.project, []).extend(case.overridden(ask.edge))
        at = case.reached.where.get((number, group if scope == EXTRA else ""), (0, 0))[0]
        if scope == GROUP and number in case.pairing.members:
            at = case.universe.full
        for edge in edges:
            yield from _wide(case, edge, at, asked.get(edge.project, ()), "")


def _wide_edges_by_metadata(case: Case) -> Iterator[Wide]:
    from pinlint.freshness.dependencies import read_dependencies

    for (number, extra), (sure, _) in list(case.reached.where.items()):
        package = case.lock.packages[number]
        known = case.metadata.get((package.project, package.version))
        if package.is_tree or known is None or not known.requires_dist:
            continue
        required: dict[str, list[Dependency]] = {}
        for dependency in read_dependencies(known.requires_dist) or ():
            if bool(extra) == dependency.gated and dependency.project not in case.asked.overrides:
                required.setdefault(dependency.project, []).append(dependency)
        for edge in case.graph.edges_of(number, extra):
            yield from _wide(case, edge, sure, required.get(edge.project, ()), extra)


def _wide(case: Case, edge: Edge, at: int, required: Sequence[Edge | Dependency], extra: str) -> Iterator[Wide]:
    """An edge, if it applies in more of the environments ``at`` than any of the requirements on its package."""
    wanted = [without_pre_releases(one.marker) for one in required if one.marker]  # as uv reads and writes them
    if not wanted or len(wanted) < len(required):
        return
    excess = at & case.universe.where(edge.marker)[0]
    for marker in wanted:
        excess &= ~case.universe.where(marker, extra)[1]
    if excess:
        markers = " or ".join(f"({marker})" for marker in wanted)
        yield edge, excess, f"({edge.marker}) and ({markers})" if edge.marker else markers


def _reached_without(case: Case, markers: dict[int, str]) -> Reached:
    """What the lock leads to if the edges in ``markers``, by their identity, have these markers."""
    graph, where = case.graph, case.universe.where
    left = dict(graph.left)
    for number, package in enumerate(graph.packages):
        for extra in ("", *package.optional):
            edges = graph.edges_of(number, extra)
            if any(id(edge) in markers for edge in edges):
                graph.left[number, extra] = [
                    edge.under(markers[id(edge)]) if id(edge) in markers else edge for edge in edges
                ]
    first = [(edge, where(markers[id(edge)]) if id(edge) in markers else at) for edge, at in roots(case)]
    found = graph.reach(first)
    graph.left = left
    return found
