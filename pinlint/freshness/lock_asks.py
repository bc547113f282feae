"""O1 of a structured lock: whether the requirements of its projects are locked, for each group, extra and member.

The walk through the lock begins at these requirements. If the lock records them, its record is used.
"""

from __future__ import annotations

from pinlint.freshness.lock_case import unmet
from pinlint.freshness.lock_graph import meets
from pinlint.freshness.lock_inputs import MAIN
from pinlint.freshness.lock_pairing import absent_members
from pinlint.freshness.paths import join
from pinlint.freshness.world import UNSAFE
from pinlint.requirements.locked import INDEX, PDM, PIPFILE, POETRY, UV, Edge
from pinlint.requirements.model import DEPENDENCIES, EXTRA, GROUP
from pinlint.requirements.names import leading_name, normalize
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pinlint.freshness.lock_case import Case
    from pinlint.freshness.lock_inputs import Ask
    from pinlint.freshness.universe import Where

#: The first format of poetry.lock that has setuptools, pip and distribute if the project requires them.
_LOCKS_INSTALLERS = (2,)


def check_project(case: Case) -> None:
    """Whether a uv.lock contains the project itself, whose entry says what is installed."""
    document = case.pairing.projects.get(-1)
    metadata = document.metadata if document is not None else None
    if case.lock.format != UV or case.lock.path.endswith(".py.lock") or metadata is None or not metadata.name:
        return
    asks = [ask for ask in case.asked.asks if ask.member == -1]
    if asks and document is not None and document.path.endswith("pyproject.toml"):
        case.fail("missing-pin", normalize(metadata.name), case.universe.full, requirement=asks[0].requirement)


def check_members(case: Case) -> None:
    """Whether a uv.lock contains all members of its workspace."""
    if case.lock.format != UV:
        return
    for document in absent_members(case.pairing):
        name = normalize(document.metadata.name) if document.metadata is not None and document.metadata.name else ""
        detail = f"{name} in {document.path} is not locked, although it is a member of the workspace"
        place = document.source.at(Span(0, 0))
        case.fail("missing-pin", name, case.universe.full, detail=detail, place=place)


def check_linked(case: Case, ask: Ask) -> None:
    """Whether the edges of a project's package lead to packages that satisfy one of its requirements."""
    package = case.lock.packages[ask.member]
    listed = {
        DEPENDENCIES: package.edges,
        EXTRA: package.optional.get(ask.group, ()),
        GROUP: package.dev.get(ask.group, ()),
    }
    edges = [edge for edge in listed[ask.scope] if edge.project == ask.edge.project]
    for wanted in case.overridden(ask.edge):
        failing = case.universe.where(wanted.marker, "")[0]
        if ask.member not in case.pairing.members:
            key = (ask.member, ask.group if ask.scope == EXTRA else "")
            failing &= case.reached.where.get(key, (0, 0))[0]
        for edge in edges:
            may = case.universe.where(edge.marker)[1]
            for number in case.graph.meant(edge):
                failing = hold(case, wanted, ask, number, may, failing)
            if not case.graph.meant(edge):
                failing &= ~may  # the edge's package is missing, which is reported for the edge
        if failing:
            failing = _check_elsewhere(case, wanted, ask, failing)
        if failing and not (case.lock.conflicts and edges):
            case.fail("missing-pin", ask.edge.project, failing, requirement=ask.requirement)


def hold(case: Case, wanted: Edge, ask: Ask, number: int, may: int, failing: int) -> int:
    """Checks a package against a requirement in the environments in which the package ``may`` be installed. Returns the other
    ``failing`` environments.
    """
    package = case.lock.packages[number]
    # uv accepts what a source provides, whatever version is required.
    taken = package.source.kind != INDEX and (case.graph.exact or wanted.url is not None)
    if taken or meets(package.version, wanted.specifier) is not False:
        return failing & ~may
    if failing & may and package.project not in case.asked.overriding:  # the override is checked by itself
        detail = unmet(package.version, wanted.specifier)
        pin = case.pairing.requirement_of(package)
        case.fail(
            "violated-specifier",
            package.project,
            failing & may,
            requirement=ask.requirement,
            pin=pin,
            detail=detail,
        )
    return failing & ~may


def _check_elsewhere(case: Case, wanted: Edge, ask: Ask, failing: int) -> int:
    """Checks a requirement without an edge of its own: another requirement of the same selection may lead to its package."""
    package = case.lock.packages[ask.member]
    selection = list(package.edges)
    if ask.scope == EXTRA:
        selection += package.optional.get(ask.group, ())
    elif ask.scope == GROUP:
        selection += package.dev.get(ask.group, ())
    reached = case.graph.reach((edge, case.universe.where(edge.marker)) for edge in selection)
    for number in case.graph.by_name.get(wanted.project, ()):
        may = reached.where.get((number, ""), (0, 0))[1]
        if may:
            failing = hold(case, wanted, ask, number, may, failing)
    return failing


