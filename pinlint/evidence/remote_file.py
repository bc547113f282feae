"""Reads a file on a server like a local one. It fetches only the parts that are read, by range requests (RFC 9110)."""

from __future__ import annotations

import io

from pinlint.evidence.client import Unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.evidence.client import Client
    from pinlint.evidence.simple_page import File

#: What the first request asks for, in bytes from the end: the directory of nearly every wheel.
TAIL = 64 * 1024
#: The largest whole file, in bytes, from a server that does not support ranges.
LARGEST_WHOLE = 32 * 1024 * 1024
#: The most requests for one file.
MOST_REQUESTS = 8


class RemoteFile(io.RawIOBase):
    """The content of a file of an index. Raises Unreachable if a part of it cannot be fetched.

    If the whole file is fetched, it is checked against the index's hash. Parts of a file cannot be checked.
    """

    def __init__(self, client: Client, file: File) -> None:
        super().__init__()
        self.client = client
        self.file = file
        self.position = 0
        self.requests = 0
        self.parts: list[tuple[int, bytes]] = []
        self.size = 0
        # With the size from the page, no suffix range is needed, which some servers do not support.
        self._fetch(f"{max(file.size - TAIL, 0)}-{file.size - 1}" if file.size else f"-{TAIL}")

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to ``offset``, as for every file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence]
        self.position = max(base + offset, 0)
        return self.position

    def tell(self) -> int:
        """The position, in bytes."""
        return self.position

    def read(self, size: int | None = -1) -> bytes:
        """The next ``size`` bytes, fewer at the end of the file."""
        end = self.size if size is None or size < 0 else min(self.position + size, self.size)
        if self.position >= end:
            return b""
        start = self.position
        part = self._part(start, end)
        if part is None:
            self._fetch(f"{start}-{max(end, min(start + TAIL, self.size)) - 1}")
            part = self._part(start, end)
        if part is None:
            raise Unreachable("the server sends another part of the file than was requested")
        self.position = end
        return part

    def _part(self, start: int, end: int) -> bytes | None:
        for first, data in self.parts:
            if first <= start and end <= first + len(data):
                return data[start - first : end - first]
        return None

    def _fetch(self, wanted: str) -> None:
        self.requests += 1
        if self.requests > MOST_REQUESTS:
            raise Unreachable(f"it takes more than {MOST_REQUESTS} requests to read")
        headers = {"Range": f"bytes={wanted}", "Accept-Encoding": "identity"}
        answer = self.client.get(self.file.url, LARGEST_WHOLE, headers)
        if answer.status == 206:
            start, size = _content_range(answer.headers.get("content-range", ""))
            if start + len(answer.body) > size or (self.parts and size != self.size):
                raise Unreachable("the server sends invalid ranges")
            self.size = size
            self.parts.append((start, answer.body))
        elif answer.status == 200:
            check_sha256(answer.body, self.file.sha256)
            self.size = len(answer.body)
            self.parts = [(0, answer.body)]
        else:
            raise Unreachable(f"the server answers with status {answer.status}")


def _content_range(value: str) -> tuple[int, int]:
    """Start and whole size from a Content-Range header. Raises Unreachable."""
    unit, _, rest = value.strip().partition(" ")
    span, _, size = rest.partition("/")
    start = span.partition("-")[0]
    if unit != "bytes" or not (_is_number(start) and _is_number(size)):
        raise Unreachable("the server sends invalid ranges")
    return int(start), int(size)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def check_sha256(data: bytes, expected: str | None) -> None:
    """Raises Unreachable if a hash is expected and ``data`` has a different one."""
    if expected is not None:
        from hashlib import sha256

        if sha256(data).hexdigest() != expected:
            raise Unreachable("the file does not have the hash that the index gives")
