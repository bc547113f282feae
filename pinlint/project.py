"""The project under check: its files, what they hold, what they are to each other. The only place that reads them."""

from __future__ import annotations

import os
import re

from pinlint import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from pinlint.config import Config
    from pinlint.model import Problem, Requirement, RequirementsFile
    from pinlint.source import SourceFile

#: How deep ``-r`` and ``-c`` may nest, as many files as one run reads.
MOST_DOCUMENTS = 20_000


class Project:
    """A project: the root, the files below it, and the documents that were read, each at most once.

    ``documents`` maps a path to what it holds, for every requirement source that was found or asked for. ``unreadable``
    maps the paths of the others to the reason why they could not be read.
    """

    def __init__(self, root: str, config: Config, listing: files.Listing) -> None:
        self.root = root
        self.config = config
        self.paths = listing.paths
        self.tracked = listing.tracked
        self.documents: dict[str, RequirementsFile] = {}
        self.unreadable: dict[str, str] = {}
        self._path_set: frozenset[str] | None = None
        self._sources: dict[str, SourceFile | None] = {}

    @property
    def path_set(self) -> frozenset[str]:
        """The listed paths, to look up."""
        if self._path_set is None:
            self._path_set = frozenset(self.paths)
        return self._path_set

    def exists(self, path: str) -> bool:
        """Whether there is a file at ``path``, whether listed or not (ignored by git, say)."""
        return path in self.path_set or files.is_file(self.root, path)

    def matching(self, pattern: str) -> list[str]:
        """The listed paths in which the regular expression ``pattern`` is found."""
        search = re.compile(pattern).search
        return [path for path in self.paths if search(path)]

    def source(self, path: str) -> SourceFile | None:
        """The text of any file of the project, in UTF-8; None (and an entry in ``unreadable``) where it cannot be read."""
        if path not in self._sources:
            from pinlint.formats.decoding import Undecodable, decode_utf8

            try:
                self._sources[path] = decode_utf8(files.read(self.root, path), path)
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
        if path in self.unreadable or not self.exists(path) or len(self.documents) >= MOST_DOCUMENTS:
            return None
        from pinlint.formats.decoding import Undecodable, decode

        try:
            source = decode(files.read(self.root, path), path)
        except (files.Unreadable, Undecodable) as error:
            self.unreadable[path] = str(error)
            return None
        document = _format(format or format_of(path) or "requirements_txt").parse(source)
        self.documents[path] = document
        return document

    def load(self, paths: Iterable[str]) -> None:
        """Reads the requirement sources at ``paths`` and every file that they include, however deep."""
        waiting = list(paths)
        while waiting:
            document = self.document(waiting.pop())
            if document is not None:
                waiting += [i.path for i in document.includes if i.path and i.path not in self.documents]

    def problems(self) -> Iterator[tuple[SourceFile, Problem]]:
        """What the formats could not read, with the file it stands in."""
        for document in self.documents.values():
            for problem in document.problems:
                yield document.source, problem

    def requirements(self) -> Iterator[Requirement]:
        """Every requirement of every document that was read."""
        for document in self.documents.values():
            yield from document.requirements


def format_of(path: str) -> str | None:
    """The name of the module in `pinlint.formats` that reads requirements from ``path``; None where none does."""
    from pinlint.index import FORMATS

    for name, pattern in FORMATS.items():
        if re.search(pattern, path):
            return name
    return None


def requirement_sources(paths: Iterable[str]) -> list[str]:
    """Those of ``paths`` that a format of requirement sources reads."""
    from pinlint.index import FORMATS

    search = re.compile("|".join(f"(?:{pattern})" for pattern in FORMATS.values())).search
    return [path for path in paths if search(path)]


def _format(name: str) -> ModuleType:
    from importlib import import_module

    return import_module(f"pinlint.formats.{name}")


def find_root(start: str) -> str:
    """The root of the project that ``start`` (an absolute folder) lies in: its git repository, else ``start`` itself."""
    return os.path.realpath(files.git_folder(start) or start)
