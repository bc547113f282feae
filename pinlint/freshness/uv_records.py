"""Compares what uv.lock records of ``[tool.uv]`` with the table: the environments, constraints, overrides and excludes.

uv refuses a lock that records something else. The pins may still be valid, so this does not change the verdict.
"""

from __future__ import annotations

from pinlint.freshness.environments import Claim, environments
from pinlint.freshness.lock_pairing import table_at
from pinlint.freshness.universe import Universe
from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import comparable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from pinlint.freshness.lock_case import Case
    from pinlint.freshness.universe import Where
    from pinlint.requirements.model import RequirementsFile

#: The settings with requirements, and where uv.lock records them.
_REQUIREMENTS = {"constraint-dependencies": "constraints", "override-dependencies": "overrides"}


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
    """The settings that the lock records differently, each with the path of its file, and whether uv will also change pins."""
    document = _root(case)
    if document is None:
        return
    table = table_at(document.tool, "uv")
    wanted, locked = _environments(case, document)
    if _spelled(wanted) != _spelled(locked):
        universe = _unlimited(case, [*wanted, *locked])
        if _where(universe, locked)[0] & ~_where(universe, wanted)[1]:  # lacking ones are reported already
            yield f"environments in {document.path}", False
    from pinlint.freshness.settings import requirements_of

    # uv accepts the lock if a new entry is about a project that is not in it.
    locked_projects = {package.project for package in case.lock.packages}
    for setting, key in _REQUIREMENTS.items():
        asked = {_meaning(case, r) for r in requirements_of(table.get(setting), document.source) if not r.url}
        recorded = {_meaning(case, edge) for edge in case.lock.manifest.get((key, ""), ()) if not edge.url}
        if recorded - asked or any(project in locked_projects for project, _, _ in asked - recorded):
            yield f"{setting} in {document.path}", False
    known = _names(table_at(case.lock.values, "manifest").get("excludes"))
    excluded = _names(table.get("exclude-dependencies"))
    removed = locked_projects & (excluded - known)
    if known - excluded or removed:
        yield f"exclude-dependencies in {document.path}", bool(removed)


def _root(case: Case) -> RequirementsFile | None:
    """The file with the settings of the lock; None for a script, or if a uv.toml may replace them."""
    pairing = case.pairing
    if case.lock.path.endswith(".py.lock") or pairing.tables:
        return None
    found = (each for each in pairing.projects.values() if each.path.rpartition("/")[0] == pairing.base)
    return next((each for each in found if each.path.endswith("pyproject.toml")), None)


def _environments(case: Case, document: RequirementsFile) -> tuple[Sequence[str], Sequence[str]]:
    """The environments in ``[tool.uv]``, and those that the lock records."""
    setting = table_at(document.tool, "uv").get("environments")
    wanted = [setting] if isinstance(setting, str) else setting if isinstance(setting, list) else []
    locked = case.lock.values.get("supported-markers") or []
    one_line = [" ".join(each.split()) for each in wanted if isinstance(each, str)]
    return one_line, locked if isinstance(locked, list) else []


def _spelled(markers: Sequence[str]) -> list[str]:
    return sorted(marker.replace('"', "'") for marker in markers)


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


def _meaning(case: Case, requirement: Any) -> tuple[str, str, int]:
    where = case.universe.where(requirement.marker)[1]
    return requirement.project or "", comparable(requirement.specifier), where


def _names(value: Mapping[str, Any] | object) -> set[str]:
    return {normalize(name) for name in value if isinstance(name, str)} if isinstance(value, list) else set()
