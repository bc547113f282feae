"""Selects the sources of metadata that a run may ask, the nearest first: those that the configuration allows and that exist."""

from __future__ import annotations

import os

from pinlint.evidence import places
from pinlint.project import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from pinlint.evidence.index import Index
    from pinlint.evidence.source import Pin, Source
    from pinlint.findings.config import Config
    from pinlint.freshness.pairing import Pairing
    from pinlint.project.project import Project
    from pinlint.requirements.model import Requirement


class _Lines:
    """The lines of the locks that pin a version, each with its lock; found when the first pin is asked for."""

    def __init__(self, pairings: Sequence[Pairing]) -> None:
        self._pairings = pairings
        self._found: dict[Pin, list[tuple[Pairing, Requirement]]] | None = None

    def of(self, pin: Pin) -> list[tuple[Pairing, Requirement]]:
        """The lines of one pin."""
        if self._found is None:
            self._found = {}
            for pairing in self._pairings:
                for locked in pairing.locked_pins():
                    if locked.project and locked.version:
                        line = (pairing, locked.requirement)
                        self._found.setdefault((locked.project, locked.version), []).append(line)
        return self._found.get(pin, [])


class Hashes(dict["Pin", frozenset[str]]):
    """The sha256 digests that the locks list, by pin. The digests of a pin are read when they are first needed."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines

    def get(self, pin: Pin, default: frozenset[str] | None = None) -> frozenset[str] | None:  # type: ignore[override]
        """The digests of one pin; the default if the locks list none."""
        if not super().__contains__(pin):
            # Two locks may list different digests for a version: either may be installed.
            self[pin] = frozenset[str]().union(*[line.sha256_digests for _, line in self._lines.of(pin)])
        return self[pin] or default

    def __contains__(self, pin: object) -> bool:
        return isinstance(pin, tuple) and bool(self.get(pin))


class Pythons(dict["Pin", list[str]]):
    """The minor versions of Python that the locks of a pin may be for: wheels for other versions are not installed."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self._minors: dict[str, list[str]] = {}

    def get(self, pin: Pin, default: list[str] | None = None) -> list[str] | None:  # type: ignore[override]
        """The Python versions of one pin; the default if no lock has it."""
        locks = {pairing.path: pairing for pairing, _ in self._lines.of(pin)}
        for path in locks.keys() - self._minors.keys():
            self._minors[path] = locks[path].claim.minors
        if len(locks) == 1:
            return self._minors[next(iter(locks))]
        return list(dict.fromkeys(minor for path in locks for minor in self._minors[path])) if locks else default


def local_sources(
    project: Project, config: Config, pairings: Sequence[Pairing], *, for_pins: bool = False
) -> Iterator[Source]:
    """The sources that need no network. A source that does not exist is not loaded. ``for_pins`` says that a run needs only the
    pins of the locks. Then a cache without any of their projects is not loaded.
    """
    return map(project.reading.evidence, _local_sources(project, config, pairings, for_pins))


def _objections(project: Project) -> Callable[[str], str | None]:
    """Says why the file at a path may not be the user's own; None if git does not track it."""
    root = project.root

    def objections(path: str) -> str | None:
        from pinlint.evidence.trust import HELD, is_held

        if project.tracked is None:
            return f"is not used, because git cannot say whether it is part of the repository: {files.why_no_git(root)}"
        return HELD if is_held(os.path.relpath(path, root), project.tracked) else None

    return objections


def listed_by_index(project: Project, config: Config, pairing: Pairing, pins: Sequence[Pin]) -> set[Pin]:
    """Those of a lock's pins for which an index has listed all hashes of the lock, as the user's cache knows."""
    if "cache" not in config.evidence or not places.has_cache():
        return set()
    from pinlint.evidence.cache import Cache

    lines = _Lines([pairing])
    cache = Cache(root=project.root, objections=_objections(project), hashes=Hashes(lines), pythons=Pythons(lines))
    return set(cache.find(pins))


def _local_sources(project: Project, config: Config, pairings: Sequence[Pairing], for_pins: bool) -> Iterator[Source]:
    lines = _Lines(pairings)
    hashes, pythons = Hashes(lines), Pythons(lines)
    root, objections = project.root, _objections(project)

    if "environment" in config.evidence and (config.environment or places.has_environment(root)):
        from pinlint.evidence.environment import Environment

        # A path on the user's command line may be anywhere; a path in a checked file may not.
        path = config.environment or None
        if "environment" in config.flags:
            yield Environment(root, objections, chosen=path)
        else:
            yield Environment(root, objections, configured=path)
    if "wheels" in config.evidence and config.wheels:
        from pinlint.evidence.wheels import Wheels

        if "wheels" in config.flags:
            yield Wheels([os.path.abspath(folder) for folder in config.wheels], hashes=hashes, pythons=pythons)
        else:
            inside = [os.path.join(root, folder) for folder in config.wheels]
            yield Wheels((), root=root, inside=inside, hashes=hashes, pythons=pythons)
    if "evidence-file" in config.evidence:
        for pairing in pairings:
            path = pairing.path + ".evidence"
            if project.exists(path):
                from pinlint.evidence.evidence_file import EvidenceFile

                source = project.source(path)
                if source is not None:
                    yield EvidenceFile(source.text, hashes, pairing.path)
    if "cache" in config.evidence and places.has_cache():
        from pinlint.evidence.cache import Cache

        yield Cache(root=root, objections=objections, hashes=hashes, pythons=pythons)
    cached = places.uv_cached() if "uv-cache" in config.evidence else []
    if cached and (not for_pins or any(not found.pinned_projects().isdisjoint(cached) for found in pairings)):
        from pinlint.evidence.uv_cache import UvCache

        yield UvCache(root=root, objections=objections, pythons=pythons)


def index_source(root: str, pairings: Sequence[Pairing], progress: Callable[[int, int], None] | None) -> Index:
    """The index from the user's own configuration; its answers are cached."""
    from pinlint.evidence.cache import Cache
    from pinlint.evidence.index import Index
    from pinlint.evidence.user_configuration import load

    lines = _Lines(pairings)
    hashes, pythons = Hashes(lines), Pythons(lines)
    cache = Cache(root=root, hashes=hashes, pythons=pythons)
    return Index(load(root), cache, hashes=hashes, pythons=pythons, progress=progress)


def installed_versions(root: str, config: Config, sources: Callable[[], Sequence[Source]]) -> dict[str, set[str]]:
    """The versions in the project's virtual environment, by project. Empty unless git says that it does not track it."""
    if "environment" not in config.evidence or not (config.environment or places.has_environment(root)):
        return {}
    environment: Any = next(iter(sources()))  # it comes first
    versions: dict[str, set[str]] = environment.versions()
    return versions
