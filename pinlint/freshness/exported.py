"""Compares an export, such as the output of `uv export`, with the lock that it was written from.

Each pin must match an entry of the lock in version, commit and hashes. Each entry that the exported parts of the project need
must be in the export, and its markers must be true in the same environments. The export may spell its markers differently, have
another order, other comments and fewer hashes, and an option may have left out parts.
"""

from __future__ import annotations

from pinlint.findings.finding import MOST_RELATED
from pinlint.freshness.export_contents import contents, key_of
from pinlint.freshness.export_origins import PARTS, selecting
from pinlint.freshness.proof import Proof
from pinlint.freshness.world import OTHER_TOOL, READABLE, UndecidedLock
from pinlint.requirements.locked import GIT, INDEX
from pinlint.requirements.model import is_strong_hash
from pinlint.requirements.versions import version_key
from pinlint.text.budget import ExceededError
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from pinlint.freshness.compilers import Command
    from pinlint.freshness.export_contents import Contents, Key
    from pinlint.freshness.lock_pairing import LockPairing
    from pinlint.freshness.lock_proof import LockProof
    from pinlint.freshness.obligations import Obligation
    from pinlint.freshness.pairing import Pairing
    from pinlint.requirements.locked import LockFile, Package
    from pinlint.requirements.locked_files import LockedFile
    from pinlint.requirements.model import Hash, Requirement, RequirementsFile
    from pinlint.text.source import Location


def prove_export(pairing: Pairing | LockPairing, origin: LockProof, command: str) -> Proof:
    """Compares an export with its source lock. ``command`` writes it; empty if its header has the command."""
    lock = origin.pairing.document
    pins = len(pairing.document.requirements)
    if _is_unusable(lock):
        open_end = [UndecidedLock(f"{lock.path} cannot be read", READABLE)]
        return Proof(pairing, [], open_end, evidence=["graph"], pins=pins)  # type: ignore[arg-type]
    found, holds = _compare(pairing.document, origin, pairing.command)
    known = holds is not None and holds.known
    if command and _is_another(found, pairing.document):
        found, known = [], False
    unproven = []
    if not known:
        unproven.append(UndecidedLock(f"pinlint does not know which part of {lock.path} it contains", OTHER_TOOL))
    how: dict[str, Any] = {"command": command} if command else {"upgrade": ()}
    obligations = _obligations(found, pairing, pairing.location, origin, **how)
    proof = Proof(pairing, obligations, unproven, evidence=["graph"], pins=pins)  # type: ignore[arg-type]
    proof.origin = origin
    return proof


def drifts(
    document: RequirementsFile, origin: LockProof, command: str, leaves_out: Callable[[str], bool] = lambda _: False
) -> list[Obligation]:
    """How a file that ``command`` writes differs from its source lock; ``origin`` is the proof of that lock.

    ``leaves_out`` says whether the project leaves out a package on purpose. The result is empty if most pins are not entries of
    the lock. Then the file has another origin, or is from another time.
    """
    if _is_unusable(origin.pairing.document):
        return []
    found, holds = _compare(document, origin, None)
    found = [
        drift for drift in found if drift.pin is not None or drift.entry is None or not leaves_out(drift.entry.project)
    ]
    if _is_another(found, document):
        return []
    start = document.source.at(Span(0, 0))
    if PARTS in command:
        command = command.replace(
            PARTS, selecting(origin.pairing.document.format, holds.parts if holds is not None else ())
        )
    return _obligations(found, origin.pairing, start, origin, command=command)


def _obligations(
    found: Sequence[_Drift], pairing: Pairing | LockPairing, start: Location, origin: LockProof, **command: Any
) -> list[Obligation]:
    """The obligations that fail. Several differences have one cause: the lock changed, and nobody exported it again. A replaced
    hash has another cause.
    """
    replaced = [drift.obligation(pairing, start, origin, **command) for drift in found if drift.files]
    found = [drift for drift in found if not drift.files]
    if len(found) < _FEWEST_OUTDATED:
        return [*replaced, *(drift.obligation(pairing, start, origin, **command) for drift in found)]
    from pinlint.freshness.obligations import Obligation

    detail = f"{len(found)} packages differ from {origin.pairing.path}, which was not exported again: both must agree"
    places = [drift.place(start, origin) for drift in found[:MOST_RELATED]]
    first = next((drift.pin.location for drift in found if drift.pin is not None), start)
    return [*replaced, Obligation("layer-drift", pairing, first, detail=detail, related=places, **command)]


