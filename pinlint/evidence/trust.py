"""Whether something on disk is a part of the checked repository, and so a stranger's word, or the user's own."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Why a part of the repository is no evidence.
HELD = "is part of the repository, so it is not used"


def is_held(path: str, tracked: Iterable[str]) -> bool:
    """Whether the repository holds what is at ``path``, or anything in it; ``tracked`` are the paths that it holds.

    Paths are relative to the root. A tracked path that lies above ``path`` is a submodule, which brings all that is in it.
    Case does not count: some file systems find ``.VENV`` under the name ``.venv``.
    """
    here = path.replace(os.sep, "/").casefold().strip("/")
    parts = here.split("/")
    above = {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
    below = here + "/"
    return any(held in above or held.startswith(below) for held in map(str.casefold, tracked))


def objection(root: str, path: str, objections: Callable[[str], str | None]) -> str | None:
    """Why what is at ``path`` (absolute) is not the user's own word; None where it is.

    What lies outside ``root`` is the user's. Inside, ``objections`` is asked about the real place: an absolute path below
    ``root`` as that was given, all links of ``path`` followed.
    """
    try:
        place = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
    except ValueError:
        return None  # on another drive
    if place == ".." or place.startswith(".." + os.sep):
        return None
    return objections(os.path.join(os.path.abspath(root), place))


def always(path: str) -> str | None:  # noqa: ARG001
    """Objects to everything inside the root: for callers that cannot say what the repository holds."""
    return HELD
