"""Notes what else is unusual about a structured lock, apart from its packages: its stamp, and the Pythons that it supports.

A stamp is the hash of the inputs that Poetry, PDM and pipenv write, and what uv records about them.
"""

from __future__ import annotations

from pinlint.freshness.environments import MINORS
from pinlint.freshness.lock_graph import meets
from pinlint.freshness.paths import join
from pinlint.freshness.project_fields import table_at
from pinlint.requirements.locked import PDM, PIPFILE, POETRY, PYLOCK, UV
from pinlint.requirements.model import PROJECT_FILES
from pinlint.requirements.specifiers import parse_specifier
from pinlint.requirements.versions import version_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from pinlint.freshness.lock_case import Case
    from pinlint.requirements.model import RequirementsFile
    from pinlint.requirements.versions import Key

    #: A bound of a range of versions, and whether it excludes (as a lower bound) or includes (as an upper one) the version.
    Bound: TypeAlias = tuple[Key, bool] | None

#: How the detail begins if the version of a project itself is another one than in its lock.
VERSION_OF = "the version in "
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
    *("resolution", "prerelease", "fork-strategy", "exclude-newer", "exclude-newer-package", "workspace"),
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


def _check_projects(case: Case) -> None:
    """Notes each project that uv.lock records differently."""
    from pinlint.freshness.uv_projects import differing, differing_requirement

    for number, document in case.pairing.projects.items():
        package = case.lock.packages[number] if number >= 0 else None
        differences = differing(case, number, package, document) if document.values else iter(())
        version = detail = next(differences, "")
        if detail.startswith(VERSION_OF):  # the least of all differences
            detail = next(differences, "")
        undecided = not version and case.extras_open
        detail = detail or differing_requirement(case, number, package, document) or version
        if detail:
            place = case.lock.source.at(package.span) if package is not None else case.pairing.location
            case.remark("stale-stamp", place, detail, undecided=undecided)
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
    """Whether a project is in a folder, read or not. One may be in a submodule that is not checked out."""
    view = case.pairing.view
    return view.in_submodule(folder) or any(view.exists(join(folder, name) or "") for name in PROJECT_FILES)


def _with_other_pythons(case: Case) -> list[str]:
    """The projects whose Requires-Python uv.lock records differently. Fewer Pythons are reported elsewhere."""
    projects = with_pythons(case)
    found = {each.path: _range(each.metadata.requires_python or "") for each in projects if each.metadata is not None}
    locked = _range(case.lock.requires_python)
    if not case.lock.requires_python:
        return []  # uv cannot read the lock
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
            kept = parts[:-1] if operator == "~=" else parts
            if not kept or not all(part.isdecimal() for part in parts):
                return None
            following = version_key(".".join([*kept[:-1], str(int(kept[-1]) + 1)]))
            assert following is not None
            upper = min(upper or (following, False), (following, False))
        elif operator in ("<", "<=", "=="):
            upper = min(upper or (key, True), (key, operator != "<"))
    return lower, upper
