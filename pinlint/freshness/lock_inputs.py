"""What the projects of a structured lock require: each requirement with the part of the project that contains it."""

from __future__ import annotations

from pinlint.freshness.paths import join
from pinlint.freshness.project_fields import FIELDS, files_of, is_built_by, left_over, stating, table_at
from pinlint.requirements.locked import PDM, PIPFILE, POETRY, PYLOCK, UV, VIRTUAL, Edge
from pinlint.requirements.model import DEPENDENCIES, EXTRA, GROUP, SCRIPT, Clause, Requirement
from pinlint.requirements.names import leading_name, normalize
from pinlint.requirements.specifiers import parse_specifier
from pinlint.requirements.versions import numbers_of
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.freshness.lock_pairing import LockPairing
    from pinlint.requirements.locked import LockFile
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import SourceFile

#: The part of a project that is always installed, by its name in each format.
MAIN = {POETRY: "main", PDM: "default", PIPFILE: "default"}
#: The parts of a project that a lock may contain.
_SCOPES = (DEPENDENCIES, EXTRA, GROUP)
#: Where each tool keeps its own groups, in addition to ``[dependency-groups]``.
_OWN_GROUPS = {UV: ("uv", ""), POETRY: ("poetry", "group"), PDM: ("pdm", "dev-dependencies")}
#: The first version of Poetry that reads ``[dependency-groups]``.
_READS_GROUPS = (2, 2)


class Ask:
    """One ``requirement`` of a project. ``member`` is the number of the project's package. ``scope`` is the part that contains
    the requirement; if that is an extra or a group, ``group`` is its name. ``edge`` is the requirement as an edge of the lock.
    """

    __slots__ = ("edge", "group", "member", "requirement", "scope")

    def __init__(self, requirement: Requirement, edge: Edge, member: int, scope: str, group: str) -> None:
        self.requirement = requirement
        self.edge = edge
        self.member = member
        self.scope = scope
        self.group = group


class Asked:
    """All requirements. ``own`` are the names of the projects themselves. ``open`` maps the number of each project that is only
    partly known to its unknown scopes. ``overrides`` replace the requirements on a project (``overriding`` are their lines), and
    requirements on ``excluded`` projects are dropped. A lock may also contain what ``allowed`` requires.
    """

    __slots__ = ("allowed", "asks", "constraints", "excluded", "open", "overrides", "overriding", "own")

    def __init__(self) -> None:
        self.asks: list[Ask] = []
        self.allowed: list[Edge] = []
        self.own: set[str] = set()
        self.open: dict[int, set[str]] = {}
        self.constraints: dict[str, list[Requirement]] = {}
        self.overrides: dict[str, list[Edge]] = {}
        self.overriding: dict[str, list[Requirement]] = {}
        self.excluded: frozenset[str] = frozenset()


def edge_of(requirement: Requirement) -> Edge:
    """A requirement of a project as an edge."""
    span = requirement.span
    return Edge(
        requirement.project or "",
        span.start,
        span.end,
        extras=requirement.extras,
        marker=requirement.marker,
        specifier=requirement.specifier,
        url=requirement.url,
    )


def all_of(*markers: str | None) -> str | None:
    """A marker that is true where all of these are true."""
    known = [marker for marker in markers if marker]
    return " and ".join(f"({marker})" for marker in known) if len(known) > 1 else next(iter(known), None)


def ask_all(pairing: LockPairing) -> Asked:
    """What the projects of a lock require."""
    found = Asked()
    lock = pairing.document
    for number, document in pairing.projects.items():
        metadata = document.metadata
        name = normalize(metadata.name) if metadata is not None and metadata.name else ""
        if number >= 0:
            name = lock.packages[number].project
        if name:
            found.own.add(name)
        unreadable = metadata.unreadable if metadata is not None else {}
        scopes = {DEPENDENCIES} if "dependencies" in unreadable and not reads_poetry(lock, document) else set()
        if "optional-dependencies" in unreadable:
            scopes.add(EXTRA)
        foreign = is_foreign(pairing, number, document)
        if document.problems or foreign:
            scopes = {DEPENDENCIES, EXTRA, GROUP}
        for scope in sorted(scopes) if unreadable and not document.problems else ():
            elsewhere = _stated_elsewhere(pairing, document, scope)
            if elsewhere:
                scopes.discard(scope)
            for other in elsewhere:
                found.asks += _asks_of(pairing, number, other, name, (scope,))
                pairing.files.setdefault(other.path, "input")
        if scopes:
            found.open[number] = scopes
        found.asks += _asks_of(pairing, number, document, name, (GROUP,) if foreign else _SCOPES)
        found.allowed += _allowed(pairing, document, name)
    _read_settings(pairing, found)
    return found


