"""The checked project: its files and their contents. Only this module reads them; other modules find the relations between
the files, and whether they agree.
"""

from __future__ import annotations

import posixpath

from pinlint.project import files
from pinlint.project.path_matching import is_test_data
from pinlint.requirements.policies import LOCK_FORMATS
from pinlint.text import budget
from pinlint.text.observed import is_older, resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from pinlint.project.reading import Reading
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import SourceFile

#: Locks of other formats, and a text that each of their names contains.
OTHER_LOCKS = r"(?:^|/)(?:conda-lock\.ya?ml|pixi\.lock)$"
OTHER_LOCK_MARKS = ("conda-lock.y", "pixi.lock")

#: Names of files in other formats; they are not requirements files even if a user names them.
NO_SOURCES = (".toml", ".json", ".yaml", ".yml", ".md", ".rst", ".html", ".xml", "pixi.lock")


#: The formats of files that tools write, which may be long.
_LONG = LOCK_FORMATS | {"requirements-txt"}
#: The most times that git is asked whether it ignores a path; each time starts a process.
_MOST_ASKED = 50
#: The beginning of a pointer file whose real content is stored elsewhere.
_POINTER = b"version https://git-lfs.github.com/spec/"


class Documents(dict[str, "RequirementsFile"]):
    """Documents by the path of the file itself; they are also found by the names of symbolic links to it.

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
        """The document at ``path``; the default if there is none."""
        return super().get(self._links.get(path, path), default)


class Project:
    """A project: the root, the files below it, and the documents that were read, each at most once.

    A file with several symbolic links to it is read only once, under its own path; ``links`` maps the names of the links to
    this path. ``documents`` has every source of requirements that was found or named, by its path. ``unreadable`` maps the
    paths of the others to the reason why they could not be read. ``named`` are the folders that are checked even if they
    contain test data. ``reading`` reads texts.
    """

    def __init__(self, tree: files.Tree, listing: files.Listing, reading: Reading, named: Sequence[str] = ()) -> None:
        self.tree = tree
        self.root = tree.root
        self.listing = listing
        self.paths = listing.paths
        self.path_set = listing.path_set
        self.tracked = listing.tracked
        self.links: dict[str, str] = {}
        self.documents = Documents(self.links)
        self.unreadable: dict[str, str] = {}
        #: Those of ``unreadable`` that are not read only because of their size or content.
        self.exceeded: set[str] = set()
        self.reading = reading
        self._named = named
        self._ignored: dict[str, bool] = {}
        self._submodules: set[str] | None = None
        self._existing: dict[str, bool] = {}
        self._names: dict[str, list[str]] = {}
        self._overlay: dict[str, bytes] = {}
        self._bytes = 0  # the total size of the files read
        self._sources: dict[str, SourceFile | None] = {}

    def overlay(self, path: str, data: bytes) -> None:
        """Uses ``data`` as the content of ``path`` instead of the disk: standard input, an edit not yet written. Comes before
        all questions.
        """
        self._overlay[self.real(path)] = data

    def real(self, path: str) -> str:
        """The path of the file that ``path`` leads to, following symbolic links while they stay in the project."""
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
        """The paths under which the file at ``path`` is known: its own path first, then those of symbolic links to it."""
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
                f"the files to check contain more than {budget.MOST_BYTES:,} bytes: check some folders of them at a time"
            )
        if data.startswith(_POINTER):
            raise files.Unreadable("a pointer of Git LFS, not the file: `git lfs pull` downloads it")
        return data

    def in_submodule(self, path: str) -> bool:
        """Whether ``path`` is a submodule of git or in one, also if the submodule is not checked out."""
        if self._submodules is None:
            from pinlint.project.files import Unreadable
            from pinlint.project.submodules import folders

            try:
                self._submodules = folders(self.read(".gitmodules").decode("utf-8", "replace"))
            except Unreadable:
                self._submodules = set()
        return any(path == folder or path.startswith(f"{folder}/") for folder in self._submodules)

    def exists(self, path: str) -> bool:
        """Whether there is a file at ``path``, whether listed or not (ignored by git, say)."""
        if path in self.path_set:
            return True
        if path not in self._existing:
            laid = bool(self._overlay) and self.real(path) in self._overlay
            self._existing[path] = laid or self.tree.is_file(path)
        return self._existing[path]

    def is_asked(self, folder: str) -> bool:
        """Whether a folder, or something below it, was named to be checked by itself."""
        return any(f"{named}/".startswith(f"{folder}/") for named in self._named)

    def ignores(self, path: str) -> bool:
        """Whether git ignores ``path``; if very many paths are asked for, only the first ones are checked."""
        if path not in self._ignored and len(self._ignored) < _MOST_ASKED:
            self._ignored[path] = self.tree.ignores(path)
        return self._ignored.get(path, False)

    def _forget(self, path: str) -> None:
        """Removes a listed file that was deleted although git still lists it."""
        self.path_set.discard(path)
        if self.tracked is not None:
            self.tracked.discard(path)

    def matching(self, pattern: str, marks: Sequence[str] = ()) -> list[str]:
        """The listed paths, except test data, in which the regular expression ``pattern`` is found; for ``marks`` see
        `pinlint.project.files.Listing`."""
        return [path for path in self.listing.matching(pattern, marks) if not is_test_data(path, self._named)]

    def ending(self, ending: str) -> list[str]:
        """The listed paths, except test data, that end in ``ending``, a text without a slash; upper and lower case matter."""
        return [path for path in self.listing.ending(ending) if not is_test_data(path, self._named)]

    def unnamed_scripts(self) -> list[str]:
        """The listed files without an ending, in the root or in folders of scripts."""
        from pinlint.project.path_matching import SCRIPT_MARKS, unnamed_scripts

        in_root = [path for path in self.listing.paths if "/" not in path]
        return list(unnamed_scripts([*in_root, *self.listing.matcher.in_folders(SCRIPT_MARKS)]))

    def source(self, path: str) -> SourceFile | None:
        """The text of any file of the project, in UTF-8; None (and an entry in ``unreadable``) if it cannot be read."""
        path = self.real(path)
        if path not in self._sources:
            from pinlint.formats.decoding import Undecodable

            try:
                self._sources[path] = self.reading.decode(self.read(path), path)
            except files.Missing:
                self._forget(path)
                self._sources[path] = None
            except (files.Unreadable, Undecodable) as error:
                self.unreadable[path] = str(error)
                self._sources[path] = None
        return self._sources[path]

    def document(self, path: str, format: str | None = None) -> RequirementsFile | None:
        """The requirement source at ``path``, read once; None if there is none or it cannot be read.

        ``format`` forces a format. Without it, the path decides. If no pattern matches, the file is read as a requirements file.
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
        reader = self.reading.reader(format or format_of(path) or format_of(name) or "requirements_txt")
        if format is None and hasattr(reader, "is_foreign") and reader.is_foreign(source):
            return None
        try:
            if reader.FORMAT not in _LONG:
                budget.check_source(source.text)
            document: RequirementsFile = reader.parse(source)
        except MemoryError:
            budget.release_reserve()
            raise
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
        """Resolves the includes of a file relative to ``name``, a link to the file in another folder, if they do not exist
        relative to the file's own path. pip resolves includes from the name that it gets.
        """
        folder = posixpath.dirname(name)
        if name == document.path or folder == posixpath.dirname(document.path):
            return
        for include in document.includes:
            if include.path is None or "$" in include.target or self.exists(include.path):
                continue
            path = posixpath.normpath(posixpath.join(folder, include.target))
            if not path.startswith(("/", "..")) and self.exists(path):
                include.path = path

    def requirement_sources(self, locks: Sequence[str] = ()) -> list[str]:
        """The listed paths that a format of requirement sources reads, and the ``locks`` that the configuration names. Notes the
        locks that do not exist.

        Besides files with known names, this includes locks with other names in the usual places, if the header says that they
        were compiled. It also includes an input with the stem of such a lock: ``typing.in`` for ``typing.txt``.
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
        for lock in locks:
            if lock in self.path_set:
                found.add(lock)
            elif not self.exists(lock):
                self.tree.notes.append(
                    f"{lock} does not exist, but `[[tool.pinlint.locks]]` says what it is compiled from"
                )
        return sorted(found)

    def _is_compiled(self, path: str) -> bool:
        try:
            head = self.read(path)[:4096]
        except files.Unreadable:
            return False
        return any(mark in head for mark in (b"autogenerated by", b"pip-compile", b"# via"))

    def load(self, paths: Iterable[str]) -> None:
        """Reads the requirement sources at ``paths`` and every file that they include directly or indirectly."""
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
        """The files that were read, except requirement sources."""
        for path, source in self._sources.items():
            if source is not None and path not in self.documents:
                yield source

    def private(self, named: Collection[str]) -> frozenset[str]:
        """The files, except the ``named`` ones, that only another file or a symbolic link names, and that git does not track.

        They may be private. A stranger can change `.gitignore`, so it does not decide. If git gives no answer, it tracks none.
        """
        tracked = self.tracked
        if tracked is None and files.git_folder(self.tree.root) is None:
            return frozenset()
        known = tracked if tracked is not None else ()
        read = [*self.documents, *(source.path for source in self.other_sources())]
        unlisted = [path for path in read if path not in self.path_set]
        ignored = self.tree.ignored(unlisted) if unlisted else frozenset()
        included = {path for path in self.documents if path not in known and format_of(path) is None}
        if included:
            included.difference_update(self.requirement_sources())  # pinlint checks them by themselves
        return (ignored | included).difference(named)

    def other_locks(self) -> list[str]:
        """The locks of other formats."""
        return self.matching(OTHER_LOCKS, OTHER_LOCK_MARKS)

    def above(self, paths: Iterable[str]) -> set[str]:
        """The requirement sources that a manifest at one of the ``paths`` may affect: in the same folder, and in the folders
        above.
        """
        folders = set()
        for path in paths:
            while path:
                path = path.rpartition("/")[0]
                if path in folders:
                    break
                folders.add(path)
        return {document for document in self.documents if document.rpartition("/")[0] in folders}

    def is_source(self, path: str) -> bool:
        """Whether to read ``path``, named by the user, as a requirement source.

        A file that no other reader handles is read as a requirements file, unless its name shows that it cannot be one.
        """
        if path.endswith(NO_SOURCES) and format_of(path) is None:
            return False
        from pinlint.index import MANIFESTS, OTHER_FORMATS
        from pinlint.project.path_matching import matches, unnamed_scripts

        if any(unnamed_scripts([path])) and (source := self.source(path)) is not None and source.text.startswith("#!"):
            return False
        others = [*MANIFESTS.values(), *OTHER_FORMATS.values()]
        return format_of(path) is not None or not any(matches(pattern, path) for pattern in others)


#: Texts that occur in the names of locks and of their folders.
_LOCK_WORDS = ("lock", "pin", "dep", "req", "freeze", "env", "prod", "dev", "test", "lint", "doc", "ci", "build")


def _may_be_lock(path: str) -> bool:
    """Whether a text file is in the root, or has a name or folder that is usual for locks."""
    folder, _, name = path.lower().rpartition("/")
    return not folder or any(word in name or word in folder.rpartition("/")[2] for word in _LOCK_WORDS)


def format_of(path: str) -> str | None:
    """The name of the module in `pinlint.formats` that reads requirements from ``path``; None if there is none."""
    from pinlint.index import FORMATS
    from pinlint.project.path_matching import matches

    for name, pattern in FORMATS.items():
        if matches(pattern, path):
            return name
    return "script" if path.endswith(".py") else None


def find_root(start: str) -> str:
    """The root of the project that contains ``start`` (an absolute folder): its git repository, else ``start`` itself."""
    return resolved(files.git_folder(start) or start)


def changed_since(paths: Sequence[str], root: str) -> list[str]:
    """The ``paths`` that may have changed since the last commit. A file that is older than the commit has not changed."""
    top = files.git_folder(root)
    if top is None:
        return []
    log = f"{top}/.git/logs/HEAD"  # a worktree does not have it, and some files exist only in an editor
    return [path for path in paths if not is_older(f"{root}/{path}", log)]
