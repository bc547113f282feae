"""Finds pins that have a hash of another version. A hash means one file, and a file has one version."""

from __future__ import annotations

from pinlint.findings.report import STALE, UNPROVEN
from pinlint.findings.subjects import PinFact
from pinlint.requirements.distributions import carries
from pinlint.requirements.locked import PIPFILE, LockedRequirement
from pinlint.requirements.policies import LOCK_FORMATS
from pinlint.requirements.versions import same_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from pinlint.requirements.model import Requirement, RequirementsFile

#: How much a lock counts. A structured lock has the name of each file, except that of pipenv, so it decides. Of the others, the
#: majority does.
_STRUCTURED, _COMPILED = 1000, 1


class _Line:
    """A pin of a version in a lock, maybe of an ``earlier`` commit with this name. Only the lines of today's locks are judged."""

    __slots__ = ("earlier", "judged", "lock", "place", "requirement", "version", "weight")

    def __init__(self, requirement: Requirement, structured: bool, earlier: str) -> None:
        self.earlier = bool(earlier)
        self.lock = requirement.location.path
        self.requirement = requirement
        self.version = (requirement.pinned_version or "").partition("+")[0]
        self.weight = _STRUCTURED if structured else _COMPILED
        self.judged = not earlier
        self.place = f"{requirement.location}{f' at {earlier}' if earlier else ''}"


def copied_hashes(
    locks: Sequence[RequirementsFile], before: Sequence[RequirementsFile] = (), commit: str = ""
) -> Iterator[PinFact]:
    """The pins that have a hash of another version. Of two versions, the one with fewer locks is wrong. If both have as many, it
    is unknown which is wrong. The places and the hashes of a project's pins are read only if it has several versions.

    ``before`` are the locks of an earlier commit, and ``commit`` is how messages name it.
    """
    pins: dict[str, list[tuple[Requirement, bool, str]]] = {}
    for lock, earlier in (*((lock, "") for lock in locks), *((lock, commit) for lock in before)):
        structured = lock.format in LOCK_FORMATS and lock.format != PIPFILE
        for requirement in lock.requirements:
            if requirement.project and requirement.pinned_version:
                pins.setdefault(requirement.project, []).append((requirement, structured, earlier))
    for project, found in pins.items():
        if len(found) > 1 and len({requirement.pinned_version for requirement, _, _ in found}) > 1:
            yield from _of_project(project, [_Line(*each) for each in found])


def _digests(requirement: Requirement) -> frozenset[str]:
    """The hashes of a pin. A file whose name shows another version is no witness: another finding says that it is wrong."""
    if not isinstance(requirement, LockedRequirement):
        return requirement.sha256_digests
    package, prefix = requirement.package, "sha256:"
    return frozenset(
        file.hash.removeprefix(prefix).lower()
        for file in package.files
        if file.hash.startswith(prefix) and carries(file.name, package.project, package.version) is not False
    )


def _of_project(project: str, lines: Sequence[_Line]) -> Iterator[PinFact]:
    """The facts about the pins of one project."""
    by_digest: dict[str, list[_Line]] = {}
    for line in lines:
        for digest in _digests(line.requirement):
            by_digest.setdefault(digest, []).append(line)
    found: dict[_Line, _Line] = {}
    tied: set[_Line] = set()
    for sharing in by_digest.values():
        weights: dict[str, int] = {}
        for line in sharing:
            weights[line.version] = weights.get(line.version, 0) + line.weight
        for line in sharing:
            others = [each for each in sharing if same_version(each.version, line.version) is False]
            most = max((weights[each.version] for each in others), default=0)
            if line.judged and weights[line.version] <= most:
                found.setdefault(line, min(others, key=lambda each: (-weights[each.version], each.place)))
                if weights[line.version] == most:
                    tied.add(line)
    for line, other in found.items():
        if found.get(other) is line and other.place < line.place:
            continue  # this is one finding
        if line not in tied:
            message = f"{project} {line.version} has a hash of {project} {other.version} in {other.place}"
            yield PinFact("foreign-hash", f"{message}, and a file has one version", line.lock, line.requirement)
            continue
        message = f"{project} {line.version} and {project} {other.version} in {other.place} have the same hash"
        fact = PinFact(
            "foreign-hash", f"{message}, so one of them is wrong", line.lock, line.requirement, other.requirement
        )
        fact.past = other.earlier
        yield fact


def doubt(proof: Any, fact: PinFact) -> None:
    """Adds an undecided obligation: of two locks, one is wrong."""
    from pinlint.freshness.world import Undecided

    reason = "another lock has its hash at another version"
    proof.unproven = [*proof.unproven, Undecided(fact.kind, fact.requirement.project, reason)]
    proof.verdict = STALE if proof.verdict == STALE else UNPROVEN
