"""Checks whether each package of a structured lock comes from the place that the project's own files give.

A dependency without a source or a direct reference comes from an index that the project configures. No other tool checks this:
even if a lock takes a package from a stranger's repository, its tool's own check passes.
"""

from __future__ import annotations

from pinlint.freshness.paths import join
from pinlint.freshness.project_fields import table_at
from pinlint.requirements.locked import GIT, INDEX, PIPFILE, PYLOCK, TREES, UV, WITH_SPECIFIERS
from pinlint.requirements.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from pinlint.freshness.lock_case import Case
    from pinlint.requirements.locked import Package

#: The public index, as locks and projects spell it.
_PUBLIC = "pypi.org/simple"
#: Other URLs that pip and uv use for the same index with the same files.
_ALIASES = {"pypi.python.org/simple": _PUBLIC, "pypi.org/pypi": _PUBLIC, "pypi.org": _PUBLIC}


#: The formats that do not say which index each package is from, and what it requires.
_WITHOUT_GRAPH = (PIPFILE, PYLOCK)


#: The keys of Poetry's tables that give a place other than an index.
_PLACES = ("git", "url", "path")


class Expected:
    """A place that the project's files give for a package: its ``kind``, ``url`` and, for a repository, the ``revision``."""

    __slots__ = ("kind", "revision", "url")

    def __init__(self, kind: str, url: str = "", revision: str = "") -> None:
        self.kind = kind
        self.url = url
        self.revision = revision


def check_sources(case: Case) -> None:
    """Notes the packages that come from another place."""
    if not case.pairing.sources:
        return
    expected, everything = _expected(case)
    indexes = _indexes(case)
    names = _names_of_indexes(case) if case.lock.format == PIPFILE else set()
    _check_listed(case, indexes)
    strangers: dict[str, int] = {}
    from_index = 0
    urls = {package.source.url for package in case.lock.packages if package.source.kind == INDEX}
    places = {url: plain(url) or _PUBLIC for url in urls}
    for package in case.lock.packages:
        if package.source.kind == INDEX and case.lock.format not in _WITHOUT_GRAPH:
            from_index += 1
            place = places[package.source.url]
            if place not in indexes:
                strangers[place] = strangers.get(place, 0) + 1
    # A mirror on the machine that made the lock: all packages come from it.
    mirrors = {place for place, count in strangers.items() if count * 2 > from_index and from_index > 1}
    for place in mirrors:
        case.mirrors.append(
            next(p for p in case.lock.packages if p.source.kind == INDEX and plain(p.source.url) == place)
        )
    for number, package in enumerate(case.lock.packages):
        wanted = expected.get(package.project, [])
        kind = package.source.kind
        if kind == INDEX:
            place = places[package.source.url]
            if wanted and all(each.kind not in (INDEX, "any") for each in wanted) and not _splits(wanted):
                _fail(case, package, f"an index, but the project requires {_words(wanted[0])}")
            elif case.lock.format == PIPFILE and names and _is_unknown(package.source.url, names):
                _fail(case, package, f"the index {package.source.url}, which the sources of the project do not name")
            elif place in strangers and place not in mirrors:
                _fail(case, package, f"the index {package.source.url}, which the project does not configure")
            continue
        if number in case.pairing.members or (kind in TREES and package.project in case.lock.members):
            continue
        if kind in TREES and join(case.pairing.base, package.source.url) in case.pairing.folders:
            continue  # a project of the repository
        if everything or any(_agrees(each, package) for each in wanted):
            continue
        if wanted and any(each.kind != INDEX for each in wanted):
            _fail(case, package, f"{_place(package, wanted[0])}, but the project requires {_words(wanted[0])}")
        elif not _led_to(case, number):
            _fail(case, package, f"{_place(package)}, which the project does not require")


