"""Reading small files that may be hostile: a pipe never blocks, a device is never read, no file is read beyond a bound."""

from __future__ import annotations

import os
import stat

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def read_bytes(path: str, limit: int, *, links: bool = True) -> bytes | None:
    """At most ``limit`` bytes from the beginning of the regular file ``path``; None where there is none to read.

    Without ``links`` a symbolic link is not followed.
    """
    try:
        if not (links or _NO_LINK) and os.path.islink(path):
            return None
        descriptor = os.open(path, _FLAGS if links else _FLAGS | _NO_LINK)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        size = min(limit, status.st_size)
        data = os.read(descriptor, size)
        while len(data) < size and (more := os.read(descriptor, size - len(data))):
            data += more
        return data
    except OSError:
        return None
    finally:
        os.close(descriptor)


def write_atomically(path: str, data: bytes) -> None:
    """Write ``data`` to ``path`` so that nobody ever sees a part of it, its folder made where needed. Raises OSError."""
    from threading import get_ident

    folder, name = os.path.split(path)
    os.makedirs(folder, exist_ok=True)
    mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else 0o644
    draft = os.path.join(folder, f".{name[:100]}.{os.getpid()}.{get_ident()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(draft, flags, mode)
    except FileExistsError:
        os.unlink(draft)  # left by a run that was killed: the process and the thread of this name are we
        descriptor = os.open(draft, flags, mode)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(draft, path)
    except BaseException:
        if os.path.lexists(draft):
            os.unlink(draft)
        raise
