"""Reading files that may be hostile: a pipe never blocks, a device is never read, no file is read beyond a limit."""

from __future__ import annotations

import os
import stat

from pinlint.text.observed import look

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def open_regular(path: str, *, links: bool = True) -> int:
    """A descriptor of the regular file ``path``, for reading. Without ``links`` a symbolic link is not followed.

    Raises OSError if there is no readable file, and ValueError for an impossible path.
    """
    return _open(path, links)[0]


def read_bytes(path: str, limit: int, *, links: bool = True) -> bytes | None:
    """At most ``limit`` bytes from the beginning of the regular file ``path``; None if there is no readable file.

    Without ``links`` a symbolic link is not followed.
    """
    try:
        descriptor, size = _open(path, links)
    except (OSError, ValueError):
        return None
    try:
        size = min(limit, size)
        data = os.read(descriptor, size)
        while len(data) < size and (more := os.read(descriptor, size - len(data))):
            data += more
        return data
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _open(path: str, links: bool) -> tuple[int, int]:
    """The descriptor of a regular file, and its size."""
    look(path)
    if not (links or _NO_LINK) and os.path.islink(path):
        raise OSError("it is a symbolic link")
    descriptor = os.open(path, _FLAGS if links else _FLAGS | _NO_LINK)
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return descriptor, status.st_size
    os.close(descriptor)
    raise OSError("it is not a regular file")
