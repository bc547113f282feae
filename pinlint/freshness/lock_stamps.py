"""Notes what else is unusual about a structured lock, apart from its packages: its stamp, and the Pythons that it supports.

A stamp is the hash of the inputs that Poetry, PDM and pipenv write, and what uv records about them.
"""

from __future__ import annotations

from pinlint.freshness.environments import MINORS
from pinlint.freshness.lock_graph import meets
from pinlint.freshness.lock_pairing import table_at
from pinlint.freshness.paths import join
from pinlint.requirements.locked import PDM, PIPFILE, POETRY, PYLOCK, UV, VIRTUAL
from pinlint.requirements.model import EXTRA, GROUP, PROJECT_FILES
from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import comparable, parse_specifier
from pinlint.requirements.versions import same_version, version_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, TypeAlias

    from pinlint.freshness.lock_case import Case
    from pinlint.requirements.locked import Edge, Package
    from pinlint.requirements.model import RequirementsFile
    from pinlint.requirements.versions import Key

    #: A bound of a range of versions, and whether it excludes (as a lower bound) or includes (as an upper one) the version.
    Bound: TypeAlias = tuple[Key, bool] | None

#: Format -> what refuses a lock with a different stamp.
REFUSED_BY = {
    UV: "uv lock --check",
    POETRY: "poetry check --lock",
    PDM: "pdm lock --check",
    PIPFILE: "pipenv verify",
    PYLOCK: "pdm lock --check",
}
#: The settings of uv that uv.lock records, and where it records them.
_SETTINGS = (
    *("environments", "constraint-dependencies", "override-dependencies", "exclude-dependencies"),
    *("required-environments", "build-constraint-dependencies", "dependency-metadata", "conflicts"),
    *("resolution", "prerelease", "fork-strategy", "exclude-newer", "exclude-newer-package"),
)
_RECORDED = {"constraints", "overrides", "excludes", "build-constraints", "dependency-metadata", "members"}


def check_stamp(case: Case) -> None:
    """Notes a stamp that does not match the inputs. This does not change the verdict."""
    lock, pairing = case.lock, case.pairing
    if lock.format == UV:
        _check_projects(case)
        if has_settings(case):
            from pinlint.freshness.uv_records import differing_settings

            for detail, is_changing in differing_settings(case):
                case.remark("stale-stamp", pairing.location, detail, undecided=is_changing)
        return
    document = pairing.projects.get(-1)
    if document is None or not lock.stamp or not document.values or "lock_inputs" in lock.values:
        return
    from pinlint.freshness.stamp_hashes import is_known

    if not is_known(lock.format, document.values, lock.stamp):
        case.remark("stale-stamp", lock.at("content-hash"), f"{document.path} has changed")


def has_settings(case: Case) -> bool:
    """Whether a project of uv has settings that uv.lock records, or the lock records some."""
    recorded = case.lock.values
    tables = [table_at(each.tool, "uv") for each in case.pairing.projects.values() if each.tool]
    return (
        any(key in recorded for key in ("supported-markers", "required-markers", "conflicts", "options"))
        or bool(_RECORDED & set(table_at(recorded, "manifest")))
        or any(key in table for table in tables for key in _SETTINGS)
    )


#: The variables of markers that distinguish platforms.
_PLATFORM = ("sys_platform", "platform_system", "os_name")


def check_pythons(case: Case) -> None:
    """Notes the Pythons that the project supports and the lock does not. Such a lock was made for one machine, or long ago."""
    lock = case.lock
    if lock.format == PDM and _is_for_one_platform(case):
        return  # one finding for the target, which also names its Python
    if lock.format == PIPFILE:
        _check_pipfile_markers(case)
    if lock.format == UV and has_settings(case):
        from pinlint.freshness.uv_records import check_environments

        check_environments(case)
    if not lock.requires_python or lock.format == PIPFILE:
        return
    if lock.format == UV and not differing_pythons(case)[0]:
        return  # uv locks for the Pythons that all members support
    for document in with_pythons(case):
        metadata = document.metadata
        assert metadata is not None
        assert metadata.requires_python
        asked = [minor for minor in MINORS if _admits(metadata.requires_python, minor)]
        lacking = [minor for minor in asked if not _admits(lock.requires_python, minor)]
        if lacking:
            alone = lacking == asked
            detail = f"{document.path} is for Python {metadata.requires_python}{'' if alone else ' too'}"
            case.remark(
                "environment-mismatch",
                lock.at("requires-python"),
                f"{lock.requires_python}|{detail}",
                python=asked[0] if alone else None,
            )


