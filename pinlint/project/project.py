"""The project under check: its files and what they hold. The only place that reads them; what they are to each other, and
whether they agree, others say.
"""

from __future__ import annotations

import os
import posixpath

from pinlint.project import files
from pinlint.project.path_matching import is_test_data
from pinlint.requirements.policies import LOCK_FORMATS
from pinlint.text import budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import SourceFile

#: Locks of other formats, and what is in each of their names.
OTHER_LOCKS = r"(?:^|/)(?:conda-lock\.ya?ml|pixi\.lock)$"
OTHER_LOCK_MARKS = ("conda-lock.y", "pixi.lock")

#: Names of files in other formats, which a user may point at and which are no requirements files.
NO_SOURCES = (".toml", ".json", ".yaml", ".yml", ".md", ".rst", ".html", ".xml", "pixi.lock")


#: The formats of what a tool writes: their files are as long as they have to be.
_LONG = LOCK_FORMATS | {"requirements-txt"}
#: So often git is asked whether it ignores a path, a process each time.
_MOST_ASKED = 50
#: How a file begins in place of one that is kept elsewhere.
_POINTER = b"version https://git-lfs.github.com/spec/"


class Documents(dict[str, "RequirementsFile"]):
    """Documents by the path of the file itself; looked up by the names of symbolic links to it as well.

    ``links`` maps those names to the path.
    """

    def __init__(self, links: Mapping[str, str], documents: Mapping[str, RequirementsFile] | None = None) -> None:
        super().__init__(documents or {})
        self._links = links

    def __contains__(self, path: object) -> bool:
        return super().__contains__(self._links.get(path, path))  # type: ignore[call-overload]

    def __missing__(self, path: str) -> RequirementsFile:
        if path not in self._links:
            raise KeyError(path)
        return self[self._links[path]]

    def get(self, path: str, default: Any = None) -> Any:
        """The document at ``path``; the default where there is none."""
        return super().get(self._links.get(path, path), default)


