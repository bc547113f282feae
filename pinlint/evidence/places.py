"""Where the user's machine keeps metadata, and whether there is any. A source whose place does not exist is not imported."""

from __future__ import annotations

import os
import sys

from pinlint.text.observed import look, look_for

#: The folders below the root that may be environments.
FOLDERS = (".venv", "venv")
#: The folder in pinlint's cache, named for the form of its entries.
LAYOUT = "metadata-v3"
#: The folder in pinlint's cache for answers of `pinlint check`, named for the form of its files.
ANSWERS = "answers-v2"
#: The folder in uv's cache, in the only layout that pinlint can read.
LAYOUT_OF_UV = os.path.join("wheels-v8", "pypi")


def has_environment(root: str) -> bool:
    """Whether there may be a virtual environment of the project in ``root``."""
    return "VIRTUAL_ENV" in os.environ or any(os.path.isdir(look_for(os.path.join(root, folder))) for folder in FOLDERS)


def has_cache() -> bool:
    """Whether pinlint's cache exists."""
    return os.path.isdir(look_for(os.path.join(cache_folder(), LAYOUT)))


def uv_cached() -> list[str]:
    """The projects in uv's cache, if it exists in the layout that pinlint can read."""
    try:
        return os.listdir(look(os.path.join(uv_cache_folder(), LAYOUT_OF_UV)))
    except OSError:
        return []


def cache_folder() -> str:
    """Where the cache is: ``$PINLINT_CACHE_DIR``, else the platform's folder for caches. `pinlint cache dir` prints it."""
    chosen = os.environ.get("PINLINT_CACHE_DIR")
    if chosen:
        return os.path.abspath(chosen)
    platform: str = sys.platform
    if platform == "linux":  # the same as platformdirs, without importing it
        caches = os.environ.get("XDG_CACHE_HOME", "").strip()
        return os.path.join(caches or os.path.expanduser("~/.cache"), "pinlint")
    from platformdirs import user_cache_dir

    return user_cache_dir("pinlint", appauthor=False)


def uv_cache_folder() -> str:
    """The folder of uv's cache for this user; empty if unknown."""
    chosen = os.environ.get("UV_CACHE_DIR")
    if chosen:
        return chosen
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return os.path.join(local, "uv", "cache") if local else ""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "uv")
