"""Pipfile.lock: pipenv's lock file. It has no graph, and its hashes have no file names."""

from __future__ import annotations

from pinlint.formats.lock_tables import malformed, problem
from pinlint.formats.plain_toml import cells_of, list_of, plain, strings_of, table_of, text_of
from pinlint.requirements.locked import (
    DIRECTORY,
    EDITABLE,
    FILE,
    GIT,
    INDEX,
    PIPFILE,
    URL,
    LockFile,
    Package,
    PackageSource,
)
from pinlint.requirements.locked_files import Files, LockedFile
from pinlint.requirements.markers import MARKER_KEYS
from pinlint.requirements.names import normalize
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.plain_values import Cell, Table
    from pinlint.text.source import SourceFile

FILES = r"(^|/)Pipfile\.lock$"
FORMAT = PIPFILE


def parse(source: SourceFile) -> LockFile:
    """The lock in a file. Text that is not JSON is one fatal problem."""
    from pinlint.formats.located import TABLE, LocatedError, json

    text = source.text
    try:
        node = json.parse(text)
    except LocatedError as error:
        return LockFile(source, FORMAT, [malformed(source, error, "pipenv lock")])
    lock = LockFile(source, FORMAT, problems=[])
    if node.kind != TABLE:
        problem(lock, "the lock is not a JSON object", 0, 1, fatal=True)
        return lock
    _fill(lock, cells_of(node)[0])
    return lock


def _fill(lock: LockFile, root: Table) -> None:
    meta = table_of(root, "_meta")
    stamp = table_of(meta, "hash")
    lock.stamp = text_of(stamp, "sha256")
    if lock.stamp:
        lock.places["content-hash"] = Span(*stamp["sha256"][1:])
    lock.values = {"_meta": plain(meta["_meta"]) if "_meta" in meta else {key: plain(meta[key]) for key in meta}}
    for listed in list_of(meta, "sources"):
        url = listed[0].get("url") if type(listed[0]) is dict else None
        if url is not None and type(url[0]) is str:
            lock.indexes.append(PackageSource(INDEX, *url))
    requires = table_of(meta, "requires")
    lock.requires_python = text_of(requires, "python_full_version") or text_of(requires, "python_version")
    for key in ("python_full_version", "python_version"):
        if key in requires:
            lock.places.setdefault("requires-python", Span(*requires[key][1:]))
    categories = [key for key in root if key != "_meta" and type(root[key][0]) is dict]
    lock.groups = tuple(map(normalize, categories))
    for category in categories:
        for name, cell in root[category][0].items():
            if type(cell[0]) is dict:
                lock.packages.append(_package(lock, name, cell, category))


def _package(lock: LockFile, name: str, cell: Cell, category: str) -> Package:
    table, start, _ = cell
    key = lock.source.text.rfind(f'"{name}"', max(0, start - len(name) - 20), start)
    package = Package(name, normalize(name), key + 1 if key >= 0 else start, start)
    version = table.get("version")
    if version is not None and type(version[0]) is str and version[0].startswith("=="):
        operator = "===" if version[0].startswith("===") else "=="
        package.version = version[0].removeprefix(operator).strip()
        package.version_place = version[1] + version[0].index(package.version)
    package.category = category
    package.source = _source(table)
    package.marker = _marker(table)
    package.extras = tuple(map(normalize, strings_of(table, "extras")))
    hashes = table.get("hashes")
    package.files = Files.of(
        [
            LockedFile("", "", begin, value, begin, begin, stop)
            for value, begin, stop in (hashes[0] if hashes is not None and type(hashes[0]) is list else ())
            if type(value) is str
        ]
    )
    return package


def _marker(table: Table) -> str | None:
    """The markers of an entry, and the marker variables that are keys of their own in it."""
    said = [text_of(table, "markers")]
    for key in MARKER_KEYS:
        if text_of(table, key):
            said.append(f"{key} {text_of(table, key)}")
    said = [part for part in said if part]
    return " and ".join(f"({part})" if len(said) > 1 else part for part in said) or None


def _source(table: Table) -> PackageSource:
    kind = next((key for key in ("git", "hg", "svn", "bzr", "path", "file") if text_of(table, key)), "")
    if not kind:
        index = table.get("index")
        return PackageSource(INDEX, *index) if index is not None and type(index[0]) is str else PackageSource(INDEX)
    text, start, end = table[kind]
    if kind in ("git", "hg", "svn", "bzr"):
        prefix = "" if kind == "git" else f"{kind}+"
        ref = table.get("ref", ("", start, end))
        return PackageSource(
            GIT, prefix + text, start, end, commit=ref[0], requested=ref[0], subdirectory=text_of(table, "subdirectory")
        )
    if kind == "file" and "://" in text:
        return PackageSource(URL, text, start, end)
    archive = text.endswith((".whl", ".gz", ".zip", ".bz2"))
    editable = "editable" in table and table["editable"][0] is True
    return PackageSource(EDITABLE if editable else FILE if archive else DIRECTORY, text, start, end)
