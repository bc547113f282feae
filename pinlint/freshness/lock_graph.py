"""The graph of a structured lock: which packages a requirement may mean, and which packages it leads to in which environments."""

from __future__ import annotations

from pinlint.requirements.locked import PDM, POETRY, UV
from pinlint.requirements.specifiers import satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from pinlint.freshness.universe import Universe, Where
    from pinlint.requirements.locked import Edge, LockFile, Package
    from pinlint.text.budget import Budget

    #: A package, by its number, and one of its extras; the extra is empty for the package itself.
    Key: TypeAlias = tuple[int, str]

#: The first format of poetry.lock whose requirements have their markers. Before, only the required package has one.
_WITH_MARKERS = (1, 1)
_NO_PACKAGES: list[int] = []
_meets: dict[tuple[str, str], bool | None] = {}
MEMOS = (_meets,)


def meets(version: str, specifier: str) -> bool | None:
    """Whether a version satisfies a specifier set, or at least one of those joined by ``||``; None if that is undecided."""
    if not specifier:
        return True
    asked = (version, specifier)
    try:
        return _meets[asked]
    except KeyError:
        pass
    if not version:
        answer: bool | None = None
    elif "||" in specifier:
        answers = [satisfies(version, part) for part in specifier.split("||")]
        answer = True if True in answers else None if None in answers else False
    else:
        answer = satisfies(version, specifier)
    _meets[asked] = answer
    return answer


