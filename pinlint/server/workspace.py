"""Knows which folders are checked, which files are open, and to which folder a file belongs."""

from __future__ import annotations

import os

from pinlint.server.checked_folder import CheckedFolder
from pinlint.server.uris import path_of, uri_of
from pinlint.text.errors import PinlintError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pinlint.server.checked_folder import Opened

    #: What a command line would check: for a path, and the folder in which the user works.
    Opening = Callable[[str, str], Opened]


class Document:
    """A file that is open in the editor, with its ``uri`` as the editor spells it."""

    __slots__ = ("path", "text", "uri", "version")

    def __init__(self, uri: str, path: str, text: str, version: int | None) -> None:
        self.uri = uri
        self.path = path
        self.text = text
        self.version = version


class Workspace:
    """The folders of the workspace, and the projects of open files outside these folders."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._named: dict[str, CheckedFolder] = {}
        #: The projects of open files outside of the named folders, or in a repository of their own inside.
        self._others: dict[str, CheckedFolder] = {}
        self.documents: dict[str, Document] = {}

    def folders(self) -> Iterator[CheckedFolder]:
        """All folders that are checked."""
        yield from self._named.values()
        yield from self._others.values()

    def add(self, uri: str) -> None:
        """Adds a folder of the workspace."""
        path = path_of(uri)
        if path is not None:
            self._named[path] = CheckedFolder(path, lambda: self._opening(path, path))
            self._regroup()

    def remove(self, uri: str) -> CheckedFolder | None:
        """Removes a folder of the workspace, and returns it."""
        removed = self._named.pop(path_of(uri) or "", None)
        self._regroup()
        return removed

    def _regroup(self) -> None:
        for document in self.documents.values():
            self._provide(document.path)

    def open(self, uri: str, text: str, version: int | None) -> None:
        """Keeps the text of a file that was opened or has changed."""
        path = path_of(uri)
        if path is None:
            return
        known = self.documents.get(path)
        self.documents[path] = Document(uri, path, text, version)
        if known is None:
            self._provide(path)
            self.forget()
        for folder in self.folders():
            if folder.concerns(path):
                folder.dirty = True

    def close(self, uri: str) -> CheckedFolder | None:
        """Drops the text of a closed file, so that the file on the disk counts again. Returns the project that is no longer
        checked, if any.
        """
        path = path_of(uri)
        if path is None or self.documents.pop(path, None) is None:
            return None
        self.forget()
        return self._others.pop(path, None)

    def forget(self) -> None:
        """Makes every folder read its files and settings again: they may have changed on the disk."""
        for folder in self.folders():
            folder.forget()

    def changed_on_disk(self, uri: str) -> None:
        """Notes that the content of a file has changed on the disk."""
        path = path_of(uri)
        for folder in self.folders():
            if path is not None and folder.concerns(path):
                folder.forget()

    def texts(self) -> Iterator[tuple[str, str]]:
        """The open texts, by absolute path."""
        for document in self.documents.values():
            yield document.path, document.text

    def marked(self) -> frozenset[str]:
        """The open texts that begin with a byte-order mark, each without the mark."""
        documents = self.documents.values()
        return frozenset(document.text[1:] for document in documents if document.text.startswith("\ufeff"))

    def folder_of(self, path: str) -> CheckedFolder | None:
        """The innermost folder that contains the file at an absolute path."""
        if path in self._others:
            return self._others[path]
        above = [folder for name, folder in self._named.items() if _is_in(path, name)]
        return max(above, key=lambda folder: len(folder.folder), default=None)

    def uri(self, path: str) -> str:
        """The URI of an absolute path, as the editor spells it if the file is open."""
        document = self.documents.get(path)
        return document.uri if document is not None else uri_of(path)

    def _provide(self, path: str) -> None:
        """Makes a project for an open file outside the workspace's folders. The file is checked as if a command line named it."""
        above = max((name for name in self._named if _is_in(path, name)), key=len, default=None)
        self._others.pop(path, None)
        if above is not None and not self._is_apart(path, above):
            return
        folder = os.path.dirname(path)
        self._others[path] = CheckedFolder(folder, lambda: self._opening(path, folder))

    def _is_apart(self, path: str, folder: str) -> bool:
        """Whether a file below a folder of the workspace is in another repository, such as a submodule."""
        try:
            return self._opening(_existing(path), folder).root != self._opening(folder, folder).root
        except PinlintError:
            return False


def _existing(path: str) -> str:
    """The nearest folder above ``path`` that exists."""
    path = os.path.dirname(path)
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return path


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))
