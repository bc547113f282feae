"""An obligation of a lock that fails, as rules report it."""

from __future__ import annotations

from pinlint.findings.finding import MOST_RELATED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from pinlint.freshness.dependencies import Dependency
    from pinlint.freshness.lock_pairing import LockPairing
    from pinlint.freshness.pairing import Pairing
    from pinlint.requirements.locked import Edge, LockFile, Package
    from pinlint.requirements.locked_files import LockedFile
    from pinlint.requirements.model import Hash, Requirement
    from pinlint.text.source import Location


#: The rule that reports a `ReplacedHash`.
HASH_DISAGREEMENT = "hash-disagreement"


def runs_command(obligations: Sequence[Obligation]) -> bool:
    """Whether a command fixes one of the obligations, and copies nothing that may be wrong."""
    kinds = {obligation.kind for obligation in obligations}
    return HASH_DISAGREEMENT not in kinds and any(obligation.command for obligation in obligations)


class Obligation:
    """One obligation that fails.

    ``kind`` is the name of the rule that reports it, ``lock`` the lock's path, ``project`` the normalized name of the project.
    What is not met is either ``requirement``, a line of an input or a constraint, or ``dependency``, which the pin ``parent``
    requires. ``pin`` is the line of the lock that does not meet it. ``environments`` names where the obligation fails; empty if
    it fails everywhere. ``chain`` leads from an input to the parent, each step in words. ``detail`` is the clause that is not
    met, or what was found instead. ``undecided`` says that other obligations of the lock are undecided, so that its pins may
    be wrong. ``followers`` are the projects that only the pin needs, if nothing needs the pin. ``command`` fixes the lock. If
    ``upgrade`` is given, use the command that moves those pins instead. If the lock is for the wrong Python, ``python`` is the
    right minor version. ``location`` is where to report the obligation.
    """

    __slots__ = (
        "_command",
        "_upgrade",
        "chain",
        "dependency",
        "detail",
        "environments",
        "followers",
        "kind",
        "location",
        "lock",
        "pairing",
        "parent",
        "pin",
        "project",
        "python",
        "related",
        "requirement",
        "undecided",
    )

    def __init__(
        self,
        kind: str,
        pairing: Pairing | LockPairing,
        location: Location,
        *,
        project: str | None = None,
        requirement: Requirement | None = None,
        dependency: Dependency | Edge | None = None,
        parent: Requirement | None = None,
        pin: Requirement | None = None,
        environments: str = "",
        chain: Sequence[str] = (),
        detail: str = "",
        command: str = "",
        upgrade: Sequence[str] | None = None,
        related: Sequence[tuple[Location, str]] = (),
        python: str | None = None,
        undecided: bool = False,
        followers: Sequence[str] = (),
    ) -> None:
        self.kind = kind
        self.pairing = pairing
        self.lock = pairing.path
        self.location = location
        self.project = project
        self.requirement = requirement
        self.dependency = dependency
        self.parent = parent
        self.pin = pin
        self.environments = environments
        self.chain = tuple(chain)
        self.detail = detail
        self.related = tuple(related)
        self.python = python
        self.undecided = undecided
        self.followers = tuple(followers)
        self._command = command
        self._upgrade = upgrade

    @property
    def key(self) -> tuple[object, ...]:
        """A key that is equal for the same failure in a lock that includes this lock."""
        return self.kind, self.project, self.requirement, self.parent, self.pin, self.detail

    @property
    def upgrade(self) -> Sequence[str]:
        """The projects whose pins the command must move."""
        return self._upgrade or ()

    @property
    def command(self) -> str:
        """The command that fixes the lock; empty if none is known. It is built only when it is needed, because a lock can have
        thousands of obligations.
        """
        if self._upgrade is None:
            return self._command
        from pinlint.freshness.advice import command_for

        return command_for(self.pairing, self._upgrade)


class ReplacedHash(Obligation):
    """A line of an export, the ``pin``, has another ``hash`` than the ``origin`` has for one of the ``files`` of its ``entry``.

    Nothing shows which hash is right. To export again would copy the hash of the lock, so the command is not enough.
    """

    __slots__ = ("entry", "files", "hash", "origin")

    def __init__(
        self,
        pairing: Pairing | LockPairing,
        pin: Requirement,
        hash: Hash,
        origin: LockFile,
        entry: Package,
        files: Sequence[LockedFile],
        **details: Any,
    ) -> None:
        at = origin.source.at(entry.span), f"{entry.shown} is locked here"
        super().__init__(
            HASH_DISAGREEMENT, pairing, pin.location, project=pin.project, pin=pin, related=[at], **details
        )
        self.hash = hash
        self.origin = origin
        self.entry = entry
        self.files = files


def reported(proof: Any, proofs: Sequence[Any]) -> list[Obligation]:
    """What fails for a lock. If it includes another lock, failures that are reported for that lock are left out."""
    layers = {layer.path for layer in getattr(proof.pairing, "layers", ())}
    if not layers:
        return list(proof.obligations)
    below = [other for other in proofs if other.pairing.path in layers]
    known = {obligation.key for other in below for obligation in other.obligations}
    return [obligation for obligation in proof.obligations if obligation.key not in known]


def await_layers(proofs: Sequence[Any]) -> None:
    """Makes the orphans of a lock undecided if one of its inputs is another lock, which lacks what its own inputs require. That
    lock will have it, so this one may be right already.
    """
    lacking = {each.pairing.path for each in proofs if any(o.kind == "missing-pin" for o in each.obligations)}
    for proof in proofs if lacking else ():
        files = getattr(proof.pairing, "files", {})
        below = next((path for path in files if path in lacking and files[path] == "input"), None)
        kept = [obligation for obligation in proof.obligations if obligation.kind != "orphan-pin"]
        if below is None or len(kept) == len(proof.obligations):
            continue
        from pinlint.findings.report import STALE, UNPROVEN
        from pinlint.freshness.world import LAYER, UndecidedLock

        proof.obligations = kept
        proof.failing = tuple(obligation for obligation in proof.failing if obligation.kind != "orphan-pin")
        proof.unproven = [*proof.unproven, UndecidedLock(f"{below}, which is one of its inputs, lacks pins", LAYER)]
        proof.verdict = STALE if proof.failing else UNPROVEN


def by_cause(obligations: Sequence[Obligation]) -> list[Obligation]:
    """The obligations without those that another one explains. A pin of a wrong version is one failure, also if several pins
    require another version. What the project requires comes first, and the others are related to it.
    """
    first: dict[int, Obligation] = {}
    explained: set[int] = set()
    for kind in ("violated-specifier", "violated-dependency"):
        for each in obligations:
            known = first.setdefault(id(each.pin), each) if each.kind == kind else each
            if known is each or kind == "violated-specifier":
                continue
            explained.add(id(each))
            if each.parent is not None and each.dependency is not None and len(known.related) < MOST_RELATED:
                known.related += ((each.parent.location, f"{each.parent.shown} requires {each.dependency.text}"),)
    return [each for each in obligations if id(each) not in explained]


def violating(proof: Any) -> set[str | None]:
    """The projects whose pins have another version than something requires."""
    kinds = ("violated-specifier", "violated-dependency")
    return {obligation.project for obligation in proof.obligations if obligation.kind in kinds}


def drifting(proof: Any) -> set[str | None]:
    """The projects whose pins differ from the lock that this one was exported from."""
    return {obligation.project for obligation in proof.obligations if obligation.kind == "layer-drift"}
