"""The project under check: its files, what they hold, what they are to each other. The only place that reads them."""

from __future__ import annotations

import os

from pinlint.project import files
from pinlint.project.path_matching import is_test_data
from pinlint.requirements import policies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import ModuleType

    from pinlint.checking.proving import Proofs
    from pinlint.findings.config import Config
    from pinlint.findings.report import LockVerdict
    from pinlint.findings.subjects import Subject
    from pinlint.freshness.overlaps import Overlaps
    from pinlint.project.inclusions import Inclusions
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.text.effort import Effort
    from pinlint.text.source import SourceFile

    Provider = Callable[["Project"], Iterator[Subject]]

#: The most requirement sources that one run reads, and the most work that it takes to read them, in requirements; the largest
#: repositories that people have hold some thousand and some ten thousands.
MOST_DOCUMENTS = 20_000
MOST_WORK = 500_000
#: So much more work a project may take for each of its files.
EACH_FILE = 20
#: Locks of other formats, and what is in each of their names.
OTHER_LOCKS = r"(?:^|/)(?:(?:uv|poetry|pdm)\.lock|Pipfile\.lock|pylock(?:\.[^/.]+)?\.toml)$"
OTHER_LOCK_MARKS = ("uv.lock", "poetry.lock", "pdm.lock", "pipfile.lock", "pylock")
#: The most notes that a report has.
MOST_NOTES = 20


#: What a file is to the project, and how strictly its requirements are judged; that of an input, the configuration says.
ROLES = {
    "lock": policies.LOCKED,
    "input": policies.INPUT,
    "constraint": policies.CONSTRAINT,
    "environment": policies.ENVIRONMENT,
    "requirements": policies.FLOATING,  # nothing locks it
    "metadata": policies.ABSTRACT,
}


#: Names of files in other formats, which a user may point at and which are no requirements files.
NO_SOURCES = (".toml", ".json", ".yaml", ".yml", ".md", ".rst", ".html", ".xml", "uv.lock", "poetry.lock", "pdm.lock")


#: So often git is asked whether it ignores a path, a process each time.
_MOST_ASKED = 50


