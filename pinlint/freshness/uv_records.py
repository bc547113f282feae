"""Compares what uv.lock records of ``[tool.uv]`` with the table: members, environments, constraints, options and others.

uv refuses a lock that records something else. The pins may still be valid, so this does not change the verdict.
"""

from __future__ import annotations

from pinlint.freshness.environments import Claim, environments
from pinlint.freshness.lock_pairing import includes
from pinlint.freshness.paths import folder_of
from pinlint.freshness.project_fields import table_at
from pinlint.freshness.universe import Universe
from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import comparable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
    from typing import Any

    from pinlint.freshness.lock_case import Case
    from pinlint.freshness.universe import Where
    from pinlint.requirements.model import RequirementsFile

#: The settings with requirements, and where uv.lock records them.
_REQUIREMENTS = {
    "constraint-dependencies": "constraints",
    "override-dependencies": "overrides",
    "build-constraint-dependencies": "build-constraints",
}
#: The revision of uv.lock since which it has build constraints.
_BUILD_CONSTRAINTS = (1, 3)


def check_environments(case: Case) -> None:
    """Notes the environments that ``[tool.uv]`` names and the lock was not made for."""
    document = _root(case)
    if document is None:
        return
    wanted, locked = _environments(case, document)
    if _spelled(wanted) == _spelled(locked):
        return
    universe = _unlimited(case, [*wanted, *locked])
    lacking = _where(universe, wanted)[0] & ~_where(universe, locked)[1]
    if lacking:
        detail = f"the lock is not for all environments of {document.path}"
        case.remark("environment-mismatch", case.pairing.location, f"{detail}{_in_words(universe, lacking)}")


def differing_settings(case: Case) -> Iterator[tuple[str, bool]]:
    """What the lock records differently, each as a sentence, and whether uv will also change pins."""
    document = _root(case)
    if document is None:
        return
    table = table_at(document.tool, "uv")
    changed = f"in {document.path} has changed"
    for detail in changed_members(case, document):
        yield detail, True
    wanted, locked = _environments(case, document)
    if _spelled(wanted) != _spelled(locked):
        universe = _unlimited(case, [*wanted, *locked])
        surplus = _where(universe, locked)[0] & ~_where(universe, wanted)[1]  # lacking ones are reported already
        if surplus or _are_reordered(universe, wanted, locked):
            yield f"environments {changed}", False
    wanted, locked = _markers(table, "required-environments"), _listed(case.lock.values.get("required-markers"))
    if _spelled(wanted) != _spelled(locked):
        universe = _unlimited(case, [*wanted, *locked])
        differ = not wanted or not locked or _where(universe, wanted) != _where(universe, locked)
        if differ or _are_reordered(universe, wanted, locked):
            yield f"required-environments {changed}", False
    # uv accepts the lock if a new entry is about a project that is not in it.
    locked_projects = {package.project for package in case.lock.packages}
    yield from ((f"{setting} {changed}", False) for setting in _requirements(case, document, locked_projects))
    known = _names(table_at(case.lock.values, "manifest").get("excludes"))
    excluded = _names(table.get("exclude-dependencies"))
    removed = locked_projects & (excluded - known)
    if known - excluded or removed:
        yield f"exclude-dependencies {changed}", bool(removed)
    from pinlint.freshness.uv_options import differing_options

    yield from ((detail, True) for detail in differing_options(case, document, locked_projects))


def _requirements(case: Case, document: RequirementsFile, locked: Set[str]) -> Iterator[str]:
    """The settings whose requirements the lock records differently."""
    from pinlint.freshness.settings import requirements_of

    for setting, key in _REQUIREMENTS.items():
        if key == "build-constraints" and case.lock.version < _BUILD_CONSTRAINTS:
            continue
        found = requirements_of(table_at(document.tool, "uv").get(setting), document.source)
        asked = _meanings(case, key, found)
        recorded = _meanings(case, key, case.lock.manifest.get((key, ""), ()))
        added = asked - recorded
        if recorded - asked or (key == "build-constraints" and added) or any(each[0] in locked for each in added):
            yield setting


