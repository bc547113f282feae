"""Says why a file or a folder is not there. One reason is a submodule or a nested repository that is not checked out: git knows
its commit, but its folder is empty.
"""

from __future__ import annotations

import os

from pinlint.project import files, git
from pinlint.text.observed import GITS, look_for, resolved

_COMMIT = "160000 "


def not_checked_out(root: str, path: str) -> str | None:
    """What to say about a ``path`` (relative to ``root``) at or below such a folder; None if it is elsewhere."""
    from pinlint.text.escaping import shell_word

    names = path.split("/")
    above = ["/".join(names[:count]) for count in range(1, len(names) + 1)]
    output = git.ask(root, ["--literal-pathspecs", "ls-files", "-z", "--stage", "--", *above])
    for entry in os.fsdecode(output or b"").split("\0"):
        head, _, folder = entry.partition("\t")
        if head.startswith(_COMMIT) and folder in above:
            if folder in _submodules(root):
                command = f"git submodule update --init -- {shell_word(folder)}"
                return f"{folder} is a submodule that is not checked out: run `{command}`"
            return (
                f"{folder} is another repository, and is not checked out: .gitmodules does not say where it comes from, "
                "so clone it into this folder"
            )
    return None


def _submodules(root: str) -> set[str]:
    """The folders that .gitmodules names."""
    try:
        text = files.Tree(root).read(".gitmodules").decode("utf-8", "surrogateescape")
    except files.Unreadable:
        return set()
    return folders(text)


def folders(text: str) -> set[str]:
    """The folders that the text of a .gitmodules names."""
    settings = (line.partition("=") for line in text.splitlines())
    return {value.strip().strip('"') for name, _, value in settings if name.strip() == "path"}


def elsewhere(root: str, listing: files.Listing) -> str | None:
    """Says why the files of the repository at ``root`` are not there; None if they are, or if it is no repository."""
    if listing.tracked is None:
        return None
    top = os.fsdecode(git.ask(root, ["rev-parse", "--show-toplevel"]) or b"").rstrip("\n")
    if top and resolved(top) != resolved(files.git_folder(root) or root):
        return (
            f"the setting `core.worktree` of git says that the files of this repository are in {top}: check them there"
        )
    tracked = listing.tracked.paths
    if tracked and not any(os.path.lexists(look_for(os.path.join(root, path))) for path in tracked):
        return "none of the files that git tracks is here: the commit is not checked out, or `core.worktree` is wrong"
    return None


def why_no_file(root: str, path: str) -> str:
    """The reason why ``path`` below ``root`` is not a file or a folder that may be read."""
    try:
        files.read(root, path)
    except files.Missing:
        return "no such file or folder"
    except files.Unreadable as reason:
        return str(reason).replace("no such file or directory", "a symbolic link leads to nothing")
    return GITS
