"""pdm.lock: PDM's lock file, format versions 3 to 4.5.

Requirements are written as in PEP 508. A package with extras has a separate entry for each set of extras that is required.
"""

from __future__ import annotations

from pinlint.formats.lock_tables import ARRAYS, files_from, files_of, package_of, problem, read_lock
from pinlint.formats.pep508_parts import InvalidRequirement
from pinlint.formats.plain_pep508 import parts_of
from pinlint.formats.plain_toml import list_of, plain, strings_of, table_of, text_of
from pinlint.requirements.locked import DIRECTORY, EDITABLE, FILE, GIT, PDM, URL, Edge, Package, PackageSource
from pinlint.requirements.names import normalize
from pinlint.requirements.versions import numbers_of
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.plain_values import Cell, Table
    from pinlint.requirements.locked import LockFile
    from pinlint.text.source import SourceFile

FILES = r"(^|/)pdm\.lock$"
FORMAT = PDM

#: Older locks have no digests to compare, and a different stamp.
_OLDEST = 3


def parse(source: SourceFile) -> LockFile:
    """The lock in a file."""
    return read_lock(source, FORMAT, ARRAYS, _fill, "pdm lock")


def _fill(lock: LockFile, root: Table) -> None:
    metadata = table_of(root, "metadata")
    version = text_of(metadata, "lock_version")
    lock.version = numbers_of(version)
    for key in ("lock_version", "content_hash"):
        if key in metadata:
            lock.places[key.replace("_", "-")] = Span(*metadata[key][1:])
    if not _OLDEST <= (lock.version or (0,))[0] <= 4:
        place = lock.places.get("lock-version", Span(0, 0))
        message = f"its format version is {version or 'missing'}; pinlint reads versions 3 and 4"
        problem(lock, message, place.start, place.end, "unreadable-file", fatal=True)
        return
    lock.stamp = text_of(metadata, "content_hash")
    if list_of(metadata, "groups"):
        lock.groups = tuple(map(normalize, strings_of(metadata, "groups")))
    lock.values = {
        key: plain(metadata[key]) for key in ("strategy", "targets", "cross_platform", "lock_inputs") if key in metadata
    }
    targets = [table_of(cell[0]) for cell in list_of(metadata, "targets") if type(cell[0]) is dict]
    if len(targets) == 1:
        lock.requires_python = text_of(targets[0], "requires_python")
        if lock.requires_python:
            lock.places["requires-python"] = Span(*targets[0]["requires_python"][1:])
        if "platform" in targets[0]:
            lock.places["platform"] = Span(*targets[0]["platform"][1:])
    kept = table_of(metadata, "files")
    by_package = {key.replace(" ", "\n").split("\n")[0].lower(): list_of(kept, key) for key in kept}
    for cell in list_of(root, "package"):
        package = _package(lock, cell) if type(cell[0]) is dict else None
        if package is None:
            continue
        if not package.files and package.name.lower() in by_package:
            package.files = files_from(by_package[package.name.lower()], "url", "file", "path")
        lock.packages.append(package)


def _package(lock: LockFile, cell: Cell) -> Package | None:
    table = cell[0]
    package = package_of(lock, cell)
    if package is None:
        return None
    package.source = _source(table, package.source)
    package.requires_python = text_of(table, "requires_python")
    package.extras = tuple(map(normalize, strings_of(table, "extras")))
    if "groups" in table:
        package.groups = tuple(map(normalize, strings_of(table, "groups")))
    package.marker = text_of(table, "marker") or None
    package.files = files_of(table, "url", "file", "path")
    package.edges = [edge for each in list_of(table, "dependencies") if (edge := edge_of(each)) is not None]
    return package


def _source(table: Table, default: PackageSource) -> PackageSource:
    kind = next((key for key in ("git", "url", "path") if text_of(table, key)), "")
    if not kind:
        return default
    text, start, end = table[kind]
    subdirectory = text_of(table, "subdirectory")
    if kind == "git":
        commit, asked = text_of(table, "revision"), text_of(table, "ref")
        return PackageSource(GIT, text, start, end, commit=commit, requested=asked, subdirectory=subdirectory)
    if kind == "url":
        return PackageSource(URL, text, start, end, subdirectory=subdirectory)
    editable = "editable" in table and table["editable"][0] is True
    archive = text.endswith((".whl", ".gz", ".zip", ".bz2"))
    return PackageSource(EDITABLE if editable else FILE if archive else DIRECTORY, text, start, end)


def edge_of(cell: Cell) -> Edge | None:
    """The requirement in a string; None if the string is not a requirement."""
    value, start, end = cell
    if type(value) is not str:
        return None
    try:
        parts = parts_of(value)
    except InvalidRequirement:
        return None

    def written(found: tuple[int, int]) -> str:
        return value[found[0] : found[1]]

    return Edge(
        normalize(written(parts.name)),
        start,
        end,
        extras=tuple(normalize(written(extra)) for extra in parts.extras),
        marker=written(parts.marker) if parts.marker else None,
        specifier=",".join(written(operator) + written(version) for operator, version in parts.clauses),
        url=written(parts.url) if parts.url else None,
    )
