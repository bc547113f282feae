"""Atomic writing of files: the new content is complete on the disk before it replaces the file."""

from __future__ import annotations

import os
import stat

from pinlint.text.observed import forget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Any


class Interruptions:
    """Delays signals that end the process (Ctrl-C, SIGTERM, SIGHUP) until the block ends. The object is true if a signal is
    waiting.

    Outside the main thread signals cannot be delayed, so it does nothing there.
    """

    def __init__(self) -> None:
        self._came: list[int] = []
        self._before: dict[int, Any] = {}

    def __bool__(self) -> bool:
        return bool(self._came)

    def __enter__(self) -> Interruptions:
        import signal
        import threading

        if threading.current_thread() is threading.main_thread():
            for name in ("SIGINT", "SIGTERM", "SIGHUP"):
                number = getattr(signal, name, None)
                if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._keep)
        return self

    def _keep(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as `signal` calls it
        self._came.append(number)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import signal

        for number, handler in self._before.items():
            signal.signal(number, handler)
        for number in self._came[:1]:
            signal.raise_signal(number)


class Draft:
    """The new content of the file at ``target``. It is written next to that file, under another name, with the mode and owner of
    the old file.

    Raises OSError if the content cannot be written. Unless ``durable``, a crash of the machine may lose the content.
    """

    __slots__ = ("path", "target")

    def __init__(self, target: str, data: bytes, *, durable: bool = True) -> None:
        forget()
        self.target = target
        self.path: str | None = os.path.join(os.path.dirname(target), f".pinlint-{os.urandom(8).hex()}")
        there = os.stat(target) if os.path.exists(target) else None
        mode = stat.S_IMODE(there.st_mode) if there is not None else 0o666  # less what the user's umask takes
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(self.path, flags, mode & 0o700 if there is not None else mode)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(data)
                if durable:
                    stream.flush()
                    os.fsync(stream.fileno())
            if there is not None:
                _keep_owner(self.path, there)
                os.chmod(self.path, mode)
        except BaseException:
            self.discard()
            raise

    def replace(self) -> None:
        """Replaces the file by the content; a symbolic link there is replaced, not followed. Raises OSError."""
        assert self.path is not None
        os.replace(self.path, self.target)
        self.path = None

    def discard(self) -> None:
        """Removes the content if it was not used."""
        if self.path is not None:
            os.unlink(self.path)
            self.path = None


def _keep_owner(path: str, there: os.stat_result) -> None:
    now = os.stat(path)
    if hasattr(os, "chown") and (now.st_uid, now.st_gid) != (there.st_uid, there.st_gid):
        from contextlib import suppress

        with suppress(PermissionError):  # only root can change the owner
            os.chown(path, there.st_uid, there.st_gid)


def write_atomically(path: str, data: bytes, *, durable: bool = True) -> None:
    """Writes ``data`` to ``path``, and creates its folder if needed. An interruption waits until this is done. Raises OSError."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with Interruptions():
        draft = Draft(path, data, durable=durable)
        try:
            draft.replace()
        finally:
            draft.discard()


#: Below these folders, names mean what the process has open: a file there may also be open elsewhere.
_OPEN_FILES = ("/dev/", "/proc/")


def write_named(path: str, data: bytes) -> None:
    """Writes ``data`` to a path that the user named. A file is written atomically, even if the path is a link to it. Raises
    OSError.

    Some files cannot be replaced and are written in place: devices, pipes, open files, files with several names, single mounted
    files, and files in a folder where no new file can be made.
    """
    import errno

    forget()
    full = os.path.abspath(path)
    target = os.path.realpath(full)
    if _is_replaceable(full):
        os.stat(os.path.dirname(target))  # a folder that does not exist may be a mistake
        try:
            write_atomically(target, data)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY) or not os.path.exists(target):
                raise
        else:
            return
    with open(path, "wb") as stream:
        stream.write(data)


def _is_replaceable(path: str) -> bool:
    """Whether a file can be replaced by another one. A file that its user may not write cannot."""
    if path.startswith(_OPEN_FILES):
        return False
    try:
        there = os.stat(path)
    except FileNotFoundError:
        return True
    return stat.S_ISREG(there.st_mode) and there.st_nlink == 1 and os.access(path, os.W_OK)