def _is_unusable(lock: LockFile) -> bool:
    """Whether the tool of a lock cannot read it. That is reported for the lock, and no command for the export would run."""
    return lock.is_refused or any(problem.fatal for problem in lock.problems)


def _is_another(found: Sequence[_Drift], document: RequirementsFile) -> bool:
    """Whether most pins differ. Then the file has another origin, or is from another time."""
    pins = sum(map(_is_pin, document.requirements))
    return 2 * sum(drift.pin is not None for drift in found) > pins or not pins


#: From so many differences on, an export is reported as outdated as a whole.
_FEWEST_OUTDATED = 3


class _Drift:
    """A difference: ``detail`` in words, the line with it (None for a missing one), the lock's ``entry``, and where it is so. If
    the line has a ``hash`` instead of the hash of a file of the entry, ``files`` are the files whose hash it may replace.
    """

    __slots__ = ("detail", "entry", "environments", "files", "hash", "pin")

    def __init__(
        self,
        detail: str,
        entry: Package | None,
        pin: Requirement | None = None,
        environments: str = "",
        hash: Hash | None = None,
        files: Sequence[LockedFile] = (),
    ) -> None:
        self.detail = detail
        self.entry = entry
        self.pin = pin
        self.environments = environments
        self.hash = hash
        self.files = files

    def place(self, start: Location, origin: LockProof) -> tuple[Location, str]:
        """The place of the difference, and the difference in words. What is missing is shown in the lock."""
        where = f" ({self.environments})" if self.environments else ""
        words = self.detail.removesuffix(": both must agree") + where
        if self.pin is not None:
            return self.pin.location, words
        if self.entry is not None:
            at = origin.pairing.document.source.at(self.entry.span)
            return at, f"{self.entry.shown} is locked here and missing in {start.path}"
        return start, words

    def obligation(
        self, pairing: Pairing | LockPairing, start: Location, origin: LockProof, **command: Any
    ) -> Obligation:
        """The obligation that fails. If no line is at fault, it is reported at ``start``. ``command`` fixes it."""
        from pinlint.freshness.obligations import Obligation, ReplacedHash

        pin, entry = self.pin, self.entry
        if pin is not None and entry is not None and self.hash is not None and self.files:
            lock = origin.pairing.document
            return ReplacedHash(pairing, pin, self.hash, lock, entry, self.files, detail=self.detail, **command)
        return Obligation(
            "layer-drift",
            pairing,
            pin.location if pin is not None else start,
            project=pin.project if pin is not None else entry.project if entry is not None else None,
            pin=pin,
            detail=self.detail,
            environments=self.environments,
            related=_related(origin, entry),
            **command,
        )


def _is_pin(pin: Requirement) -> bool:
    return pin.project is not None and (pin.url is not None or pin.pinned_version is not None)


def _compare(
    document: RequirementsFile, origin: LockProof, command: Command | None
) -> tuple[list[_Drift], Contents | None]:
    """The differences, and what the export must contain; None if there is too much to compare."""
    lock = origin.pairing.document
    entries: dict[str, list[Package]] = {}
    for package in lock.packages:
        entries.setdefault(package.project, []).append(package)
    found = []
    same: dict[Key, list[Requirement]] = {}
    names = set()
    for pin in document.requirements:
        if not _is_pin(pin):
            continue
        project = pin.project or ""
        names.add(project)
        drift = _drift(pin, entries.get(project, []), lock)
        if drift is not None:
            found.append(drift)
        else:
            for key in dict.fromkeys(map(key_of, _entries_of(pin, entries[project]))):
                same.setdefault(key, []).append(pin)
    differing = {drift.pin.project for drift in found if drift.pin is not None}
    markers = {pin.marker for pin in document.requirements if pin.marker}
    try:
        holds = contents(origin, command, names, markers, same.keys())
    except ExceededError:
        return found, None
    for key in holds.needed:
        if key not in same and key[0] not in differing:
            package = holds.packages[key]
            found.append(_Drift(f"{package.shown} of {lock.path} is missing here: both must agree", package))
    if holds.marked and (markers or (command is not None and holds.known)):
        found += _misplaced(same, holds, lock)
    return found, holds


