"""What an export of a lock must contain: the parts of the project in it, and where each package is installed.

Most exports do not say which groups and extras they contain. But project managers export a group or an extra as a whole: if most
packages that only one group needs are there, all packages of that group must be.
"""

from __future__ import annotations

from pinlint.freshness.compilers import UV_EXPORT
from pinlint.freshness.lock_case import Case
from pinlint.freshness.project_fields import table_at
from pinlint.requirements.locked import INDEX, PDM, PIPFILE, UV
from pinlint.requirements.markers import atoms
from pinlint.requirements.model import DEPENDENCIES, EXTRA, GROUP
from pinlint.requirements.names import normalize
from pinlint.text.budget import Budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
    from typing import TypeAlias

    from pinlint.freshness.compilers import Command
    from pinlint.freshness.lock_proof import LockProof
    from pinlint.freshness.universe import Universe, Where
    from pinlint.requirements.locked import Edge, Package

    #: A project and its version; the version is empty unless it comes from an index.
    Key: TypeAlias = tuple[str, str]
    #: A part of a project: the number of its package (-1 if it has none), the scope, and the extra or group.
    Part: TypeAlias = tuple[int, str, str]

#: The options of `uv export` that are understood: they select parts, leave out packages, or do not affect what is exported.
_FOLLOWED = frozenset(
    (
        *("all-extras", "all-groups", "all-packages", "dev", "extra", "format", "frozen", "group", "locked"),
        *("no-annotate", "no-default-groups", "no-dev", "no-editable", "no-emit-local", "no-emit-package"),
        *("no-emit-project", "no-emit-workspace", "no-extra", "no-group", "no-hashes", "no-header"),
        *("no-install-local", "no-install-project", "no-install-workspace", "only-dev"),
        *("only-group", "output-file", "package", "quiet"),
    )
)


class Contents:
    """What an export must contain and may contain, in the environments of ``universe``.

    ``needed`` maps what the exported parts certainly install to where they do, ``allowed`` what they may install to where they
    may. ``packages`` are the lock's own entries. ``known`` says that the exported parts are known: the command names them, or
    they explain all projects in the export. If they are not known, any part of the project counts for ``allowed``. ``marked``
    says that the lock records where its packages are installed.
    """

    __slots__ = ("allowed", "known", "marked", "needed", "packages", "parts", "universe")

    def __init__(self, universe: Universe, *, known: bool, marked: bool) -> None:
        self.universe = universe
        self.known = known
        self.marked = marked
        self.needed: dict[Key, int] = {}
        self.allowed: dict[Key, int] = {}
        self.packages: dict[Key, Package] = {}
        #: The exported parts, as far as they are known.
        self.parts: Collection[Part] = ()


def key_of(package: Package) -> Key:
    """What identifies the lines of an export that are for a package."""
    return package.project, package.version if package.source.kind == INDEX else ""


def contents(
    origin: LockProof,
    command: Command | None,
    names: Collection[str],
    markers: Collection[str],
    keys: Set[Key],
) -> Contents:
    """What a file exported from the lock of ``origin`` must contain. ``command`` wrote it, None if that is unknown; ``names`` are
    the projects in the file, ``markers`` the markers in it, and ``keys`` the lock's entries that it has.

    Raises:
        ExceededError: There are too many packages and environments to compare.
    """
    pairing = origin.pairing
    case = origin.case
    if case is None or not _decides(case, markers):
        case = Case(pairing, {}, {}, Budget(len(pairing.document.source.text)), markers)
    parts = dict(_parts(case))
    exported = _exported(case, command, parts)
    known = exported is not None
    reached = {
        part: _reached(case, part, roots) for part, roots in parts.items() if exported is None or part in exported
    }
    if exported is None:
        exported = _recognized(case, reached, names)
        explained = {case.lock.packages[number].project for part in exported for number in reached[part]}
        known = command is None and explained.issuperset(names)
    universal = pairing.claim.universal or case.lock.format == PIPFILE  # pipenv copies the markers
    found = Contents(
        case.universe, known=known, marked=universal and not case.graph.unmarked and not case.lock.conflicts
    )
    found.parts = exported
    is_left_out = left_out_by(command)
    # Without markers, `pdm export` leaves out what is not for its machine.
    partial = universal and (case.lock.format != PDM or any(markers))
    for part in sorted(parts, key=lambda part: part not in reached):
        if part not in reached:
            if found.packages.keys() >= keys:
                break  # the other parts only tell what belongs to them
            reached[part] = _reached(case, part, parts[part])
        for number, (sure, may) in reached[part].items():
            package = case.lock.packages[number]
            if package.is_tree:
                continue
            key = key_of(package)
            found.packages.setdefault(key, package)
            if case.lock.format == PDM:
                may |= case.graph.active(number)[1]  # `pdm export` writes the markers of the lock, whatever it selects
            if part in exported or not known:
                found.allowed[key] = found.allowed.get(key, 0) | may
            if is_left_out(package.project):
                continue
            if part in exported and (sure if partial else sure == case.universe.full):
                found.needed[key] = found.needed.get(key, 0) | sure
    return found


def left_out_by(command: Command | None) -> Callable[[str], bool]:
    """Whether a command may leave out a package of the exported parts. Options that are not followed may leave out any."""
    if command is None:
        return lambda _: False
    if not command.known or "from-pipfile" in command or not _follows(command):
        return lambda _: True
    return set(map(normalize, command.values("no-emit-package"))).__contains__


