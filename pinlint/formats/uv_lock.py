"""uv.lock, and the lock of a script: uv's lock file, revisions 0 to 5.

``[[distribution]]`` is the name of ``[[package]]`` in the first previews. Upload times are not read. Newer revisions and
unknown keys are accepted, as in uv.
"""

from __future__ import annotations

from pinlint.formats.lock_tables import file_of, package_of, problem, read_lock
from pinlint.formats.plain_toml import PACKAGE, list_of, plain, strings_of, table_of, text_of
from pinlint.formats.plain_values import read_value
from pinlint.requirements.locked import (
    DIRECTORY,
    EDITABLE,
    FILE,
    GIT,
    INDEX,
    URL,
    UV,
    VIRTUAL,
    Edge,
    Package,
    PackageSource,
)
from pinlint.requirements.locked_files import NO_FILES, Files, LockedFile
from pinlint.requirements.model import Problem
from pinlint.requirements.names import normalize
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.formats.plain_values import Cell, Table
    from pinlint.requirements.locked import LockFile
    from pinlint.text.source import SourceFile

FILES = r"(^|/)(uv\.lock|[^/]+\.py\.lock)$"
FORMAT = UV

_KINDS = {
    "registry": INDEX,
    "git": GIT,
    "url": URL,
    "path": FILE,
    "directory": DIRECTORY,
    "editable": EDITABLE,
    "virtual": VIRTUAL,
}
#: What says in a recorded requirement where it comes from.
_REFERENCES = ("git", "url", "path", "directory", "editable", "virtual", "index")
_FIELDS = ("provides-extras", "default-groups", "group-requires-python")
_MANIFEST = ("requirements", "constraints", "overrides", "build-constraints")


def parse(source: SourceFile) -> LockFile:
    """The lock in a file."""
    return read_lock(source, FORMAT, _ARRAYS, _fill, "uv lock", _plain_package)


def is_foreign(source: SourceFile) -> bool:
    """Whether a file of such a name is something else."""
    return not source.path.endswith("uv.lock") and "requires-python" not in source.text[:2000]


_HEAD = f"{PACKAGE}\nname = "
_EDGES = " }\ndependencies = [\n    { name = "
_SDIST = " }\nsdist = { url = "
_WHEELS = " }\nwheels = [\n    { url = "
_TIMES = (", upload-time = ", ", upload_time = ")


def _plain_package(text: str, start: int, end: int) -> Package | None:
    """The package of an index between two offsets, as uv writes most: name, version, source, edges, files, nothing else.

    The values are in quotes, so one split gives all of them; the text between the values must be what uv writes.
    """
    body = text[start:end]
    pieces = body.split('"')
    if len(pieces) < 9 or "\\" in body or pieces[0] != _HEAD or pieces[2] != "\nversion = ":
        return None
    if pieces[4] != "\nsource = { registry = " or not pieces[1] or not pieces[3]:
        return None
    package = Package(pieces[1], normalize(pieces[1]), start + len(_HEAD) + 1, start)
    package.version = pieces[3]
    package.version_place = package.name_place + len(pieces[1]) + 13
    place = package.version_place + len(pieces[3]) + 25
    package.source = _registry(pieces[5], place)
    at = place + len(pieces[5]) + 1
    number = 6
    if pieces[6] == _EDGES:
        edges = _plain_edges(pieces, at)
        if edges is None:
            return None
        package.edges, number, at = edges
        pieces[number] = " }" + pieces[number][len(" },\n]") :]
        at += 3  # the piece is shorter now
    files = _plain_files(pieces[number:], at)
    if files is None:
        return None
    package.files = files
    return package


def _registry(url: str, place: int) -> PackageSource:
    return PackageSource(INDEX, url, place, place + len(url))


def _plain_edges(pieces: list[str], at: int) -> tuple[list[Edge], int, int] | None:
    """The edges of a package, the number of the piece after them, and its offset; None if an edge is not plain."""
    found = []
    number, at = 6, at + len(_EDGES)
    while True:
        name = pieces[number + 1]
        start, at = at - 9, at + len(name) + 2
        after = pieces[number + 2]
        marker = None
        if after == ", marker = ":
            marker = pieces[number + 3]
            number += 2
            after = pieces[number + 2]
            at += len(marker) + 13
        number += 2
        if after[:2] != " }" or not name:
            return None
        found.append(Edge(normalize(name), start, at + 2, marker=marker or None))
        if after != " },\n    { name = ":
            return found, number, at
        at += len(after)