def _check_pipfile_markers(case: Case) -> None:
    """Notes packages that the Pipfile requires everywhere and the lock only under a marker: pipenv may take the marker from a
    transitive requirement.
    """
    for ask in case.asked.asks:
        found = [case.lock.packages[number] for number in case.graph.by_name.get(ask.edge.project, ())]
        if ask.edge.marker or len(found) != 1 or not any(word in (found[0].marker or "") for word in _PLATFORM):
            continue
        if case.universe.full & ~case.universe.where(found[0].marker)[1]:
            limit = f"{found[0].name} is locked for {found[0].marker} only"
            limit = f"{found[0].name} is locked for {found[0].marker} only"
            detail = f"{limit}, but {ask.requirement.location} requires it everywhere"
            case.remark("environment-mismatch", case.lock.source.at(found[0].span), detail)


def _is_for_one_platform(case: Case) -> bool:
    """Whether PDM locked for one machine only. Then this is noted."""
    targets = case.lock.values.get("targets")
    target = targets[0] if isinstance(targets, list) and len(targets) == 1 else None
    if not isinstance(target, dict) or not target.get("platform"):
        return False
    detail = f"it is only for the platform {target['platform']}"
    case.remark("environment-mismatch", case.lock.at("platform"), f"{target.get('requires_python', '')}|{detail}")
    return True


def with_pythons(case: Case) -> list[RequirementsFile]:
    """The projects of a lock that say for which Pythons they are."""
    found = [case.pairing.projects.get(number) for number in sorted(case.pairing.members)]
    return [each for each in found if each is not None and each.metadata is not None and each.metadata.requires_python]


def differing_pythons(case: Case) -> tuple[list[str], list[str]]:
    """The minor versions of Python that all projects support and the lock does not, and those that only the lock supports."""
    projects = with_pythons(case)
    if not case.lock.requires_python or case.lock.format == PIPFILE or not projects:
        return [], []
    bounds = [each.metadata.requires_python for each in projects if each.metadata is not None]
    asked = [minor for minor in MINORS if all(_admits(bound or "", minor) for bound in bounds)]
    locked = [minor for minor in MINORS if _admits(case.lock.requires_python, minor)]
    return [m for m in asked if m not in locked], [m for m in locked if m not in asked]


def _admits(specifier: str, minor: str) -> bool:
    return any(meets(f"{minor}.{patch}", specifier) is not False for patch in (99, 0))


#: The revisions of uv.lock since which it records all extras and groups, and no version that the build computes; and since which
#: it records the default groups and the Pythons of groups.
_WHOLE, _GROUPS = (1, 1), (1, 5)


def _check_projects(case: Case) -> None:
    """Notes each project that uv.lock records differently."""
    for number, document in case.pairing.projects.items():
        if number < 0:
            continue
        package = case.lock.packages[number]
        differing = next(_differing(case, number, package, document), "") if document.values else ""
        detail = differing or _differing_requirement(case, number, package, document)
        if detail:
            undecided = not differing and case.extras_open
            case.remark("stale-stamp", case.lock.source.at(package.span), detail, undecided=undecided)
    for number, package in enumerate(case.lock.packages):
        folder = join(case.pairing.base, package.source.url) if package.is_tree else None
        if folder is not None and number not in case.pairing.projects and not _has_project(case, folder):
            detail = f"the folder {folder} of {package.name} has no project any more"
            case.remark("stale-stamp", case.lock.source.at(package.source.span), detail, undecided=True)
    changed = _with_other_pythons(case)
    if changed:
        shown = " and ".join(changed[:2]) if len(changed) < 3 else f"{changed[0]} and {len(changed) - 1} more"
        case.remark("stale-stamp", case.lock.at("requires-python"), f"requires-python in {shown} has changed")


