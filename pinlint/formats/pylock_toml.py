"""pylock.toml and pylock.NAME.toml, the lock files of PEP 751, which uv, pip, PDM, Poetry and pipenv can write."""

from __future__ import annotations

from pinlint.formats.lock_tables import file_name, package_of, problem, read_lock
from pinlint.formats.pdm_lock import edge_of
from pinlint.formats.plain_toml import list_of, plain, strings_of, table_of, text_of
from pinlint.requirements.locked import DIRECTORY, EDITABLE, GIT, INDEX, PYLOCK, URL, Edge, Package, PackageSource
from pinlint.requirements.locked_files import Files, LockedFile
from pinlint.requirements.names import normalize
from pinlint.requirements.versions import numbers_of
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.formats.plain_values import Cell, Table
    from pinlint.requirements.locked import LockFile
    from pinlint.text.source import SourceFile

FILES = r"(^|/)pylock(\.[^/.]+)?\.toml$"
FORMAT = PYLOCK


def parse(source: SourceFile) -> LockFile:
    """The lock in a file."""
    return read_lock(source, FORMAT, {}, _fill, "uv export --format pylock.toml")


def _fill(lock: LockFile, root: Table) -> None:
    version = text_of(root, "lock-version")
    lock.version = numbers_of(version)
    if lock.version[:1] != (1,):
        span = root["lock-version"][1:] if "lock-version" in root else (0, 0)
        message = f"its lock-version is {version or 'missing'}; pinlint reads version 1 (PEP 751)"
        problem(lock, message, *span, "unreadable-file", fatal=True)
        return
    lock.generator = text_of(root, "created-by")
    if lock.generator:
        lock.places["created-by"] = Span(*root["created-by"][1:])
    stamp = table_of(root, "tool", "pdm", "hashes")
    if text_of(stamp, "sha256"):
        lock.stamp = text_of(stamp, "sha256")
        lock.places["content-hash"] = Span(*stamp["sha256"][1:])
    lock.requires_python = text_of(root, "requires-python")
    if lock.requires_python:
        lock.places["requires-python"] = Span(*root["requires-python"][1:])
    lock.environments = tuple(strings_of(root, "environments"))
    lock.groups = tuple(map(normalize, [*strings_of(root, "dependency-groups"), *strings_of(root, "extras")]))
    if lock.generator == "pipenv" and "dev" in lock.groups:
        lock.groups = (*lock.groups, "develop")  # its name in a Pipfile.lock
    lock.values = {
        key: plain(root[key]) for key in ("extras", "dependency-groups", "default-groups", "tool") if key in root
    }
    for cell in list_of(root, "packages"):
        package = _package(lock, cell) if type(cell[0]) is dict else None
        if package is not None:
            lock.packages.append(package)


def _package(lock: LockFile, cell: Cell) -> Package | None:
    table = cell[0]
    package = package_of(lock, cell)
    if package is None:
        return None
    package.marker = text_of(table, "marker") or None
    package.requires_python = text_of(table, "requires-python")
    files = [each for key in ("sdist", "archive") if (each := table.get(key)) is not None]
    package.files = Files.of([file for each in [*files, *list_of(table, "wheels")] for file in _file(each, package)])
    package.source = _source(table)
    tool = table_of(table, "tool", "pdm")
    package.edges = [edge for each in list_of(tool, "dependencies") if (edge := edge_of(each)) is not None]
    named = [each for each in list_of(table, "dependencies") if type(each[0]) is dict and text_of(each[0], "name")]
    if named and not package.edges:
        package.edges = [
            Edge(normalize(text_of(each, "name")), begin, stop, version=text_of(each, "version") or None)
            for each, begin, stop in named
        ]
    return package


def _file(cell: Cell, package: Package) -> Iterator[LockedFile]:
    table, start, end = cell
    if type(table) is not dict:
        return
    key = next((key for key in ("url", "path") if text_of(table, key)), "name")
    text, place, _ = table.get(key, ("", start, end))
    hashes = table_of(table, "hashes")
    algorithm = next((known for known in ("sha256", "sha384", "sha512", *hashes) if known in hashes), "")
    digest, hash_place, _ = hashes[algorithm] if algorithm else ("", start, end)
    if type(text) is str and type(digest) is str:
        name = text_of(table, "name") or file_name(text)
        if name != (in_url := file_name(text)) and key != "name":
            from pinlint.requirements.distributions import carries

            # Two names: the wrong one is what matters.
            name = in_url if carries(in_url, package.project, package.version) is False else name
        hash = f"{algorithm}:{digest}" if algorithm else ""
        end = max(place + len(text), hash_place + len(digest))
        yield LockedFile(text if key == "url" else "", name, place, hash, hash_place, start, end)


def _source(table: Table) -> PackageSource:
    if "vcs" in table:
        vcs = table_of(table, "vcs")
        key = "url" if "url" in vcs else "path"
        text, start, end = vcs.get(key, ("", *table["vcs"][1:]))
        commit, asked = text_of(vcs, "commit-id"), text_of(vcs, "requested-revision")
        subdirectory = text_of(vcs, "subdirectory")
        return PackageSource(GIT, text, start, end, commit=commit, requested=asked, subdirectory=subdirectory)
    if "directory" in table:
        directory = table_of(table, "directory")
        text, start, end = directory.get("path", ("", *table["directory"][1:]))
        editable = "editable" in directory and directory["editable"][0] is True
        return PackageSource(EDITABLE if editable else DIRECTORY, text, start, end)
    if "archive" in table:
        archive = table_of(table, "archive")
        key = "url" if "url" in archive else "path"
        text, start, end = archive.get(key, ("", *table["archive"][1:]))
        return PackageSource(URL, text, start, end)
    index = table.get("index")
    return PackageSource(INDEX, *index) if index is not None else PackageSource(INDEX)
