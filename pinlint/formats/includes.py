"""Finds the file that a ``-r`` or ``-c`` line names."""

from __future__ import annotations

import posixpath


def include_path(path: str, target: str) -> str | None:
    """The path of ``target``, as the file at ``path`` writes it, relative to the root; None for a URL and outside the root."""
    scheme, colon, rest = target.partition(":")
    if colon and (scheme.lower() in ("http", "https", "file") or _is_drive(scheme, rest)):
        return None
    if target.startswith("/") or "${" in target:
        return None
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return None if found == ".." or found.startswith("../") else found


def _is_drive(scheme: str, rest: str) -> bool:
    return len(scheme) == 1 and scheme.isascii() and scheme.isalpha() and rest.startswith(("/", "\\"))
