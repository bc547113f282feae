"""Decides whether something on disk belongs to the checked repository, which is not trusted, or to the user."""

from __future__ import annotations

import os

from pinlint.text.observed import resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Why a part of the repository is not used as evidence.
HELD = "is part of the repository, so it is not used"


def is_held(path: str, tracked: Iterable[str]) -> bool:
    """Whether the repository contains ``path``, or anything in it; ``tracked`` are the paths that it contains.

    Paths are relative to the root. A tracked path above ``path`` is a submodule, and everything in it is tracked.
    Case is ignored: some file systems find ``.VENV`` under the name ``.venv``.
    """
    here = path.replace(os.sep, "/").casefold().strip("/")
    parts = here.split("/")
    above = {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
    below = here + "/"
    return any(held in above or held.startswith(below) for held in map(str.casefold, tracked))


def objection(root: str, path: str, objections: Callable[[str], str | None]) -> str | None:
    """Why the absolute ``path`` may belong to somebody else than the user; None if it is certainly the user's.

    Everything outside ``root`` belongs to the user. For a path inside, all its links are followed first. Then ``objections`` gets
    the result, an absolute path that begins with ``root`` as given.
    """
    try:
        place = os.path.relpath(resolved(path), resolved(root))
    except ValueError:
        return None  # on another drive
    if place == ".." or place.startswith(".." + os.sep):
        return None
    return objections(os.path.join(os.path.abspath(root), place))


def always(path: str) -> str | None:  # noqa: ARG001
    """Objects to everything inside the root: for callers that cannot say what the repository contains."""
    return HELD
