"""Notes what else is unusual about a structured lock, apart from its packages: its stamp, and the Pythons that it supports.

A stamp is the hash of the inputs that Poetry, PDM and pipenv write, and what uv records about them.

Each tool changed its hash over the years. A stamp is correct if any version of its tool computes it. The tool's current version
may still refuse such a stamp.
"""

from __future__ import annotations

from pinlint.freshness.environments import MINORS
from pinlint.freshness.lock_graph import meets
from pinlint.freshness.lock_pairing import table_at
from pinlint.requirements.locked import PDM, PIPFILE, POETRY, PYLOCK, UV
from pinlint.requirements.model import EXTRA, GROUP
from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import comparable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from pinlint.freshness.lock_case import Case
    from pinlint.requirements.locked import Edge
    from pinlint.requirements.model import RequirementsFile

#: Format -> what refuses a lock with a different stamp.
REFUSED_BY = {
    UV: "uv lock --check",
    POETRY: "poetry check --lock",
    PDM: "pdm lock --check",
    PIPFILE: "pipenv verify",
    PYLOCK: "pdm lock --check",
}
_LEGACY = ("dependencies", "source", "extras", "dev-dependencies")
_PROJECT = ("requires-python", "dependencies", "optional-dependencies")
#: The settings of uv that uv.lock records, and where in its manifest.
_SETTINGS = ("environments", "constraint-dependencies", "override-dependencies", "exclude-dependencies")
_RECORDED = {"constraints", "overrides", "excludes"}
_DEFAULT_SOURCE = {"name": "pypi", "url": "https://pypi.org/simple", "verify_ssl": True}


def check_stamp(case: Case) -> None:
    """Notes a stamp that does not match the inputs. This does not change the verdict."""
    lock, pairing = case.lock, case.pairing
    if lock.format == UV:
        for number in pairing.members:
            if number >= 0:
                _check_recorded(case, number)
        if differing_pythons(case)[1]:
            paths = " and ".join(document.path for document in _with_pythons(case))
            case.remark("stale-stamp", lock.at("requires-python"), f"requires-python in {paths}")
        if has_settings(case):
            from pinlint.freshness.uv_records import differing_settings

            for detail, is_changing in differing_settings(case):
                case.remark("stale-stamp", case.pairing.location, detail, undecided=is_changing)
        return
    document = pairing.projects.get(-1)
    if document is None or not lock.stamp or not document.values:
        return
    ways = {POETRY: _poetry, PDM: _pdm, PYLOCK: _pdm, PIPFILE: _pipenv}.get(lock.format)
    if ways is None or "lock_inputs" in lock.values:
        return
    stamp = lock.stamp.removeprefix("sha256:")
    if len(stamp) != 64:
        return  # from an old version of the tool, whose way of hashing is not known
    separators = (",", ":") if lock.format == PIPFILE else (", ", ": ")
    try:
        known = any(_digest(way, separators) == stamp for way in ways(document.values))
    except TypeError:
        return  # JSON has no dates: the tool itself fails on one
    if not known:
        case.remark("stale-stamp", lock.at("content-hash"), document.path)


def has_settings(case: Case) -> bool:
    """Whether a project of uv has settings that uv.lock records, or the lock records some."""
    recorded = case.lock.values
    tables = [table_at(each.tool, "uv") for each in case.pairing.projects.values() if each.tool]
    return (
        "supported-markers" in recorded
        or bool(_RECORDED & set(table_at(recorded, "manifest")))
        or any(key in table for table in tables for key in _SETTINGS)
    )


def _digest(value: object, separators: tuple[str, str]) -> str:
    from pinlint.text.digests import sha256_of

    return sha256_of(dumped(value, *separators))


def dumped(value: object, comma: str = ", ", colon: str = ": ") -> str:
    """A plain value in the form that `json.dumps` writes with sorted keys. Raises TypeError for a type that JSON
    does not have.
    """
    if isinstance(value, str):
        if value.isascii() and value.isprintable() and '"' not in value and "\\" not in value:
            return f'"{value}"'
        import json

        return json.dumps(value)
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return (
            "{" + comma.join(f"{dumped(key)}{colon}{dumped(value[key], comma, colon)}" for key in sorted(value)) + "}"
        )
    if isinstance(value, list):
        return "[" + comma.join(dumped(each, comma, colon) for each in value) + "]"
    if isinstance(value, int | float):
        return repr(value)
    raise TypeError(type(value))