def is_foreign(pairing: LockPairing, number: int, document: RequirementsFile) -> bool:
    """Whether uv made the lock, but only Poetry's tables state what the project requires. uv does not read these tables: it gets
    their content only from a build by Poetry's backend. A virtual project is not built.
    """
    if pairing.document.format != UV or "poetry" not in document.tool:
        return False
    project = table_at(document.values, "project")
    if {"dependencies", "optional-dependencies"} & set(project):
        return False
    if not project and not is_built_by(document, "poetry"):
        return True
    return number < 0 or pairing.document.packages[number].source.kind == VIRTUAL


def reads_poetry(lock: LockFile, document: RequirementsFile) -> bool:
    """Whether the tool that made the lock reads a project's Poetry table itself, no matter which backend builds the project."""
    return _is_of_poetry(lock) and document.metadata is not None and bool(document.metadata.of_poetry)


def _is_of_poetry(lock: LockFile) -> bool:
    """Whether Poetry made the lock."""
    return lock.format == POETRY or (lock.format == PYLOCK and lock.generator.startswith("poetry"))


def _stated_elsewhere(pairing: LockPairing, document: RequirementsFile, scope: str) -> list[RequirementsFile]:
    """The files that state what a project leaves open; empty if the build computes it."""
    field = next(field for field, of in FIELDS.items() if of == scope)
    file = stating(pairing.view, document, field)
    unreadable = file.metadata.unreadable if file.metadata is not None else {}
    if file is not document and not any(field == name.partition(".")[0] for name in unreadable) and not file.problems:
        return [file]
    return files_of(pairing.view, file, field, pairing.path, lambda _: True) if scope == DEPENDENCIES else []


def _asks_of(
    pairing: LockPairing, number: int, document: RequirementsFile, name: str, scopes: Sequence[str] = _SCOPES
) -> Iterator[Ask]:
    metadata = document.metadata
    lock_format = pairing.document.format
    including: dict[str, list[str]] = {}
    for group, others in (metadata.included if metadata is not None else {}).items():
        for other in others:
            including.setdefault(other, []).append(group)
    pythons = _pythons_of_groups(document) if lock_format == UV else {}
    by_extra = _by_extra(document)
    unread = frozenset() if reads_poetry(pairing.document, document) else left_over(document)
    limits = metadata.limits if metadata is not None and _is_of_poetry(pairing.document) else {}
    for requirement in document.requirements:
        if id(requirement) in unread:
            continue
        scope = DEPENDENCIES if requirement.scope == SCRIPT else requirement.scope
        if requirement.project is None or scope not in scopes:
            continue
        groups = [requirement.group or ""]
        if scope == GROUP:
            groups += including.get(requirement.group or "", [])
        for group in groups:
            if not _is_locked(pairing, number, document, scope, group):
                continue
            if requirement.project == name:
                if lock_format in (PDM, PYLOCK):
                    continue  # PDM locks an extra required this way only if it is named itself
                required: Iterable[tuple[Requirement, str | None]] = _of_extras(requirement, by_extra, name)
            else:
                required = [(requirement, requirement.marker)]
            if scope == GROUP:
                limit = pythons.get((group, requirement.group or ""))
            else:
                limit = limits.get(requirement.project)
            for own, marker in required:
                yield Ask(own, edge_of(own).under(all_of(marker, limit)), number, scope, group)


def _allowed(pairing: LockPairing, document: RequirementsFile, name: str) -> Iterator[Edge]:
    """The requirements that a tool may lock although nothing needs them. For Poetry: optional ones that no extra lists. For PDM:
    those of the extras that the project requires of itself, and editable ones.
    """
    if pairing.document.format == POETRY:
        for key, value in table_at(document.tool, "poetry", "dependencies").items():
            if any(
                isinstance(one, dict) and one.get("optional") for one in (value if isinstance(value, list) else [value])
            ):
                yield Edge(normalize(key), 0, 0)
    elif pairing.document.format in (PDM, PYLOCK):
        by_extra = _by_extra(document)
        for requirement in document.requirements:
            if requirement.project == name and name:
                yield from (edge_of(own) for own, _ in _of_extras(requirement, by_extra, name))
        yield from _editables(pairing, document)