class Project:
    """A project: the root, the files below it, and the documents that were read, each at most once.

    ``documents`` maps a path to what it holds, for every requirement source that was found or asked for. ``unreadable``
    maps the paths of the others to the reason why they could not be read. ``named`` are the folders that are checked even
    where they hold test data.
    """

    def __init__(self, tree: files.Tree, config: Config, listing: files.Listing, named: Sequence[str] = ()) -> None:
        self.tree = tree
        self.root = tree.root
        self.config = config
        #: Who is told how many pins the index was asked for, of how many; None: it is not asked.
        self.progress: Callable[[int, int], None] | None = None
        self.listing = listing
        self.paths = listing.paths
        self.path_set = listing.path_set
        self.tracked = listing.tracked
        self.documents: dict[str, RequirementsFile] = {}
        self.unreadable: dict[str, str] = {}
        #: How much work may still be spent on reading requirement sources.
        self._left = self.share(MOST_WORK)
        self._named = named
        self._ignored: dict[str, bool] = {}
        self._overlay: dict[str, bytes] = {}
        self._sources: dict[str, SourceFile | None] = {}
        #: What is left of the work that manifests may take, for `pinlint.manifests.bounds`.
        self.manifest_effort: Effort | None = None
        self._roles: dict[str, str] | None = None
        self._proofs: Proofs | None = None
        self._proofs_made = False
        self._inclusions: Inclusions | None = None
        self._overlaps: Overlaps | None = None

    def share(self, most: int) -> int:
        """How much work may be done, where ``most`` may be for a small project: one of many files holds more that is right."""
        return most + EACH_FILE * len(self.paths)

    def overlay(self, path: str, data: bytes) -> None:
        """Takes ``data`` for the content of ``path``, whatever is on the disk: standard input, an edit not yet written."""
        self._overlay[path] = data

    def read(self, path: str) -> bytes:
        """The bytes of ``path``. Raises `pinlint.project.files.Unreadable` with the reason."""
        data = self._overlay.get(path)
        return self.tree.read(path) if data is None else data

    def exists(self, path: str) -> bool:
        """Whether there is a file at ``path``, whether listed or not (ignored by git, say)."""
        return path in self.path_set or path in self._overlay or self.tree.is_file(path)

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
        if path in self.documents:
            return self.documents[path]
        if path in self.unreadable or not self.exists(path):
            return None
        if self._left < 0 or len(self.documents) >= MOST_DOCUMENTS:
            self.unreadable[path] = "as much was read before it as one run reads: leave something out with 'exclude'"
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
        reader = _format(format or format_of(path) or "requirements_txt")
        if format is None and hasattr(reader, "is_foreign") and reader.is_foreign(source):
            return None
        document: RequirementsFile = reader.parse(source)
        self._left -= document.work
        if document.problems and document.problems[0].fatal and document.problems[0].rule == "unreadable-file":
            self.unreadable[path] = document.problems[0].message
            return None
        if document.problems and document.format == "requirements-txt":
            from pinlint.formats.foreign_text import sift

            sift(document)
        self.documents[path] = document
        return document

    def requirement_sources(self) -> list[str]:
        """The listed paths that a format of requirement sources reads.

        Beside those that a name tells: an input and the lock of its stem (``typing.in``, ``typing.txt``), where the latter
        says that it was compiled.
        """
        from pinlint.index import FORMATS

        found = {path for pattern in FORMATS.values() for path in self.matching(pattern)}
        for path in self.ending(".in"):
            lock = path[:-2] + "txt"
            if path not in found and lock in self.path_set and self._is_compiled(lock):
                found |= {path, lock}
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

    def requirements(self) -> Iterator[Requirement]:
        """Every requirement of every document that was read."""
        for document in self.documents.values():
            yield from document.requirements

    def known_source(self, path: str) -> SourceFile | None:
        """The text of the file at ``path``, if it was read."""
        document = self.documents.get(path)
        return document.source if document is not None else self._sources.get(path)

    def other_sources(self) -> Iterator[SourceFile]:
        """The files that were read as something else than a requirement source."""
        for path, source in self._sources.items():
            if source is not None and path not in self.documents:
                yield source

    @property
    def proofs(self) -> Proofs | None:
        """The pairings and proofs of the locks; None where no document can be a lock."""
        if not self._proofs_made:
            self._proofs_made = True
            if any(document.format == "requirements-txt" for document in self.documents.values()):
                from pinlint.checking.proving import Proofs

                self._proofs = Proofs(self)
        return self._proofs

    @property
    def inclusions(self) -> Inclusions:
        """What each file installs together with those that it includes."""
        if self._inclusions is None:
            from pinlint.project.inclusions import MOST, Inclusions

            self._inclusions = Inclusions(self.documents, self.share(MOST))
        return self._inclusions

    @property
    def overlaps(self) -> Overlaps:
        """Which requirements can be active together, and contradict each other."""
        if self._overlaps is None:
            from pinlint.freshness.overlaps import MOST_STEPS, Overlaps

            self._overlaps = Overlaps(self.share(MOST_STEPS))
        return self._overlaps

    @property
    def roles(self) -> dict[str, str]:
        """What each document is to the project, a word of `ROLES`."""
        if self._roles is None:
            others = {path: policies.ROLES_BY_FORMAT.get(d.format, "metadata") for path, d in self.documents.items()}
            self._roles = self.proofs.roles() if self.proofs is not None else others
            for module in self._manifest_modules():
                for path in module.mirrors(self) if hasattr(module, "mirrors") else ():
                    if self._roles.get(path) == "requirements":
                        self._roles[path] = "metadata"  # a copy of what manifests require, and as abstract as they are
        return self._roles

    def policy(self, requirement: Requirement) -> str:
        """How strictly ``requirement`` is judged, a word of `pinlint.requirements.policies`."""
        role = self.roles.get(requirement.source.path, "requirements")
        if role == "input":
            return policies.EXACT if self.config.inputs == "exact" else policies.INPUT
        return ROLES[role]

    def locked_version(self, requirement: Requirement) -> str | None:
        """The version that the lock of the requirement's file installs; None where there is none that is not stale."""
        if self.proofs is None or requirement.project is None:
            return None
        return self.proofs.locked_version(requirement.source.path, requirement.project)

    def verdicts(self) -> list[LockVerdict]:
        """What was proved of each lock."""
        return list(self.proofs.verdicts()) if self.proofs is not None else []

    def other_locks(self) -> list[str]:
        """The locks of other formats."""
        return self.matching(OTHER_LOCKS, OTHER_LOCK_MARKS)

    def notes(self) -> list[str]:
        """What was not read, and why: by the sources of evidence, and locks of other formats."""
        notes = []
        if others := self.other_locks():
            from pinlint.project.other_locks import unread

            notes = list(map(unread, others))
        return [*notes, *(self.proofs.notes if self.proofs is not None else ())][:MOST_NOTES]

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

    def companions(self, asked: Callable[[str], bool]) -> tuple[set[str], set[str]]:
        """The locks of which a file is ``asked`` for, be it the lock or what makes it; and all files of their pairs."""
        return self.proofs.companions(asked) if self.proofs is not None else (set(), set())

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

    def providers(self) -> Iterator[Provider]:
        """What finds the subjects that are no requirement sources: the proof, the build, each kind of manifest.

        A module is imported where there is something for it only. It has ``subjects(project)``, an iterator of subjects.
        """
        from pinlint.index import OTHER_FORMATS, load

        if any(self.matching(pattern) for pattern in OTHER_FORMATS.values()):
            yield load("build.subjects").subjects
        for module in self._manifest_modules():
            yield module.subjects
        if self.documents:
            yield load("checking.proving").subjects

    def _manifest_modules(self) -> Iterator[ModuleType]:
        """The kinds of manifests that there are files of, or that a requirement source speaks of."""
        from pinlint.index import MANIFEST_TEXTS, MANIFESTS, load

        kinds = {kind for kind, pattern in MANIFESTS.items() if self.matching(pattern)}
        for kind, texts in MANIFEST_TEXTS.items():
            if any(text in document.source.text for document in self.documents.values() for text in texts):
                kinds.add(kind)
        for kind in sorted([*kinds, "configured"] if self.config.manifests else kinds):
            yield load(f"manifests.{kind}")

    def has_other_subjects(self, below: tuple[str, ...]) -> bool:
        """Whether there is something to check beside requirement sources, at a path that begins with one of ``below``."""
        from pinlint.index import MANIFESTS, OTHER_FORMATS

        patterns = [*OTHER_FORMATS.values(), *MANIFESTS.values()]
        found = (path for pattern in patterns for path in self.matching(pattern))
        return bool(self.config.manifests) or any(path.startswith(below) for path in found)


def format_of(path: str) -> str | None:
    """The name of the module in `pinlint.formats` that reads requirements from ``path``; None where none does."""
    from pinlint.index import FORMATS
    from pinlint.project.path_matching import matches

    for name, pattern in FORMATS.items():
        if matches(pattern, path):
            return name
    return "script" if path.endswith(".py") else None


def _format(name: str) -> ModuleType:
    from pinlint.index import load

    return load(f"formats.{name}")


def find_root(start: str) -> str:
    """The root of the project that ``start`` (an absolute folder) lies in: its git repository, else ``start`` itself."""
    return os.path.realpath(files.git_folder(start) or start)
