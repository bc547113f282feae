"""Finds the locks that a compiler made for another Python than before, so that they can be put back.

pip-compile makes a lock for the Python that runs it, and writes that Python into the header. The pip-compile on the user's PATH
may run with another Python than the lock is for.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pinlint.freshness.pairing import Pairing


class MadeFor:
    """The minor version of Python that a lock was made for, and its bytes."""

    __slots__ = ("data", "python")

    def __init__(self, python: str, data: bytes) -> None:
        self.python = python
        self.data = data


def made_for(root: str, pairings: Iterable[Pairing]) -> dict[str, MadeFor]:
    """The locks whose header names one Python, by path."""
    found = {}
    for pairing in pairings:
        if pairing.python is not None:
            with open(os.path.join(root, pairing.path), "rb") as file:
                found[pairing.path] = MadeFor(".".join(pairing.python[0].split(".")[:2]), file.read())
    return found


def changed(before: Mapping[str, MadeFor], after: Mapping[str, MadeFor]) -> Iterator[tuple[str, str, str]]:
    """The path of each lock with another Python than before, its Python before, and the one now."""
    for path, lock in before.items():
        if path in after and after[path].python != lock.python:
            yield path, lock.python, after[path].python


def put_back(root: str, path: str, lock: MadeFor) -> None:
    """Writes the lock as it was."""
    from pinlint.text.writing import write_atomically

    write_atomically(os.path.join(root, path), lock.data)
