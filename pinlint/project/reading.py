"""How a project reads its files. Types only: `pinlint.checking.reading_files` reads every file, and `pinlint.server.kept_reading`
keeps what it has read between two checks.
"""

from __future__ import annotations

from typing import Any, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile


class Reading(Protocol):
    """Reads texts and evidence. Each answer depends only on what it is asked with, and on the disk."""

    def reader(self, format: str) -> Any:
        """What reads a format: its module, or an object with the same functions."""

    def decode(self, data: bytes, path: str) -> SourceFile:
        """The text of a file in UTF-8. Raises `pinlint.formats.decoding.Undecodable`."""

    def evidence(self, source: Any) -> Any:
        """A source of evidence with the same answers."""
