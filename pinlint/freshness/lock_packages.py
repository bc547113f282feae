"""O2 to O5 of a structured lock: checks what its packages require, what constrains them, and whether something requires each of
them.
"""

from __future__ import annotations

from pinlint.findings.finding import MOST_RELATED
from pinlint.findings.report import NO_METADATA
from pinlint.freshness.environments import PLATFORMS
from pinlint.freshness.lock_case import unmet
from pinlint.freshness.lock_graph import meets
from pinlint.freshness.lock_inputs import is_foreign, reads_poetry
from pinlint.freshness.lock_stamps import differing_pythons
from pinlint.freshness.world import UNSAFE
from pinlint.requirements.locked import INDEX, PDM, PIPFILE, POETRY, PYLOCK, UV, Edge
from pinlint.requirements.model import EXTRA, GROUP
from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import parse_specifier
from pinlint.requirements.versions import numbers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pinlint.freshness.dependencies import Dependency
    from pinlint.freshness.lock_case import Case
    from pinlint.freshness.lock_graph import Key
    from pinlint.requirements.locked import LockFile, Package
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import Location

#: The detail of a missing dependency whose package is locked: only the edge to it is missing.
UNRECORDED = "unrecorded"
#: The detail of a pin that violates an override, not a constraint.
OVERRIDE = "override"
#: The variables of markers that have the version of Python.
_VERSIONS = ("python_version", "python_full_version")


def check_packages(case: Case) -> None:
    """Checks each reached package against its requirements, its constraints and the Pythons it supports."""
    if case.graph.exact:
        _check_dangling(case)
    for (number, extra), (sure, may) in case.reached.where.items():
        package = case.lock.packages[number]
        for edge in () if case.graph.exact else case.graph.edges_of(number, extra):
            _check_edge(case, number, extra, edge, sure)
        if extra:
            continue
        if package.project in case.asked.constraints or package.project in case.asked.overriding:
            _check_constraints(case, number, may)
        if package.requires_python and not package.is_tree:
            _check_python(case, number, sure, package.requires_python)
        if not package.is_tree:
            _check_metadata(case, number)


def _check_edge(case: Case, number: int, extra: str, edge: Edge, sure: int) -> None:
    if edge.project in case.asked.excluded or edge.project in case.asked.overrides:
        return
    failing = sure & case.universe.where(edge.marker, extra)[0]
    if not failing:
        return
    for _, may in case.graph.covering(edge):
        failing &= ~may
    if failing:
        _fail_edge(case, number, edge, failing, case.graph.meant(edge))


def _fail_edge(case: Case, number: int, edge: Edge | Dependency, failing: int, meant: Sequence[int]) -> None:
    """Reports a requirement of a package that no package satisfies."""
    parent = case.lock.packages[number]
    for other in meant:
        package = case.lock.packages[other]
        active = case.universe.full if case.graph.exact else case.graph.active(other)[1]
        if failing & active and meets(package.version, edge.specifier) is False:
            case.fail(
                "violated-dependency",
                package.project,
                failing & active,
                dependency=edge,
                parent=case.pairing.requirement_of(parent),
                pin=case.pairing.requirement_of(package),
                detail=unmet(package.version, edge.specifier),
            )
            failing &= ~active
    if not failing or case.is_own(edge.project):
        return
    if edge.project in UNSAFE and edge.project not in case.graph.by_name and not _locks_installers(case.lock):
        return
    requirement = case.pairing.requirement_of(parent)
    detail = UNRECORDED if case.graph.exact and edge.project in case.graph.by_name else ""
    case.fail("missing-dependency", edge.project, failing, dependency=edge, parent=requirement, detail=detail)


def _locks_installers(lock: LockFile) -> bool:
    """Whether the tool surely locks setuptools, pip and distribute if a package requires them. Poetry does since 1.5."""
    written = numbers_of(lock.generator)[:2]
    return lock.format == PDM or (lock.format == POETRY and (lock.version >= (2, 1) or written >= (1, 5)))