def _has_project(case: Case, folder: str) -> bool:
    """Whether a project is in a folder, read or not."""
    return any(case.pairing.view.exists(join(folder, name) or "") for name in PROJECT_FILES)


def _differing(case: Case, number: int, package: Package, document: RequirementsFile) -> Iterator[str]:
    """What uv records differently of a project, apart from its requirements, each as a sentence."""
    project = table_at(document.values, "project")
    name, version, dynamic = project.get("name"), project.get("version"), project.get("dynamic", ())
    is_member, is_whole = number in case.pairing.members, case.lock.version >= _WHOLE
    if not isinstance(name, str) or not isinstance(dynamic, list | tuple):
        return
    if is_member and normalize(name) != package.project:
        yield f"the name in {document.path} has changed from {package.name} to {name}"
    if isinstance(version, str) and package.version and same_version(version, package.version) is False:
        yield f"the version in {document.path} has changed from {package.version} to {version}"
    elif is_whole and (isinstance(version, str) or "version" in dynamic) and bool(version) != bool(package.version):
        yield f"the version in {document.path} has changed"
    if is_member and is_whole and _is_virtual(case, package, document) is (package.source.kind != VIRTUAL):
        setting = "package" in table_at(document.tool, "uv")
        yield f"{'`package`' if setting else '[build-system]'} in {document.path} has changed"
    if not is_whole or package.recorded is None:
        return
    metadata = document.metadata
    if metadata is not None and "optional-dependencies" not in metadata.unreadable and "poetry" not in document.tool:
        yield from _changed("extras", document, metadata.extras, package.fields.get("provides-extras", ()))
    groups = set(map(normalize, table_at(document.values, "dependency-groups")))
    settings = table_at(document.tool, "uv")
    if "dev-dependencies" in settings:
        groups.add("dev")
    recorded = {group for scope, group in package.recorded if scope == "group"}
    if is_member or "dev-dependencies" not in settings:
        yield from _changed("dependency groups", document, groups, recorded)
    if case.lock.version >= _GROUPS and is_member:
        default = settings.get("default-groups", ["dev"]), package.fields.get("default-groups", ["dev"])
        if _names(default[0]) != _names(default[1]):
            yield f"default-groups in {document.path} has changed"
        pythons = table_at(settings, "dependency-groups")
        now = {group: each.get("requires-python") for group, each in pythons.items() if isinstance(each, dict)}
        if _pythons(now) != _pythons(table_at(package.fields, "group-requires-python")):
            yield f"`requires-python` of a group in {document.path} has changed"


def _changed(what: str, document: RequirementsFile, now: Any, then: Any) -> Iterator[str]:
    """Which extras or groups were added to a project, or removed from it, as a sentence."""
    added, removed = sorted(set(now) - set(map(normalize, then))), sorted(set(map(normalize, then)) - set(now))
    if added or removed:
        changes = [f"{', '.join(names)} {verb}" for names, verb in ((added, "added"), (removed, "removed")) if names]
        yield f"the {what} in {document.path} have changed: {' and '.join(changes)}"


def _is_virtual(case: Case, package: Package, document: RequirementsFile) -> bool | None:
    """Whether uv does not build and install a project; None if that depends on what requires the project."""
    wanted = table_at(document.tool, "uv").get("package")
    if isinstance(wanted, bool):
        return not wanted
    if "build-system" in document.values:
        return False
    required = {edge.project for other in case.lock.packages for edge in other.edges} if case.lock.members else ()
    return None if package.project in required else True


def _names(value: object) -> object:
    return {normalize(name) for name in value if isinstance(name, str)} if isinstance(value, list) else value


def _pythons(groups: dict[str, Any]) -> dict[str, str]:
    return {normalize(group): comparable(python) for group, python in groups.items() if isinstance(python, str)}