def _editables(pairing: LockPairing, document: RequirementsFile) -> Iterator[Edge]:
    """The editable requirements in PDM's own groups, which are written as for pip: ``-e file:///${PROJECT_ROOT}/lib#egg=lib``."""
    groups = table_at(document.tool, "pdm", "dev-dependencies").values()
    for line in (each for group in groups if isinstance(group, list) for each in group):
        if not isinstance(line, str) or not line.startswith("-e"):
            continue
        url, _, fragment = line[2:].strip().partition("#")
        egg = next((part[4:] for part in fragment.split("&") if part.startswith("egg=")), "")
        path = join(pairing.base, url.partition("${PROJECT_ROOT}/")[2] or url) if "+" not in url else None
        for package in pairing.document.packages:
            at = join(pairing.base, package.source.url) if package.is_tree else None
            if package.project == normalize(leading_name(egg)) or (path is not None and path == at):
                yield Edge(package.project, 0, 0, url=url)


def _by_extra(document: RequirementsFile) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for requirement in document.requirements:
        if requirement.scope == EXTRA and requirement.group:
            found.setdefault(requirement.group, []).append(requirement)
    return found


def _pythons_of_groups(document: RequirementsFile) -> dict[tuple[str, str], str]:
    """Maps a group and a group that it includes, or itself, to a marker for the Pythons in which it has what the other one
    contains. uv limits each group by its ``requires-python``, and what it includes by those of the groups on the way too.
    """
    own: dict[str, frozenset[str]] = {}
    for name, settings in table_at(document.tool, "uv", "dependency-groups").items():
        python = settings.get("requires-python") if isinstance(settings, dict) else None
        if isinstance(python, str):
            clauses = parse_specifier(python)
            own[normalize(name)] = frozenset(
                f"python_full_version {operator} '{version}'" for operator, version in clauses
            )
    if not own:
        return {}
    included = document.metadata.included if document.metadata is not None else {}
    direct: dict[str, list[str]] = {name: [] for name in own}
    for name, entries in table_at(document.values, "dependency-groups").items():
        listed = entries if isinstance(entries, list) else ()
        others = [entry.get("include-group") for entry in listed if isinstance(entry, dict)]
        direct[normalize(name)] = [normalize(other) for other in others if isinstance(other, str)]
    found: dict[str, dict[str, set[frozenset[str]]]] = {}
    for group in sorted(direct, key=lambda name: len(included.get(name, ()))):  # each after those that it includes
        ways: dict[str, set[frozenset[str]]] = {group: {frozenset()}}
        for other in direct[group]:
            for name, clauses_of in found.get(other, {}).items():
                ways.setdefault(name, set()).update(clauses_of)
        limit = own.get(group, frozenset())
        found[group] = {name: {limit | way for way in _widest(each, len(own))} for name, each in ways.items()}
    return {
        (group, name): " or ".join(sorted(f"({' and '.join(sorted(way))})" for way in each))
        for group, ways in found.items()
        for name, each in ways.items()
        if all(each)
    }


def _widest(ways: set[frozenset[str]], most: int) -> set[frozenset[str]]:
    """The ways that no other way contains. Of more than ``most`` ways, only what they have in common: ways multiply."""
    found = {way for way in ways if not any(other < way for other in ways)}
    return found if len(found) <= most else {frozenset.intersection(*found)}


def _of_extras(
    asked: Requirement, by_extra: dict[str, list[Requirement]], name: str
) -> Iterator[tuple[Requirement, str | None]]:
    """The requirements of a project that requires itself with extras. Each with its marker and those of the requirements on the
    way to it.
    """
    seen: dict[str, list[frozenset[str]]] = {}
    waiting = [(asked, frozenset[str]())]
    while waiting:
        requirement, way = waiting.pop()
        if requirement.marker:
            way |= {requirement.marker}
        for extra in requirement.extras:
            known = seen.setdefault(extra, [])
            if any(each <= way for each in known) or len(known) > len(by_extra):
                continue  # a wider way is known, or too many: ways multiply
            known.append(way)
            for inner in by_extra.get(extra, ()):
                if inner.project == name:
                    waiting.append((inner, way))
                else:
                    yield inner, all_of(*sorted(way), inner.marker)


