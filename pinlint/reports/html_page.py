"""The frame of an HTML page: one file, which loads nothing and may only run its own script."""

from __future__ import annotations

from pinlint.reports.html_script import SCRIPT
from pinlint.reports.html_style import PAGE
from pinlint.text.escaping import html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 200
_SIGNS = {
    **dict.fromkeys(("error", "stale"), "\N{MULTIPLICATION X}"),
    **dict.fromkeys(("fresh", "passed", "none"), "\N{CHECK MARK}"),
    "warning": "!",
    "info": "i",
    "unproven": "?",
}


def page(title: str, body: Iterable[str]) -> str:
    """A document with this title and the elements of ``body``. The title is escaped here; ``body`` is HTML already.

    The Content-Security-Policy allows the style and the script of this page by their hashes, and nothing else.
    """
    policy = (
        f"default-src 'none'; style-src {_hash(PAGE)}; script-src {_hash(SCRIPT)}; base-uri 'none'; form-action 'none'"
    )
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{html(title)}</title>",
            f"<style>{PAGE}</style>",
            "</head>",
            "<body>",
            *body,
            f"<script>{SCRIPT}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _hash(text: str) -> str:
    """The source expression of the policy for an inline text."""
    from base64 import b64encode
    from hashlib import sha256

    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def words(text: str) -> str:
    """A sentence, with its quotations formatted as code."""
    from pinlint.reports.quotations import quotations

    pieces: list[str] = []
    at = 0
    for start, end in quotations(text):
        pieces += html(text[at:start]), code(text[start + 1 : end - 1])
        at = end
    return "".join([*pieces, html(text[at:])])


def short(text: str) -> str:
    """A name, cut if it is longer than any real one."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\N{HORIZONTAL ELLIPSIS}"


def code(text: str) -> str:
    """The text as code."""
    return f"<code>{html(text)}</code>"


def badge(kind: str, text: str) -> str:
    """A label with the colour of ``kind``, which is a word of this package. A sign shows the kind without colour."""
    return f'<span class="badge {kind}">{_SIGNS[kind]} {html(text)}</span>'
