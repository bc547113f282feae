"""Readers of formats that keep their documents: a file is parsed again only if its text has changed."""

from __future__ import annotations

from pinlint.checking.engine import reader_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import SourceFile


class KeptReaders:
    """The reader of each format, by its name. They share one store, which has the latest document for each path."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, str], RequirementsFile] = {}
        self._readers: dict[str, KeptReader] = {}

    def __call__(self, format: str) -> KeptReader:
        """The reader of a format."""
        if format not in self._readers:
            self._readers[format] = KeptReader(reader_of(format), format, self._documents)
        return self._readers[format]

    def forget(self) -> None:
        """Drops all documents, so that every file is parsed again. What a file includes may depend on which other files exist."""
        self._documents.clear()


class KeptReader:
    """A module that reads a format, and the documents that it has read."""

    def __init__(self, module: Any, format: str, documents: dict[tuple[str, str], RequirementsFile]) -> None:
        self._module = module
        self._format = format
        self._documents = documents

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def parse(self, source: SourceFile) -> RequirementsFile:
        """The document of a text. Its budget is as large as for a new document."""
        key = self._format, source.path
        known = self._documents.get(key)
        if known is not None and known.source.text == source.text and known.source.encoding == source.encoding:
            known.source.renew_budget()
            return known
        document: RequirementsFile = self._module.parse(source)
        # A text with problems may be judged as a whole later, and changes then.
        if document.problems:
            self._documents.pop(key, None)
        else:
            self._documents[key] = document
        return document
