"""Reads files as the last commit has them, with few questions to git. Only objects are read: no filter or driver of git runs."""

from __future__ import annotations

import os

from pinlint.text.budget import LARGEST_FILE, MOST_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: The length of the name of an object, if the repository uses SHA-1.
_SHORT = 40


def committed(contents: Mapping[str, bytes], root: str) -> dict[str, bytes]:
    """The bytes that the last commit has for the paths in ``contents``, if they differ. Empty if git does not know them."""
    names: dict[str, str] = {}
    total = 0
    for path, (name, size) in _listed(contents, root).items():
        if size <= LARGEST_FILE and total + size <= MOST_BYTES and name != _name_of(contents[path], len(name)):
            names[path] = name
            total += size
    asked = "".join(f"{name}\n" for name in names.values()).encode()
    from pinlint.project import git

    output = (git.ask(root, ["cat-file", "--batch"], asked) if names else None) or b""
    found: dict[str, bytes] = {}
    at = 0
    for path in names if output else ():
        end = output.index(b"\n", at)
        _, kind, *sizes = output[at:end].decode().split()
        at = end + 1
        if kind == "blob":  # else it is missing
            found[path] = output[at : at + int(sizes[0])]
            at += int(sizes[0]) + 1
    return found


def unchanged(contents: Mapping[str, bytes], root: str) -> set[str]:
    """The paths that have the same bytes in the last commit."""
    listed = _listed(contents, root)
    return {path for path, (name, _) in listed.items() if name == _name_of(contents[path], len(name))}


def _listed(paths: Collection[str], root: str) -> dict[str, tuple[str, int]]:
    """The names and sizes of git's objects for those of the paths that are files in the last commit."""
    from pinlint.project import git

    listed = git.ask(root, ["ls-tree", "-l", "-z", "HEAD", "--", *paths]) if paths else None
    found: dict[str, tuple[str, int]] = {}
    for entry in os.fsdecode(listed or b"").split("\0"):
        details, _, path = entry.partition("\t")
        mode, kind, name, size = [*details.split(), "", "", "", ""][:4]
        if kind == "blob" and mode != "120000" and path in paths and size.isdecimal():
            found[path] = name, int(size)
    return found


def _name_of(data: bytes, length: int) -> str:
    """The name of git's object for these bytes."""
    from hashlib import sha1, sha256

    algorithm = sha1 if length == _SHORT else sha256
    return algorithm(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()
