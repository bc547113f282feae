"""Whether something on disk is a part of the checked repository, and so a stranger's word, or the user's own."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


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
