"""The proof of a structured lock: the same obligations as for compiled requirements, decided by the lock's own graph.

One walk covers all environments (`pinlint.freshness.universe`). Poetry and PDM record what each package requires, with
specifiers, and its Requires-Python. uv records which package each edge means; metadata, if available, decides the rest. pipenv
and pip record no graph. The tool's own stamp never decides the verdict.
"""

from __future__ import annotations

from pinlint.findings.report import FRESH, STALE, UNPROVEN
from pinlint.freshness.lock_asks import check_linked, check_members, check_named, check_project, roots
from pinlint.freshness.lock_case import Case
from pinlint.freshness.lock_excess import check_excess
from pinlint.freshness.lock_packages import check_extras, check_orphans, check_packages, note_gaps, note_open
from pinlint.freshness.lock_sources import check_sources
from pinlint.freshness.lock_stamps import check_pythons, check_stamp
from pinlint.requirements.locked import INDEX, PDM, PIPFILE, POETRY, PYLOCK
from pinlint.text.budget import Budget, ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pinlint.freshness.lock_graph import Graph, Reached
    from pinlint.freshness.lock_inputs import Asked
    from pinlint.freshness.lock_pairing import LockPairing
    from pinlint.freshness.obligations import Obligation
    from pinlint.freshness.proof import Proof
    from pinlint.freshness.world import Undecided
    from pinlint.requirements.locked import Package
    from pinlint.requirements.metadata import Metadata


class LockProof:
    """What was proved about a structured lock. It has the same attributes as `pinlint.freshness.proof.Proof`."""

    __slots__ = (
        "asked",
        "case",
        "environments",
        "evidence",
        "failing",
        "graph",
        "mirrors",
        "obligations",
        "origin",
        "pairing",
        "pins",
        "reached",
        "unproven",
        "upgrade",
        "verdict",
    )

    def __init__(
        self,
        pairing: LockPairing,
        obligations: Sequence[Obligation],
        unproven: Sequence[Undecided],
        evidence: Sequence[str] = (),
        remarks: Sequence[Obligation] = (),
    ) -> None:
        self.pairing = pairing
        self.failing = tuple(obligations)
        self.obligations = [*obligations, *remarks]
        self.unproven = unproven
        self.evidence = tuple(evidence)
        self.pins = sum(not package.is_tree and not package.extras for package in pairing.document.packages)
        self.environments = ""
        self.upgrade = sorted({name for obligation in obligations for name in obligation.upgrade})
        self.verdict = STALE if obligations else UNPROVEN if unproven else FRESH
        #: Packages from indexes that no file of the project names, one for each index: most of the lock comes from there.
        self.mirrors: Sequence[Package] = ()
        self.graph: Graph | None = None
        self.reached: Reached | None = None
        self.asked: Asked | None = None
        #: The proof of the lock that this one was exported from.
        self.origin: LockProof | None = None
        #: What the proof walked through; None if it did not.
        self.case: Case | None = None

    @property
    def command(self) -> str:
        """The one command that fixes everything that fails; empty if no command does."""
        if not self.obligations:
            return ""
        from pinlint.freshness.obligations import runs_command

        if not runs_command(self.obligations):
            return ""
        return self.pairing.fixing_command(self.upgrade)

    def with_export(self, export: Proof) -> LockProof:
        """This proof together with the comparison with the lock that this one was exported from."""
        remarks = self.obligations[len(self.failing) :]
        failing = [*self.failing, *export.obligations]
        found = LockProof(self.pairing, failing, export.unproven, export.evidence, remarks)
        found.mirrors, found.origin = self.mirrors, export.origin
        found.graph, found.reached, found.asked = self.graph, self.reached, self.asked
        return found


def prove_lock(
    pairing: LockPairing,
    metadata: Mapping[tuple[str, str], Metadata],
    reasons: Mapping[tuple[str, str], str],
) -> LockProof:
    """Decides the obligations of one structured lock; see `pinlint.freshness.proof.prove`."""
    if any(problem.fatal for problem in pairing.document.problems):
        from pinlint.freshness.world import READABLE, UndecidedLock

        return LockProof(pairing, [], [UndecidedLock("it cannot be read", READABLE)])
    budget = Budget(len(pairing.document.source.text))
    for document in pairing.projects.values():
        budget.add(len(document.source.text))
    try:
        return _prove(Case(pairing, metadata, reasons, budget))
    except ExceededError:
        from pinlint.freshness.world import SHORTER, UndecidedLock

        reason = "it has too many packages, requirements and environments to check"
        return LockProof(pairing, [], [*pairing.unread, UndecidedLock(reason, SHORTER)])


def _prove(case: Case) -> LockProof:
    case.reached = case.graph.reach(roots(case))
    for ask in case.asked.asks:
        case.budget.spend(8)
        if case.graph.exact and ask.member >= 0:
            check_linked(case, ask)
        else:
            check_named(case, ask)
    check_project(case)
    check_members(case)
    if case.lock.format in (POETRY, PDM) and any(package.is_tree for package in case.lock.packages):
        from pinlint.freshness.lock_folders import check_folders

        check_folders(case)
    check_packages(case)
    check_extras(case)
    check_orphans(case)
    check_excess(case)
    check_sources(case)
    if not case.obligations:
        check_stamp(case)
    check_pythons(case)
    _check_wheels(case)
    for number in case.asked.open:
        note_open(case, number)
    note_gaps(case)
    failing = case.obligations
    if len(failing) > 1:
        from pinlint.freshness.obligations import by_cause

        failing = by_cause(failing)
    proof = LockProof(case.pairing, failing, list(dict.fromkeys(case.unproven)), _evidence(case), case.remarks)
    proof.mirrors = case.mirrors
    proof.graph, proof.reached, proof.asked, proof.case = case.graph, case.reached, case.asked, case
    return proof


def _check_wheels(case: Case) -> None:
    """Notes the packages that cannot be installed in an environment that needs them."""
    lock = case.lock
    if not lock.requires_python or not case.pairing.claim.universal:
        return
    if lock.is_made_up:
        return  # the file names say nothing
    failing = {obligation.project for obligation in case.obligations if obligation.kind == "incompatible-python"}
    for (number, extra), (sure, _) in case.reached.where.items():
        package = lock.packages[number]
        if extra or not sure or package.source.kind != INDEX or package.project in failing:
            continue
        names = package.files.names
        if not names or any(name[-4:] != ".whl" or name[-16:] == "py3-none-any.whl" for name in names):
            continue  # pip builds a source distribution, and py3-none-any runs on every Python 3
        from pinlint.freshness.lock_wheels import check_package

        check_package(case, package, case.universe.chosen(sure))


def _evidence(case: Case) -> list[str]:
    found = ["graph"] if case.lock.format not in (PIPFILE, PYLOCK) else []
    return [*found, "metadata"] if case.metadata else found
