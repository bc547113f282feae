"""Knows lock formats that pinlint does not read: which tool makes such a lock, and which one checks it."""

from __future__ import annotations

#: The name of the file -> the command that makes it, and the one that checks whether it is up to date.
TOOLS = {
    "pixi.lock": ("pixi lock", "pixi lock --check"),
    "conda-lock.yml": ("conda-lock", "conda-lock --check-input-hash"),
    "conda-lock.yaml": ("conda-lock", "conda-lock --check-input-hash"),
}


#: The name of the file -> the command that installs it.
INSTALLERS = {"pixi.lock": "pixi install --locked"}


def unread(path: str) -> str:
    """A sentence about such a lock."""
    tools = TOOLS.get(path.rpartition("/")[2])
    return f"{path} is a lock of conda packages, which pinlint does not read" + (
        f"; `{tools[1]}` checks it" if tools else ""
    )
