"""Finds pins that have a hash of another version. A hash means one file, and a file has one version."""

from __future__ import annotations

from pinlint.findings.subjects import PinFact
from pinlint.requirements.policies import LOCK_FORMATS
from pinlint.requirements.versions import same_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.freshness.pairing import Pairing
    from pinlint.requirements.model import Requirement

#: How much a lock counts. A structured lock has the name of each file. An earlier lock counts more than the line that changed,
#: and less than two current locks, because the change may have corrected it.
_STRUCTURED, _EARLIER, _COMPILED = 1000, 3, 2


class _Line:
    """A pin of a version in a lock; ``weight`` says how much the lock counts. Only lines of compiled locks are judged."""

    __slots__ = ("judged", "lock", "place", "requirement", "version", "weight")

    def __init__(self, requirement: Requirement, weight: int) -> None:
        self.lock = requirement.location.path
        self.requirement = requirement
        self.version = (requirement.pinned_version or "").partition("+")[0]
        self.weight = weight
        self.judged = weight == _COMPILED
        self.place = f"{requirement.location}{' at the base revision' if weight == _EARLIER else ''}"


def copied_hashes(pairings: Sequence[Pairing], earlier: Sequence[Pairing] = ()) -> Iterator[PinFact]:
    """The pins of compiled locks that have a hash of another version. Of two versions, the one with fewer locks is wrong. The
    hashes of a project are read only if it has several versions.
    """
    pins: dict[str, list[tuple[Requirement, int]]] = {}
    for number, pairing in enumerate((*pairings, *earlier)):
        is_structured = pairing.document.format in LOCK_FORMATS
        weight = _EARLIER if number >= len(pairings) else _STRUCTURED if is_structured else _COMPILED
        for requirement in pairing.document.requirements:
            if requirement.project and requirement.pinned_version:
                pins.setdefault(requirement.project, []).append((requirement, weight))
    for project, found in pins.items():
        if len(found) > 1 and len({requirement.pinned_version for requirement, _ in found}) > 1:
            yield from _of_project(project, [_Line(requirement, weight) for requirement, weight in found])


def _of_project(project: str, lines: Sequence[_Line]) -> Iterator[PinFact]:
    """The facts about the pins of one project."""
    by_digest: dict[str, list[_Line]] = {}
    for line in lines:
        for digest in line.requirement.sha256_digests:
            by_digest.setdefault(digest, []).append(line)
    found: dict[_Line, _Line] = {}
    for sharing in by_digest.values():
        weights: dict[str, int] = {}
        for line in sharing:
            weights[line.version] = weights.get(line.version, 0) + line.weight
        for line in sharing:
            others = [each for each in sharing if same_version(each.version, line.version) is False]
            if line.judged and others and weights[line.version] <= max(weights[each.version] for each in others):
                found.setdefault(line, min(others, key=lambda each: (-weights[each.version], each.place)))
    for line, other in found.items():
        if found.get(other) is line and other.lock < line.lock:
            continue  # one of the two is wrong: this is one finding
        message = f"{project} {line.version} has a hash of {project} {other.version} in {other.place}, and a file has one version"
        yield PinFact("foreign-hash", message, line.lock, line.requirement)