def _check_listed(case: Case, indexes: set[str]) -> None:
    """Checks the indexes that a lock lists. pipenv installs from the indexes in Pipfile.lock, even if the Pipfile has others."""
    for index in case.lock.indexes:
        # A variable of the environment is replaced by its value in some versions.
        if plain(index.url) not in indexes and "$" not in index.url and not any("$" in each for each in indexes):
            from pinlint.freshness.obligations import Obligation
            from pinlint.text.secrets import redact

            detail = (
                f"the lock installs from the index {redact(index.url)}, which {case.pairing.sources[0]} does not name"
            )
            place = case.lock.source.at(index.span)
            case.obligations.append(Obligation("foreign-source", case.pairing, place, detail=detail, upgrade=()))


def _fail(case: Case, package: Package, detail: str) -> None:
    source = package.source
    place = case.lock.source.at(source.span if source.end else package.span)
    pin = case.pairing.requirement_of(package)
    case.fail("foreign-source", package.project, case.universe.full, pin=pin, detail=detail, place=place)


def plain(url: str) -> str:
    """A URL for comparison: without scheme, credentials and trailing slash."""
    text = url.strip().partition("://")[2] or url.strip()
    authority, slash, path = text.partition("/")
    text = (authority.rpartition("@")[2].lower() + slash + path).rstrip("/")
    return _ALIASES.get(text, text)


def _indexes(case: Case) -> set[str]:
    """The indexes that the project configures, and the public one."""
    found = {_PUBLIC}
    for document in case.pairing.projects.values():
        tool = document.tool
        uv = table_at(tool, "uv")
        entries = uv.get("index")
        for key in ("index-url", "extra-index-url", "default-index", "find-links"):
            found.update(map(plain, _strings(uv.get(key))))
            found.update(map(plain, _strings(table_at(uv, "pip").get(key))))
        for value in (
            entries,
            table_at(tool, "poetry").get("source"),
            table_at(tool, "pdm").get("source"),
            tool.get("source"),
        ):
            for entry in value if isinstance(value, list) else ():
                if isinstance(entry, dict) and isinstance(entry.get("url"), str):
                    found.add(plain(entry["url"]))
    for table in case.pairing.tables:
        for key in ("index-url", "extra-index-url", "default-index", "find-links"):
            found.update(map(plain, _strings(table.get(key))))
        entries = table.get("index")
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("url"), str):
                found.add(plain(entry["url"]))
    return found


def _names_of_indexes(case: Case) -> set[str]:
    """The names of the sources in a Pipfile.lock and its Pipfile; empty if one of them has no name."""
    listed = [table_at(case.lock.values, "_meta").get("sources")]
    listed += [document.tool.get("source") for document in case.pairing.projects.values()]
    entries = [entry for value in listed if isinstance(value, list) for entry in value]
    names = [entry.get("name") if isinstance(entry, dict) else None for entry in entries]
    return {str(name) for name in names} if all(isinstance(name, str) for name in names) else set()


def _is_unknown(index: str, names: set[str]) -> bool:
    """Whether an entry of a Pipfile.lock names an index that is not among the sources."""
    return bool(index) and "://" not in index and index not in names


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _expected(case: Case) -> tuple[dict[str, list[Expected]], bool]:
    """The places that the project's files give for packages. Also whether there may be unknown places."""
    found: dict[str, list[Expected]] = {}
    for ask in case.asked.asks:
        url = ask.requirement.url
        if url:
            found.setdefault(ask.edge.project, []).append(_of_url(url))
    for edges in (case.asked.allowed, *case.asked.overrides.values()):
        for edge in edges:
            if edge.url:
                found.setdefault(edge.project, []).append(_of_url(edge.url))
    maker = case.lock.generator.partition("-")[0] if case.lock.format == PYLOCK else case.lock.format.partition("-")[0]
    tool, table = ("uv", "sources") if maker == "uv" else ("poetry", "dependencies")
    for document in case.pairing.projects.values() if maker in ("uv", "poetry") else ():
        for name, value in table_at(document.tool, tool, table).items():
            for each in value if isinstance(value, list) else [value]:
                # Poetry's table only adds a place if `[project]` has the dependency.
                if isinstance(each, dict) and (tool == "uv" or not each.keys().isdisjoint(_PLACES)):
                    found.setdefault(normalize(name), []).append(_of_table(each))
    for number in case.asked.open:
        recorded = case.lock.packages[number].recorded if number >= 0 and case.lock.format == UV else None
        if recorded is None:
            return found, True
        for required in recorded.values():
            for each in required:
                if each.url:  # the build backend computed it at the time of locking
                    found.setdefault(each.project, []).append(Expected("any"))
    return found, False


