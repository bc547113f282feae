"""Submodules and nested repositories that are not checked out: git knows their commits, but their folders are empty."""

from __future__ import annotations

from pinlint.project import git
from pinlint.project.files import Tree, Unreadable

_COMMIT = "160000 "


def not_checked_out(root: str, path: str) -> str | None:
    """What to say about a ``path`` (relative to ``root``) at or below such a folder; None if it is elsewhere."""
    from os import fsdecode

    from pinlint.text.escaping import shell_word

    names = path.split("/")
    above = ["/".join(names[:count]) for count in range(1, len(names) + 1)]
    output = git.ask(root, ["--literal-pathspecs", "ls-files", "-z", "--stage", "--", *above])
    for entry in fsdecode(output or b"").split("\0"):
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
        text = Tree(root).read(".gitmodules").decode("utf-8", "surrogateescape")
    except Unreadable:
        return set()
    settings = (line.partition("=") for line in text.splitlines())
    return {value.strip().strip('"') for name, _, value in settings if name.strip() == "path"}
