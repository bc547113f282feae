"""Uses other locks of the repository for pins without metadata: what they say about the same versions.

A line of another lock with ``# via X`` says that X, at its version there, requires the project of the line. A graph with
specifiers says the same. Such a statement counts for the checked lock if everything that decides the requirements is equal (the
version, the claimed Pythons, the extras), and nothing contradicts it:

- Extras do not matter if the other lock shows that X is requested without any. Otherwise the pins and inputs that lead to X must
  be the same.
- Locks that differ in both directions, or in several projects, were made on different machines. The same applies to projects that
  are required only on some platforms.
- If a third lock has the same version without the project, the requirement is undecided, and both locks are named.
- A lock for an older Python is no witness: projects require backports on old Pythons. A lock for a newer Python is one, except
  for what replaces modules removed from Python. If there is one for an older Python too, what both require is required between
  them.

The locks of the commit before a change are witnesses too: of the last commit, or of the base revision. An older version of the
same lock is a witness too: it shows that a line was lost although the pin that needs it did not change. Earlier locks cast doubt
only on what other locks of their commit say, never on what the current locks say. An earlier lock that does not say its Python
does not show that a backport is required: it may be for an older one.

What witnesses say is true but not complete. It can show that a lock is wrong, never that a lock is right.
"""

from __future__ import annotations

from pinlint.freshness.compilers import PIP_COMPILE
from pinlint.freshness.dependencies import Witness
from pinlint.freshness.lock_graph import meets
from pinlint.freshness.world import UNSAFE
from pinlint.requirements.locked import INDEX, URL, UV, WITH_SPECIFIERS
from pinlint.requirements.some_machines import is_backport, is_of_some_machines
from pinlint.requirements.specifiers import satisfies
from pinlint.text.budget import Budget, ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from pinlint.freshness.excuses import Excuses
    from pinlint.freshness.lock_pairing import LockPairing
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.world import LockedPin
    from pinlint.requirements.locked import Edge, Package

#: Backports that projects require up to a patch level of this Python. On all others, the minor version decides.
_UP_TO_A_PATCH = {"async-timeout": (3, 11), "importlib-metadata": (3, 10), "tomli": (3, 11)}
#: The first parts of the names of projects that replace modules removed from Python: they are required on newer Pythons only.
_REMOVED_MODULES = ("audioop-lts", "legacy-cgi", "pyasynchat", "pyasyncore", "setuptools", "standard-", "zombie-imp")
#: Why the statement of another lock may not apply here.
_MADE_ELSEWHERE = "another lock has it, which was made on another machine"