def _is_locked(pairing: LockPairing, number: int, document: RequirementsFile, scope: str, group: str) -> bool:
    """Whether the lock must contain a part of a project; other parts are not checked."""
    lock = pairing.document
    tool = PDM if lock.format == PYLOCK and lock.generator == "pdm" else lock.format
    if scope == GROUP and tool in _OWN_GROUPS and not _reads_group(tool, document, group):
        return False
    if lock.format == UV:
        if number in pairing.members or scope == DEPENDENCIES:
            return True
        return scope == EXTRA and number >= 0 and group in lock.packages[number].optional
    if scope == DEPENDENCIES:
        return True
    if lock.format == PYLOCK and lock.generator != "pdm":
        # the compilers take only what their command names
        return (scope, group) in pairing.parts or (scope, "") in pairing.parts
    if lock.format in (PDM, PYLOCK):
        return lock.groups is None or group in lock.groups
    if lock.format == POETRY and scope == GROUP:
        tables = table_at(document.tool, "poetry", "group")
        if any(normalize(name) == group for name in tables) or group == "dev":
            return True
        written = numbers_of(lock.generator)[:2]
        return written >= _READS_GROUPS
    return True


def _reads_group(lock_format: str, document: RequirementsFile, group: str) -> bool:
    """Whether the tool of a lock reads a group of a project; the tables of other tools are not checked."""
    values = document.values
    if not values:
        return True
    names = set(map(normalize, table_at(values, "dependency-groups")))
    tool, key = _OWN_GROUPS[lock_format]
    own = table_at(document.tool, tool)
    if isinstance(own.get(key), dict):
        names |= set(map(normalize, own[key]))
    if any(name in own for name in ("dev-dependencies", "dev_dependencies")):
        names.add("dev")
    return group in names


def _read_settings(pairing: LockPairing, found: Asked) -> None:
    """Reads the overrides, excludes and constraints for the root project's tool."""
    lock = pairing.document
    root = next((pairing.projects[n] for n in pairing.projects if n == -1 or _is_root(pairing, n)), None)
    if root is None or not root.tool:
        return
    if lock.format == UV:
        from pinlint.freshness.settings import requirements_of

        table = table_at(root.tool, "uv")
        for requirement in requirements_of(table.get("override-dependencies"), root.source):
            found.overriding.setdefault(requirement.project or "", []).append(requirement)
            found.overrides.setdefault(requirement.project or "", []).append(edge_of(requirement))
        for requirement in requirements_of(table.get("constraint-dependencies"), root.source):
            found.constraints.setdefault(requirement.project or "", []).append(requirement)
        excludes = table.get("exclude-dependencies")
        if isinstance(excludes, list):
            found.excluded = frozenset(normalize(name) for name in excludes if isinstance(name, str))
    elif lock.format == PDM:
        table = table_at(root.tool, "pdm", "resolution")
        for name, value in table_at(table, "overrides").items():
            specifier = value if isinstance(value, str) and value[:1] in "<>=!~" else ""
            if isinstance(value, str) and value[:1].isdigit():
                specifier = f"=={value}"
            found.overrides.setdefault(normalize(name), []).append(Edge(normalize(name), 0, 0, specifier=specifier))
            found.overriding.setdefault(normalize(name), []).append(_of_pdm(root.source, name, specifier))
        excludes = table.get("excludes")
        if isinstance(excludes, list):
            found.excluded = frozenset(normalize(name) for name in excludes if isinstance(name, str))


def _of_pdm(source: SourceFile, name: str, specifier: str) -> Requirement:
    """An override of PDM as a requirement, located at its name in the table."""
    start = max(source.text.find(name, max(source.text.find("overrides"), 0)), 0)
    span = Span(start, start + len(name))
    clauses = tuple(Clause(operator, version, span) for operator, version in parse_specifier(specifier))
    return Requirement(source, span, name=name, project=normalize(name), clauses=clauses)


def _is_root(pairing: LockPairing, number: int) -> bool:
    return pairing.projects[number].path.rpartition("/")[0] == pairing.base
