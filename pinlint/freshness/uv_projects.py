"""Compares what uv.lock records of each project with the project: its version, its kind, its extras, its groups and what it
requires from where.

uv refuses a lock that records something else. The pins may still be valid, so this does not change the verdict.
"""

from __future__ import annotations

from pinlint.freshness.lock_sources import plain
from pinlint.freshness.project_fields import table_at
from pinlint.requirements.locked import VIRTUAL
from pinlint.requirements.model import EXTRA, GROUP
from pinlint.requirements.names import normalize
from pinlint.requirements.specifiers import comparable
from pinlint.requirements.versions import same_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from pinlint.freshness.lock_case import Case
    from pinlint.freshness.universe import Where
    from pinlint.requirements.locked import Edge, Package
    from pinlint.requirements.model import RequirementsFile

    #: Where a requirement comes from: the kind and, for an index, its URL. The kind is empty if nothing says it.
    Source: TypeAlias = tuple[str, str]
    #: A requirement by meaning: project, specifier, extras, source, and the part of the project that contains it.
    Meaning: TypeAlias = tuple[str, str, tuple[str, ...], Source, str]

#: The revisions of uv.lock since which it records all extras and groups, and no version that the build computes; and since which
#: it records the default groups and the Pythons of groups.
_WHOLE, _GROUPS = (1, 1), (1, 5)
_ANYWHERE: Source = ("", "")
_TREES = ("editable", "directory", "virtual", "path")


def differing(case: Case, number: int, package: Package | None, document: RequirementsFile) -> Iterator[str]:
    """What uv records differently of a project, apart from its requirements, each as a sentence. There is no package for a root
    without ``[project]``.
    """
    if package is None:
        if number == -1 and not case.lock.path.endswith(".py.lock"):
            recorded = {group for key, group in case.lock.manifest if key == "group"}
            yield from _differing_groups(case, document, recorded, table_at(case.lock.values, "manifest"))
        return
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
        provided: Any = package.fields.get("provides-extras", ())
        yield from _changed("extras", document, metadata.extras, provided)
    recorded = {group for scope, group in package.recorded if scope == "group"}
    if is_member:
        yield from _differing_groups(case, document, recorded, package.fields)
    elif "dev-dependencies" not in table_at(document.tool, "uv"):
        yield from _changed("dependency groups", document, _groups(document), recorded)


def _differing_groups(
    case: Case, document: RequirementsFile, recorded: set[str], fields: Mapping[str, Any]
) -> Iterator[str]:
    """How the groups differ, which of them are installed by default, and their Pythons."""
    yield from _changed("dependency groups", document, _groups(document), recorded)
    if case.lock.version >= _GROUPS:
        settings = table_at(document.tool, "uv")
        default = settings.get("default-groups", ["dev"]), fields.get("default-groups", ["dev"])
        if _names(default[0]) != _names(default[1]):
            yield f"default-groups in {document.path} has changed"
        pythons = table_at(settings, "dependency-groups")
        now = {group: each.get("requires-python") for group, each in pythons.items() if isinstance(each, dict)}
        if _pythons(now) != _pythons(table_at(fields, "group-requires-python")):
            yield f"`requires-python` of a group in {document.path} has changed"


def _groups(document: RequirementsFile) -> set[str]:
    groups = set(map(normalize, table_at(document.values, "dependency-groups")))
    return groups | {"dev"} if "dev-dependencies" in table_at(document.tool, "uv") else groups


def _changed(what: str, document: RequirementsFile, now: Iterable[str], then: Iterable[str]) -> Iterator[str]:
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


def _pythons(groups: Mapping[str, Any]) -> dict[str, str]:
    return {normalize(group): comparable(python) for group, python in groups.items() if isinstance(python, str)}


def differing_requirement(case: Case, number: int, package: Package | None, document: RequirementsFile) -> str:
    """The first requirement that uv records differently, as a sentence; empty if there is none. Names, specifiers and markers are
    compared by meaning.
    """
    is_script = case.lock.path.endswith(".py.lock")
    found = package.recorded if package is not None else None if is_script or number != -1 else case.lock.manifest
    if found is None or number in case.asked.open:
        return ""
    own = package.project if package is not None else ""
    recorded = [
        (scope, group, edge)
        for (scope, group), edges in found.items()
        if scope in ("dependencies", GROUP) and (scope != GROUP or number in case.pairing.members)
        for edge in edges
    ]
    asked = [(ask.scope, ask.group, ask.edge) for ask in case.asked.asks if ask.member == number]
    sources = _sources(case, number, document)
    # What a direct reference means is compared with the package itself.
    direct = {edge.project for _, _, edge in asked if edge.url}
    left_out = direct | {project for project, entries in sources.items() if entries is None}
    asked = [each for each in asked if each[2].project not in left_out]
    recorded = [each for each in recorded if each[2].project not in left_out or each[2].project == own]
    extras = ["", *dict.fromkeys(group for scope, group, _ in asked if scope == EXTRA)]
    kinds = {project: {kind for (kind, _), _ in entries} for project, entries in sources.items() if entries}
    now = _meanings(case, asked, extras, lambda edge: _wanted(case, sources.get(edge.project) or ()))
    then = _meanings(
        case, recorded, extras, lambda edge: [(_recorded(edge, kinds.get(edge.project, set())), case.universe.full)]
    )
    # Some build backends expand a requirement of the project on its own extras, and others do not.
    mine = {meaning[-1] for meaning in then if meaning[0] == own}
    different = {(*meaning[:-1], "") for meaning in now} ^ {
        (*meaning[:-1], "") for meaning in then if meaning[0] != own
    }
    different |= {meaning for meaning, _ in now.items() ^ then.items() if meaning[-1] not in mine}
    return f"the requirement on {min(different)[0]} in {document.path} has changed" if different else ""