def changed_members(case: Case, root: RequirementsFile) -> Iterator[str]:
    """The projects that the lock has as members of the workspace and that are none any more, and those that have become members,
    each as a sentence.
    """
    workspace = table_at(root.tool, "uv", "workspace")
    base = case.pairing.base
    for number, document in case.pairing.projects.items():
        folder = folder_of(document.path)
        if number < 0 or folder == base:
            continue
        package = case.lock.packages[number]
        was_member = package.project in case.lock.members
        relative = folder[len(base) + 1 if base else 0 :] if folder.startswith(f"{base}/" if base else "") else ""
        is_member = bool(relative) and includes(workspace, relative, by_name=not was_member)
        if table_at(document.tool, "uv").get("managed") is False:
            is_member = False
        if was_member != is_member:
            change = "has become" if is_member else "is not"
            yield f"{package.name} in {document.path} {change} a member of the workspace{'' if is_member else ' any more'}"


def _root(case: Case) -> RequirementsFile | None:
    """The file with the settings of the lock; None for a script, or if a uv.toml may replace them."""
    pairing = case.pairing
    if case.lock.path.endswith(".py.lock") or pairing.tables:
        return None
    found = (each for each in pairing.projects.values() if each.path.rpartition("/")[0] == pairing.base)
    return next((each for each in found if each.path.endswith("pyproject.toml")), None)


def _environments(case: Case, document: RequirementsFile) -> tuple[Sequence[str], Sequence[str]]:
    """The environments in ``[tool.uv]``, and those that the lock records."""
    wanted = _markers(table_at(document.tool, "uv"), "environments")
    return wanted, _listed(case.lock.values.get("supported-markers"))


def _markers(table: Mapping[str, Any], key: str) -> list[str]:
    """The markers of a setting, each in one line."""
    setting = table.get(key)
    found = [setting] if isinstance(setting, str) else _listed(setting)
    return [" ".join(each.split()) for each in found if isinstance(each, str)]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _spelled(markers: Sequence[str]) -> list[str]:
    return [marker.replace('"', "'") for marker in markers]


def _are_reordered(universe: Universe, wanted: Sequence[str], locked: Sequence[str]) -> bool:
    """Whether two lists have the same environments in another order, which uv compares."""
    now, then = ([_where(universe, [marker]) for marker in markers] for markers in (wanted, locked))
    return now != then and sorted(now) == sorted(then)


def _unlimited(case: Case, markers: Sequence[str]) -> Universe:
    """The environments of the same Pythons on all platforms."""
    claim = case.pairing.claim
    known = Claim(universal=True, pythons=claim.pythons, minimum=claim.minimum, requires_python=claim.requires_python)
    return Universe(environments(known, markers, (), case.budget))


def _where(universe: Universe, markers: Sequence[str]) -> Where:
    """The environments in which one of the markers is true, and those in which one may be; all if there is no marker."""
    sure = may = 0 if markers else universe.full
    for marker in markers:
        one_sure, one_may = universe.where(marker)
        sure, may = sure | one_sure, may | one_may
    return sure, may


def _in_words(universe: Universe, environments: int) -> str:
    words = universe.words(environments)
    return f": nothing is locked for {words.removeprefix('on ')}" if words else ""


def _meanings(case: Case, key: str, requirements: Iterable[Any]) -> set[tuple[str, str, int]]:
    """What requirements say in the environments of the lock, without constraints for Pythons that the project excludes: uv
    does not compare these.
    """
    found = set()
    for each in requirements:
        where = case.universe.where(each.marker)[1]
        is_dead = key == "constraints" and not where and not _unlimited(case, [each.marker]).where(each.marker)[1]
        if not each.url and not is_dead:
            found.add((each.project or "", comparable(each.specifier), where))
    return found


def _names(value: Mapping[str, Any] | object) -> set[str]:
    return {normalize(name) for name in value if isinstance(name, str)} if isinstance(value, list) else set()
