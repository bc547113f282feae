"""Limits what a compiler may read and write: files of the project, with every link resolved, and nothing below ``.git``."""

from __future__ import annotations

import os
import posixpath

from pinlint.compiling import Refused
from pinlint.project.files import Unreadable, read, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Characters that a shell, a compiler or a file system may treat as special, not as a part of a file's name.
_ODD = frozenset(" ,$%*?[]{}'\"`|<>:;\n\r\t\0")


class Confines:
    """The project at ``root``, with the ``folder`` in which a compiler will run. ``tracked`` are the paths that git tracks,
    None if git does not answer. ``asks`` collects the actions that need a person's agreement.
    """

    def __init__(self, root: str, folder: str, tracked: Iterable[str] | None) -> None:
        self.root = root
        self.folder = folder
        self.tracked = tracked
        self.asks: list[str] = []

    def file(self, path: str, beside: str | None = None) -> str:
        """The file that ``path`` names, relative to the root. ``path`` is relative to the compiler's folder, or to the folder of
        the file ``beside``. The file need not exist. Raises Refused for a path outside of the project.
        """
        named = path.replace("\\", "/") if os.sep == "\\" else path
        if not named or named.startswith(("/", "~", "-")) or "\\" in named or not _ODD.isdisjoint(named):
            raise Refused(f"{path} is not a path of this project")
        folder = self.folder if beside is None else posixpath.dirname(beside)
        found = posixpath.normpath(posixpath.join(folder, named))
        for full in (os.path.join(self.root, found), os.path.join(self.root, folder, named)):
            if not within(self.root, full):
                raise Refused(f"{path} leads out of this project")
            real = os.path.relpath(os.path.realpath(full), os.path.realpath(self.root))
            if ".git" in real.casefold().replace(os.sep, "/").split("/"):
                raise Refused(f"{path} is a file of git itself")
        return found

    def read(self, path: str) -> bytes:
        """The bytes of a file of the project. Raises Refused if it may not be read."""
        try:
            return read(self.root, path)
        except Unreadable as error:
            raise Refused(f"{path} cannot be read: {error}") from error

    def exists(self, path: str) -> bool:
        """Whether there is anything at ``path``, even a dangling link."""
        return os.path.lexists(os.path.join(self.root, path))

    def folders(self) -> Iterator[str]:
        """The folders in which programs look for their settings: the compiler's folder, and the folders above it up to the root
        (``""``).
        """
        folder = self.folder.strip("/")
        while folder:
            yield folder
            folder = posixpath.dirname(folder)
        yield ""

    def is_users_own(self, path: str) -> bool:
        """Whether the file at ``path`` (absolute) is not from the repository: outside the root, or untracked according to git."""
        from pinlint.evidence.trust import HELD, is_held, objection

        def objections(place: str) -> str | None:
            own = self.tracked is not None and not is_held(os.path.relpath(place, self.root), self.tracked)
            return None if own else HELD

        return objection(self.root, path, objections) is None
