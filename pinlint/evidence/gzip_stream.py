"""Unpacks gzip (RFC 1952) piece by piece: a small answer that unpacks to a huge one is noticed before it fills the memory."""

from __future__ import annotations

import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class GzipStream:
    """Data that comes in chunks. It may have several members, one after the other (section 2.2), which are one text."""

    __slots__ = ("_member", "_piece")

    def __init__(self, piece: int) -> None:
        """``piece`` is the most bytes that are unpacked at once."""
        self._piece = piece
        self._member = zlib.decompressobj(31)

    @property
    def complete(self) -> bool:
        """Whether the last member has ended, its checksum and its length being right."""
        return self._member.eof

    def unpacked(self, packed: bytes) -> Iterator[bytes]:
        """What the next chunk unpacks to. Raises zlib.error for what is no gzip, also behind a member."""
        more = True
        while more:
            if self._member.eof:
                if not packed:
                    return
                self._member = zlib.decompressobj(31)
            piece = self._member.decompress(packed, self._piece)
            packed = self._member.unconsumed_tail or self._member.unused_data
            more = bool(packed) or len(piece) == self._piece
            yield piece
