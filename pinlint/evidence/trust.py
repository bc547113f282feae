"""Whether something on disk is a part of the checked repository, and so a stranger's word, or the user's own."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


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


def is_users_own(root: str, path: str, trusted: Callable[[str], bool]) -> bool:
    """Whether what is at ``path`` (absolute) is the user's: it lies outside ``root``, or ``trusted`` says so of its real place.

    ``trusted`` is asked about an absolute path below ``root`` as that was given, all links of ``path`` followed.
    """
    try:
        place = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
    except ValueError:
        return True  # on another drive
    return place == ".." or place.startswith(".." + os.sep) or trusted(os.path.join(os.path.abspath(root), place))


def never(path: str) -> bool:  # noqa: ARG001
    """Trusts nothing inside the root: for callers that cannot say what the repository holds."""
    return False