def _check_dangling(case: Case) -> None:
    """Reports edges to a missing package. uv names the exact package of an edge; without it, uv cannot read the lock."""
    names = case.graph.by_name
    for number, package in enumerate(case.lock.packages):
        for edges in (package.edges, *package.optional.values(), *package.dev.values()):
            # An edge with only a name means every package of that name.
            for edge in [e for e in edges if e.project not in names or e.version is not None or e.source is not None]:
                if not case.graph.meant(edge) and edge.project not in case.asked.excluded:
                    parent = case.pairing.requirement_of(case.lock.packages[number])
                    case.fail("missing-dependency", edge.project, case.universe.full, dependency=edge, parent=parent)


def _check_constraints(case: Case, number: int, may: int) -> None:
    package = case.lock.packages[number]
    overriding = case.asked.overriding.get(package.project, [])
    for constraint in [*case.asked.constraints.get(package.project, []), *overriding]:
        sure = case.universe.where(constraint.marker, "")[0]
        if constraint in overriding and package.source.kind != INDEX:
            continue  # uv accepts what a source provides
        if sure & may and constraint.url is None and meets(package.version, constraint.specifier) is False:
            detail = OVERRIDE if constraint in overriding else unmet(package.version, constraint.specifier)
            pin = case.pairing.requirement_of(package)
            case.fail(
                "violated-constraint", package.project, sure & may, requirement=constraint, pin=pin, detail=detail
            )


def _check_python(case: Case, number: int, sure: int, specifier: str) -> None:
    failing = held = 0
    for place, environment in enumerate(case.universe.environments):
        if sure >> place & 1:
            if meets(environment.python, specifier) is False:
                failing |= 1 << place
            else:
                held |= 1 << place
    if failing:
        minors = {member.minor for member in case.universe.chosen(held)}
        for place, environment in enumerate(case.universe.environments):
            if environment.minor in minors:
                failing &= ~(1 << place)  # another patch level of the same Python is enough
    if failing:
        package = case.lock.packages[number]
        pin = case.pairing.requirement_of(package)
        case.fail("incompatible-python", package.project, failing, pin=pin, detail=specifier)


def _check_metadata(case: Case, number: int) -> None:
    package = case.lock.packages[number]
    key = (package.project, package.version)
    known = case.metadata.get(key)
    if known is None or known.requires_dist is None:
        if not case.pairing.complete and package.source.kind == INDEX:
            from pinlint.freshness.world import Undecided

            reason = case.reasons.get(key, NO_METADATA)
            case.unproven.append(Undecided("missing-dependency", package.project, reason))
        return
    from pinlint.freshness.dependencies import read_dependencies

    sure = case.reached.where[number, ""][0]
    if known.requires_python and not case.pairing.complete:
        lower = [
            (operator, version)
            for operator, version in parse_specifier(known.requires_python)
            if operator in (">=", ">", "~=")
        ]
        _check_python(case, number, sure, ",".join(operator + version for operator, version in lower))
    if case.graph.exact:
        for other, extra in list(case.reached.where):
            if other == number:
                _check_dependencies(case, number, extra, read_dependencies(known.requires_dist) or ())


def _check_dependencies(case: Case, number: int, extra: str, dependencies: Sequence[Dependency]) -> None:
    """Whether the lock's edges meet what a package requires by its metadata, for itself or for an extra."""
    package = case.lock.packages[number]
    at = case.reached.where[number, extra][0]
    edges = [*package.edges, *(edge for each in package.optional.values() for edge in each)]
    for dependency in dependencies:
        if bool(extra) != dependency.gated or dependency.url is not None:
            continue
        if dependency.project in case.asked.excluded or dependency.project in case.asked.overrides:
            continue
        failing = at & case.universe.where(dependency.marker, extra)[0]
        meant = []
        for edge in edges if failing else ():
            if edge.project == dependency.project:
                for other in case.graph.meant(edge):
                    meant.append(other)
                    if meets(case.lock.packages[other].version, dependency.specifier) is not False:
                        failing &= ~case.universe.where(edge.marker)[1]
        if failing and (number, extra) in case.unrecorded and extra not in package.optional:
            failing &= ~_installed(case, dependency)
        if failing:
            _fail_edge(case, number, dependency, failing, meant)


