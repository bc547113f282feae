"""The data that the proof of one structured lock uses, and what it has found so far."""

from __future__ import annotations

from pinlint.freshness.environments import environments
from pinlint.freshness.lock_graph import Graph, Reached
from pinlint.freshness.lock_inputs import all_of, ask_all
from pinlint.freshness.project_fields import table_at
from pinlint.freshness.universe import Universe
from pinlint.requirements.locked import PIPFILE, PYLOCK, Edge
from pinlint.requirements.model import DEPENDENCIES, EXTRA
from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import parse_specifier, satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from pinlint.freshness.environments import Environment
    from pinlint.freshness.lock_graph import Key
    from pinlint.freshness.lock_inputs import Ask, Asked
    from pinlint.freshness.lock_pairing import LockPairing
    from pinlint.freshness.obligations import Obligation
    from pinlint.freshness.world import Undecided
    from pinlint.requirements.locked import Package
    from pinlint.requirements.metadata import Metadata
    from pinlint.text.budget import Budget
    from pinlint.text.source import Location

#: Failures that are fixed by moving a pin or locking it again: the command allows the pin to move.
_MOVING = ("violated", "foreign", "changed", "incompatible", "orphan", "missing-dependency")


class Case:
    """One lock with its graph, its requirements and its environments. ``obligations`` are those that fail; ``unproven`` is what
    could not be decided.
    """

    def __init__(
        self,
        pairing: LockPairing,
        metadata: Mapping[tuple[str, str], Metadata],
        reasons: Mapping[tuple[str, str], str],
        budget: Budget,
        markers: Iterable[str] = (),
    ) -> None:
        """``markers`` are markers of other files that must be decided in each environment."""
        self.pairing = pairing
        self.lock = pairing.document
        self.metadata = metadata
        self.reasons = reasons
        self.asked = ask_all(pairing)
        #: All markers that the environments decide.
        self.markers = _markers_in(pairing, self.asked, metadata, markers)
        self.universe = Universe(_environments(pairing, metadata, budget, self.markers))
        self.graph = Graph(self.lock, self.universe, budget)
        self.budget = budget
        self.reached = Reached()
        self.obligations: list[Obligation] = []
        self.unproven: list[Undecided] = list(pairing.unread)
        self.mirrors: list[Package] = []
        self.remarks: list[Obligation] = []
        self.seen: set[tuple[object, ...]] = set()
        self.listed: dict[tuple[int, str, str], list[Ask]] = {}
        #: The required extras that uv.lock does not record: package and extra -> the requirement.
        self.unrecorded: dict[Key, Ask] = {}
        #: Whether it is unknown what one of them needs.
        self.extras_open = False
        self._recorded: frozenset[str] | None = None
        for ask in self.asked.asks:
            self.listed.setdefault((ask.member, ask.scope, ask.group), []).append(ask)
        for number in self.pairing.projects if self.graph.exact else ():
            if number >= 0:
                package = self.lock.packages[number]
                self.graph.left[number, ""] = self.asked_edges(number, DEPENDENCIES, "", package.edges)
                for extra, edges in package.optional.items():
                    self.graph.left[number, extra] = self.asked_edges(number, EXTRA, extra, edges)
        if self.lock.format in (PIPFILE, PYLOCK) and not pairing.complete and metadata:
            self._take_from_metadata()

    def _take_from_metadata(self) -> None:
        """Gives the packages of a lock without a graph the edges that their metadata states."""
        from pinlint.freshness.dependencies import read_dependencies

        for number, package in enumerate(self.lock.packages):
            known = self.metadata.get((package.project, package.version))
            edges: dict[bool, list[Edge]] = {False: [], True: []}
            for each in read_dependencies(known.requires_dist or ()) or () if known is not None else ():
                edges[each.gated].append(
                    Edge(
                        each.project,
                        0,
                        0,
                        extras=each.extras,
                        marker=each.marker,
                        specifier=each.specifier,
                        url=each.url,
                    )
                )
            self.graph.left[number, ""] = edges[False]
            for extra in known.provides_extra if known is not None else ():
                self.graph.left[number, normalize(extra)] = edges[True]

    def asked_edges(self, number: int, scope: str, group: str, edges: Sequence[Edge]) -> Sequence[Edge]:
        """The edges of a project's package that belong to one of its requirements, and edges for the required extras that the
        lock does not record.
        """
        if scope in self.asked.open.get(number, ()):
            return edges
        asks = self.listed.get((number, scope, group), ())
        names = {ask.edge.project for ask in asks}
        found = [edge for edge in edges if edge.project in names or edge.project == self.lock.packages[number].project]
        for ask in asks:
            if ask.edge.extras and ask.edge.project not in self.asked.overrides:
                found += self._unrecorded_edges(ask, edges)
        return found

    def _unrecorded_edges(self, ask: Ask, edges: Sequence[Edge]) -> Iterable[Edge]:
        """An edge for the extras of a requirement that were not required when uv locked. If the package does not have an extra,
        uv records it only in the project's metadata.
        """
        linked = [edge for edge in edges if edge.project == ask.edge.project]
        groups = self.lock.packages[ask.member].recorded or {}
        recorded = (edge for group in groups.values() for edge in group if edge.project == ask.edge.project)
        known = {normalize(extra) for edge in (*linked, *recorded) for extra in edge.extras}
        extras = tuple(extra for extra in map(normalize, ask.edge.extras) if extra not in known)
        for edge in linked if extras else ():
            for number in self.graph.meant(edge):
                self.unrecorded.update(((number, extra), ask) for extra in extras)
            found = edge.under(all_of(edge.marker, ask.edge.marker))
            found.extras = extras
            yield found

    def overridden(self, edge: Edge) -> list[Edge]:
        """The overrides for the project of a requirement. Without overrides, the requirement itself. None at all if its project
        is excluded.
        """
        if edge.project in self.asked.excluded:
            return []
        overrides = self.asked.overrides.get(edge.project)
        if not overrides:
            return [edge]
        return [
            Edge(
                edge.project,
                edge.start,
                edge.end,
                extras=edge.extras or other.extras,
                marker=other.marker,
                specifier=other.specifier,
                url=other.url,
            )
            for other in overrides
        ]

    def is_own(self, project: str) -> bool:
        """Whether this is the project itself. In the locks of most tools it has no package."""
        return project in self.asked.own and project not in self.graph.by_name

    def fail(self, kind: str, project: str, where: int, **parts: Any) -> None:
        """Records what fails, and in which environments. ``parts`` are arguments of
        `pinlint.freshness.obligations.Obligation`.
        """
        if not self.pairing.claim.universal and where & self.universe.full != self.universe.full:
            return  # the lock is for one environment, and it is unknown for which
        if kind in ("missing-pin", "missing-dependency") and project in self.pairing.allow_missing:
            return
        if kind == "orphan-pin" and project in self.pairing.allow_extra:
            return
        pin, requirement = parts.get("pin"), parts.get("requirement")
        key = (kind, project, id(pin), id(requirement), id(parts.get("parent")) if kind == "violated-dependency" else 0)
        if key in self.seen:
            return
        self.seen.add(key)
        from pinlint.freshness.obligations import Obligation

        parent = parts.get("parent")
        # uv drops what a project does not require any more, but keeps a package that no project ever required.
        is_dropped = kind == "orphan-pin" and project in self._recorded_names()
        upgrade = [project] if kind.startswith(_MOVING) and not is_dropped else []
        place = self._place(kind, **parts)
        parts.pop("place", None)
        self.obligations.append(
            Obligation(
                kind,
                self.pairing,
                place,
                project=project,
                environments=self.universe.words(where),
                chain=self.chain(parent) if parent is not None else (),
                upgrade=upgrade,
                **parts,
            )
        )

    def _recorded_names(self) -> frozenset[str]:
        """The projects that a member of the lock required when uv locked."""
        if self._recorded is None:
            recorded = (edges for package in self.lock.packages for edges in (package.recorded or {}).values())
            self._recorded = frozenset(edge.project for edges in recorded for edge in edges)
        return self._recorded

    def remark(self, kind: str, place: Location, detail: str, *, python: str | None = None, **parts: Any) -> None:
        """Records something unusual about the lock. This does not change the verdict, unless no ``python`` can
        install the lock. ``parts`` are further arguments of `pinlint.freshness.obligations.Obligation`.
        """
        from pinlint.freshness.obligations import Obligation

        parts.setdefault("upgrade", ())
        found = Obligation(kind, self.pairing, place, detail=detail, python=python, **parts)
        (self.remarks if python is None else self.obligations).append(found)

    def _place(self, kind: str, **parts: Any) -> Location:
        """Where to report a failure: at the pin, else at the edge without a package, else at the requirement."""
        pin, dependency, parent = parts.get("pin"), parts.get("dependency"), parts.get("parent")
        if "place" in parts:
            return parts["place"]  # type: ignore[no-any-return]
        if pin is not None and kind != "missing-pin":
            return pin.location  # type: ignore[no-any-return]
        if dependency is not None and hasattr(dependency, "span"):
            return self.lock.source.at(dependency.span)
        found = parent or parts["requirement"]
        return found.location  # type: ignore[no-any-return]

    def chain(self, parent: Any) -> list[str]:
        """The path from a project's requirement to a package, in words."""
        number = next(n for n, package in enumerate(self.lock.packages) if package is parent.package)
        names = [edge.project for _, edge in self.reached.chain((number, ""))]
        way = [name for name in reversed(names) if name not in self.asked.own]
        first = next((ask.requirement.location for ask in self.asked.asks if way and ask.edge.project == way[0]), None)
        return [*([str(first)] if first is not None else []), *way]