def _of_url(url: str) -> Expected:
    if url.startswith(("git+", "hg+", "svn+", "bzr+")):
        address = url.partition("#")[0]
        head, at, revision = address.rpartition("@")
        if not at or "/" not in head.partition("://")[2]:
            head, revision = address, ""
        return Expected(GIT, head.partition("+")[2], revision)
    return Expected("url" if "://" in url and not url.startswith("file:") else "path", url.partition("#")[0])


def _of_table(table: dict[str, Any]) -> Expected:
    for key in ("git", "url", "path", "index"):
        value = table.get(key)
        if isinstance(value, str):
            revision = table.get("rev")
            kind = INDEX if key == "index" else key
            return Expected(kind, value, revision if isinstance(revision, str) else "")
    return Expected("workspace" if table.get("workspace") is True else "any")


def _splits(wanted: Iterable[Expected]) -> bool:
    """Whether the sources apply to some environments only. Then the other environments use the index."""
    return len({(each.kind, each.url) for each in wanted}) > 1


def _agrees(expected: Expected, package: Package) -> bool:
    """Whether a package comes from an expected place."""
    source = package.source
    if expected.kind == "any":
        return True
    if expected.kind == "workspace" or expected.kind == "path":
        return source.kind in TREES or source.kind == "file"
    if expected.kind != source.kind:
        return False
    if expected.kind == GIT:
        if repository(expected.url) != repository(source.url):
            return False
        full = len(expected.revision) in (40, 64) and not expected.revision.strip("0123456789abcdef")
        return not full or not source.commit or expected.revision == source.commit
    return plain(expected.url) == plain(source.url)


def repository(url: str) -> str:
    """A repository's URL for comparison: host and path, for any way of access."""
    text = url.removeprefix("git+").partition("#")[0].partition("?")[0]
    if "://" not in text and ":" in text:
        text = "ssh://" + text.replace(":", "/", 1)
    return plain(text).lower().removesuffix(".git").rstrip("/")


def _led_to(case: Case, number: int) -> bool:
    """Whether a package that is not from an index may require this one from a place that its metadata gives."""
    package, lock = case.lock.packages[number], case.lock
    members = {id(lock.packages[member]) for member in case.pairing.members if member >= 0}
    others = [p for p in lock.packages if p.source.kind != INDEX and p is not package and id(p) not in members]
    if lock.format in _WITHOUT_GRAPH:
        asked = any(ask.edge.project == package.project for ask in case.asked.asks)
        return not asked and not all(_gives_no_place(case, other, package.project) for other in others)
    return any(
        edge.project == package.project and (edge.url or lock.format not in WITH_SPECIFIERS)
        for other in others
        for edges in (other.edges, *other.optional.values(), *other.dev.values())
        for edge in edges
    )


def _gives_no_place(case: Case, package: Package, project: str) -> bool:
    """Whether a package is a folder of the repository, and the project there gives no place for another package: it requires that
    package from an index, or not at all.
    """
    folder = join(case.pairing.base, package.source.url) if package.source.kind in TREES else None
    document = case.pairing.view.documents.get(join(folder, "pyproject.toml") or "") if folder is not None else None
    if document is None or document.metadata is None or document.metadata.unreadable:
        return False
    return not any(requirement.project == project and requirement.url for requirement in document.requirements)


def _words(expected: Expected) -> str:
    from pinlint.text.secrets import redact

    if expected.kind == "workspace":
        return "the member of the workspace"
    return f"{expected.kind} {redact(expected.url)}" + (f" at {expected.revision}" if expected.revision else "")


def _place(package: Package, expected: Expected | None = None) -> str:
    """Where a package comes from, with the commit if only the commit is not the ``expected`` one."""
    from pinlint.text.secrets import redact

    source = package.source
    same = expected is not None and expected.kind == GIT and repository(expected.url) == repository(source.url)
    return f"{source.kind} {redact(source.url)}" + (f" at {source.commit}" if same and source.commit else "")
