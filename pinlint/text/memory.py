"""Memory that is kept free for the moment when all other memory is used up.

Python needs a little memory to pass an error on. If there is none, it tries again and again, and the process hangs.
"""

from __future__ import annotations

#: In bytes. The system does not provide memory before it is used, so the reserve costs nothing.
_SIZE = 4_000_000

_reserve: list[bytes] = []


def keep_reserve() -> None:
    """Keeps some memory free, until `release_reserve`. Raises MemoryError."""
    if not _reserve:
        _reserve.append(bytes(_SIZE))


def release_reserve() -> None:
    """Releases the reserve: called first wherever a MemoryError is caught."""
    _reserve.clear()