class Witnesses:
    """The locks of a repository as witnesses of each other's pins; nothing is read before it is needed."""

    def __init__(self, pairings: Sequence[Any], earlier: Sequence[Any] = (), commit: str = "") -> None:
        """``earlier`` are the locks of an earlier commit that differ from the current ones. Messages name it ``commit``."""
        self._pairings = pairings
        self._earlier = earlier
        self._commit = commit
        self._locks: list[_Lock] | None = None
        self._graphs: list[LockPairing] = []
        #: (project, version or URL) -> what it requires according to some of the locks -> those locks.
        self._children: dict[tuple[str, str], dict[frozenset[str], list[_Lock]]] = {}

    def against(self, pairing: Pairing, budget: Budget) -> Mapping[str, list[Witness]]:
        """Maps a project to the requirements of its pin that other locks show and the lock does not meet."""
        if len(self._pairings) + len(self._earlier) < 2 or pairing.alone:
            return {}
        try:
            return self._against(pairing, budget)
        except ExceededError:
            return {}

    def _against(self, pairing: Pairing, budget: Budget) -> dict[str, list[Witness]]:
        locks = self._read()
        judged = next((lock for lock in locks if lock.pairing is pairing), None)
        if judged is None:
            return {}
        found: dict[str, list[Witness]] = {}
        said: dict[_Lock, list[tuple[str, str]]] = {}
        for project, pin in judged.pins.items():
            sets = self._children.get((project, _identity(pin)), {})
            budget.spend(1 + len(sets))
            for children, others in sets.items():
                missing = [child for child in children.difference(judged.pins) if judged.may_lack(child)]
                for child in missing:
                    for other in others:
                        if other is not judged and other.speaks_of(project, judged, budget):
                            said.setdefault(other, []).append((project, child))
            if judged.minor:
                for child, other in self._around(project, judged, sets, budget):
                    said.setdefault(other, []).append((project, child))
        for other, claims in said.items():
            doubt = (
                ""
                if len({child for _, child in claims}) == 1 and not self._replies(judged, other, budget)
                else _MADE_ELSEWHERE
            )
            for project, child in claims:
                witness = Witness(child, other.place_of(child))
                witness.doubt = doubt or self._contradicted(project, child, other, judged, budget)
                found.setdefault(project, []).append(witness)
        for graph in self._graphs:
            for project, witness in _of_graph(graph, judged, budget):
                if witness.project in judged.pins or judged.may_lack(witness.project):
                    found.setdefault(project, []).append(witness)
        return found

    def _around(
        self, project: str, judged: _Lock, sets: Mapping[frozenset[str], Iterable[_Lock]], budget: Budget
    ) -> Iterator[tuple[str, _Lock]]:
        """The projects that a pin requires according to a lock for a newer Python, each with this lock or, if one for an older
        Python says it too, with that one. No lock between them has the pin without the project.
        """
        saying: dict[str, list[_Lock]] = {}
        for children, others in sets.items():
            for child in children.difference(judged.pins):
                for other in others:
                    is_other = other.minor and other.minor != judged.minor and not other.earlier
                    if is_other and other.speaks_of(project, judged, budget, for_any_python=True):
                        saying.setdefault(child, []).append(other)
        for child, locks in saying.items():
            locks.sort(key=lambda lock: lock.minor)
            older = next((lock for lock in reversed(locks) if lock.minor < judged.minor), None)
            newer = next((lock for lock in locks if lock.minor > judged.minor), None)
            if newer is None or not judged.may_lack(child) or (older is None and child.startswith(_REMOVED_MODULES)):
                continue
            first = judged if older is None else older
            budget.spend(len(self._locks or ()))
            between = (k for k in self._locks or () if k is not judged and first.minor <= k.minor <= newer.minor)
            if all(child in lock.pins or project not in lock.pins for lock in between):
                yield child, older or newer

    def _read(self) -> list[_Lock]:
        if self._locks is None:
            plain = [pairing for pairing in self._pairings if pairing.document.format == "requirements-txt"]
            self._graphs = [pairing for pairing in self._pairings if pairing.document.format in (UV, *WITH_SPECIFIERS)]
            earlier = [pairing for pairing in self._earlier if pairing.document.format == "requirements-txt"]
            locks = [_Lock(pairing) for pairing in plain] + [_Lock(pairing, self._commit) for pairing in earlier]
            self._locks = locks if len(locks) > 1 or self._graphs else []
            for lock in self._locks:
                for project, children in lock.children.items():
                    identity = _identity(lock.pins[project])
                    if identity:
                        sets = self._children.setdefault((project, identity), {})
                        sets.setdefault(frozenset(children), []).append(lock)
        return self._locks

    def _replies(self, judged: _Lock, other: _Lock, budget: Budget) -> bool:
        """Whether this lock too says that the other one lacks something."""
        for project, children in judged.children.items():
            budget.spend(1)
            if project in other.pins and not children <= other.pins.keys():
                version = judged.pins[project].version
                lacking = any(c not in other.pins and other.may_lack(c) for c in children)
                if lacking and version == other.pins[project].version and judged.speaks_of(project, other, budget):
                    return True
        return False

    def _contradicted(self, project: str, child: str, witness: _Lock, judged: _Lock, budget: Budget) -> str:
        """The third lock that has the same version, but not the project that the version is said to require."""
        version = witness.pins[project].version
        for lock in self._locks or ():
            pin = lock.pins.get(project)
            budget.spend(1)
            if lock is judged or pin is None or pin.version != version or child in lock.pins:
                continue
            if pin.requirement is judged.pins[project].requirement:
                continue  # the lock includes the checked one: it is the same line
            if lock.earlier and not witness.earlier:
                continue  # the current locks decide
            if lock.may_lack(child) and witness.speaks_of(project, lock, budget):
                return f"{witness.name} says that {project} requires it, and {lock.name} has {project} without it"
        return ""


