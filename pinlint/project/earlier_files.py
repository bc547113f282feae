"""Reads files as the last commit has them, with few questions to git. Only objects are read: no filter or driver of git runs."""

from __future__ import annotations

import os

from pinlint.project import files, git
from pinlint.text.budget import LARGEST_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The most changed files that are read.
_MOST_FILES = 50
#: The length of the name of an object, if the repository uses SHA-1.
_SHORT = 40


def changed_since(paths: Sequence[str], tree: files.Tree) -> list[str]:
    """The ``paths`` that may have changed since the last commit. A file that is older than the commit has not changed."""
    top = files.git_folder(tree.root)
    if top is None:
        return []
    try:
        at = os.stat(f"{top}/.git/logs/HEAD").st_mtime_ns
    except (OSError, ValueError):  # a worktree, or a repository without this file
        return list(paths)
    return [path for path in paths if _is_newer(f"{tree.root}/{path}", at)]


def _is_newer(path: str, at: int) -> bool:
    try:
        return os.stat(path).st_mtime_ns >= at
    except (OSError, ValueError):  # it exists only in an editor
        return True


def committed(contents: Mapping[str, bytes], root: str) -> dict[str, bytes]:
    """The bytes that the last commit has for the paths in ``contents``, if they differ. Empty if git does not know them."""
    listed = git.ask(root, ["ls-tree", "-z", "HEAD", "--", *contents]) if contents else None
    found: dict[str, bytes] = {}
    for entry in os.fsdecode(listed or b"").split("\0"):
        details, _, path = entry.partition("\t")
        mode, kind, name = [*details.split(), "", "", ""][:3]
        if kind != "blob" or mode == "120000" or path not in contents or len(found) >= _MOST_FILES:
            continue
        if name != _name_of(contents[path], len(name)):
            data = git.ask(root, ["cat-file", "blob", name])
            if data is not None and len(data) <= LARGEST_FILE:
                found[path] = data
    return found


def _name_of(data: bytes, length: int) -> str:
    """The name of git's object for these bytes."""
    from hashlib import sha1, sha256

    algorithm = sha1 if length == _SHORT else sha256
    return algorithm(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()
