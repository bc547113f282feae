"""Converts bytes to text, and text back to exactly the same bytes.

Requirements files are decoded as pip decodes them: by a byte-order mark, else by an encoding comment in the first two lines, else
as UTF-8. pip's last resort is the locale. The locale differs between machines, so this module does not use it.
"""

from __future__ import annotations

from pinlint.text.source import SourceFile

#: Byte-order marks with their codecs. UTF-32 comes first, because its mark begins with the mark of UTF-16.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


class Undecodable(ValueError):
    """Bytes that cannot be read as text. The message is the reason; ``offset`` counts bytes from the file's beginning."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def decode(data: bytes, path: str) -> SourceFile:
    """The text of a requirements file, decoded as pip does. Raises Undecodable if pip fails or would have to guess."""
    bom, encoding = _mark_of(data)
    if bom:
        return _decode(data, path, encoding, bom)
    declared = _declared(data)
    if declared is None:
        return _decode(data, path, "utf-8")
    encoding, offset = declared
    try:
        source = _decode(data, path, encoding)
    except LookupError as error:
        raise Undecodable(f"the encoding comment says {encoding!r}, which is not a text encoding", offset) from error
    try:
        faithful = source.encode(source.text) == data
    except UnicodeError:
        faithful = False
    if not faithful:
        raise Undecodable(f"the text is not in {encoding!r}, which the encoding comment says", offset)
    return source


def decode_utf8(data: bytes, path: str) -> SourceFile:
    """The text of a file whose format is always UTF-8; a byte-order mark is stored separately. Raises Undecodable."""
    bom = _MARKS[0][0]
    return _decode(data, path, "utf-8", bom if data.startswith(bom) else b"")


def _mark_of(data: bytes) -> tuple[bytes, str]:
    if data[:1] in b"\xef\xff\xfe\x00":  # also for an empty file
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return mark, encoding
    return b"", "utf-8"


def _declared(data: bytes) -> tuple[str, int] | None:
    """The codec in an encoding comment of the first two lines, and where it is written; PEP 263 as pip reads it."""
    first = data.find(b"\n") + 1
    for start in (0, first) if first else (0,):
        if data[start : start + 1] != b"#":
            continue
        end = data.find(b"\n", start)
        line = data[start : end if end >= 0 else len(data)]
        if b"coding" not in line:
            continue
        import re

        match = re.search(rb"coding[:=]\s*([-\w.]+)", line)
        if match:
            name = match[1].decode("ascii")
            # Without a mark at the beginning, "utf-8-sig" would add one when writing.
            plain = name.lower().replace("_", "-") in {"utf-8-sig", "utf8-sig"}
            return "utf-8" if plain else name, start + match.start(1)
    return None


def _decode(data: bytes, path: str, encoding: str, bom: bytes = b"") -> SourceFile:
    try:
        text = data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        offset = len(bom) + error.start
        line = data.count(b"\n", 0, offset) + 1
        byte = f"byte 0x{data[offset]:02x} on line {line}" if offset < len(data) else "an unfinished character"
        raise Undecodable(f"not {encoding.upper()}: {byte} ({error.reason})", offset) from error
    except UnicodeError as error:
        raise Undecodable(f"not {encoding.upper()}: {error}", len(bom)) from error
    return SourceFile(path, text, encoding, bom)