def _with_other_pythons(case: Case) -> list[str]:
    """The projects whose Requires-Python uv.lock records differently. Fewer Pythons are reported elsewhere."""
    projects = with_pythons(case)
    found = {each.path: _range(each.metadata.requires_python or "") for each in projects if each.metadata is not None}
    locked = _range(case.lock.requires_python)
    if locked is None or None in found.values() or not found or differing_pythons(case)[0]:
        return []
    ranges = [each for each in found.values() if each is not None]
    lower = max((low for low, _ in ranges if low is not None), default=None)
    upper = min((high for _, high in ranges if high is not None), default=None)
    changed = []
    for path, each in found.items():
        low, high = each or (None, None)
        if (lower != locked[0] and low == lower) or (upper != locked[1] and high == upper):
            changed.append(path)
    return changed


def _range(specifier: str) -> tuple[Bound, Bound] | None:
    """The bounds of a Requires-Python, as uv compares it; None if they are not known. uv ignores what ``!=`` excludes."""
    lower: Bound = None
    upper: Bound = None
    for operator, version in parse_specifier(specifier):
        release = version.removesuffix(".*")
        key = version_key(release)
        parts = release.split(".")
        if key is None or operator not in (">=", ">", "<", "<=", "==", "~=", "!="):
            return None
        if operator in (">=", ">", "==", "~="):
            lower = max(lower or (key, False), (key, operator == ">"))
        if operator == "~=" or (operator == "==" and version != release):
            if not all(part.isdecimal() for part in parts) or len(parts) < 2:
                return None
            kept = parts[:-1] if operator == "~=" else parts
            following = version_key(".".join([*kept[:-1], str(int(kept[-1]) + 1)]))
            assert following is not None
            upper = min(upper or (following, False), (following, False))
        elif operator in ("<", "<=", "=="):
            upper = min(upper or (key, True), (key, operator != "<"))
    return lower, upper


def _differing_requirement(case: Case, number: int, package: Package, document: RequirementsFile) -> str:
    """The first requirement that uv records differently, as a sentence; empty if there is none. Names, specifiers and markers are
    compared by meaning.
    """
    if package.recorded is None or number in case.asked.open:
        return ""
    sources = {
        normalize(name) for each in case.pairing.projects.values() for name in table_at(each.tool, "uv", "sources")
    }
    asked = [
        (ask.scope, ask.group, ask.edge)
        for ask in case.asked.asks
        if ask.member == number and ask.edge.project not in sources and not ask.edge.url
    ]
    recorded = [
        (scope, group, edge)
        for (scope, group), edges in package.recorded.items()
        if scope != GROUP or number in case.pairing.members
        for edge in edges
        if edge.project == package.project or not (edge.project in sources or edge.url)
    ]
    extras = ["", *dict.fromkeys(group for scope, group, _ in asked if scope == EXTRA)]
    now, then = _meanings(case, asked, extras), _meanings(case, recorded, extras)
    # Some build backends expand a requirement of the project on its own extras, and others do not.
    own = {part for name, _, _, part in then if name == package.project}
    differing = {(*meaning[:3], "") for meaning in now} ^ {
        (*meaning[:3], "") for meaning in then if meaning[0] != package.project
    }
    differing |= {meaning for meaning, _ in now.items() ^ then.items() if meaning[3] not in own}
    return f"the requirement on {min(differing)[0]} in {document.path} has changed" if differing else ""


def _meanings(
    case: Case, requirements: Sequence[tuple[str, str, Edge]], extras: Sequence[str]
) -> dict[tuple[str, str, tuple[str, ...], str], int]:
    """Requirements by meaning: project, specifier, extras and the part of the project (a group, else an extra or none), and the
    environments in which each applies. A requirement of an extra is recorded with a marker, which names the extra.
    """
    found: dict[tuple[str, str, tuple[str, ...], str], int] = {}
    for scope, group, edge in requirements:
        meaning = (edge.project, comparable(edge.specifier), tuple(sorted(map(normalize, edge.extras))))
        for part in [f"group {group}"] if scope == GROUP else [group] if scope == EXTRA else extras:
            where = case.universe.where(edge.marker, "" if scope == GROUP else part)[1]
            if where:
                key = (*meaning, part)
                found[key] = found.get(key, 0) | where
    return found
