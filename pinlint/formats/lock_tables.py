"""Code that the readers of structured locks in TOML share: it turns text into cells, and reports problems and limits."""

from __future__ import annotations

from pinlint.formats.plain_toml import list_of, read_blocks, read_plain, text_of
from pinlint.formats.plain_values import NotPlain, read_value
from pinlint.requirements.locked import LockFile, Package
from pinlint.requirements.locked_files import NO_FILES, Files, LockedFile
from pinlint.requirements.model import Problem
from pinlint.requirements.names import normalize
from pinlint.text.budget import uncollected
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pinlint.formats.plain_toml import BlockReader, Reader
    from pinlint.formats.plain_values import Cell, Table
    from pinlint.text.source import SourceFile


def read_lock(
    source: SourceFile,
    format: str,
    arrays: Mapping[str, Reader],
    fill: Callable[[LockFile, Table], None],
    command: str,
    read_block: BlockReader | None = None,
) -> LockFile:
    """The lock that ``fill`` makes from the document's cells. ``command`` is the command that locks again. ``read_block`` reads
    most packages faster (`pinlint.formats.plain_toml.read_blocks`).

    Text that is not TOML is one fatal problem.
    """

    def read() -> LockFile:
        text = source.text
        try:
            root = read_plain(text, arrays) if read_block is None else read_blocks(text, arrays, read_block)
        except NotPlain:
            from pinlint.formats.located import LocatedError
            from pinlint.formats.plain_toml import read_located

            try:
                root = read_located(text)
            except LocatedError as error:
                return LockFile(source, format, [malformed(source, error, command)])
        lock = LockFile(source, format, problems=[])
        fill(lock, root)
        return lock

    return uncollected(read)


def malformed(source: SourceFile, error: Exception, command: str) -> Problem:
    """The problem of a text that cannot be read. It says whether the cause is an unresolved merge."""
    merge = merge_of(source.text)
    if merge is not None:
        from pinlint.requirements.relocking import lock_command, merge_help

        help = merge_help(source.path, lock_command(source.path) or command)
        return Problem("syntax-error", *merge, help=help, fatal=True)
    span = getattr(error, "span", Span(0, 0))
    message = getattr(error, "message", str(error))
    return Problem("syntax-error", f"the lock {message}", span, f"run `{command}`", fatal=True)


def merge_of(text: str) -> tuple[str, Span] | None:
    """The error in a text with the marks of an unresolved merge, and its place; None for a text without such marks."""
    for mark in ("<<<<<<< ", ">>>>>>> ", "||||||| "):
        at = 0 if text.startswith(mark) else text.find("\n" + mark) + 1
        if text.startswith(mark, at):
            end = text.find("\n", at)
            return "the lock contains an unresolved merge conflict", Span(at, len(text) if end < 0 else end)
    return None


def problem(
    lock: LockFile, message: str, start: int, end: int, rule: str = "syntax-error", fatal: bool = False
) -> None:
    """Notes a part of the lock that cannot be read."""
    lock.problems.append(Problem(rule, message, Span(start, end), fatal=fatal))  # type: ignore[attr-defined]


def _read_files(text: str, start: int) -> Cell:
    """The array of a package's files. If the array has one file a line, as Poetry and PDM write it, it is read by columns.
    Otherwise it is read like any array.
    """
    end = text.find("\n]", start) + 2
    pieces = text[start:end].split('"')
    if pieces[0] != "[\n    {file = " or pieces[-1] != "},\n]" or {*pieces[4:-1:4]} - {"},\n    {file = "}:
        return read_value(text, start)[0]
    files = plain_files(pieces, start)
    return read_value(text, start)[0] if files is None else (files, start, end)


def plain_files(pieces: list[str], at: int) -> Files | None:
    """The files in the pieces of an array, which begins at the offset ``at``, four pieces a file; None if a file is not plain."""
    names, hashes = pieces[1::4], pieces[3::4]
    written = "".join(names)
    if (
        len(pieces) < 5
        or len(pieces) % 4 != 1
        or {*pieces[2::4]} != {", hash = "}
        or not all(names)
        or not all(hashes)
        or any(mark in written for mark in "\\/%#?")
        or "\\" in "".join(hashes)
    ):
        return None
    return Files([""] * len(names), names, hashes, lambda: _of_pieces(pieces, at))


def _of_pieces(pieces: list[str], at: int) -> list[LockedFile]:
    found = []
    for number in range(0, len(pieces) - 1, 4):
        begins, name, _, digest = pieces[number : number + 4]
        place = at + len(begins) + 1
        hashed = place + len(name) + 11
        found.append(LockedFile("", name, place, digest, hashed, place - 9, hashed + len(digest)))
        at = hashed + len(digest) + 1
    return found


#: How the arrays of Poetry's and PDM's locks are read.
ARRAYS: Mapping[str, Reader] = {"files": _read_files}


def files_of(table: Table, *keys: str) -> Files:
    """The files at ``files`` of a package's table; the URL, path or name of a file is at one of ``keys``."""
    cell = table.get("files")
    if cell is not None and type(cell[0]) is Files:
        return cell[0]
    return files_from(list_of(table, "files"), *keys)


def files_from(cells: list[Cell], *keys: str) -> Files:
    """The files of a package from their tables."""
    return Files.of([file for each in cells if (file := file_of(each, *keys)) is not None]) if cells else NO_FILES


def package_of(lock: LockFile, cell: Cell) -> Package | None:
    """A package with its name and version, from its table; None, and a problem, if it has no name."""
    table, start, end = cell
    name = table.get("name")
    if name is None or type(name[0]) is not str:
        line_end = lock.source.text.find("\n", start, end)
        problem(lock, "a package has no name", start, end if line_end < 0 else line_end)
        return None
    package = Package(name[0], normalize(name[0]), name[1], start)
    version = table.get("version")
    if version is not None and type(version[0]) is str:
        package.version, package.version_place = version[0], version[1]
    return package


def file_name(url: str) -> str:
    """The name of the file that a URL or path ends in."""
    name = url.partition("#")[0].partition("?")[0].rpartition("/")[2]
    if "%" in name:
        from urllib.parse import unquote

        return unquote(name)
    return name


def file_of(cell: Cell, *keys: str) -> LockedFile | None:
    """A file of a package from its table; its URL, path or name is at one of ``keys``."""
    if type(cell[0]) is LockedFile:
        return cell[0]
    if type(cell[0]) is not dict:
        return None
    table = cell[0]
    found = next((key for key in keys if text_of(table, key)), None)
    hash = table.get("hash")
    text, place, _ = table[found] if found is not None else ("", cell[1], cell[2])
    digest, hash_place = (hash[0], hash[1]) if hash is not None and type(hash[0]) is str else ("", cell[1])
    url = text if found in ("url", "path") else ""
    end = max(place + len(text), hash_place + len(digest))
    return LockedFile(url, file_name(text), place, digest, hash_place, cell[1], end)
