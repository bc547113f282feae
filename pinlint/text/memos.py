"""Limits how many texts a process remembers if it makes many checks.

Some modules remember answers about short texts, such as versions and markers, because each occurs many times. Such a module lists
the dicts and sets with its answers in ``MEMOS``.
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
