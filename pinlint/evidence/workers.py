"""Runs a function over many subjects in a bounded number of threads, for a bounded time.

The threads are daemons: a host that never closes a connection blocks a thread, but never the run.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from threading import Event
    from typing import TypeVar

    T = TypeVar("T")
    R = TypeVar("R")


def run(function: Callable[[T], R], subjects: Sequence[T], threads: int, ends: float, stop: Event) -> Iterator[R]:
    """Yields the result of each subject that finishes before the monotonic time ``ends``, as soon as it is there.

    If not all finish in time, ``stop`` is set. It is also set before an exception of ``function`` is raised here.
    """
    import time
    from queue import Empty, SimpleQueue
    from threading import Thread

    work: SimpleQueue[T] = SimpleQueue()
    done: SimpleQueue[tuple[bool, object]] = SimpleQueue()
    for subject in subjects:
        work.put(subject)

    def serve() -> None:
        while not stop.is_set():
            try:
                subject = work.get_nowait()
            except Empty:
                return
            try:
                done.put((True, function(subject)))
            except BaseException as error:  # raised again in the calling thread
                done.put((False, error))

    for number in range(min(threads, len(subjects))):
        Thread(target=serve, name=f"pinlint-{number}", daemon=True).start()
    for _ in subjects:
        try:
            fine, result = done.get(timeout=max(ends - time.monotonic(), 0))
        except Empty:
            stop.set()
            return
        if not fine:
            stop.set()
            raise result  # type: ignore[misc]
        yield result  # type: ignore[misc]
