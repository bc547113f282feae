"""The files that a command exported from a lock of the project: where they come from, and how they differ from it.

The file itself may name its source (`pdm export`, ``created-by`` in pylock.toml), a script or a workflow may run the command, or
the form of the file shows it.
"""

from __future__ import annotations

from pinlint.freshness.export_origins import shown_origin, stated_origin
from pinlint.requirements.policies import LOCK_FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from pinlint.checking.project_view import View
    from pinlint.findings.report import LockVerdict
    from pinlint.findings.subjects import Subject
    from pinlint.freshness.deletions import Deletion
    from pinlint.freshness.obligations import Obligation
    from pinlint.project.project import Project
    from pinlint.requirements.model import RequirementsFile
    from pinlint.uses.steps import Step, Target


class Written:
    """The ``lock`` that a file is exported from, the ``command``, and which packages of the selected parts it may leave out."""

    __slots__ = ("command", "leaves_out", "lock")

    def __init__(self, lock: str, command: str, leaves_out: Callable[[str], bool] = lambda _: False) -> None:
        self.lock = lock
        self.command = command
        self.leaves_out = leaves_out


def exports(
    documents: Mapping[str, RequirementsFile],
    proofs: Sequence[Any],
    view: View,
    project: Project,
    drifted: list[LockVerdict],
) -> Iterator[Subject]:
    """The drift of exported requirements files among ``documents``, whose headers do not name the command. The verdicts on
    those that differ are added to ``drifted``.

    ``proofs`` are those of all locks. ``view`` knows the commands of the project's builds, and the lines that its scripts delete.
    """
    known = {proof.pairing.path: proof for proof in proofs if proof.pairing.document.format in LOCK_FORMATS}
    written: dict[str, Written] | None = None
    for path, document in documents.items():
        lock, command = stated_origin(document, None)
        found = Written(lock, command) if lock is not None else None
        if found is None:
            written = _written_by(view.steps(), known) if written is None else written
            found = written.get(path) or _shown(document, known)
        if found is not None and found.lock in known and found.lock != path:
            from pinlint.freshness.exported import drifts

            left_out = _left_out(view.deletions(), path, found.leaves_out)
            obligations = drifts(document, known[found.lock], found.command, left_out)
            if obligations:
                blame(obligations, project)
            if any(obligation.kind == "layer-drift" for obligation in obligations):
                drifted.append(_stale(document, found))
            yield from map(as_subject, obligations)


def _stale(document: RequirementsFile, found: Written) -> LockVerdict:
    from pinlint.findings.report import STALE, LockVerdict
    from pinlint.text.secrets import without_secrets_of

    command = without_secrets_of(found.command, document.source)
    pins = len(document.requirements)
    return LockVerdict(document.path, STALE, inputs=[found.lock], pins=pins, commands=[command] if command else [])


def as_subject(obligation: Obligation) -> Subject:
    """An obligation for its rule. A replaced hash is reported where the lock has it."""
    from pinlint.findings.subjects import ExportedHash
    from pinlint.freshness.obligations import HASH_DISAGREEMENT, ReplacedHash

    if not isinstance(obligation, ReplacedHash) or obligation.kind != HASH_DISAGREEMENT:
        return "obligation", obligation.kind, obligation
    file = obligation.files[0] if len(obligation.files) == 1 else None
    assert obligation.pin is not None
    other = obligation.pin.source.at(obligation.hash.span)
    return "package", "disagrees", ExportedHash(obligation.origin, obligation.entry, file, obligation.command, other)


def blame(obligations: Iterable[Obligation], project: Project) -> None:
    """Makes replaced hashes drifts of the export if only the export differs from the last commit: the lock is right."""
    from pinlint.freshness.obligations import ReplacedHash
    from pinlint.project.earlier_files import unchanged
    from pinlint.project.project import changed_since
    from pinlint.project.revisions import Revision

    for obligation in obligations:
        if not isinstance(obligation, ReplacedHash) or obligation.pin is None or isinstance(project.tree, Revision):
            continue
        export, lock = obligation.pin.source, obligation.origin.source
        if changed_since([export.path], project.root):
            same = unchanged({each.path: each.encode(each.text) for each in (export, lock)}, project.root)
            if lock.path in same and export.path not in same:
                obligation.kind = "layer-drift"


def _shown(document: RequirementsFile, locks: Collection[str]) -> Written | None:
    """The origin that the form of a file shows."""
    found = shown_origin(document)
    return Written(*found) if found is not None and found[0] in locks else None


def _left_out(deletions: Collection[Deletion], path: str, by_command: Callable[[str], bool]) -> Callable[[str], bool]:
    """Whether the command leaves out a package, or a script of the project removes its line from the file at ``path``."""
    concerning = [deletion for deletion in deletions if deletion.concerns(path)]
    return lambda project: by_command(project) or any(deletion.takes_out(project) for deletion in concerning)


def _written_by(steps: Collection[Step], locks: Collection[str]) -> dict[str, Written]:
    """The files that a step exports from one of the ``locks``."""
    written: dict[str, Written] = {}
    for step in steps:
        if step.exports and not step.conditional:
            sources = [target.path for target in step.inputs if target.path and target.path in locks]
            for target in step.produces:
                if target.path and len(sources) == 1 == len(step.produces):
                    written.setdefault(target.path, _written(step, sources[0], target))
    return written


def _written(step: Step, lock: str, target: Target) -> Written:
    from pinlint.freshness.advice import fixing_command, is_understood
    from pinlint.freshness.compilers import read_command
    from pinlint.freshness.export_contents import left_out_by
    from pinlint.text.escaping import shell_word

    source, span = step.place.source, step.place.span
    whole = source.text[span.start : span.end] if source is not None and span is not None else ""
    text, redirected, _ = whole.partition(">")
    command = read_command(text)
    to_file = f" > {shell_word(target.text)}"
    if "\n" in text or not is_understood(command):
        return Written(lock, f"{step.tool}{to_file}", lambda _: True)
    again = fixing_command(command, folder=lock.rpartition("/")[0])
    return Written(lock, again + to_file if redirected else again, left_out_by(command))
