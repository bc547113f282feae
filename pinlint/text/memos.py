"""Limits what a process that makes many checks remembers of their texts.

Some modules remember the answers about a short text, such as a version or a marker, because it occurs many times. Each of them
names the dicts and sets in which it does so in ``MEMOS``.
"""

from __future__ import annotations

import sys

from pinlint.text.budget import MOST_REMEMBERED


def forget() -> None:
    """Empties all memos if together they have too many answers."""
    memos = [
        memo
        for name, module in list(sys.modules.items())
        if name.startswith("pinlint.")
        for memo in getattr(module, "MEMOS", ())
    ]
    if sum(map(len, memos)) > MOST_REMEMBERED:
        for memo in memos:
            memo.clear()