def _plain_files(pieces: list[str], at: int) -> Files | None:
    """The files of a package, whose pieces begin at the offset ``at``, six pieces a file; None if a file is not plain."""
    urls, hashes = pieces[1::6], pieces[3::6]
    if len(pieces) % 6 != 1 or len(pieces) < 7 or pieces[2::6].count(", hash = ") < len(urls):
        return None
    between = pieces[6:-1:6]
    if pieces[0] == _SDIST:
        if between and between.pop(0) != _WHEELS:
            return None
        ends = " },\n]" if len(urls) > 1 else " }"
    elif pieces[0] == _WHEELS:
        ends = " },\n]"
    else:
        return None
    if pieces[-1].rstrip("\n") != ends or between.count(" },\n    { url = ") < len(between):
        return None
    for size in pieces[4::6]:
        if size[:9] != ", size = " or size[-16:] not in _TIMES or not _is_number(size[9:-16]):
            return None
    names = [url[url.rfind("/") + 1 :] for url in urls]
    written = "".join(urls)
    if not all(urls) or not all(hashes) or "%" in written or "#" in written or "?" in written:
        return None
    return Files(urls, names, hashes, lambda: _of_pieces(pieces, names, at))


def _of_pieces(pieces: list[str], names: list[str], at: int) -> list[LockedFile]:
    found = []
    for number, name in enumerate(names):
        begins, url, _, digest, size, time = pieces[6 * number : 6 * number + 6]
        place = at + len(begins) + 1
        hashed = place + len(url) + 11
        found.append(LockedFile(url, name, place, digest, hashed, place - 9, hashed + len(digest)))
        at = hashed + len(digest) + len(size) + len(time) + 3
    return found


def _files(text: str, start: int) -> Cell:
    """The array of wheels, one a line, as a list of files."""
    end = text.find("\n]", start)
    lines = text[start + 2 : end].split("\n") if end > 0 and text.startswith("[\n", start) else []
    found: list[Cell] = []
    at = start + 2
    for line in lines:
        file = _file(line, at, "    { url = ", " },")
        if file is None:
            return read_value(text, start)[0]
        stop = at + len(line)
        found.append((file, at + 4, stop - 1))
        at = stop + 1
    return (found, start, end + 2) if lines else read_value(text, start)[0]


def _sdist(text: str, start: int) -> Cell:
    """The table of a source distribution as a file."""
    end = text.find("\n", start)
    line = text[start : end if end > 0 else len(text)]
    file = _file(line, start, "{ url = ", " }")
    return (file, start, start + len(line)) if file is not None else read_value(text, start)[0]


def _file(line: str, at: int, begins: str, ends: str) -> LockedFile | None:
    """The file in a line of an array, or in a table, if it is in the plainest spelling; else None."""
    pieces = line.split('"')
    if len(pieces) == 7:
        size, time = pieces[4], pieces[6]
        rest = size.removesuffix(", upload-time = ") if size[-2:] == "= " else ""
        rest = rest if rest != size else size.removesuffix(", upload_time = ")
        if rest == size or time != ends:
            return None
    elif len(pieces) == 5 and pieces[4].endswith(ends):
        rest = pieces[4].removesuffix(ends)
    else:
        return None
    if pieces[0] != begins or pieces[2] != ", hash = " or "\\" in line:
        return None
    if rest and not (rest[:9] == ", size = " and _is_number(rest[9:])):
        return None
    url, digest = pieces[1], pieces[3]
    name = url[url.rfind("/") + 1 :]
    if not url or not digest or "%" in url or "#" in url or "?" in url:
        return None
    place = at + len(begins) + 1
    hashed = place + len(url) + 11
    return LockedFile(url, name, place, digest, hashed, at + len(begins) - 8, hashed + len(digest))


def _is_number(digits: str) -> bool:
    """Whether a text is an integer of TOML in its plainest spelling, of at most 17 digits."""
    return digits.isdecimal() and digits.isascii() and len(digits) < 18 and (digits[0] != "0" or digits == "0")


_ARRAYS = {"wheels": _files, "sdist": _sdist}


def _fill(lock: LockFile, root: Table) -> None:
    version = root.get("version")
    if version is not None and version[0] != 1:
        message = f"its format version is {version[0]}, but uv reads only version 1"
        problem(lock, message, version[1], version[2], "unreadable-file", fatal=True)
        return
    revision = root.get("revision")
    lock.version = (1, revision[0] if revision is not None and type(revision[0]) is int else 0)
    _top(lock, root)
    manifest = table_of(root, "manifest")
    lock.members = tuple(map(normalize, strings_of(manifest, "members")))
    for key in _MANIFEST:
        lock.manifest[key, ""] = _requirements(list_of(manifest, key))
    for group in table_of(manifest, "dependency-groups"):
        requirements = _requirements(list_of(table_of(manifest, "dependency-groups"), group))
        lock.manifest["group", normalize(group)] = requirements
    lock.values.update((key, plain(root[key])) for key in ("options", "manifest", "conflicts") if key in root)
    for cell in list_of(root, "package") or list_of(root, "distribution"):
        if type(cell[0]) is Package:
            lock.packages.append(cell[0])
            continue
        package = _package(lock, cell) if type(cell[0]) is dict else None
        if package is not None:
            lock.packages.append(package)
    if lock.packages and not lock.requires_python:
        from pinlint.requirements.relocking import relock

        message = "the lock has no requires-python, so uv cannot read it"
        lock.problems.append(Problem("syntax-error", message, Span(0, 0), f"run `{relock(lock)}`"))  # type: ignore[attr-defined]


