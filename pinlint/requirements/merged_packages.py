"""Finds packages that a structured lock has twice after a text merge. No tool writes such a lock."""

from __future__ import annotations

from collections import Counter

from pinlint.requirements.locked import PDM, POETRY, UV

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.requirements.locked import LockFile, Package


def merged_packages(lock: LockFile) -> Iterator[tuple[Package, Package]]:
    """The packages that repeat an earlier one because of a text merge, each with the earlier one.

    Two versions of a name are allowed if the lock says which one is installed: an edge of uv names the version, or an entry of
    Poetry or PDM has a marker.
    """
    known: dict[tuple[object, ...], Package] = {}
    bare: dict[str, Package] = {}
    unclear = _unclear_names(lock)
    for package in lock.packages:
        first = known.setdefault(package.key, package)
        if first is package and package.project in unclear and not package.forks:
            first = bare.setdefault(package.project, package)
        elif first is package and _is_for_all(lock, package):
            first = bare.setdefault(package.project, package)
            if not set(first.groups or ()) & set(package.groups or ()):
                continue
        if first is not package:
            yield package, first


def _unclear_names(lock: LockFile) -> set[str]:
    """The names in a uv.lock that several packages have, if an edge does not say which of these packages it means."""
    if lock.format != UV:
        return set()
    several = {name for name, count in Counter(package.project for package in lock.packages).items() if count > 1}
    return {
        edge.project
        for package in lock.packages
        for edges in (package.edges, *package.optional.values(), *package.dev.values())
        for edge in edges
        if edge.project in several and edge.version is None and edge.source is None
    }


def _is_for_all(lock: LockFile, package: Package) -> bool:
    """Whether an entry has no marker although its tool writes all markers: Poetry (lock version 2.1) or PDM."""
    if package.marker or package.markers or package.extras or package.groups is None:
        return False
    if lock.format == POETRY:
        return lock.version >= (2, 1)
    return lock.format == PDM and "inherit_metadata" in str(lock.values.get("strategy"))
