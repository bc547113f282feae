"""Reads the locks of an earlier commit, and finds files whose hash changed since then although their name did not."""

from __future__ import annotations

from pinlint.checking.lock_subjects import replaced_hashes
from pinlint.project.files import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from pinlint.findings.config import Config
    from pinlint.findings.subjects import Subject
    from pinlint.project.files import Tree
    from pinlint.project.project import Project
    from pinlint.project.revisions import Revision
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import SourceFile


def subjects(locks: Sequence[RequirementsFile], base: Revision) -> Iterator[Subject]:
    """The files in the ``locks`` that had another hash at the revision ``base``."""
    pairs = [(lock, old) for lock in locks if (old := _source(lock.path, base)) is not None]
    changed = [(lock, old) for lock, old in pairs if old.text != lock.source.text]
    before = [found for _, old in changed if (found := _read(old)) is not None]
    yield from replaced_hashes([lock for lock, _ in changed], before, base.name)


def since_last_commit(
    pairings: Sequence[Any], before: Sequence[RequirementsFile], project: Project, config: Config
) -> Iterator[Subject]:
    """The files whose hash differs from the hash in the locks of the last commit, ``before``. A repaired hash is left out: an
    unchanged file of the project has the new hash too, or an index has listed it.
    """
    from pinlint.checking.evidence_sources import listed_by_index

    by_path = {pairing.path: pairing for pairing in pairings}
    known: set[tuple[str, str, str]] | None = None
    for found in replaced_hashes([pairing.document for pairing in pairings], before, "the last commit"):
        entry: Any = found[2]
        pin = entry.package.project, entry.package.version
        known = _hashes_of_unchanged(project) if known is None else known
        if (*pin, entry.file.hash) in known:
            continue
        if pin not in listed_by_index(project, config, by_path[entry.lock.path], [pin]):
            yield found


def _hashes_of_unchanged(project: Project) -> set[tuple[str, str, str]]:
    """The hashes in the locks and requirements files that have not changed since the last commit, each with its pin."""
    from pinlint.project.project import changed_since

    changed = set(changed_since(list(project.documents), project.root))
    return {
        (requirement.project or "", requirement.pinned_version or "", str(hash))
        for path, document in project.documents.items()
        if path not in changed
        for requirement in document.requirements
        for hash in requirement.hashes
    }


def last_committed(locks: Sequence[RequirementsFile], tree: Tree) -> list[RequirementsFile]:
    """Those of the ``locks`` that differ from the last commit, as they are there."""
    from pinlint.project import earlier_files

    contents = {lock.path: lock.source.encode(lock.source.text) for lock in locks}
    found = (_decoded(path, data) for path, data in earlier_files.committed(contents, tree.root).items())
    return [lock for source in found if source is not None and (lock := _read(source)) is not None]


def _decoded(path: str, data: bytes) -> SourceFile | None:
    from pinlint.formats.decoding import Undecodable, decode

    try:
        return decode(data, path)
    except Undecodable:
        return None


def _source(path: str, base: Revision) -> SourceFile | None:
    """The text of a lock at the revision; None if there was none, or it cannot be read."""
    try:
        return _decoded(path, base.read(path)) if base.is_file(path) else None
    except Unreadable:
        return None


def _read(source: SourceFile) -> RequirementsFile | None:
    """The lock at the revision, read by the reader of today's lock; None if reading exceeds the limits."""
    from pinlint.index import load
    from pinlint.project.project import format_of
    from pinlint.text.budget import ExceededError

    format = format_of(source.path)
    try:
        found: RequirementsFile | None = load(f"formats.{format}").parse(source) if format else None
    except ExceededError:
        return None
    return found
