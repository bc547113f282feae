"""Takes from the base commit the settings that decide what is reported and what fails, so that a change cannot loosen them."""

from __future__ import annotations

import os

from pinlint.findings.config_reading import settings
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.config import Config
    from pinlint.project.revisions import Revision
    from pinlint.text.source import SourceFile

#: The keys that are taken from the base commit. The other keys describe the project, and change together with its files.
KEYS = (
    "select",
    "extend-select",
    "ignore",
    "per-file-ignores",
    "exclude",
    "inputs",
    "require-hashes",
    "allowed-hosts",
    "baseline",
    "fail-on",
    "strict",
)


def take_from(base: Revision, config: Config, folder: str) -> None:
    """Sets the `KEYS` of ``config`` to their values at the commit ``base``, except those set on the command line.

    ``folder`` (absolute) is the folder from which the project is checked. Raises ConfigError for an invalid setting.
    """
    found = _find(base, os.path.relpath(folder, base.root).replace(os.sep, "/"))
    data = base.read(found) if found is not None else b""
    then = settings(data, found, {}, commit=base.name)
    for key in KEYS:
        if key not in config.flags:
            attribute = key.replace("-", "_")
            setattr(config, attribute, getattr(then, attribute))
    if "select" in config.flags and "ignore" not in config.flags:
        config.ignore = ()  # the file must not hide rules that the command line selects


def baseline(base: Revision, path: str) -> SourceFile | None:
    """The baseline at ``path`` (relative to the root) in the commit; None if the commit has none."""
    from pinlint.formats.decoding import Undecodable, decode_utf8

    if not base.is_file(path):
        return None
    try:
        return decode_utf8(base.read(path), path)
    except Undecodable as error:
        raise UsageError(f"{base.name}:{path}: cannot be read: {error}") from error


def _find(base: Revision, folder: str) -> str | None:
    """The configuration file of the commit for ``folder``: the nearest one upwards."""
    from pinlint.findings.config import FILE_NAMES, SHARED, has_table

    folder = "" if folder == "." else folder
    while True:
        for name in (*FILE_NAMES, SHARED):
            path = f"{folder}/{name}" if folder else name
            if base.is_file(path) and (name != SHARED or has_table(base.read(path))):
                return path
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
