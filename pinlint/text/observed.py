"""Remembers what a run looks at, so that a later run can see whether any of it has changed.

A module that reads a file or lists a folder passes its path through `look` first. If it only needs to know whether there is a
file or a folder, it uses `look_for`, and `resolved` to follow links. Without an observer nothing is remembered. No run reads
git's own files (`is_gits`).
"""

from __future__ import annotations

import os
from math import inf
from stat import S_ISLNK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    #: The state of a path: of the link, if it is one, and of the file or folder. Each has mode, device, inode, size, and the
    #: times of the last change of the content and of the last change of anything, in nanoseconds. Empty if there is nothing.
    Stamp = tuple[tuple[int, ...], ...]
    #: A question to git: the folder, the arguments and the input.
    Question = tuple[str, tuple[str, ...], bytes]

#: Why a file below `.git` is not read.
GITS = "it is one of git's own files"


class Observer:
    """What one run looked at.

    ``paths`` has the state of each path just before the first look, ``kinds`` the kind of what there was, and ``targets`` where
    links led. ``orders`` says for two files whether the first is older. ``answers`` has the digest of git's answer to each
    question, empty if git gave none. ``complete`` is false if the run also did something that cannot be remembered, like writing
    a file.
    """

    __slots__ = ("answers", "complete", "kinds", "orders", "paths", "targets")

    def __init__(self) -> None:
        self.paths: dict[str, Stamp] = {}
        self.kinds: dict[str, tuple[int, ...]] = {}
        self.targets: dict[str, str] = {}
        self.orders: dict[tuple[str, str], bool] = {}
        self.answers: dict[Question, str] = {}
        self.complete = True


#: The observer of this run. Without an observer the list is empty.
observers: list[Observer] = []


def look(path: str) -> str:
    """Returns ``path``, which the caller reads now."""
    for observer in observers:
        if path not in observer.paths:
            observer.paths[path] = stamp(path)
    return path


def look_for(path: str) -> str:
    """Returns ``path``. The caller needs to know only whether there is a file or a folder."""
    for observer in observers:
        if path not in observer.kinds:
            observer.kinds[path] = kind(path)
    return path


def resolved(path: str) -> str:
    """``path`` without symbolic links. Raises ValueError for a NUL byte."""
    target = os.path.realpath(path)
    for observer in observers:
        if observer.targets.setdefault(path, target) != target:
            observer.complete = False
    return target


def is_older(path: str, other: str) -> bool:
    """Whether the content of a file was last changed before that of another file. False if one of them does not exist."""
    older = in_order((path, other))
    for observer in observers:
        observer.orders[path, other] = older
    return older


def asked(folder: str, arguments: Sequence[str], given: bytes, answer: bytes | None) -> None:
    """Remembers what git answered to a question."""
    for observer in observers:
        observer.answers[folder, tuple(arguments), given] = digest(answer)


def forget() -> None:
    """Says that the run does something that cannot be remembered."""
    for observer in observers:
        observer.complete = False


def stamp(path: str) -> Stamp:
    """The state of ``path``. Every change of a file changes it, and every new or removed name in a folder."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):  # a NUL byte in the path
        return ()
    if not S_ISLNK(status.st_mode):
        return (_numbers(status),)
    try:
        return _numbers(status), _numbers(os.stat(path))
    except OSError:
        return (_numbers(status),)


def kind(path: str) -> tuple[int, ...]:
    """The mode of the link, if ``path`` is one, and of the file or folder. Empty if there is nothing."""
    return tuple([mode for mode, *_ in stamp(path)])


def in_order(paths: tuple[str, str]) -> bool:
    """Whether both files exist, and the content of the first was changed before that of the second."""
    try:
        first, second = map(os.stat, paths)
    except (OSError, ValueError):
        return False
    return first.st_mtime_ns < second.st_mtime_ns


def last_change(state: Stamp) -> float:
    """The time of the last change of a path in this state, in nanoseconds since 1970; 0 if there is nothing. Infinite if the
    file system does not store it, as for the topmost folder of a FAT file system.
    """
    return max([max(times) if times[-1] else inf for _, _, _, _, *times in state], default=0)


def _numbers(status: os.stat_result) -> tuple[int, ...]:
    return status.st_mode, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def digest(answer: bytes | None) -> str:
    """The digest of an answer; empty if there was none."""
    from pinlint.text.digests import sha256_of_bytes

    return "" if answer is None else sha256_of_bytes(answer)


def is_gits(path: str) -> bool:
    """Whether ``path`` is one of git's own files, which may contain the credentials of a checkout."""
    if "git" not in path.lower():
        return False
    return any(name.lower().rstrip(". ") in (".git", "git~1") for name in path.replace(os.sep, "/").split("/"))
