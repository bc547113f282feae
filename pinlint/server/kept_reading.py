"""Reads texts and evidence, and keeps what it has read: what has not changed is not parsed or looked up again."""

from __future__ import annotations

from pinlint.checking.reading_files import ReadAnew
from pinlint.evidence.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, TypeAlias

    from pinlint.evidence.source import Pin
    from pinlint.requirements.metadata import Metadata
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import SourceFile

    #: What decides the answer of a source about a pin: the pin, its hashes and the Pythons of its locks.
    Asked: TypeAlias = tuple[Pin, frozenset[str], tuple[str, ...]]


class KeptReading(ReadAnew):
    """Keeps the latest text, document and jobs for each path, and what the sources of evidence have said about pins."""

    def __init__(self) -> None:
        self._readers: dict[str, KeptReader] = {}
        self._texts: dict[str, tuple[bytes, SourceFile]] = {}
        self._evidence: dict[type[Source], dict[Asked, Metadata | None]] = {}

    def reader(self, format: str) -> Any:
        """The reader of a format."""
        if format not in self._readers:
            self._readers[format] = KeptReader(super().reader(format))
        return self._readers[format]

    def decode(self, data: bytes, path: str) -> SourceFile:
        """The text of a file in UTF-8, with the work that it may cost as if it were new."""
        known = self._texts.get(path)
        if known is not None and known[0] == data:
            known[1].renew_budget()
            return known[1]
        source = super().decode(data, path)
        self._texts[path] = data, source
        return source

    def evidence(self, source: Source) -> Source:
        """The source, with the answers that are known. A source that is always asked has them in memory."""
        if source.asked_always:
            return source
        return KeptSource(source, self._evidence.setdefault(type(source), {}))

    def forget(self) -> None:
        """Parses every file again: where its includes lead may depend on which files there are."""
        self._readers.clear()
        self._texts.clear()

    def forget_evidence(self) -> None:
        """Asks the sources of evidence again: an environment or a cache may have changed."""
        self._evidence.clear()


class KeptReader:
    """A module that reads a format, with the latest document and jobs that it has read from each path."""

    def __init__(self, module: Any) -> None:
        self._module = module
        self._documents: dict[str, RequirementsFile] = {}
        self._jobs: dict[str, tuple[SourceFile, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def parse(self, source: SourceFile) -> RequirementsFile:
        """The document of a text, with the work that it may cost as if it were new."""
        known = self._documents.get(source.path)
        if known is not None and known.source.text == source.text and known.source.encoding == source.encoding:
            known.source.renew_budget()
            return known
        document: RequirementsFile = self._module.parse(source)
        # A text with problems may be judged as a whole later, and changes then.
        if document.problems:
            self._documents.pop(source.path, None)
        else:
            self._documents[source.path] = document
        return document

    def jobs(self, source: SourceFile) -> Any:
        """The jobs of a text, which nothing changes."""
        known = self._jobs.get(source.path)
        if known is None or known[0] is not source:
            known = self._jobs[source.path] = source, self._module.jobs(source)
        return known[1]


class KeptSource(Source):
    """A source of evidence with its ``known`` answers; None is the answer about a pin that it does not know."""

    def __init__(self, source: Source, known: dict[Asked, Metadata | None]) -> None:
        self._source = source
        self._known = known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    @property
    def reasons(self) -> Mapping[Pin, str]:  # type: ignore[override]
        """Why the source does not know a pin."""
        return self._source.reasons

    @property
    def problems(self) -> list[str]:
        """What was not read, and why."""
        return self._source.problems

    def left_over(self) -> list[str]:
        """The pins that the source was not asked about."""
        return self._source.left_over()

    def find(self, pins: Sequence[Pin]) -> dict[Pin, Metadata]:
        """The metadata of the pins that the source knows. Only new pins are looked up."""
        asked = {pin: self._asked(pin) for pin in pins}
        new = [pin for pin, each in asked.items() if each not in self._known]
        found = self._source.find(new) if new else {}
        if not (self.problems or self.reasons):  # these are about pins too, and said again
            self._known.update((asked[pin], found.get(pin)) for pin in new)
        known = ((pin, self._known.get(asked[pin], found.get(pin))) for pin in pins)
        return {pin: metadata for pin, metadata in known if metadata is not None}

    def _asked(self, pin: Pin) -> Asked:
        hashes = getattr(self._source, "hashes", {}).get(pin)
        pythons = getattr(self._source, "pythons", {}).get(pin)
        return pin, hashes or frozenset(), tuple(pythons or ())