def _installed(case: Case, dependency: Dependency) -> int:
    """The environments in which something else may install what a dependency requires."""
    found = 0
    for other in case.graph.by_name.get(dependency.project, ()):
        if meets(case.lock.packages[other].version, dependency.specifier) is not False:
            found |= case.reached.where.get((other, ""), (0, 0))[1]
    return found


def check_extras(case: Case) -> None:
    """Notes the required extras that uv.lock does not record, of packages without metadata. Such an extra may need more packages,
    or none. A pylock.toml of PDM records no extra at all.
    """
    places: dict[Key, Location | None] = {key: ask.requirement.location for key, ask in case.unrecorded.items()}
    if case.lock.format == PYLOCK and case.pairing.complete:
        places = dict.fromkeys(key for key in case.reached.where if key[1])
    for (number, extra), place in places.items():
        package = case.lock.packages[number]
        known = case.metadata.get((package.project, package.version))
        if package.is_tree or extra in package.optional or (known is not None and known.requires_dist is not None):
            continue
        from pinlint.freshness.world import METADATA, UndecidedLock

        case.extras_open = True
        reason = f"{case.lock.path} does not record what {package.name}[{extra}] needs"
        case.unproven.append(UndecidedLock(reason, METADATA, place))


def check_orphans(case: Case) -> None:
    """The packages that nothing leads to. If a name has several versions, other environments may need them."""
    if case.asked.open and not case.graph.exact:
        return
    if not case.pairing.sources or (case.lock.format in (PIPFILE, PYLOCK) and not case.pairing.complete):
        return
    if case.lock.format == PYLOCK and case.extras_open:
        return  # any package may be there for an extra
    numbers = case.reached.numbers() | _unlinked(case)
    if len(numbers) < len(case.lock.packages):
        numbers |= _elsewhere(case, numbers)
    reached_names = {case.lock.packages[number].project for number in numbers}
    orphans = {}
    for number, package in enumerate(case.lock.packages):
        if number in numbers or number in case.pairing.members or package.extras:
            continue
        if package.project in case.asked.own or package.project in case.pairing.allow_extra:
            continue
        if not case.graph.exact and package.project in reached_names:
            continue
        orphans[number] = package
    for number, others in _by_cause(case, orphans).items():
        package = orphans[number]
        related = [(case.lock.source.at(orphans[other].span), "nothing else requires this one") for other in others]
        followers = [orphans[other].project for other in others]
        pin = case.pairing.requirement_of(package)
        is_gone = case.lock.format == UV and package.is_tree and number not in case.pairing.projects
        detail = (
            f"its folder {package.source.url} has no project any more" if is_gone else _why_not(case, package.project)
        )
        parts = {"related": related[:MOST_RELATED], "followers": followers, "detail": detail}
        case.fail("orphan-pin", package.project, case.universe.full, pin=pin, **parts)


def _why_not(case: Case, project: str) -> str:
    """Why a requirement on a project does not count; empty if there is none."""
    if project in case.asked.excluded:
        return "it is excluded"
    for document in case.pairing.projects.values():
        for each in document.requirements:
            if each.project == project and each.scope in (EXTRA, GROUP):
                kind = "extra" if each.scope == EXTRA else "group"
                return f"the {kind} {each.group} of {document.path}, which does, is not locked"
    return ""


def _by_cause(case: Case, orphans: Mapping[int, Package]) -> dict[int, list[int]]:
    """The orphans that no other orphan requires, each with those that are there only because of it."""
    leads_to = {
        number: dict.fromkeys(
            other
            for edges in (package.edges, *package.optional.values())
            for edge in edges
            for other in case.graph.meant(edge)
            if other in orphans and other != number
        )
        for number, package in orphans.items()
    }
    required = {other for others in leads_to.values() for other in others}
    found: dict[int, list[int]] = {}
    seen: set[int] = set()
    for number in sorted(orphans, key=lambda number: number in required):  # in a circle, the first one counts
        if number in seen:
            continue
        seen.add(number)
        found[number], waiting = [], [number]
        while waiting:
            for other in leads_to[waiting.pop()]:
                if other not in seen:
                    seen.add(other)
                    found[number].append(other)
                    waiting.append(other)
    return found