class _Lock:
    """A compiled lock: its ``pins`` by project; ``children`` maps a pin to the pins that it requires in all environments."""

    def __init__(self, pairing: Pairing, earlier: str = "") -> None:
        """``earlier`` is the name of the commit, if the lock is from an earlier one."""
        self.pairing = pairing
        self.earlier = earlier
        by_project: dict[str, list[LockedPin]] = {}
        for pin in pairing.locked_pins():
            by_project.setdefault(pin.project or "", []).append(pin)
        self.pins = {project: pins[0] for project, pins in by_project.items() if project}
        self.children: dict[str, set[str]] = {}
        collected, claim = pairing.collected, pairing.claim
        #: The Python that it is for, if it is for one, and what it says about its other environments.
        self.minor = _numbers(claim.minors[0]) if len(claim.minors) == 1 and not claim.universal else ()
        self.place = (claim.platforms, claim.machines, claim.markers, claim.by_uv)
        #: Whether everything that decides what its compiler had to resolve is known.
        self.readable = not (collected.open or collected.own_unread)
        self.plain = {p for p, pins in by_project.items() if len(pins) == 1 and pins[0].marker is None}
        self.replaced = {r.project for r in (*collected.overrides, *pairing.settings.overrides)}
        if pairing.annotated and pairing.header is not None and not pairing.alone:
            for child in (self.plain & pairing.parents.keys()) - self.replaced:
                if self._is_everywhere(child):
                    for parent in self.plain.intersection(pairing.parents[child]) - self.replaced:
                        self.children.setdefault(parent, set()).add(child)
        self._shows_extras: bool | None = None
        self._excuses: Excuses | None = None
        self._asked: dict[str, set[str]] | None = None
        #: What it says about its environments.
        self.claimed = (
            claim.universal,
            claim.pythons,
            claim.minors,
            claim.platforms,
            claim.machines,
            claim.markers,
            claim.by_uv,
        )

    @property
    def name(self) -> str:
        """The lock's name for messages."""
        return self.pairing.path + (f" at {self.earlier}" if self.earlier else "")

    @property
    def shows_extras(self) -> bool:
        """Whether the lines have all extras that are requested of their pins, also by other pins."""
        if self._shows_extras is None:
            self._shows_extras = _shows_extras(self.pairing, self.pins.values())
        return self._shows_extras

    def place_of(self, project: str) -> str:
        """The location of a project in the lock."""
        return f"{self.pins[project].requirement.location}{f' at {self.earlier}' if self.earlier else ''}"

    def _is_everywhere(self, child: str) -> bool:
        """Whether a pin without a marker is required by each of its parents in all environments of the lock."""
        if self.pairing.claim.universal:
            return len(self.pairing.parents[child]) == 1  # one of several may be the reason why it has no marker
        if child in _UP_TO_A_PATCH and self.minor in ((), _UP_TO_A_PATCH[child]):
            return False
        if self.earlier and not self.minor and (is_backport(child) or child.startswith(_REMOVED_MODULES)):
            return False  # without a Python in its command, uv locks for the one of the moment
        return not is_of_some_machines(child)

    def extras_of(self, project: str) -> set[str]:
        """The extras of a project that the inputs request."""
        if self._asked is None:
            self._asked = {}
            for requirement in self.pairing.collected.inputs:
                if requirement.project and requirement.extras:
                    self._asked.setdefault(requirement.project, set()).update(requirement.extras)
        return self._asked.get(project, set())

    def may_lack(self, project: str) -> bool:
        """Whether the only explanation for a project's missing pin is that it was lost."""
        pairing = self.pairing
        collected = pairing.collected
        if project in pairing.omitted | pairing.allow_missing | collected.own | collected.common.own_names:
            return False
        if project in pairing.settings.excluded or project in self.replaced:
            return False
        if self._excuses is None:
            from pinlint.freshness.excuses import Excuses

            self._excuses = Excuses(pairing, Budget(len(pairing.document.source.text)))
        return not self._excuses.taken_out(project)

    def speaks_of(self, project: str, other: _Lock, budget: Budget, *, for_any_python: bool = False) -> bool:
        """Whether what this lock says about a pin is true for the other lock too. This is true if everything that leads to the
        pin is the same, including extras. If the lock shows that no extra of the pin is requested, only the pin itself must be
        the same. If ``for_any_python``, the locks may be for different Pythons.
        """
        if self.place != other.place if for_any_python else self.claimed != other.claimed:
            return False
        if self.shows_extras and project in self.plain and project in other.plain:
            pin = self.pins[project]
            if not pin.requirement.extras and not self.extras_of(project):
                return _are_same(pin, other.pins[project])
        if not self.readable or not other.readable:
            return False
        waiting, seen = [project], {project}
        while waiting:
            here = waiting.pop()
            mine, theirs = self.pins.get(here), other.pins.get(here)
            if mine is None or theirs is None or not _are_same(mine, theirs):
                return False
            if here not in self.plain or here not in other.plain:
                return False
            if not self.extras_of(here) <= other.extras_of(here):
                return False
            parents = self.pairing.parents.get(here, ())
            budget.spend(1 + len(parents))
            if any(parent.startswith("?") for parent in parents):
                return False
            new = {parent for parent in parents if parent in self.pins} - seen
            seen |= new
            waiting += new
        return True