def _meanings(
    case: Case, requirements: Sequence[tuple[str, str, Edge]], extras: Sequence[str], sources: Any
) -> dict[Meaning, int]:
    """Requirements by meaning, and the environments of each. A part is a group, else an extra or none. The marker of
    a recorded requirement names its extra. ``sources`` returns where an edge comes from, and in which environments.
    """
    found: dict[Meaning, int] = {}
    for scope, group, edge in requirements:
        named = tuple(sorted(map(normalize, edge.extras)))
        for part in [f"group {group}"] if scope == GROUP else [group] if scope == EXTRA else extras:
            where = case.universe.where(edge.marker, "" if scope == GROUP else part)[1]
            for source, within in sources(edge) if where else ():
                specifier = comparable(edge.specifier) if source[0] in ("", "index") else ""
                key = (edge.project, specifier, named, source, part)
                if where & within:
                    found[key] = found.get(key, 0) | (where & within)
    return found


def _sources(case: Case, number: int, document: RequirementsFile) -> dict[str, Sequence[tuple[Source, Where]] | None]:
    """The sources that ``[tool.uv.sources]`` gives to the requirements of a project, each with its environments; None if pinlint
    does not know what uv records. Those of the root also apply to the members of its workspace.
    """
    root = next(
        (each for each in case.pairing.projects.values() if each.path.rpartition("/")[0] == case.pairing.base), None
    )
    documents = [document] if root is None or root is document else [root, document]
    every = {
        normalize(name) for each in case.pairing.projects.values() for name in table_at(each.tool, "uv", "sources")
    }
    if number not in case.pairing.members or any("no-sources" in table_at(each.tool, "uv") for each in documents):
        return dict.fromkeys(every)
    indexes: dict[str, str] = {}
    for each in documents:
        listed = table_at(each.tool, "uv").get("index")
        for table in listed if isinstance(listed, list) else ():
            if isinstance(table, dict) and isinstance(table.get("url"), str):
                indexes[str(table.get("name"))] = plain(table["url"])
    found: dict[str, Sequence[tuple[Source, Where]] | None] = {}
    for each in documents:
        for name, value in table_at(each.tool, "uv", "sources").items():
            entries = [_source(case, entry, indexes) for entry in (value if isinstance(value, list) else [value])]
            known = [entry for entry in entries if entry is not None]
            found[normalize(name)] = known if len(known) == len(entries) else None
    return found


def _source(case: Case, entry: Any, indexes: Mapping[str, str]) -> tuple[Source, Where] | None:
    """An entry of ``[tool.uv.sources]``; None if it is not known what uv records of it."""
    if not isinstance(entry, dict) or not {"workspace", "extra", "group"}.isdisjoint(entry):
        return None
    kind = next((kind for kind in ("index", "git", "url", "path") if kind in entry), "")
    value = ""
    if kind == "index":
        value = indexes.get(str(entry[kind]), "")
        if not value or case.lock.version < _WHOLE:
            return None
    elif kind == "path" and entry.get("package") is False:
        kind = "virtual"
    elif kind == "path" and entry.get("editable") is True:
        kind = "editable"
    marker = entry.get("marker")
    return ((kind, value), case.universe.where(marker if isinstance(marker, str) else None)) if kind else None


def _wanted(case: Case, entries: Sequence[tuple[Source, Where]]) -> list[tuple[Source, int]]:
    """The sources of a requirement. Where none applies, it comes from any index."""
    rest = case.universe.full
    for _, (sure, _) in entries:
        rest &= ~sure
    return [*((source, may) for source, (_, may) in entries), (_ANYWHERE, rest)]


def _recorded(edge: Edge, kinds: set[str]) -> Source:
    """The recorded source of a requirement, in the words of its wanted ``kinds``. The path alone does not say whether uv builds
    the project there.
    """
    kind, value = edge.source or _ANYWHERE
    if kind in _TREES and kind not in kinds:
        others = kinds & ({"path", "editable"} if kind == "virtual" else {"path"} if kind != "editable" else set())
        return (next(iter(others), kind), "")
    return (kind, plain(value) if kind == "index" else "")
