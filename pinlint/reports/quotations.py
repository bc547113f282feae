"""Finds what a sentence quotes, such as the command of a remedy: text between single quotes or backticks."""

from __future__ import annotations

from pinlint.text.patterns import lazy

_MARK = lazy("['`]")


def quotations(text: str) -> list[tuple[int, int]]:
    """The offsets of each quotation with its quotes, start and end, in order; an apostrophe within a word does not count.

    A quotation ends at the next quote of its kind that is not followed by a letter or digit.
    """
    opening: tuple[int, str] | None = None
    found = []
    # The last quote of each kind that can end a quotation: after it, no quotation can begin.
    ends = {mark[0]: mark.start() for mark in _MARK.finditer(text) if _ends(text, mark.start())}
    for mark in _MARK.finditer(text):
        at = mark.start()
        if opening is None:
            if _begins(text, at) and at + 1 < ends.get(mark[0], 0):
                opening = (at, mark[0])
        elif mark[0] == opening[1] and at > opening[0] + 1 and _ends(text, at):
            found.append((opening[0], at + 1))
            opening = None
    return found


def _begins(text: str, at: int) -> bool:
    return not (at and text[at - 1].isalnum()) and not text[at + 1 : at + 2].isspace()


def _ends(text: str, at: int) -> bool:
    return not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()