def _shows_extras(pairing: Pairing, pins: Iterable[LockedPin]) -> bool:
    """Whether the lock shows which extras are requested of each pin. A compiler that strips extras leaves them
    out of every line. If the header has another command, the scripts of the project show what it does.
    """
    if any(pin.requirement.extras for pin in pins if pin.requirement.url is None):
        return True
    command = pairing.command
    if command is None or not pairing.modern or pairing.header is None or pairing.settings.strip_extras:
        return False
    if command.tool is None and pairing.header.tool == PIP_COMPILE:
        return pairing.collected.view.keeps_extras()
    if not command.known:
        return False
    if command.tool == PIP_COMPILE:
        return "strip-extras" not in command
    return "no-strip-extras" in command


def _numbers(minor: str) -> tuple[int, ...]:
    return tuple(map(int, minor.split(".")))


def _identity(pin: LockedPin) -> str:
    """The version of a pin or, if it is not known, the URL."""
    return pin.version or pin.requirement.url or ""


def _are_same(one: LockedPin, other: LockedPin) -> bool:
    """Whether two pins are the same artifact: the same version, and a common hash or, without hashes, the same URL if any."""
    here, there = one.requirement, other.requirement
    hashes = {(item.algorithm, item.digest.lower()) for item in here.hashes}
    others = {(item.algorithm, item.digest.lower()) for item in there.hashes}
    if not hashes.isdisjoint(others):
        return one.version == other.version
    kinds = {algorithm for algorithm, _ in hashes} & {algorithm for algorithm, _ in others}
    return not kinds and one.version == other.version and here.url == there.url


def _of_graph(graph: LockPairing, judged: _Lock, budget: Budget) -> Iterator[tuple[str, Witness]]:
    """The requirements of the lock's pins that a structured lock shows and the lock does not meet."""
    lock = graph.document
    budget.spend(len(lock.packages))
    if lock.environments or lock.conflicts or lock.manifest.get(("overrides", "")) or not _is_for(graph, judged):
        return
    once: dict[str, Package | None] = {}
    for package in lock.packages:
        if not package.extras:
            once[package.project] = None if package.project in once else package
    for project, pin in judged.pins.items():
        found = once.get(project)
        if found is None or found.forks or not _is_artifact(found, pin):
            continue
        recorded = found.recorded.get(("dependencies", "")) if found.recorded is not None else None
        edges = found.edges if recorded is None else recorded
        budget.spend(len(edges))
        for edge in edges:
            if edge.optional or edge.url is not None or (edge.marker and "extra" in edge.marker):
                continue
            # uv limits an edge to the environments where its package is reached, but not what it recorded of metadata.
            if _is_unmet(edge, judged, limited=lock.format == UV and recorded is None):
                place = graph.requirement_of(found).location
                yield project, Witness(edge.project, str(place), specifier=edge.specifier, marker=edge.marker)


def _is_artifact(package: Package, pin: LockedPin) -> bool:
    """Whether a package of a structured lock is what a line pins: the version from an index, or the file at a URL."""
    source, line = package.source, pin.requirement
    hashes = {f"{item.algorithm}:{item.digest.lower()}" for item in line.hashes}
    known = {digest.lower() for digest in package.files.hashes if digest}
    if hashes and known and hashes.isdisjoint(known):
        return False
    if source.kind == INDEX:
        return line.url is None and package.version == pin.version
    return source.kind == URL and line.url is not None and line.url.partition("#")[0] == source.url.partition("#")[0]


def _is_unmet(edge: Edge, judged: _Lock, *, limited: bool) -> bool:
    """Whether the lock lacks what an edge requires. The marker of a ``limited`` edge says less than the metadata."""
    if edge.extras or (limited and edge.marker):
        return False
    pin = judged.pins.get(edge.project)
    if pin is None:
        return edge.project not in UNSAFE
    return edge.project in judged.plain and meets(pin.version or "", edge.specifier) is False


def _is_for(graph: LockPairing, judged: _Lock) -> bool:
    """Whether a structured lock supports all Pythons of the other one."""
    pythons = graph.document.requires_python
    minors: Iterable[str] = judged.pairing.claim.minors
    return bool(pythons) and all(satisfies(f"{minor}.99", pythons) is True for minor in minors)
