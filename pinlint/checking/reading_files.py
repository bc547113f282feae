"""Reads texts and evidence each time as if it were the first."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from pinlint.evidence.source import Source
    from pinlint.text.source import SourceFile


class ReadAnew:
    """Implements `pinlint.project.reading.Reading`, and keeps nothing."""

    def reader(self, format: str) -> ModuleType:
        """The module that reads a format."""
        from pinlint.index import load

        return load(f"formats.{format}")

    def decode(self, data: bytes, path: str) -> SourceFile:
        """The text of a file in UTF-8. Raises `pinlint.formats.decoding.Undecodable`."""
        from pinlint.formats.decoding import decode_utf8

        return decode_utf8(data, path)

    def evidence(self, source: Source) -> Source:
        """The source of evidence itself."""
        return source
