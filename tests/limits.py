"""A limit on what a hostile text may cost: what takes time in proportion to its length never comes near it.

A text for it is so long that whoever looks at all of it again for every part needs minutes, and gets seconds; what is linear
needs a fraction of one. Nothing is measured: how fast things are is for the benchmarks.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds of the processor's time, far above what any machine needs.
LIMIT = 20.0


class TooSlow(BaseException):
    """A text took too long. No handler for exceptions catches it."""


@contextmanager
def limited() -> Iterator[None]:
    """Ends what runs in it when it has used the processor for too long; without limit where there is no such signal."""

    def end(*_: object) -> None:
        raise TooSlow

    if not hasattr(signal, "SIGPROF"):
        yield
        return
    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
