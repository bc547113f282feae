"""Unpacks gzip (RFC 1952) piece by piece, so that a small answer that unpacks to a huge one never fills the memory."""

from __future__ import annotations

import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: Only gzip: neither zlib nor raw data.
_GZIP = 16 + zlib.MAX_WBITS


class GzipStream:
    """Gzip data that comes in chunks. Several members (section 2.2) are joined to one text."""

    __slots__ = ("_member", "_piece")

    def __init__(self, piece: int) -> None:
        """At most ``piece`` bytes are unpacked at once."""
        self._piece = piece
        self._member = zlib.decompressobj(_GZIP)

    @property
    def complete(self) -> bool:
        """Whether the last member is complete, with the right checksum and length."""
        return self._member.eof

    def unpacked(self, packed: bytes) -> Iterator[bytes]:
        """The unpacked content of the next chunk. Raises zlib.error if the data, or what follows a member, is not gzip."""
        more = True
        while more:
            if self._member.eof:
                if not packed:
                    return
                self._member = zlib.decompressobj(_GZIP)
            piece = self._member.decompress(packed, self._piece)
            packed = self._member.unconsumed_tail or self._member.unused_data
            more = bool(packed) or len(piece) == self._piece
            yield piece
