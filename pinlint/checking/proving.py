"""Connects the project, the proof and the evidence: pairs each lock with its inputs, and proves the lock."""

from __future__ import annotations

from pinlint.checking.project_view import View
from pinlint.findings.report import NO_METADATA, STALE, UNPROVEN
from pinlint.freshness.settings import Settings
from pinlint.project.project import changed_since
from pinlint.requirements.policies import LOCK_FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from typing import Any

    from pinlint.evidence.gathering import Gathered
    from pinlint.evidence.index import Fact, Index
    from pinlint.evidence.source import Pin, Source
    from pinlint.findings.config import Config
    from pinlint.findings.report import LockVerdict
    from pinlint.findings.subjects import PinFact, Subject
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.proof import Proof
    from pinlint.freshness.witnesses import Witnesses
    from pinlint.project.project import Project
    from pinlint.project.revisions import Revision
    from pinlint.requirements.metadata import Metadata
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import SourceFile
    from pinlint.uses.steps import Step

#: Files with the tools' own settings; they apply to their folders.
TOOL_FILES = r"(^|/)(\.pip-tools|uv)\.toml$"


class Proofs:
    """The pairings of a project, and the proof of each lock, computed on first use."""

    def __init__(
        self,
        project: Project,
        config: Config,
        steps: Callable[[], Sequence[Step]],
        mirrors: Callable[[], Collection[str]],
        progress: Callable[[int, int], None] | None = None,
        base: Revision | None = None,
        locks_at: Callable[[Revision], Sequence[Pairing]] | None = None,
    ) -> None:
        """``steps`` returns the commands of the project's builds; it is called only if there are pairings. ``mirrors`` returns
        the files that tools write from manifests. ``locks_at`` returns the locks of a commit that differ from the current ones:
        of ``base`` or, without it, of the last commit.

        With ``progress`` the index may be asked; the function is called with the number of finished pins, and of all pins.
        """
        self.project = project
        self.view = View(project, steps, mirrors)
        self._config = config
        self._progress = progress
        self._base = base
        self._locks_at = locks_at
        #: How messages name the earlier commit.
        self._commit = "the last commit" if base is None else "the base revision"
        self._before: Sequence[Pairing] | None = None
        self._copied: list[PinFact] = []
        #: The locks that differ from the last commit, and how they are there.
        self._replaced: tuple[Sequence[RequirementsFile], Sequence[RequirementsFile]] = ((), ())
        self._drifted: list[LockVerdict] = []  # on exports that differ from their locks, when the rules have looked
        locks = [{**entry, "lock": project.real(entry["lock"])} if "lock" in entry else entry for entry in config.locks]
        settings = Settings(locks, config.environments, _tool_tables(project))
        self.pairings: list[Any] = []
        # The modules that read compiled requirements are loaded only for projects that have some.
        if any(document.format == "requirements-txt" for document in project.documents.values()):
            from pinlint.freshness.recognizing import recognized

            compiled = recognized(self.view, settings)
            if compiled:
                from pinlint.freshness.discovery import pair_recognized

                self.pairings += pair_recognized(compiled, self.view, settings)
        if any(document.format in LOCK_FORMATS for document in project.documents.values()):
            from pinlint.freshness.lock_pairing import pair_locks

            self.pairings += pair_locks(self.view, settings)
        self.index: Index | None = None
        self.metadata: Mapping[Pin, Metadata] = {}
        self.notes: list[str] = []
        self._proofs: list[Any] | None = None
        self._witnesses: Witnesses | None = None
        self._by_path = {found.path: found for found in self.pairings}
        self._locks_of: dict[str, list[Proof]] | None = None
        self._pinned: dict[str, dict[str | None, set[str | None]]] = {}

    def pairing_of(self, path: str) -> Pairing | None:
        """The lock at ``path`` with its inputs; None if there is no such lock."""
        return self._by_path.get(self.project.real(path))

    @property
    def proofs(self) -> list[Any]:
        """The proof of each lock, in the order of the pairings."""
        if self._proofs is None:
            reasons = self._gather()
            locks: dict[str, Any] = {}
            for found in self.pairings:
                if found.document.format in LOCK_FORMATS and not found.unused:
                    from pinlint.freshness.lock_proof import prove_lock

                    locks[found.path] = prove_lock(found, self.metadata, reasons)
            self._proofs = []
            for found in self.pairings:
                export = None
                if locks and (found.command is not None or found.document.format == "pylock"):
                    from pinlint.freshness.export_origins import stated_origin

                    origin, command = stated_origin(found.document, found)
                    if origin in locks and origin != found.path:
                        from pinlint.freshness.exported import prove_export

                        export = prove_export(found, locks[origin], command)
                        self._blame(export)
                if found.path in locks:
                    lock = locks[found.path]
                    self._proofs.append(lock if export is None else lock.with_export(export))
                elif found.document.format not in LOCK_FORMATS:
                    self._proofs.append(self._proved(found, reasons) if export is None else export)
            if any(proof.verdict == STALE for proof in self._proofs):
                from pinlint.freshness.obligations import await_layers

                await_layers(self._proofs)
            self._compare_hashes()
        return self._proofs

    def _proved(self, found: Pairing, reasons: Mapping[Pin, str]) -> Proof:
        from pinlint.freshness.proof import prove

        if self._witnesses is None and len(self.pairings) + len(self._earlier_locks()) > 1:
            from pinlint.freshness.witnesses import Witnesses

            self._witnesses = Witnesses(self.pairings, self._earlier_locks(), self._commit)
        return prove(found, self.metadata, reasons, witnesses=self._witnesses)

    def _gather(self) -> Mapping[Pin, str]:
        """Asks the sources of evidence; returns the reasons for pins that they do not know."""
        # The index knows more about a pin than its metadata; local sources are not read for locks that contain all metadata.
        open_pairings = [found for found in self.pairings if self._progress is not None or not found.complete]
        if not open_pairings:
            return {}
        from pinlint.checking.evidence_sources import index_source, local_sources

        sources: list[Source] = list(local_sources(self.project, self._config, self.pairings, for_pins=True))
        if not sources and self._progress is None:
            return {}
        pins = (pin for found in open_pairings for pin in found.locked_pins())
        wanted = dict.fromkeys((pin.project, pin.version) for pin in pins if pin.project and pin.version)
        if not wanted:
            return {}
        if self._progress is not None:
            self.index = index_source(self.project.root, self.pairings, self._progress)
            sources.append(self.index)
        from pinlint.evidence.gathering import gather

        found: Mapping[Pin, Gathered] = gather(sources, wanted)
        self.metadata = {pin: answer.metadata for pin, answer in found.items() if answer.metadata is not None}
        for source in sources:
            self.notes += source.problems
            self.notes += source.left_over()
        return {pin: answer.reason for pin, answer in found.items() if answer.reason not in ("", NO_METADATA)}

    def _origins(self, found: Pairing) -> dict[str, int]:
        """How many pins of a lock each source of metadata knows."""
        counts: dict[str, int] = {}
        for pin in found.locked_pins() if self.metadata else ():
            known = self.metadata.get((pin.project or "", pin.version or ""))
            if known is not None:
                counts[known.origin] = counts.get(known.origin, 0) + 1
        return counts

    def facts(self) -> Iterator[PinFact]:
        """The facts from the index that rules report, each at every line that pins the version."""
        from pinlint.findings.subjects import PinFact

        if self.proofs and self.index is not None:
            facts: dict[tuple[str | None, str | None], list[Fact]] = {}
            for fact in self.index.facts:
                facts.setdefault(fact.pin, []).append(fact)
            for found in self.pairings:
                for pin in found.locked_pins():
                    for fact in facts.get((pin.project, pin.version), ()):
                        yield PinFact(fact.rule, fact.message, found.path, pin.requirement)

    def _earlier_locks(self) -> Sequence[Pairing]:
        """The locks of an earlier commit that differ from the current ones; none if there is no such commit."""
        if self._before is None:
            self._before = ()
            compiled = [each for each in self.pairings if each.document.format not in LOCK_FORMATS]
            if self._base is not None or changed_since([each.path for each in compiled], self.project.root):
                from pinlint.checking.earlier_locks import earlier_locks

                self._before = earlier_locks(compiled, self.project.tree, self._base, self._locks_at)
        return self._before

    def _blame(self, export: Proof) -> None:
        if export.obligations:
            from pinlint.checking.exports import blame

            blame(export.obligations, self.project)

    @property
    def before(self) -> Sequence[RequirementsFile]:
        """The locks of an earlier commit that the run has read."""
        return [*(each.document for each in self._before or ()), *self._replaced[1]]

    def _compare_hashes(self) -> None:
        """Finds the pins that have a hash of another version, by the other locks. The index, if it is asked, knows more."""
        if self.index is not None:
            return
        # A lock that no tool reads has no proof.
        locks = [each.document for each in self.pairings if not getattr(each, "unused", "")]
        before: Sequence[RequirementsFile] = [each.document for each in self._earlier_locks()]
        if self._base is None:
            before = [*self._last_committed(), *before]
        if len(locks) + len(before) < 2:
            return
        from pinlint.checking.copied_hashes import copied_hashes, doubt

        found = list(copied_hashes(locks, before, self._commit))
        if not found:
            return
        from pinlint.freshness.obligations import drifting, violating

        by_path = {proof.pairing.path: proof for proof in self._proofs or ()}
        found = [fact for fact in found if fact.requirement.project not in drifting(by_path[fact.lock])]
        self._copied = [
            fact for fact in found if not fact.past or fact.requirement.project not in violating(by_path[fact.lock])
        ]
        for fact in self._copied:
            if fact.against is None:
                by_path[fact.lock].verdict = STALE
                continue
            others = () if fact.past else (fact.against.location.path,)
            for path in {fact.lock, *others}:
                doubt(by_path[path], fact)

    def _last_committed(self) -> Sequence[RequirementsFile]:
        """The structured locks that differ from the last commit, as they are there. What else they show is noted.

        Nothing else shows some changes: a version whose files were renamed too, and a package of a lock without a graph.
        """
        proofs = [proof for proof in self._proofs or () if proof.pairing.document.format in LOCK_FORMATS]
        if not proofs:
            return ()
        changed = set(changed_since([proof.pairing.path for proof in proofs], self.project.root))
        if not changed:
            return ()
        from pinlint.checking.base_locks import last_committed
        from pinlint.checking.changed_packages import note_changes
        from pinlint.project.revisions import Revision

        if isinstance(self.project.tree, Revision):
            return ()

        changing = [proof for proof in proofs if proof.pairing.path in changed]
        before = last_committed([proof.pairing.document for proof in changing], self.project.tree)
        if before:
            self._replaced = [proof.pairing.document for proof in changing], before
            note_changes(changing, before, self.project)
        return before

    def subjects(self) -> Iterator[Subject]:
        """The subjects of the rules: failed obligations, each with its kind, and proofs, each with its verdict."""
        if any(path.endswith(".in") for path in self.project.documents):
            from pinlint.freshness import surroundings

            for input_file in surroundings.unlocked(self.view, self.pairings):
                yield "obligation", input_file.kind, input_file
        pipfiles = any(document.format == "pipfile" for document in self.project.documents.values())
        if pipfiles and not self._lacks_pipfile_lock():
            from pinlint.freshness import surroundings

            for input_file in surroundings.unlocked_pipfiles(self.view):
                yield "obligation", input_file.kind, input_file
        for found in self.pairings:
            if found.document.format in LOCK_FORMATS and found.unused:
                yield "lock", "unused", found
        formats = {document.format for document in self.project.documents.values()}
        if formats & LOCK_FORMATS and "requirements-txt" in formats:
            # The proof of a file whose first lines name the command has compared it already.
            stating = {found.path for found in self.pairings if found.command is not None}
            documents = {
                path: document
                for path, document in self.project.documents.items()
                if document.format == "requirements-txt" and path not in stating
            }
            if documents:
                from pinlint.checking.exports import exports

                yield from exports(documents, self.proofs, self.view, self.project, self._drifted)
        for fact in (*self.facts(), *(self._copied if self.proofs else ())):
            yield "fact", fact.kind, fact
        if self._replaced[1]:
            from pinlint.checking.base_locks import since_last_commit

            pairings = [found for found in self.pairings if found.document in self._replaced[0]]
            yield from since_last_commit(pairings, self._replaced[1], self.project, self._config)
        for proof in self.proofs:
            is_unread = not proof.pins and proof.pairing.document.problems  # these say why
            if not is_unread and proof.verdict == UNPROVEN and any(e.reason != NO_METADATA for e in proof.unproven):
                yield "proof", "unproven", proof
            for package in getattr(proof, "mirrors", ()):
                from pinlint.project.lock_urls import unnamed_index

                yield "url", "unnamed-index", unnamed_index(proof.pairing.document, package)
            if proof.obligations:
                from pinlint.checking.exports import as_subject
                from pinlint.freshness.obligations import reported

                yield from map(as_subject, reported(proof, self.proofs))

    def _lacks_pipfile_lock(self) -> bool:
        """Whether a build installs a missing Pipfile.lock; another rule reports this at the build."""
        targets = (target for step in self.view.steps() for target in step.installs)
        return any(target.text == "Pipfile.lock" and target.path is None for target in targets)

    def locked_version(self, path: str, project: str) -> str | None:
        """The version at which the fresh locks of the input at ``path`` pin ``project``; None unless they agree."""
        if path not in self._pinned:
            self._pinned[path] = self._versions(path)
        versions = self._pinned[path].get(project, ())
        return next(iter(versions)) if len(versions) == 1 else None

    def _versions(self, path: str) -> dict[str | None, set[str | None]]:
        """The versions of each project that the locks of the input at ``path`` pin; empty if one lock is stale."""
        if self._locks_of is None:
            self._locks_of = {}
            for proof in self.proofs:
                for file in dict.fromkeys((*proof.pairing.sources, *proof.pairing.files)):
                    self._locks_of.setdefault(file, []).append(proof)
        found: dict[str | None, set[str | None]] = {}
        for proof in self._locks_of.get(path, ()):
            if proof.verdict == STALE:
                return {}
            for pin in proof.pairing.locked_pins():
                found.setdefault(pin.project, set()).add(pin.version)
        return found

    def verdicts(self) -> Iterator[LockVerdict]:
        """The verdict on each lock, for the reports. Exports come last: their commands read the locks."""
        from pinlint.findings.report import LockVerdict, Unproven

        for proof in sorted(self.proofs, key=lambda proof: proof.origin is not None):
            unproven = [
                *(Unproven(entry.kind, entry.project, entry.reason) for entry in proof.unproven),
                *(Unproven("unknown-pin", pin[0], reason) for pin, reason in self._unasked(proof.pairing)),
            ]
            command = proof.command
            if command or any(each.reason != NO_METADATA for each in unproven):
                from pinlint.text.secrets import without_secrets_of

                source = proof.pairing.document.source
                command = without_secrets_of(command, source)
                unproven = [
                    Unproven(each.obligation, each.project, without_secrets_of(each.reason, source))
                    for each in unproven
                ]
            yield LockVerdict(
                proof.pairing.path,
                proof.verdict,
                inputs=proof.pairing.sources,
                evidence=proof.evidence,
                pins=proof.pins,
                metadata=self._origins(proof.pairing),
                unproven=unproven,
                commands=[command] if command else [],
            )
        yield from self._drifted

    def _unasked(self, found: Pairing) -> Iterator[tuple[Pin, str]]:
        """The pins of a lock whose metadata is known, although the index was asked about them and gave no answer."""
        if self.index is not None and self.index.failures:
            for pin in dict.fromkeys((pin.project or "", pin.version or "") for pin in found.locked_pins()):
                if pin in self.metadata and pin in self.index.failures:
                    yield pin, self.index.failures[pin]


def _tool_tables(project: Project) -> dict[str, tuple[SourceFile, dict[str, Any]]]:
    tables: dict[str, tuple[SourceFile, dict[str, Any]]] = {}
    for path in project.matching(TOOL_FILES, (".pip-tools.toml", "uv.toml")):
        from pinlint.formats.located import LocatedError, plain_tree
        from pinlint.text.budget import ExceededError

        source = project.source(path)
        if source is None:
            continue
        try:
            tables[path] = source, plain_tree.values(source.text)
        except LocatedError as error:
            project.unreadable[path] = error.message.removeprefix("is ")
        except ExceededError as error:
            project.exceeded.add(path)
            project.unreadable[path] = f"the file {error}"
    return tables