def _top(lock: LockFile, root: Table) -> None:
    lock.requires_python = text_of(root, "requires-python")
    if lock.requires_python:
        lock.places["requires-python"] = Span(*root["requires-python"][1:])
    lock.environments = tuple(strings_of(root, "resolution-markers") or strings_of(root, "supported-markers"))
    if list_of(root, "supported-markers"):
        lock.environments = tuple(strings_of(root, "supported-markers"))
    lock.conflicts = bool(list_of(root, "conflicts"))
    for key in ("supported-markers", "required-markers"):
        if key in root:
            lock.values[key] = list(strings_of(root, key))


def _package(lock: LockFile, cell: Cell) -> Package | None:
    table = cell[0]
    package = package_of(lock, cell)
    if package is None:
        return None
    source = table.get("source")
    if source is None or type(source[0]) is not dict:
        _, start, end = table["name"]
        problem(lock, f"the package {package.name} has no source", start, end)
        return None
    package.source = _source(source)
    package.forks = strings_of(table, "resolution-markers")
    package.edges = _edges(list_of(table, "dependencies"))
    package.optional = _grouped(table_of(table, "optional-dependencies"))
    package.dev = _grouped(table_of(table, "dev-dependencies") or table_of(table, "dependency-groups"))
    files = list_of(table, "wheels")
    if "sdist" in table:
        files = [table["sdist"], *files]
    found = [file for each in files if (file := file_of(each, "url", "path", "filename")) is not None]
    package.files = Files.of(found) if found else NO_FILES
    metadata = table.get("metadata")
    if metadata is not None and type(metadata[0]) is dict:
        _recorded(package, metadata[0])
    if package.is_tree:
        cells = {**table_of(table, "metadata"), **table}
        package.fields = {key: plain(cells[key]) for key in _FIELDS if key in cells}
    return package


def _recorded(package: Package, metadata: Table) -> None:
    """Adds a project's own requirements, as the lock recorded them, to its package."""
    found = {("dependencies", ""): _requirements(list_of(metadata, "requires-dist"), sourced=True)}
    groups = table_of(metadata, "requires-dev") or table_of(metadata, "dependency-groups")
    for group in groups:
        found["group", normalize(group)] = _requirements(list_of(groups, group), sourced=True)
    package.recorded = found


def _grouped(table: Table) -> dict[str, list[Edge]]:
    return {normalize(key): _edges(list_of(table, key)) for key in table}


def _source(cell: Cell) -> PackageSource:
    table = cell[0]
    key = next((key for key in _KINDS if key in table), "")
    value, start, end = table[key] if key else ("", cell[1], cell[2])
    text = value if type(value) is str else ""
    kind = _KINDS.get(key, INDEX)
    subdirectory = text_of(table, "subdirectory")
    if kind != GIT:
        return PackageSource(kind, text, start, end, subdirectory=subdirectory)
    url, _, commit = text.partition("#")
    url, _, query = url.partition("?")
    asked = dict(pair.partition("=")[::2] for pair in query.split("&"))
    requested = next((asked[word] for word in ("rev", "tag", "branch") if word in asked), "")
    subdirectory = asked.get("subdirectory", subdirectory)
    return PackageSource(kind, url, start, end, commit=commit, requested=requested, subdirectory=subdirectory)


def _edges(cells: Iterable[Cell]) -> list[Edge]:
    found = []
    for table, start, end in cells:
        if type(table) is not dict or "name" not in table:
            continue
        name = table["name"][0]
        if len(table) == 1:
            found.append(Edge(normalize(name), start, end))
            continue
        source = table.get("source")
        found.append(
            Edge(
                normalize(name),
                start,
                end,
                extras=tuple(map(normalize, strings_of(table, "extra") or strings_of(table, "extras"))),
                marker=text_of(table, "marker") or None,
                version=text_of(table, "version") or None,
                source=_source(source).key if source is not None and type(source[0]) is dict else None,
            )
        )
    return found


def _requirements(cells: Iterable[Cell], *, sourced: bool = False) -> list[Edge]:
    """Requirements as the lock records them, with specifiers. The marker of a requirement under an extra names the extra. If they
    are ``sourced``, they have the kind and the value of their sources.
    """
    found = []
    for table, start, end in cells:
        if type(table) is not dict or not text_of(table, "name"):
            continue
        kind = next((key for key in _REFERENCES if key in table), "")
        found.append(
            Edge(
                normalize(text_of(table, "name")),
                start,
                end,
                extras=tuple(map(normalize, strings_of(table, "extras"))),
                marker=text_of(table, "marker") or None,
                specifier=text_of(table, "specifier").removeprefix("*"),
                source=(kind, text_of(table, kind)) if sourced and kind else None,
                url=text_of(table, kind) if kind not in ("", "index") else None,
            )
        )
    return found