def check_named(case: Case, ask: Ask) -> None:
    """Whether an active package of this name satisfies a requirement, and is locked for its group."""
    group = ask.group if ask.scope == GROUP else MAIN.get(case.lock.format, "")
    for wanted in case.overridden(ask.edge):
        failing = case.universe.where(wanted.marker, "")[0]
        covering = case.graph.covering(wanted)
        covered = 0
        for _, may in covering:
            covered |= may
        if wanted.url:
            for other in (*case.graph.by_name.get(wanted.project, ()), *_at_path(case, wanted.url)):
                covered |= case.graph.active(other)[1]
        left = failing & ~covered
        # In a lock for one unknown environment, a pin that satisfies in none is wrong in each.
        everywhere = not covered and not case.pairing.claim.universal
        for other in case.graph.meant(wanted) if left else ():
            if case.graph.has_extras(case.lock.packages[other], wanted):
                active = case.universe.full if everywhere else case.graph.active(other)[1]
                left = hold(case, wanted, ask, other, active, left)
        if left and not case.is_own(ask.edge.project) and not _is_left_out(case, ask.edge.project):
            case.fail("missing-pin", ask.edge.project, left, requirement=ask.requirement)
        elif covering and not left:
            _check_group(case, ask, [number for number, _ in covering], group)


def _at_path(case: Case, url: str) -> Sequence[int]:
    """The packages of a Pipfile.lock that come from a folder or file. pipenv writes their real names there; the Pipfile may have
    any name.
    """
    if case.lock.format != PIPFILE or "://" in url:
        return ()
    path = join(case.pairing.base, url)
    return [
        number
        for number, package in enumerate(case.lock.packages)
        if package.source.kind != INDEX and join(case.pairing.base, package.source.url) == path
    ]


def _is_left_out(case: Case, project: str) -> bool:
    """Whether the Poetry version that made the lock never locks this project, not even if it is required directly."""
    old = case.lock.format == POETRY and case.lock.version < _LOCKS_INSTALLERS
    return old and project in UNSAFE and project not in case.graph.by_name


def _check_group(case: Case, ask: Ask, numbers: Sequence[int], group: str) -> None:
    """Whether a package that satisfies a requirement is locked for the requirement's group."""
    if not group or case.lock.format not in (POETRY, PDM):
        return
    if ask.scope == EXTRA and _is_unlisted(case, ask):
        pin = case.pairing.requirement_of(case.lock.packages[numbers[0]])
        at, detail = case.universe.full, ask.group
        case.fail("missing-pin", ask.edge.project, at, requirement=ask.requirement, pin=pin, detail=detail)
    named = [case.lock.packages[number].groups for number in numbers]
    if ask.scope == EXTRA and case.lock.format == PDM:
        group = ask.group
    if all(groups is not None and group not in groups for groups in named):
        known = {name for package in case.lock.packages for name in package.groups or ()}
        detail = group if known else ""
        pin = case.pairing.requirement_of(case.lock.packages[numbers[0]])
        case.fail(
            "missing-pin", ask.edge.project, case.universe.full, requirement=ask.requirement, pin=pin, detail=detail
        )


def _is_unlisted(case: Case, ask: Ask) -> bool:
    """Whether the list of extras in a poetry.lock, by which Poetry installs them, does not have the requirement of an extra."""
    extras = case.lock.values.get("extras")
    if not isinstance(extras, dict) or ask.requirement.group != ask.group:
        return False  # the project requires itself with an extra, and Poetry writes its own name
    listed = {normalize(extra): names for extra, names in extras.items()}.get(ask.group)
    return isinstance(listed, list) and ask.edge.project not in {normalize(leading_name(str(name))) for name in listed}


def roots(case: Case) -> Iterable[tuple[Edge, Where]]:
    """The requirements of the projects. If the lock records them, its record is used."""
    graph, where = case.graph, case.universe.where
    if not graph.exact:
        for ask in case.asked.asks:
            for edge in case.overridden(ask.edge):
                yield edge, where(edge.marker, "")
        yield from ((edge, (0, case.universe.full)) for edge in case.asked.allowed)
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
    """The requirements of a script, or of a root without a project."""
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
    """A member of the workspace with each of its extras, and the edges of its groups."""
    package = case.lock.packages[number]
    yield (
        Edge(package.project, 0, 0, version=package.version or None, extras=tuple(package.optional)),
        case.universe.where(None),
    )
    for group, edges in package.dev.items():
        for edge in case.asked_edges(number, GROUP, group, edges):
            yield edge, case.universe.where(edge.marker)