def _poetry(values: dict[str, Any]) -> Iterator[object]:
    """The texts that the versions of Poetry hash, the newest first."""
    poetry = table_at(values, "tool", "poetry")
    project = {
        key: value for key, value in table_at(values, "project").items() if key in _PROJECT and value is not None
    }
    groups = values.get("dependency-groups")
    present = {key: poetry[key] for key in (*_LEGACY, "group") if poetry.get(key) is not None}
    whole = {**dict.fromkeys(_LEGACY), **present}
    if project or groups:
        yield {"project": project, "tool": {"poetry": present}}
        if groups:
            yield {"project": project, "dependency-groups": groups, "tool": {"poetry": present}}
    yield whole
    yield {key: poetry.get(key) for key in _LEGACY}


def _pdm(values: dict[str, Any]) -> Iterator[object]:
    """The texts that the versions of PDM hash."""
    project, pdm = table_at(values, "project"), table_at(values, "tool", "pdm")
    resolution = pdm.get("resolution", {})
    own = table_at(pdm, "dev-dependencies")
    merged: dict[str, list[Any]] = {}
    for name, requirements in (*table_at(values, "dependency-groups").items(), *own.items()):
        merged.setdefault(normalize(name), []).extend(requirements if isinstance(requirements, list) else [])
    base = {
        "sources": pdm.get("source", []),
        "dependencies": project.get("dependencies", []),
        "optional-dependencies": project.get("optional-dependencies", {}),
        "requires-python": project.get("requires-python", ""),
    }
    overrides = pdm.get("overrides") or (resolution.get("overrides", {}) if isinstance(resolution, dict) else {})
    for groups in (merged, own):
        yield {**base, "dev-dependencies": groups, "resolution": resolution}
        yield {**base, "dev-dependencies": groups, "overrides": overrides}
        yield {**base, "dev-dependencies": groups}


def _pipenv(values: dict[str, Any]) -> Iterator[object]:
    """The texts that the versions of pipenv hash: with and without additional categories, with names as written
    and normalized.
    """
    base = {
        "_meta": {"sources": values.get("source") or [_DEFAULT_SOURCE], "requires": values.get("requires", {})},
        "default": values.get("packages", {}),
        "develop": values.get("dev-packages", {}),
    }
    others = {
        key: value
        for key, value in values.items()
        if key not in ("source", "packages", "dev-packages", "requires", "scripts", "pipenv", "pipfile", "project")
    }
    for content in ({**base, **others}, base):
        yield content
        yield {
            key: {normalize(name): inner for name, inner in table.items()}
            if key != "_meta" and isinstance(table, dict)
            else table
            for key, table in content.items()
        }


def _check_recorded(case: Case, number: int) -> None:
    """Whether uv's record of a project matches the project. Names, specifiers and markers are compared by meaning."""
    package = case.lock.packages[number]
    document = case.pairing.projects[number]
    if package.recorded is None or number in case.asked.open:
        return
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
    if differing:
        detail = f"the requirement on {min(differing)[0]} in {document.path}"
        case.remark("stale-stamp", case.lock.source.at(package.span), detail, undecided=case.extras_open)


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
    for document in _with_pythons(case):
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


def _with_pythons(case: Case) -> list[RequirementsFile]:
    """The projects of a lock that say for which Pythons they are."""
    found = [case.pairing.projects.get(number) for number in sorted(case.pairing.members)]
    return [each for each in found if each is not None and each.metadata is not None and each.metadata.requires_python]


def differing_pythons(case: Case) -> tuple[list[str], list[str]]:
    """The minor versions of Python that all projects support and the lock does not, and those that only the lock supports."""
    projects = _with_pythons(case)
    if not case.lock.requires_python or case.lock.format == PIPFILE or not projects:
        return [], []
    bounds = [each.metadata.requires_python for each in projects if each.metadata is not None]
    asked = [minor for minor in MINORS if all(_admits(bound or "", minor) for bound in bounds)]
    locked = [minor for minor in MINORS if _admits(case.lock.requires_python, minor)]
    return [m for m in asked if m not in locked], [m for m in locked if m not in asked]


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


def _admits(specifier: str, minor: str) -> bool:
    return any(meets(f"{minor}.{patch}", specifier) is not False for patch in (99, 0))