class Graph:
    """The packages of a lock in the environments of ``universe``; ``budget`` limits the walks."""

    __slots__ = (
        "_covering",
        "budget",
        "by_name",
        "exact",
        "left",
        "lock",
        "packages",
        "pythons",
        "universe",
        "unmarked",
    )

    def __init__(self, lock: LockFile, universe: Universe, budget: Budget) -> None:
        self.lock = lock
        self.universe = universe
        self.budget = budget
        self.packages = lock.packages
        self.by_name: dict[str, list[int]] = {}
        for number, package in enumerate(lock.packages):
            self.by_name.setdefault(package.project, []).append(number)
        #: Whether an edge names exactly one package.
        self.exact = lock.format == UV
        #: Whether a requirement may apply in fewer environments than the lock says.
        self.unmarked = lock.format == POETRY and lock.version < _WITH_MARKERS
        self.pythons = universe.of_pythons() if self.unmarked else universe
        #: The edges of the project's own folders that remain if the project no longer requires all of them.
        self.left: dict[Key, Sequence[Edge]] = {}
        self._covering: dict[tuple[Edge, str], list[tuple[int, int]]] = {}

    def meant(self, edge: Edge) -> list[int]:
        """The packages that an edge may mean."""
        numbers = self.by_name.get(edge.project, _NO_PACKAGES)
        if len(numbers) > 1:  # each is checked for each requirement that may mean it
            self.budget.spend(8 * len(numbers))
        if not self.exact or (edge.version is None and edge.source is None):
            return numbers
        return [
            number
            for number in numbers
            if (edge.version is None or self.packages[number].version == edge.version)
            and (edge.source is None or self.packages[number].source.key == edge.source)
        ]

    def active(self, number: int, group: str = "") -> Where:
        """The environments in which a package's markers allow it. If it has one marker for each group of the project, the marker
        of ``group`` counts.
        """
        package = self.packages[number]
        if self.unmarked:
            # The marker may be that of only one requirement. It counts only if it is false for all supported Pythons.
            may = self.universe.full if self.pythons.where(package.marker)[1] else 0
            return may, may
        if package.markers:
            found = [
                self.universe.where(marker) for name, marker in package.markers.items() if not group or name == group
            ]
            sure = may = 0
            for each_sure, each_may in found or [(0, self.universe.full)]:
                sure, may = sure | each_sure, may | each_may
            # Groups that are not in the markers have no marker.
            unlisted = set(package.groups or ()) - set(package.markers)
            return (sure, self.universe.full) if unlisted or (group and not found) else (sure, may)
        return self.universe.where(package.marker)

    def covering(self, edge: Edge, group: str = "") -> list[tuple[int, int]]:
        """The packages that satisfy a requirement, each with the environments in which it may be installed."""
        found = self._covering.get((edge, group))
        if found is not None:
            return found
        found = self._covering[edge, group] = []
        for number in self.meant(edge):
            package = self.packages[number]
            if package.extras and not self.has_extras(package, edge):
                continue
            if meets(package.version, edge.specifier) is not False:
                may = self.universe.full if self.exact else self.active(number, group)[1]
                if may:
                    found.append((number, may))
        return found

    def has_extras(self, package: Package, edge: Edge) -> bool:
        """Whether the requirement's extras may mean this entry: pdm writes an entry for each set of extras."""
        return self.lock.format != PDM or not package.extras or bool(set(package.extras) & set(edge.extras))

    def edges_of(self, number: int, extra: str) -> Sequence[Edge]:
        """What a package requires for itself, or for one of its extras."""
        if self.left and (number, extra) in self.left:
            return self.left[number, extra]
        package = self.packages[number]
        return package.edges if not extra else package.optional.get(extra, ())

    def reach(self, roots: Iterable[tuple[Edge, Where]]) -> Reached:
        """The packages that the requirements lead to. Each requirement comes with the environments in which it applies."""
        reached = Reached()
        waiting: dict[Key, None] = {}
        for edge, (sure, may) in roots:
            self._follow(edge, sure, may, None, reached, waiting)
        where = self.universe.where
        while waiting:
            key = next(iter(waiting))
            del waiting[key]
            sure, may = reached.where[key]
            number, extra = key
            edges = self.edges_of(number, extra)
            self.budget.spend(2 + 2 * len(edges))
            for edge in edges:
                if edge.marker is None:
                    self._follow(edge, sure, may, key, reached, waiting)
                else:
                    edge_sure, edge_may = where(edge.marker, None if self.exact else extra)
                    if may & edge_may:
                        self._follow(edge, sure & edge_sure, may & edge_may, key, reached, waiting)
        return reached

    def _follow(
        self, edge: Edge, sure: int, may: int, parent: Key | None, reached: Reached, waiting: dict[Key, None]
    ) -> None:
        if self.exact and len(self.by_name.get(edge.project, _NO_PACKAGES)) == 1:
            for number in self.meant(edge):  # it is installed, whether it satisfies the requirement or not
                reached.add(number, edge, (sure, may), parent, waiting)
            return
        # A package that does not satisfy it is installed if no other one does.
        covering = self.covering(edge) or [(number, self.active(number)[1]) for number in self.meant(edge)]
        if len(covering) > 1:
            self.budget.spend(2 * len(covering))
        others = self._of_other_versions(covering) if len(covering) > 1 and not self.exact else {}
        for number, active in covering:
            certain = sure if len(covering) == 1 and self.exact else sure & active
            if others:
                certain &= ~others[self.packages[number].version]  # only one of the versions is installed
            reached.add(number, edge, (certain, may & active), parent, waiting)

    def _of_other_versions(self, covering: Sequence[tuple[int, int]]) -> dict[str, int]:
        """For each version of some packages, the environments in which a package with another version may be installed."""
        of: dict[str, int] = {}
        for number, may in covering:
            version = self.packages[number].version
            of[version] = of.get(version, 0) | may
        found = dict.fromkeys(of, 0)
        for versions in (list(of), list(reversed(of))):
            passed = 0
            for version in versions:
                found[version] |= passed
                passed |= of[version]
        return found


class Reached:
    """What was reached: each package and extra with its environments. ``through`` maps what was reached to what
    first led there.
    """

    __slots__ = ("through", "where")

    def __init__(self) -> None:
        self.where: dict[Key, Where] = {}
        self.through: dict[Key, tuple[Key | None, Edge]] = {}

    def add(self, number: int, edge: Edge, at: Where, parent: Key | None, waiting: dict[Key, None]) -> None:
        """Adds the package that an edge leads to, and the extras that it asks for; what is new is then ``waiting``."""
        if not at[1]:
            return
        for extra in ("", *edge.extras):
            key = (number, extra)
            known = self.where.get(key)
            new = at if known is None else (known[0] | at[0], known[1] | at[1])
            if new != known:
                self.where[key] = new
                self.through.setdefault(key, (parent, edge))
                waiting[key] = None

    def numbers(self) -> set[int]:
        """The packages that were reached."""
        return {number for number, _ in self.where}

    def chain(self, key: Key) -> Iterator[tuple[Key | None, Edge]]:
        """The path from a reached package back to the first requirement that led to it."""
        seen = set()
        at: Key | None = key
        while at is not None and at not in seen and at in self.through:
            seen.add(at)
            parent, edge = self.through[at]
            yield parent, edge
            at = parent
