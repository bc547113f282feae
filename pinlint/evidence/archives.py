"""Reads METADATA from wheels and PKG-INFO from source distributions, without unpacking and without trusting them.

A wheel is read through its central directory, up to a limited number of bytes. So the same code can read a file on disk and a
file that is fetched in parts. A source distribution is read block by block, up to a limit.
"""

from __future__ import annotations

from pinlint.evidence import core_metadata
from pinlint.requirements.distributions import split_sdist, split_wheel
from pinlint.requirements.names import normalize
from pinlint.requirements.versions import same_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO, Protocol

    from pinlint.requirements.metadata import Metadata

    class _Seekable(Protocol):
        """The methods of a file that reading a wheel needs."""

        def read(self, size: int, /) -> bytes: ...
        def seek(self, offset: int, whence: int = 0, /) -> int: ...
        def tell(self) -> int: ...


#: The most bytes of a wheel that are read: its central directory and one small entry.
WHEEL_BUDGET = 8 * 1024 * 1024
#: The most bytes of a source distribution that are unpacked to find PKG-INFO.
SDIST_BUDGET = 128 * 1024 * 1024
_BLOCK = 512
_CHUNK = 64 * 1024
_STORED, _DEFLATED = 0, 8


class Unusable(Exception):
    """An archive gives no metadata. The message says why and quotes nothing from the archive."""


class _Bounded:
    """A seekable file of which only a bounded number of bytes may be read."""

    def __init__(self, file: _Seekable) -> None:
        self.file = file
        self.left = WHEEL_BUDGET
        self.seek = file.seek
        self.tell = file.tell

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(min(size, self.left + 1) if size >= 0 else self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise Unusable("its directory is too large")
        return data

    def seekable(self) -> bool:
        return True


def split_name(filename: str) -> tuple[str, str, str] | None:
    """Normalized project, version and kind (``wheel`` or ``sdist``), read from a file name; None for other files."""
    wheel = split_wheel(filename)
    if wheel is not None:
        return normalize(wheel[0]), wheel[1], "wheel"
    sdist = split_sdist(filename) if filename.endswith((".tar.gz", ".zip")) else None
    return (normalize(sdist[0]), sdist[1], "sdist") if sdist is not None else None


def wheel_metadata(file: _Seekable, project: str, version: str, origin: str) -> Metadata:
    """The metadata in the wheel ``file``, which must be of ``project`` and ``version``. Raises Unusable."""
    return checked(_wheel_entry(file), project, version, origin, built=True)


def _wheel_entry(file: _Seekable) -> bytes:
    import zlib
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(_Bounded(file)) as archive:
            entries = [entry for entry in archive.infolist() if _is_metadata(entry.filename)]
            if len(entries) != 1:
                raise Unusable(f"it contains {len(entries) or 'no'} METADATA files")
            if entries[0].compress_type not in (_STORED, _DEFLATED) or entries[0].flag_bits & 1:
                raise Unusable("its METADATA is compressed in a way that wheels do not use")
            with archive.open(entries[0]) as stream:
                return stream.read(core_metadata.LONGEST_HEADERS + 1)
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        OverflowError,
    ) as error:
        raise Unusable("it is not a readable wheel") from error


def _is_metadata(path: str) -> bool:
    folder, _, name = path.partition("/")
    return name == "METADATA" and folder.endswith(".dist-info")


def sdist_metadata(file: BinaryIO, filename: str, project: str, version: str, origin: str) -> Metadata:
    """The metadata in a source distribution, which must be of ``project`` and ``version``.

    ``requires_dist`` is None if PKG-INFO does not give the dependencies. Nothing is built or executed. Raises Unusable.
    """
    if not filename.endswith(".tar.gz"):
        raise Unusable("pinlint reads only source distributions in the format .tar.gz")
    return checked(_pkg_info(file), project, version, origin, built=False)


def _pkg_info(file: BinaryIO) -> bytes:
    """The content of ``<top folder>/PKG-INFO`` in a gzipped tar, read header by header."""
    stream = _Unpacked(file)
    while header := stream.take(_BLOCK):
        if len(header) < _BLOCK or not header.strip(b"\0"):
            break
        size = _octal(header[124:136])
        name = header[:100].split(b"\0")[0]
        if header[156:157] in b"0\0" and name.count(b"/") == 1 and name.endswith(b"/PKG-INFO"):
            return stream.take(min(size, core_metadata.LONGEST_HEADERS + 1))
        stream.skip(-(-size // _BLOCK) * _BLOCK)
    raise Unusable("it contains no PKG-INFO")


def _octal(field: bytes) -> int:
    digits = field.strip(b"\0 ")
    if not digits.isdigit() or b"8" in digits or b"9" in digits:
        raise Unusable("it is not a readable tar file")
    return int(digits, 8)


class _Unpacked:
    """The bytes of a gzip stream in order, up to the budget."""

    def __init__(self, file: BinaryIO) -> None:
        self.pieces = _gunzip(file)
        self.held = b""
        self.at = 0

    def take(self, size: int) -> bytes:
        while len(self.held) - self.at < size:
            piece = next(self.pieces, b"")
            if not piece:
                break
            self.held = self.held[self.at :] + piece
            self.at = 0
        self.at += size
        return self.held[self.at - size : self.at]

    def skip(self, size: int) -> None:
        while size > 0:
            here = len(self.held) - self.at
            if here >= size:
                self.at += size
                return
            size -= max(here, 0)
            self.held, self.at = next(self.pieces, b""), 0
            if not self.held:
                raise Unusable("it ends too early")


def _gunzip(file: BinaryIO) -> Iterator[bytes]:
    import zlib

    unpacker = zlib.decompressobj(31)
    left = SDIST_BUDGET
    try:
        while not unpacker.eof and (packed := file.read(_CHUNK)):
            more = True
            while more:
                piece = unpacker.decompress(packed, _CHUNK)
                packed = unpacker.unconsumed_tail
                more = bool(packed) or len(piece) == _CHUNK
                left -= len(piece)
                if left < 0:
                    raise Unusable("its PKG-INFO is too far from its beginning")
                if piece:
                    yield piece
    except zlib.error as error:
        raise Unusable("it is not a readable gzip file") from error


def checked(data: bytes, project: str, version: str, origin: str, *, built: bool) -> Metadata:
    """The metadata in ``data``, which must be of ``project`` and ``version``. Raises Unusable."""
    metadata = core_metadata.parse(data, origin, built=built)
    if metadata is None:
        raise Unusable("its metadata is malformed")
    if metadata.name != project or not same_version(metadata.version, version):
        raise Unusable("its metadata is for another project or version")
    return metadata
