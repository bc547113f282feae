"""The two files in which the cache keeps what one index answered: the entries, and a table that says where each entry is.

A check reads the whole table, which is short, and then only the entries that it needs. Both files only grow at the end, with one
write for each addition, so several runs can share them. An entry is written before its line in the table. A line that points at
something else than its entry is ignored.
"""

from __future__ import annotations

import os

from pinlint.evidence.regular_file import open_regular, read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


#: The folders of the two files, which are named for the index.
ENTRIES, TABLES = "entries", "tables"
#: If the entries of an index are longer, in bytes, both files are begun again.
LARGEST = 64 * 1024 * 1024
#: What is before each entry.
MARK = b"\n\npinlint-metadata "
#: A line of the table: the entry's offset and its length, in bytes, and its head.
_LINE = b"%08x %08x %b\n"
_OFFSET, _LENGTH, _HEAD = slice(0, 8), slice(9, 17), slice(18, None)
_APPENDING = (
    os.O_WRONLY | os.O_CREAT | os.O_APPEND
    | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)  # fmt: skip


class StoredIndex:
    """The entries of the index ``key`` below ``folder``, each by its head. The table is read once."""

    def __init__(self, folder: str, key: str) -> None:
        self._entries = os.path.join(folder, ENTRIES, key)
        self._table = os.path.join(folder, TABLES, key)
        lines = (read_bytes(self._table, LARGEST) or b"").split(b"\n")
        lines.pop()  # empty, or another run is just writing it: the line before counts
        #: The last line of each head.
        self.lines = {line[_HEAD]: line for line in lines}

    def read(self, heads: Collection[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Each of the ``heads`` with the text that its line points at. The text may be damaged, or belong to another entry."""
        heads = [head for head in heads if head in self.lines]
        if not heads:
            return
        try:
            descriptor = open_regular(self._entries)
        except OSError:
            return
        try:
            for head in heads:
                text = _text_at(descriptor, self.lines[head])
                if text is not None:
                    yield head, text
        finally:
            os.close(descriptor)

    def add(self, head: bytes, text: bytes) -> None:
        """Writes an entry. Raises OSError if it cannot be written."""
        for path in (self._entries, self._table):
            os.makedirs(os.path.dirname(path), exist_ok=True)
        end, is_first = _append(self._entries, MARK + text)
        line = _LINE % (end - len(text), len(text), head)
        _append(self._table, line, anew=is_first)
        self.lines[head] = line


def _text_at(descriptor: int, line: bytes) -> bytes | None:
    try:
        offset, length = int(line[_OFFSET], 16), int(line[_LENGTH], 16)
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, min(length, LARGEST))
    except (OSError, ValueError):
        return None


def _append(path: str, data: bytes, *, anew: bool = False) -> tuple[int, bool]:
    """Where the added data ends, and whether the file was begun again, by ``anew`` or because it became too long."""
    descriptor = os.open(path, _APPENDING, 0o644)
    try:
        anew = anew or os.fstat(descriptor).st_size + len(data) > LARGEST
        if anew:
            os.ftruncate(descriptor, 0)
        if os.write(descriptor, data) < len(data):
            raise OSError("the disk is full")
        return os.lseek(descriptor, 0, os.SEEK_CUR), anew
    finally:
        os.close(descriptor)
