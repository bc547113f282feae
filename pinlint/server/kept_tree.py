"""The files below a root. A text that is open in the editor replaces the file on the disk.

The tree keeps what it has read until the next check. It reads a file again if the file's status has changed. After `forget` it
lists the files again.
"""

from __future__ import annotations

import os
import stat

from pinlint.project import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    _State = tuple[int, int, int, int, int]

#: The byte-order mark that says that a text is UTF-8, whatever a comment in it says.
_MARK = b"\xef\xbb\xbf"


class KeptTree(files.Tree):
    """A tree on the disk with the ``opened`` texts, by path.

    ``asked`` are the paths that the last check has read or looked for. A change of any other file does not change the result,
    unless the list of files changes.
    """

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.opened: dict[str, bytes] = {}
        self.asked: set[str] = set()
        self._contents: dict[str, tuple[_State, bytes]] = {}
        self._listings: dict[tuple[tuple[str, ...], ...], files.Listing] = {}
        self._ignored: dict[str, bool] = {}

    def forget(self) -> None:
        """Drops the list of files and git's answers about ignored files. Both are made again when they are needed."""
        self._listings.clear()
        self._ignored.clear()
        self._folders = {""}

    def open(self, path: str, text: str) -> None:
        """Uses ``text`` as the content of ``path``, unless something that is not a readable file has this path."""
        if super().is_file(path) or not os.path.lexists(f"{self.root}/{path}"):
            self.opened[path] = as_bytes(text)

    def list(self, named: Sequence[str] = (), alone: Sequence[str] = ()) -> files.Listing:
        """The files of the tree, with the open files that are not on the disk yet."""
        key = tuple(named), tuple(alone)
        if key not in self._listings:
            listing = super().list(named, alone)
            new = [
                path for path in self.opened if path not in listing.path_set and not super(KeptTree, self).is_file(path)
            ]
            if new:
                listing = files.Listing(sorted([*listing.paths, *new]), listing.tracked)
            self._listings[key] = listing
        return self._listings[key]

    def read(self, path: str) -> bytes:
        """The text that is open in the editor, else the bytes on the disk. Raises what `pinlint.project.files.Tree.read` does."""
        self.asked.add(path)
        data = self.opened.get(path)
        if data is not None:
            return data
        state = _state(f"{self.root}/{path}")
        known = self._contents.get(path)
        if known is not None and known[0] == state:
            return known[1]
        data = super().read(path)
        if state is not None:
            self._contents[path] = (state, data)
        return data

    def is_file(self, path: str) -> bool:
        """Whether ``path`` is open, or a regular file that may be read."""
        self.asked.add(path)
        return path in self.opened or super().is_file(path)

    def ignores(self, path: str) -> bool:
        """Whether git ignores ``path``; git is asked once."""
        if path not in self._ignored:
            self._ignored[path] = super().ignores(path)
        return self._ignored[path]

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """The ``paths`` that git ignores. git is asked once for each path."""
        unknown = [path for path in paths if path not in self._ignored]
        if unknown:
            found = super().ignored(unknown)
            self._ignored.update((path, path in found) for path in unknown)
        return frozenset(path for path in paths if self._ignored[path])


def as_bytes(text: str) -> bytes:
    """The text of an editor as the bytes of a file in UTF-8. If a comment in the first two lines names another encoding, it is
    ignored: the editor has decoded the text already.
    """
    data = text.encode("utf-8", "replace")
    if data.startswith(_MARK):
        return data
    return _MARK + data if any(b"coding" in line for line in data.split(b"\n", 2)[:2]) else data


def _state(path: str) -> _State | None:
    """A value that changes when a regular file is written; None if the path is not a regular file."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):  # a NUL byte in the path
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
