"""Finds packages that a lock without a graph has lost or gained since the last commit, although nothing else has changed.

Neither a Pipfile.lock nor a pylock.toml says what requires a package. But the same requirements and the same versions lead to the
same packages. Only the machine that locks can make a difference. It shows in the marker of one of the packages, and what that
package requires often has no marker. So such a difference is on purpose.
"""

from __future__ import annotations

import posixpath

from pinlint.findings.report import FRESH, UNPROVEN
from pinlint.freshness.obligations import Obligation
from pinlint.freshness.world import UNSAFE, Undecided
from pinlint.requirements.locked import PIPFILE, PYLOCK, LockedRequirement
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from pinlint.project.project import Project
    from pinlint.requirements.locked import LockFile, Package
    from pinlint.requirements.model import RequirementsFile

_PLATFORM = ("sys_platform", "platform_", "os_name")


def note_changes(proofs: Iterable[Any], before: Iterable[RequirementsFile], project: Project) -> None:
    """Adds what was lost or gained to the proofs of the locks. ``before`` are the locks of the last commit."""
    earlier: dict[str, Any] = {lock.path: lock for lock in before}
    for proof in proofs:
        old = earlier.get(proof.pairing.path)
        if old is not None and old.format in (PIPFILE, PYLOCK):
            _note(proof, old, project)


def _has_graph(proof: Any) -> bool:
    """Whether what all pins require is known: it shows what is missing and what is too much."""
    pins = ((package.project, package.version) for package in proof.pairing.document.packages if not package.is_tree)
    known = (proof.case.metadata.get(pin) for pin in pins) if proof.case is not None else ()
    return all(each is not None and each.requires_dist is not None for each in known)


def _note(proof: Any, old: LockFile, project: Project) -> None:
    lock: LockFile = proof.pairing.document
    now, before = _by_key(lock), _by_key(old)
    lost = [package for key, package in before.items() if key not in now]
    gained = [package for key, package in now.items() if key not in before]
    # One of both: a change of a version is neither. More than are left are a change on purpose.
    if bool(lost) == bool(gained) or not now or len(lost or gained) > max(1, len(now) // 2) or _top(lock) != _top(old):
        return
    if any(_is_of_machine(package, old) for package in lost or gained) or not _has_same_inputs(proof, project):
        return
    known = {obligation.project for obligation in proof.obligations}
    if _has_graph(proof):  # it does not show installers, which some tools leave out
        known.update(package.project for package in lost or gained if package.project not in UNSAFE)
    place = {package.key: number for number, package in enumerate(old.packages)}
    for package in lost or gained:
        if package.project in known:
            continue
        if lost:
            after = (each for each in old.packages[place[package.key] :] if _key(each) in now)
            at = next((now[_key(each)] for each in after), lock.packages[-1])
        else:
            at = package
        kind, word = ("missing-pin", "gone from") if lost else ("orphan-pin", "new in")
        reason = f"is {word} the lock since the last commit, and nothing else has changed"
        found = Obligation(
            kind,
            proof.pairing,
            lock.source.at(Span(at.name_place, at.name_place + len(at.name))),
            project=package.project,
            pin=LockedRequirement(lock.source, package) if gained else None,
            detail=f"{package.shown} {reason}",
            upgrade=(),
            undecided=True,
        )
        proof.obligations = [*proof.obligations, found]
        proof.unproven = [*proof.unproven, Undecided("missing-dependency", package.project, f"it {reason}")]
        proof.verdict = UNPROVEN if proof.verdict == FRESH else proof.verdict


def _is_of_machine(package: Package, lock: LockFile) -> bool:
    """Whether another platform locks without the package, or another Python. A Pipfile.lock may record which Python locks. If no
    package has a marker, as `pip lock` writes it, the name decides.
    """
    if lock.format == PYLOCK and not any(each.marker for each in lock.packages):
        from pinlint.requirements.some_machines import is_of_some_machines

        return is_of_some_machines(package.project)
    marker = package.marker or ""
    has_any_python = lock.format == PIPFILE and '"python_' not in _top(lock)
    return any(name in marker for name in _PLATFORM) or (has_any_python and "<" in marker)


def _by_key(lock: LockFile) -> Mapping[object, Package]:
    return {_key(package): package for package in lock.packages}


def _key(package: Package) -> object:
    return package.key, frozenset(package.files.hashes)


def _top(lock: LockFile) -> str:
    """The text before the first package: the hash of the inputs, the indexes, or the command."""
    return lock.source.text[: min((package.start for package in lock.packages), default=0)].rpartition("\n")[0]


def _has_same_inputs(proof: Any, project: Project) -> bool:
    """Whether the last commit has all files that the lock is made from, as they are now. Of a project in a folder, they are
    known only if its pyproject.toml is one of them."""
    from pinlint.project.earlier_files import unchanged

    paths = {*proof.pairing.sources, *proof.pairing.files} - {proof.pairing.path}
    folder = posixpath.dirname(proof.pairing.path)
    trees = (package.source.url for package in proof.pairing.document.packages if package.is_tree)
    if not paths.issuperset(posixpath.normpath(posixpath.join(folder, tree, "pyproject.toml")) for tree in trees):
        return False
    sources = [source for source in map(project.source, paths) if source is not None]
    contents = {source.path: source.encode(source.text) for source in sources}
    return bool(paths) and paths <= unchanged(contents, project.root)
