"""Converts file URIs to paths and back. Bytes in file names that are not UTF-8 are kept."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit


def path_of(uri: str) -> str | None:
    """The absolute path of a ``file:`` URI. None for any other URI, such as that of an unsaved file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or not parts.path.startswith("/"):
        return None
    if parts.netloc not in ("", "localhost") and os.name != "nt":
        return None  # a file of another machine
    if os.name == "nt":
        path = f"//{parts.netloc}{unquote(parts.path)}" if parts.netloc else unquote(parts.path)[1:]
    else:
        path = os.fsdecode(unquote_to_bytes(parts.path))
    return None if "\0" in path else os.path.normpath(path)


def uri_of(path: str) -> str:
    """The ``file:`` URI of an absolute path."""
    return Path(path).as_uri()
