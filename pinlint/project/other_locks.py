"""Locks of formats that pinlint does not read: who makes and who checks them."""

from __future__ import annotations

#: The name of the file -> the command that makes it, and the one that tells whether it is up to date.
TOOLS = {
    "uv.lock": ("uv lock", "uv lock --check"),
    "poetry.lock": ("poetry lock", "poetry check --lock"),
    "pdm.lock": ("pdm lock", "pdm lock --check"),
    "Pipfile.lock": ("pipenv lock", "pipenv verify"),
}


def unread(path: str) -> str:
    """What there is to say of such a lock, in a sentence."""
    tools = TOOLS.get(path.rpartition("/")[2])
    return f"{path} is a lock that pinlint does not read yet" + (f"; `{tools[1]}` checks it" if tools else "")