class Project:
    """A project: the root, the files below it, and the documents that were read, each at most once.

    One file on the disk is one file, however many symbolic links lead to it: it is read once, under its own path, which is
    what ``links`` maps the names of the links to.
    ``documents`` maps a path to what it holds, for every requirement source that was found or asked for. ``unreadable``
    maps the paths of the others to the reason why they could not be read. ``named`` are the folders that are checked even
    where they hold test data.
    """

    def __init__(
        self, tree: files.Tree, listing: files.Listing, reader: Callable[[str], Any], named: Sequence[str] = ()
    ) -> None:
        """``reader`` gives the module that reads a format, by its name."""
        self.tree = tree
        self.root = tree.root
        self.listing = listing
        self.paths = listing.paths
        self.path_set = listing.path_set
        self.tracked = listing.tracked
        self.links: dict[str, str] = {}
        self.documents = Documents(self.links)
        self.unreadable: dict[str, str] = {}
        #: Those of ``unreadable`` that could be read, but for their size or what is in them.
        self.exceeded: set[str] = set()
        self._reader = reader
        self._named = named
        self._ignored: dict[str, bool] = {}
        self._names: dict[str, list[str]] = {}
        self._overlay: dict[str, bytes] = {}
        self._bytes = 0  # of all that was read
        self._sources: dict[str, SourceFile | None] = {}

    def overlay(self, path: str, data: bytes) -> None:
        """Takes ``data`` for the content of ``path``, whatever is on the disk: standard input, an edit not yet written."""
        self._overlay[self.real(path)] = data

    def real(self, path: str) -> str:
        """The path of the file that ``path`` leads to, symbolic links followed as far as they stay in the project."""
        if path in self._names:
            return path
        if path not in self.links:
            real = self.tree.resolve(path)
            names = self._names.setdefault(real, [real])
            if real != path:
                self.links[path] = real
                names.append(path)
            return real
        return self.links[path]

    def names(self, path: str) -> Sequence[str]:
        """The paths under which the file at ``path`` was asked for, its own first, then those of symbolic links."""
        return self._names.get(path) or (path,)

    def read(self, path: str) -> bytes:
        """The bytes of ``path``. Raises `pinlint.project.files.Unreadable` with the reason, and TooLarge."""
        path = self.real(path)
        data = self._overlay.get(path)
        data = self.tree.read(path) if data is None else data
        self._bytes += len(data)
        if self._bytes > budget.MOST_BYTES:
            from pinlint.text.errors import TooLarge

            raise TooLarge(
                f"the files to check hold more than {budget.MOST_BYTES:,} bytes: check some folders of them at a time"
            )
        if data.startswith(_POINTER):
            raise files.Unreadable("a pointer of Git LFS, not the file: `git lfs pull` downloads it")
        return data

    def exists(self, path: str) -> bool:
        """Whether there is a file at ``path``, whether listed or not (ignored by git, say)."""
        return path in self.path_set or self.real(path) in self._overlay or self.tree.is_file(path)

    def is_asked(self, folder: str) -> bool:
        """Whether a folder, or something below it, was named to be checked by itself."""
        return any(f"{named}/".startswith(f"{folder}/") for named in self._named)

    def ignores(self, path: str) -> bool:
        """Whether git is told to ignore ``path``; of very many paths it is asked of the first ones only."""
        if path not in self._ignored and len(self._ignored) < _MOST_ASKED:
            self._ignored[path] = self.tree.ignores(path)
        return self._ignored.get(path, False)

    def _forget(self, path: str) -> None:
        """Takes a listed file that was deleted, and that git does not know of yet, for what it is: not there."""
        self.path_set.discard(path)
        if self.tracked is not None:
            self.tracked.discard(path)

    def matching(self, pattern: str, marks: Sequence[str] = ()) -> list[str]:
        """The listed paths, but for test data, in which the regular expression ``pattern`` is found; on marks see
        `pinlint.project.files.Listing`."""
        return [path for path in self.listing.matching(pattern, marks) if not is_test_data(path, self._named)]

    def ending(self, ending: str) -> list[str]:
        """The listed paths, but for test data, that end in ``ending``, a text without a slash, in these very letters."""
        return [path for path in self.listing.ending(ending) if not is_test_data(path, self._named)]

    def source(self, path: str) -> SourceFile | None:
        """The text of any file of the project, in UTF-8; None (and an entry in ``unreadable``) where it cannot be read."""
        path = self.real(path)
        if path not in self._sources:
            from pinlint.formats.decoding import Undecodable, decode_utf8

            try:
                self._sources[path] = decode_utf8(self.read(path), path)
            except files.Missing:
                self._forget(path)
                self._sources[path] = None
            except (files.Unreadable, Undecodable) as error:
                self.unreadable[path] = str(error)
                self._sources[path] = None
        return self._sources[path]

    def document(self, path: str, format: str | None = None) -> RequirementsFile | None:
        """The requirement source at ``path``, read once; None where there is none or it cannot be read.

        ``format`` forces one; else the path decides, and what no pattern knows is read as a requirements file.
        """
        name, path = path, self.real(path)
        if path in self.documents:
            self._also_at(name, self.documents[path])
            return self.documents[path]
        if path in self.unreadable or not self.exists(path):
            return None
        from pinlint.formats.decoding import Undecodable, decode

        try:
            source = decode(self.read(path), path)
        except files.Missing:
            self._forget(path)
            return None
        except (files.Unreadable, Undecodable) as error:
            self.unreadable[path] = str(error)
            return None
        reader = self._reader(format or format_of(path) or format_of(name) or "requirements_txt")
        if format is None and hasattr(reader, "is_foreign") and reader.is_foreign(source):
            return None
        try:
            if reader.FORMAT not in _LONG:
                budget.check_source(source.text)
            document: RequirementsFile = reader.parse(source)
        except budget.ExceededError as error:
            self.exceeded.add(path)
            self.unreadable[path] = f"the file {error}"
            return None
        if document.problems and document.format == "requirements-txt":
            from pinlint.formats.foreign_text import sift

            sift(document)
        self.documents[path] = document
        document.names = self._names[path]
        self._also_at(name, document)
        return document

    def _also_at(self, name: str, document: RequirementsFile) -> None:
        """Follows the includes of a file as they lead from ``name``, a link to it in another folder, where they lead nowhere
        from its own: pip follows them from the name that it is given."""
        folder = posixpath.dirname(name)
        if name == document.path or folder == posixpath.dirname(document.path):
            return
        for include in document.includes:
            if include.path is None or "$" in include.target or self.exists(include.path):
                continue
            path = posixpath.normpath(posixpath.join(folder, include.target))
            if not path.startswith(("/", "..")) and self.exists(path):
                include.path = path

    def requirement_sources(self) -> list[str]:
        """The listed paths that a format of requirement sources reads.

        Beside those that a name tells: an input and the lock of its stem (``typing.in``, ``typing.txt``), where the latter
        says that it was compiled, and locks of other names that say so, where people keep them.
        """
        from pinlint.index import FORMATS

        found = {path for pattern in FORMATS.values() for path in self.matching(pattern)}
        for path in self.ending(".in"):
            lock = path[:-2] + "txt"
            if path not in found and lock in self.path_set and self._is_compiled(lock):
                found |= {path, lock}
        for path in self.ending(".txt"):
            if path not in found and _may_be_lock(path) and self._is_compiled(path):
                found.add(path)
        return sorted(found)

    def _is_compiled(self, path: str) -> bool:
        try:
            head = self.read(path)[:4096]
        except files.Unreadable:
            return False
        return any(mark in head for mark in (b"autogenerated by", b"pip-compile", b"# via"))

    def load(self, paths: Iterable[str]) -> None:
        """Reads the requirement sources at ``paths`` and every file that they include, however deep."""
        waiting = list(paths)
        entered: set[str] = set()
        while waiting:
            path = waiting.pop()
            if path in entered:
                continue
            entered.add(path)
            document = self.document(path)
            if document is not None:
                waiting += [i.path for i in document.includes if i.path and i.path not in self.documents]

    def known_source(self, path: str) -> SourceFile | None:
        """The text of the file at ``path``, if it was read."""
        document: RequirementsFile | None = self.documents.get(path)
        return document.source if document is not None else self._sources.get(path)

    def other_sources(self) -> Iterator[SourceFile]:
        """The files that were read as something else than a requirement source."""
        for path, source in self._sources.items():
            if source is not None and path not in self.documents:
                yield source

    def unlisted(self) -> list[str]:
        """The files that were read because another one, or a symbolic link, names them."""
        read = [*self.documents, *(source.path for source in self.other_sources())]
        return [path for path in read if path not in self.path_set]

    def other_locks(self) -> list[str]:
        """The locks of other formats."""
        return self.matching(OTHER_LOCKS, OTHER_LOCK_MARKS)

    def above(self, paths: Iterable[str]) -> set[str]:
        """The requirement sources in the folders of ``paths`` and in those above: what a manifest there may bear on."""
        folders = set()
        for path in paths:
            while path:
                path = path.rpartition("/")[0]
                if path in folders:
                    break
                folders.add(path)
        return {document for document in self.documents if document.rpartition("/")[0] in folders}

    def is_source(self, path: str) -> bool:
        """Whether ``path``, named by the user, is to be read as a requirement source.

        All that nothing else reads is taken for a requirements file, except for what can be none by its name.
        """
        if path.endswith(NO_SOURCES) and format_of(path) is None:
            return False
        from pinlint.index import MANIFESTS, OTHER_FORMATS
        from pinlint.project.path_matching import matches

        others = [*MANIFESTS.values(), *OTHER_FORMATS.values()]
        return format_of(path) is not None or not any(matches(pattern, path) for pattern in others)


#: What the names of locks, and of folders that hold them, have in them.
_LOCK_WORDS = ("lock", "pin", "dep", "req", "freeze", "env", "prod", "dev", "test", "lint", "doc", "ci", "build")


def _may_be_lock(path: str) -> bool:
    """Whether a text file stands in the root, or its name or folder is one that people give to locks."""
    folder, _, name = path.lower().rpartition("/")
    return not folder or any(word in name or word in folder.rpartition("/")[2] for word in _LOCK_WORDS)


def format_of(path: str) -> str | None:
    """The name of the module in `pinlint.formats` that reads requirements from ``path``; None where none does."""
    from pinlint.index import FORMATS
    from pinlint.project.path_matching import matches

    for name, pattern in FORMATS.items():
        if matches(pattern, path):
            return name
    return "script" if path.endswith(".py") else None


def find_root(start: str) -> str:
    """The root of the project that ``start`` (an absolute folder) lies in: its git repository, else ``start`` itself."""
    return os.path.realpath(files.git_folder(start) or start)
