"""The parts of the file names of wheels (PEP 427) and source distributions (PEP 625, and as they were called before it)."""

from __future__ import annotations

WHEEL = ".whl"
#: How the name of a source distribution, or of another archive that pip installs, can end.
SDISTS = (".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma")


def split_wheel(filename: str) -> list[str] | None:
    """Name, version, the build tag if there is one, and the three tags, as written; None where the name has other parts."""
    parts = filename.removesuffix(WHEEL).split("-")
    return parts if filename.endswith(WHEEL) and len(parts) in (5, 6) else None


def split_sdist(filename: str) -> tuple[str, str] | None:
    """Name and version, as written; None for a name that no source distribution has.

    It does not say where the project's name ends: the version is what follows the last dash.
    """
    suffix = next((suffix for suffix in SDISTS if filename.lower().endswith(suffix)), "")
    name, _, version = filename[: len(filename) - len(suffix)].rpartition("-")
    return (name, version) if suffix and name else None
