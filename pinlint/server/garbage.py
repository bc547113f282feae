"""Collects garbage between checks. Python would do it in the middle of a check, while the editor waits for findings.

Most objects of the server belong to the project that it keeps. Looking for garbage among all of them takes longer than a check.
So they are frozen: Python looks only at newer objects, until there was no check for a while.
"""

from __future__ import annotations

import asyncio
import gc

#: Seconds without a check after which all objects are looked at.
PAUSE = 2.0


class Garbage:
    """The garbage of a session. It must be used on the event loop of the session."""

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None
        self._frozen = False

    def check_ended(self) -> None:
        """Plans two collections: of new garbage as soon as the message that caused the check is answered, and of all garbage
        after a pause.
        """
        loop = asyncio.get_running_loop()
        loop.call_soon(self._collect_new)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_later(PAUSE, self._collect_all)

    def _collect_new(self) -> None:
        """Collects the garbage among the objects that are not frozen."""
        if self._frozen:
            gc.collect()
        else:
            self._collect_all()

    def _collect_all(self) -> None:
        """Collects all garbage, and freezes what is left."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._frozen = True