def _entries_of(pin: Requirement, entries: Sequence[Package]) -> Sequence[Package]:
    """The entries that a line is for. A version may come from an index in some environments and from a URL in others."""
    same = entries if pin.url is not None else _of_version(entries, pin.pinned_version or "")
    return [entry for entry in same if (entry.source.kind == INDEX) == (pin.url is None)] or same


def _misplaced(same: dict[Key, list[Requirement]], holds: Contents, lock: LockFile) -> list[_Drift]:
    """The lines that their markers limit to other environments than those in which the lock needs them."""
    universe = holds.universe
    found = []
    for key, pins in same.items():
        if key not in holds.packages:
            continue  # nothing requires it: that is a finding of the lock
        sure = may = 0
        for pin in pins:
            pin_sure, pin_may = universe.where(pin.marker)
            sure, may = sure | pin_sure, may | pin_may
        entry = holds.packages[key]
        if key not in holds.allowed:
            found.append(
                _Drift(f"{pins[0].shown} is not in the exported part of {lock.path}: both must agree", entry, pins[0])
            )
            continue
        for where, what in (
            (holds.needed.get(key, 0) & ~may, "is not installed everywhere that {} needs it"),
            (sure & ~holds.allowed[key], "is installed where {} does not need it"),
        ):
            if where:
                detail = f"{pins[0].shown} {what.format(lock.path)}: both must agree"
                found.append(_Drift(detail, entry, pins[0], universe.words(where)))
    everywhere = {drift.environments for drift in found}
    if len(everywhere) == 1 and "" not in everywhere and 2 * len(found) > len(same) and len(found) > 1:
        detail = f"most lines have markers that {lock.path} does not have: both must agree"
        return [_Drift(detail, None, None, everywhere.pop())]
    return found


def _related(origin: LockProof, package: Package | None) -> list[tuple[Location, str]]:
    if package is None:
        return []
    return [(origin.pairing.document.source.at(package.span), f"{package.shown} is locked here")]


def _drift(pin: Requirement, entries: list[Package], lock: LockFile) -> _Drift | None:
    """What is wrong with a pin, and the entry of the lock that shows it; None if the pin matches an entry."""
    if not entries:
        return _Drift(f"{pin.shown} is not in {lock.path}: both must agree", None, pin)
    if pin.url is not None:
        commits = [entry for entry in entries if entry.source.kind == GIT]
        if commits and not any(entry.source.commit in pin.url for entry in commits):
            detail = f"{pin.shown} differs from {commits[0].source.commit} in {lock.path}: both must agree"
            return _Drift(detail, commits[0], pin)
        if "://" in pin.url and not pin.url.startswith("file:") and all(e.source.kind == INDEX for e in entries):
            return _Drift(f"{pin.shown} is from an index in {lock.path}: both must agree", entries[0], pin)
        return None
    version = pin.pinned_version or ""
    same = _of_version(entries, version)
    if not same:
        shown = " and ".join(entry.version for entry in entries)
        return _Drift(f"{pin.shown} differs from {shown} in {lock.path}: both must agree", entries[0], pin)
    known = {hash for entry in same if entry.source.kind == INDEX for hash in entry.files.hashes}
    if not known or known.issuperset(pin.written_hashes):
        return None
    # Malformed and weak hashes are findings of their own, in both files.
    lacking = [hash for hash in pin.hashes if _is_sound(str(hash)) and str(hash) not in known]
    files = [file for entry in same for file in entry.files]
    if len(lacking) <= sum(not _is_sound(file.hash) for file in files):
        return None
    written = set(pin.written_hashes)
    others = [file for file in files if file.hash not in written]
    detail = f"{pin.shown} has a hash that {lock.path} does not have: both must agree"
    return _Drift(detail, same[0], pin, hash=lacking[0], files=others)


def _is_sound(hash: str) -> bool:
    algorithm, _, digest = hash.partition(":")
    return is_strong_hash(algorithm, digest)


def _of_version(entries: Sequence[Package], version: str) -> Sequence[Package]:
    """The entries with a version. If all files of an entry show another version than the entry, that is a finding of the lock;
    then the files count.
    """
    from pinlint.requirements.distributions import carries

    return [entry for entry in entries if _is_same(entry.version, version)] or [
        entry
        for entry in entries
        if entry.files and all(carries(name, entry.project, version) for name in entry.files.names)
    ]


def _is_same(one: str, other: str) -> bool:
    return one == other or (version_key(one) is not None and version_key(one) == version_key(other))
