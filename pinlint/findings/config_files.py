"""Finds and reads the configuration file: never outside of the project, and never more than a size limit."""

from __future__ import annotations

import os

from pinlint.text.budget import LONGEST_CONFIGURATION
from pinlint.text.errors import ConfigError

FILE_NAMES = ("pinlint.toml", ".pinlint.toml")
#: The file that other tools use too.
SHARED = "pyproject.toml"


def find(start: str, stop: str) -> str | None:
    """The configuration file for the folder ``start``: the nearest one upwards, not above ``stop``. Absolute paths."""
    folder = start
    while True:
        for name in (*FILE_NAMES, SHARED):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                refuse_outside(path, stop)
                if name != SHARED or has_table(read_file(path)):
                    return path
        parent = os.path.dirname(folder)
        if folder == stop or parent == folder:
            return None
        folder = parent


def refuse_outside(path: str, root: str) -> None:
    """Raises ConfigError if ``path`` (absolute) is in ``root``, but a symbolic link leads out of it."""
    inside = os.path.join(os.path.realpath(root), "")
    if path.startswith((inside, os.path.join(root, ""))) and not os.path.realpath(path).startswith(inside):
        raise ConfigError(f"{path}: a symbolic link that leads out of the project is not read")


def has_table(data: bytes) -> bool:
    """Whether the text of a pyproject.toml has settings of pinlint, in any TOML spelling of the table's name."""
    # Searching the bytes first avoids the parser if there is no table.
    if b"tool.pinlint" in data:
        return True
    if not any(hint in data for hint in (b"pinlint", b"\\u", b"\\U", b"\\x")):
        return False
    import tomli

    try:
        tool = tomli.loads(data.decode()).get("tool")
    except (ValueError, RecursionError):
        return False  # a finding reports the error
    return isinstance(tool, dict) and "pinlint" in tool


def read_file(path: str) -> bytes:
    """The bytes of the configuration file ``path``. Raises ConfigError if it cannot be read or is too large."""
    try:
        with open(path, "rb") as file:
            data = file.read(LONGEST_CONFIGURATION + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > LONGEST_CONFIGURATION:
        raise ConfigError(f"{path}: longer than {LONGEST_CONFIGURATION:,} bytes")
    return data