def _elsewhere(case: Case, numbers: set[int]) -> set[int]:
    """What reached packages lead to in environments that the proof does not walk: on platforms such as emscripten and cygwin, and
    on Pythons that only the lock supports, or only the project. That their Pythons differ is one finding.
    """
    packages = case.lock.packages
    edges = [ask.edge for ask in case.asked.asks]
    for number in numbers:
        edges += packages[number].edges
        edges += (edge for edges in packages[number].optional.values() for edge in edges)
    others = _VERSIONS if differing_pythons(case) != ([], []) else ()
    waiting = [
        edge
        for edge in edges
        if edge.marker and not case.universe.where(edge.marker)[1] and _is_about_others(edge.marker, others)
    ]
    found: set[int] = set()
    while waiting:  # their own markers are about the same environments
        for other in case.graph.meant(waiting.pop()):
            if other not in found and other not in numbers:
                found.add(other)
                waiting += packages[other].edges
                waiting += (edge for edges in packages[other].optional.values() for edge in edges)
    return found


def _is_about_others(marker: str, variables: Sequence[str]) -> bool:
    """Whether a marker compares one of the variables, or names a platform other than those that the proof walks."""
    from pinlint.requirements.markers import atoms

    walked = {"sys_platform": PLATFORMS, "platform_system": ("Linux", "Darwin", "Windows")}
    return any(
        variable in variables or (variable in walked and value not in walked[variable])
        for variable, _, value, _ in atoms(marker)
    )


def _unlinked(case: Case) -> set[int]:
    """The packages that missing edges would lead to. The missing edge is reported already."""
    missing = [o.project for o in case.obligations if o.detail == UNRECORDED and o.project]
    edges = ((Edge(project, 0, 0), case.universe.where(None)) for project in missing)
    return case.graph.reach(edges).numbers() if missing else set()


def note_gaps(case: Case) -> None:
    """Notes the packages that may be between the ranges that ``||`` joins in a requirement of Poetry: the proof knows only the
    lowest and the highest version of such a requirement.
    """
    from pinlint.freshness.world import WRITTEN_DOWN, UndecidedLock

    for document in case.pairing.projects.values():
        if document.metadata is None or not reads_poetry(case.lock, document):
            continue
        for field, reason in document.metadata.unreadable.items():
            _, _, name = field.partition("tool.poetry.dependencies.")
            if name and not _is_met(case, normalize(name), document):
                case.unproven.append(UndecidedLock(f"{field} of {document.path} {reason}", WRITTEN_DOWN))


def _is_met(case: Case, project: str, document: RequirementsFile) -> bool:
    """Whether a locked version of a project is in each union of ranges that the document requires of it."""
    import re

    from pinlint.formats.poetry_lock import specifier_of

    locked = [package.version for package in case.lock.packages if package.project == project]
    texts = [r.source.text[r.span.start : r.span.end] for r in document.requirements if r.project == project]
    unions = [specifier_of(union) for text in texts for union in re.findall(r"""["']([^"'|\n]*\|[^"'\n]*)["']""", text)]
    return bool(unions) and all(any(meets(version, union) for version in locked) for union in unions)


def note_open(case: Case, number: int) -> None:
    """Notes the parts of a project that only its build computes. It is unknown whether the lock has everything they require."""
    from pinlint.freshness.world import DESCRIPTION, WRITTEN_DOWN, UndecidedLock

    document = case.pairing.projects[number]
    metadata = document.metadata
    for field, reason in (metadata.unreadable if metadata is not None else {}).items():
        if field == "dependencies" and reads_poetry(case.lock, document):
            continue
        if field in ("dependencies", "optional-dependencies"):
            case.unproven.append(UndecidedLock(f"{field} of {document.path} {reason}", WRITTEN_DOWN))
    if is_foreign(case.pairing, number, document):
        case.unproven.append(
            UndecidedLock(f"{document.path} has requirements of Poetry that uv does not read", DESCRIPTION)
        )