def unmet(version: str, specifier: str) -> str:
    """The first clause of a specifier set that does not allow a version."""
    if "||" in specifier:
        return specifier
    pairs = parse_specifier(specifier)
    return next((o + v for o, v in pairs if satisfies(version, o + v) is False), specifier)


def _environments(
    pairing: LockPairing,
    metadata: Mapping[tuple[str, str], Metadata],
    budget: Budget,
    markers: Iterable[str],
) -> list[Environment]:
    specifiers: dict[str, None] = {}
    for package in pairing.document.packages:
        if package.requires_python:
            specifiers.update(dict.fromkeys(package.requires_python.split("||")))
        if metadata:
            known = metadata.get((package.project, package.version))
            if known is not None and known.requires_python:
                specifiers[known.requires_python] = None
    return environments(pairing.claim, markers, specifiers, budget)


def _markers_in(
    pairing: LockPairing,
    asked: Asked,
    metadata: Mapping[tuple[str, str], Metadata],
    more: Iterable[str],
) -> dict[str, None]:
    markers: dict[str, None] = dict.fromkeys(more)
    for ask in asked.asks:
        if ask.edge.marker:
            markers[ask.edge.marker] = None
    lock = pairing.document
    required = lock.values.get("required-markers")
    markers.update(dict.fromkeys(required if isinstance(required, list) else ()))
    for package in lock.packages:
        if package.marker:
            markers[package.marker] = None
        markers.update(dict.fromkeys(package.markers.values()))
        for edges in (package.edges, *package.optional.values(), *package.dev.values()):
            for edge in edges:
                if edge.marker:
                    markers[edge.marker] = None
        for recorded in (package.recorded or {}).values():
            markers.update((edge.marker, None) for edge in recorded if edge.marker)
        known = metadata.get((package.project, package.version)) if metadata else None
        if known is not None and known.requires_dist:
            markers.update(_markers_of(known.requires_dist))
    for document in pairing.projects.values():
        for value in table_at(document.tool, "uv", "sources").values():
            entries = value if isinstance(value, list) else [value]
            found = (each.get("marker") for each in entries if isinstance(each, dict))
            markers.update((marker, None) for marker in found if isinstance(marker, str))
    for requirements in asked.constraints.values():
        markers.update(dict.fromkeys(r.marker for r in requirements if r.marker))
    return markers


def _markers_of(requires_dist: Sequence[str]) -> dict[str, None]:
    from pinlint.freshness.dependencies import read_dependencies

    return {d.marker: None for d in read_dependencies(requires_dist) or () if d.marker}