def _follows(command: Command) -> bool:
    return command.tool != UV_EXPORT or _FOLLOWED.issuperset(command.options)


def _decides(case: Case, markers: Iterable[str]) -> bool:
    """Whether the environments of a lock decide the markers: these compare with the same values as the lock's own, or with others
    that do not distinguish more environments."""
    others = [marker for marker in markers if marker not in case.markers]
    if not others:
        return True
    known = {(atom[0], atom[2]) for marker in case.markers for atom in atoms(marker)}
    new = {atom for marker in others for atom in atoms(marker) if (atom[0], atom[2]) not in known}
    return all(map(case.universe.decides, new))


def _parts(case: Case) -> Iterator[tuple[Part, list[tuple[Edge, Where]]]]:
    """The parts of the projects of a lock, with what they require; those of a Pipfile.lock have no requirements."""
    where = case.universe.where
    if case.lock.format == PIPFILE:
        yield from (((-1, GROUP, category), []) for category in {package.category for package in case.lock.packages})
    elif case.lock.format == UV:
        for number in case.pairing.members:
            if number >= 0:
                package = case.lock.packages[number]
                listed: dict[tuple[str, str], Sequence[Edge]] = {(DEPENDENCIES, ""): package.edges}
                listed |= {(EXTRA, name): edges for name, edges in package.optional.items()}
                listed |= {(GROUP, name): edges for name, edges in package.dev.items()}
            else:
                listed = {
                    (GROUP if key == "group" else DEPENDENCIES, name): edges
                    for (key, name), edges in case.lock.manifest.items()
                    if key in ("requirements", "group")
                }
            for (scope, name), edges in listed.items():
                yield (number, scope, name), [(edge, where(edge.marker)) for edge in edges]
    else:
        roots: dict[Part, list[tuple[Edge, Where]]] = {}
        for ask in case.asked.asks:
            required = roots.setdefault((-1, ask.scope, ask.group), [])
            required += [(edge, where(edge.marker, "")) for edge in case.overridden(ask.edge)]
        yield from roots.items()


def _reached(case: Case, part: Part, roots: list[tuple[Edge, Where]]) -> dict[int, Where]:
    """The packages that a part needs: maps the number of a package to the environments."""
    if case.lock.format == PIPFILE:
        members = (number for number, package in enumerate(case.lock.packages) if package.category == part[2])
        return {number: case.graph.active(number) for number in members}
    found = case.graph.reach(roots)
    return {number: where for (number, extra), where in found.where.items() if not extra}


def _exported(case: Case, command: Command | None, parts: Collection[Part]) -> set[Part] | None:
    """The parts that a command exports; None if that is not known."""
    if command is None or command.tool != UV_EXPORT or not command.known or not _follows(command):
        return None
    members = [number for number in case.pairing.members if number >= 0]
    if "package" in command:
        names = set(map(normalize, command.values("package")))
        members = [number for number in members if case.lock.packages[number].project in names]
    elif "all-packages" not in command:
        members = [
            number
            for number in members
            if case.pairing.projects[number].path.rpartition("/")[0] == (case.pairing.base or "")
        ]
    if not members:
        return None
    extras = set(map(normalize, command.values("extra")))
    if "all-extras" in command:
        extras = {name for _, _, name in parts} - set(map(normalize, command.values("no-extra")))
    groups = {number: _groups(case, command, number) for number in members}
    only = "only-group" in command or "only-dev" in command
    return {
        part
        for part in parts
        if part[0] in groups
        and (
            (part[1] == GROUP and part[2] in groups[part[0]])
            or (not only and (part[1] == DEPENDENCIES or (part[1] == EXTRA and part[2] in extras)))
        )
    }


def _groups(case: Case, command: Command, member: int) -> set[str]:
    """The groups of a member that `uv export` exports."""
    every = set(case.lock.packages[member].dev)
    if "only-group" in command or "only-dev" in command:
        return set(map(normalize, command.values("only-group"))) | ({"dev"} if "only-dev" in command else set())
    stated = table_at(case.pairing.projects[member].tool, "uv").get("default-groups", ["dev"])
    groups = every if stated == "all" else set(map(normalize, stated if isinstance(stated, list) else ()))
    if "no-default-groups" in command:
        groups = set()
    groups = groups | set(map(normalize, command.values("group"))) | (every if "all-groups" in command else set())
    return groups - ({"dev"} if "no-dev" in command else set()) - set(map(normalize, command.values("no-group")))


def _recognized(case: Case, parts: dict[Part, dict[int, Where]], names: Collection[str]) -> set[Part]:
    """The parts that the export seems to contain. Most packages that only such a part needs are among ``names``; for the
    project's own dependencies, half of them are enough.
    """
    packages = case.lock.packages
    needing: dict[str, set[Part]] = {}
    for part, reached in parts.items():
        for number, (sure, _) in reached.items():
            if sure and not packages[number].is_tree:
                needing.setdefault(packages[number].project, set()).add(part)
    found = set()
    for part in parts:
        alone = [name for name, of in needing.items() if of == {part}]
        present = 2 * sum(name in names for name in alone)
        if present > len(alone) or (part[1] == DEPENDENCIES and present == len(alone) > 0):
            found.add(part)
    return found
