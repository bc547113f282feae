"""Notes which package of a structured lock each finding is about: a report shows findings about one package once.

A missing package counts too, with what only it needed: the lock of an earlier commit says what that is.
"""

from __future__ import annotations

from bisect import bisect_right

from pinlint.findings.finding import Entry
from pinlint.findings.folding import ENTRY_RULES, MISSING
from pinlint.requirements.policies import LOCK_FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pinlint.findings.finding import Finding
    from pinlint.requirements.locked import LockFile, Package
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import Location


def note_entries(
    findings: Iterable[Finding], documents: Mapping[str, RequirementsFile], before: Iterable[RequirementsFile]
) -> None:
    """Sets the ``entry`` of the findings. ``before`` are locks of an earlier commit.

    A drift of an export is about the package of the exported lock. If two packages share a hash, the finding is about the one
    that is wrong for another reason too.
    """
    about = [finding for finding in findings if finding.rule in ENTRY_RULES and finding.project]
    locks = _Locks(documents)
    missing: dict[tuple[str | None, str | None], Entry] = {}
    for finding in about:
        if finding.rule in MISSING:
            finding.entry = locks.named(finding.lock, finding.project)
            if finding.entry is not None and finding.entry.missing:
                missing[finding.lock, finding.project] = finding.entry
        elif finding.rule != "layer-drift":
            finding.entry = locks.at(finding.location)
    wrong = {finding.entry.package for finding in about if finding.entry is not None and not _is_shared(finding)}
    left = _left_by(missing.values(), before) if missing else {}
    for finding in about:
        if finding.rule in MISSING and finding.entry is None:  # the lock has several versions of it
            finding.entry = locks.one_of(finding.lock, finding.project, wrong)
        elif finding.rule == "layer-drift":
            finding.entry = _of_drift(finding, locks, missing.values())
        elif finding.rule == "orphan-pin":
            finding.entry = left.get((finding.location.path, finding.project), finding.entry)
        elif finding.entry is not None and _is_shared(finding) and finding.entry.package not in wrong:
            other = locks.at(finding.related[0].location)
            if other is not None and other.package in wrong:
                finding.entry = other.elsewhere()


def _is_shared(finding: Finding) -> bool:
    """Whether it is about two packages with the same hash."""
    return finding.rule == "hash-disagreement" and finding.cause is None


def _of_drift(finding: Finding, locks: _Locks, missing: Iterable[Entry]) -> Entry | None:
    """The package of the exported lock, which may lack it; else the one of the export."""
    origins = [locks.at(related.location) for related in finding.related]
    if not origins:
        lacking = [each for each in missing if each.number == finding.project]
        return lacking[0].elsewhere() if len(lacking) == 1 else locks.at(finding.location)
    return origins[0].elsewhere() if len(origins) == 1 and origins[0] is not None else None


def _left_by(missing: Collection[Entry], before: Iterable[RequirementsFile]) -> dict[tuple[str, str | None], Entry]:
    """The packages that the missing ones needed at an earlier commit, each by its lock and name, with the missing one."""
    earlier: dict[str, LockFile] = {lock.path: lock for lock in before}  # type: ignore[misc]
    needs_of = {path: _needs(lock) for path, lock in earlier.items() if any(path == entry.path for entry in missing)}
    left: dict[tuple[str, str | None], Entry] = {}
    for entry in missing:
        if entry.path not in needs_of:
            continue
        needs = needs_of[entry.path]
        waiting, seen = [str(entry.number)], {str(entry.number)}
        while waiting:
            new = needs.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        for project in seen:
            left.setdefault((entry.path, project), entry.elsewhere())
    return left


def _needs(lock: LockFile) -> dict[str, set[str]]:
    """What each project of a lock requires."""
    needs: dict[str, set[str]] = {}
    for package in lock.packages:
        edges = [*package.edges, *(edge for edges in package.optional.values() for edge in edges)]
        needs.setdefault(package.project, set()).update(edge.project for edge in edges)
    return needs


class _Locks:
    """Finds packages in the structured locks of today."""

    def __init__(self, documents: Mapping[str, RequirementsFile]) -> None:
        self._documents = documents
        #: The packages of each lock in their order, and where they begin.
        self._packages: dict[str, tuple[Sequence[Package], Sequence[int]]] = {}
        #: The numbers of the packages of each lock, by project.
        self._by_project: dict[str, Mapping[str, Sequence[int]]] = {}

    def _of(self, path: str) -> tuple[Sequence[Package], Sequence[int]]:
        if path not in self._packages:
            document = self._documents.get(path)
            of_lock = document is not None and document.format in LOCK_FORMATS
            found: list[Package] = document.packages if of_lock else []  # type: ignore[union-attr]
            found = sorted(found, key=_start)
            self._packages[path] = found, list(map(_start, found))
        return self._packages[path]

    def _numbers(self, path: str, project: str | None) -> Sequence[int]:
        if path not in self._by_project:
            numbers: dict[str, list[int]] = {}
            for number, package in enumerate(self._of(path)[0], 1):
                numbers.setdefault(package.project, []).append(number)
            self._by_project[path] = numbers
        return self._by_project[path].get(project or "", ())

    def at(self, place: Location) -> Entry | None:
        """The package at a place; None if no lock of today has one there."""
        document = self._documents.get(place.path)
        if place.span is None or document is None or place.source is not document.source:
            return None
        packages, starts = self._of(place.path)
        at = place.span.start
        number = bisect_right(starts, at)
        if not number:
            return None
        files = enumerate(packages[number - 1].files)
        file = next((each for each, file in files if file.start <= at < file.end), None)
        return Entry(place.path, number, file)

    def named(self, path: str | None, project: str | None) -> Entry | None:
        """The package of a project in a lock, which may be missing; None if there are several, or no such lock."""
        numbers = self._numbers(path or "", project)
        if not path or not self._of(path)[0] or not project or len(numbers) > 1:
            return None
        return Entry(path, numbers[0], here=False) if numbers else Entry(path, project)

    def one_of(self, path: str | None, project: str | None, wrong: Collection[tuple[str, int | str]]) -> Entry | None:
        """The only package of a project in a lock that something else is wrong with."""
        numbers = self._numbers(path or "", project)
        found = [number for number in numbers if (path, number) in wrong]
        return Entry(path or "", found[0], here=False) if len(found) == 1 else None


def _start(package: Package) -> int:
    return min(package.start, package.name_place)
