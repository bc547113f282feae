"""The one object that rules get: it answers questions about the files that were read and the proofs on them.

Each answer is computed when it is first needed, so that a clean check computes few.
"""

from __future__ import annotations

from pinlint.project import git
from pinlint.requirements.pinning import in_input, of_input, of_inputs
from pinlint.requirements.policies import LOCK_FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from pinlint.checking.builds import Builds
    from pinlint.checking.install_graph import Uses
    from pinlint.checking.judging import Judging
    from pinlint.checking.known_versions import KnownVersion, KnownVersions
    from pinlint.checking.open_dependencies import OpenDependencies
    from pinlint.checking.proving import Proofs
    from pinlint.checking.removed_versions import RemovedVersions
    from pinlint.evidence.source import Source
    from pinlint.findings.config import Config
    from pinlint.findings.report import LockVerdict
    from pinlint.freshness.overlaps import Decided, Overlaps
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.proof import Proof
    from pinlint.project.inclusions import Inclusions
    from pinlint.project.project import Project
    from pinlint.project.revisions import Revision
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.text.budget import Budget
    from pinlint.text.source import Location

#: The formats of files that can be a lock, or that can lack one.
_LOCKS = LOCK_FORMATS | {"requirements-txt", "pipfile"}
#: Endings of files that commands name like requirements files, and that are something else.
_OTHERS = (".toml", ".cfg", ".py", ".yml", ".yaml", ".json", ".whl", ".gz", ".zip")
#: The most notes that a report has.
MOST_NOTES = 20


class Access:
    """Implements `pinlint.findings.checked_project.CheckedProject`, and answers questions of reports and commands about locks."""

    def __init__(self, project: Project, config: Config, progress: Callable[[int, int], None] | None = None) -> None:
        """Without ``progress`` the index is not asked. It is called with the number of finished pins, and of all pins."""
        self.project = project
        self.config = config
        self.progress = progress
        self.base: Revision | None = None  #: the revision that is compared with
        self.root = project.root
        self.tracked = project.tracked
        self.paths = project.paths
        self.path_set = project.path_set
        self.documents = project.documents
        self.unreadable = project.unreadable
        self.exceeded = project.exceeded
        self.document = project.document
        self.source = project.source
        self.read = project.read
        self.exists = project.exists
        self.in_submodule = project.in_submodule
        self.real = project.real
        self.is_file = project.tree.is_file
        self.ignores = project.ignores
        self.is_asked = project.is_asked
        self.matching = project.matching
        self.ending = project.ending
        self.other_locks = project.other_locks
        #: Returns the locks of another commit that differ from those of the project.
        self.locks_at: Callable[[Revision], Sequence[Pairing]] | None = None
        self._proving: Proofs | None = None
        self._proving_begun = False
        self._inputs: frozenset[str] | None = None
        self._input_policies: dict[str, str] | None = None
        self._builds: Builds | None = None
        self._builds_begun = False
        self._mirrors: list[str] | None = None
        self._uses: Uses | None = None
        self._judging: Judging | None = None
        self._known_versions: KnownVersions | None = None
        self._open_dependencies: OpenDependencies | None = None
        self._removed_versions: RemovedVersions | None = None
        self._inclusions: Inclusions | None = None
        self._decided: Decided = {}
        self._leaves_all_open: bool | None = None

    @property
    def proving(self) -> Proofs | None:
        """The object that pairs and proves the locks; None if no document can be a lock."""
        if not self._proving_begun:
            if self.builds is not None:  # the files whose names are known only from a command
                paths = [path for path in self.builds.named_files() if not path.endswith(_OTHERS)]
                self.project.load([path for path in dict.fromkeys(paths) if path not in self.documents])
            self._proving_begun = True
            if any(document.format in _LOCKS for document in self.documents.values()):
                from pinlint.checking.proving import Proofs

                self._proving = Proofs(
                    self.project,
                    self.config,
                    lambda: self.uses.steps,
                    lambda: self.mirrors,
                    self.progress,
                    self.base,
                    self.locks_at,
                )
        return self._proving

    @property
    def pairings(self) -> Sequence[Pairing]:
        """Each lock with its inputs."""
        return self.proving.pairings if self.proving is not None else ()

    @property
    def proofs(self) -> Sequence[Proof]:
        """The proof of each lock, in the order of the pairings."""
        return self.proving.proofs if self.proving is not None else ()

    def verdicts(self) -> list[LockVerdict]:
        """The verdict on each lock, for the reports."""
        return list(self.proving.verdicts()) if self.proving is not None else []

    def notes(self) -> list[str]:
        """What was not read, and why: notes of the sources of evidence, and locks of other formats."""
        notes = list(self.project.tree.notes)
        if others := self.other_locks():
            from pinlint.project.other_locks import unread

            notes += map(unread, others)
        if silence := git.silence(self.root):
            notes.append(f"{silence}: pinlint searched all folders and also checked files that git ignores")
        if (paths := [p for p in self.project.paths if "{{" in p]) or any(d.problems for d in self.documents.values()):
            from pinlint.checking import templates

            notes += templates.notes(self.documents.values(), paths)
        if self.open_dependencies is not None:
            notes += self.open_dependencies.note(None if self.pairings else self.documents)
        return [*notes, *(self.proving.notes if self.proving is not None else ())][:MOST_NOTES]

    def pairing_of(self, path: str) -> Pairing | None:
        """The lock at ``path`` with its inputs; None if there is no such lock."""
        return self.proving.pairing_of(path) if self.proving is not None else None

    def is_made(self, path: str) -> bool:
        """Whether the file at ``path`` is a lock, according to its header, its annotations or its name."""
        pairing = self.pairing_of(path)
        if pairing is None:
            return False
        from pinlint.freshness.recognizing import NEIGHBOUR

        return pairing.evidence != NEIGHBOUR

    def locks_of(self, path: str) -> list[str]:
        """The locks that are made of the input at ``path``, according to their headers, annotations or names."""
        if self.proving is None:
            return []
        from pinlint.freshness.recognizing import NEIGHBOUR

        path = self.project.real(path)
        found = [pair.path for pair in self.pairings if path in pair.sources and pair.evidence != NEIGHBOUR]
        return list(dict.fromkeys([*found, *self.uses.made_of(path)]))

    def locked_version(self, requirement: Requirement) -> str | None:
        """The version that the lock of the requirement's file installs; None if there is no lock, or a stale one."""
        if self.proving is None or requirement.project is None:
            return None
        return self.proving.locked_version(requirement.source.path, requirement.project)

    @property
    def builds(self) -> Builds | None:
        """The Dockerfiles, workflows, scripts and other files that may install something; None if there are none."""
        if not self._builds_begun:
            self._builds_begun = True
            from pinlint.index import OTHER_FORMATS

            scripts = self.project.unnamed_scripts()
            if scripts or any(map(self.matching, OTHER_FORMATS.values())):
                from pinlint.checking.builds import Builds

                self._builds = Builds(self, self.project.reading.reader, scripts)
        return self._builds

    @property
    def uses(self) -> Uses:
        """The install graph, and the roles that follow from it."""
        if self._uses is None:
            from pinlint.checking.install_graph import Uses

            pairings = self.pairings  # which may read more documents
            modules = list(self.manifest_modules())
            copies = [path for module in modules if hasattr(module, "copies") for path in module.copies(self)]
            checks = [path for module in modules if hasattr(module, "checks") for path in module.checks(self)]
            commands = self.builds.steps() if self.builds is not None else ()
            self._uses = Uses(self, pairings, self.mirrors, copies, checks, commands)
        return self._uses

    @property
    def mirrors(self) -> Sequence[str]:
        """The files that tools write from the requirements of manifests, once for each set of manifests."""
        if self._mirrors is None:
            modules = [module for module in self.manifest_modules() if hasattr(module, "mirrors")]
            self._mirrors = [self.project.real(path) for module in modules for path in module.mirrors(self)]
        return self._mirrors

    def role(self, path: str) -> str:
        """The role of the requirements file at ``path`` in the project, a word of `pinlint.uses.roles`."""
        return self.uses.role(self.project.real(path)).name

    def is_presumed(self, path: str) -> bool:
        """Whether the role of the file at ``path`` is a guess, because no use of it was found."""
        return self.uses.role(self.project.real(path)).presumed

    @property
    def inputs(self) -> frozenset[str]:
        """The requirements files that locks are made of, and that are not locks themselves."""
        if self._inputs is None:
            taken = {path for pairing in self.pairings for path, kind in pairing.files.items() if kind == "input"}
            whole = taken.intersection(self.documents).difference(pairing.path for pairing in self.pairings)
            self._inputs = frozenset(path for path in whole if self.documents[path].metadata is None)
        return self._inputs

    @property
    def judging(self) -> Judging:
        """Decides how strictly requirements are judged."""
        if self._judging is None:
            from pinlint.checking.judging import Judging

            self._judging = Judging(self, self.uses, self.builds)
        return self._judging

    def policy(self, requirement: Requirement) -> str:
        """How strictly ``requirement`` is judged, a word of `pinlint.requirements.policies`."""
        if self.config.inputs != "exact" and requirement.source.path in self.inputs:
            return in_input(requirement, self.input_policy(requirement.source.path))
        return self.judging.policy(requirement)

    def input_policy(self, path: str) -> str:
        """How strictly the requirements of the input at ``path`` are judged."""
        if self._input_policies is None:
            self._input_policies = of_inputs([self.documents[each] for each in self.inputs])
        return self._input_policies.get(path) or of_input(self.documents[path])

    def unlocked(self, document: RequirementsFile) -> Sequence[Requirement]:
        """The loose requirements of a file that needs a lock as a whole; empty for other files."""
        return self.judging.unlocked(document)

    def needs_lock(self, path: str) -> bool:
        """Whether the installed file at ``path`` has so many loose requirements that it should get a lock."""
        return self.judging.needs_lock(path)

    def severity(self, path: str) -> str:
        """The severity of a loose requirement in the file at ``path``, by the purpose for which the file is installed."""
        return self.judging.severity(path)

    def leaves_open(self, requirements: Sequence[Requirement], *, by_hand: bool, purpose: str) -> bool:
        """Whether the unpinned requirements of a command that checks the project, or of a release, are only counted."""
        return self.judging.leaves_open(requirements, by_hand=by_hand, purpose=purpose)

    def left_out(self, loose: Sequence[Requirement]) -> str | None:
        """How a finding about these lines of one file is counted: the kind of counted findings; None if it is listed."""
        return self.judging.left_out(loose)

    @property
    def leaves_all_open(self) -> bool:
        """Whether the project has no lock and pins nothing of what its users get."""
        if self._leaves_all_open is None:
            from pinlint.checking.open_projects import leaves_all_open

            locked = self.pairings or self.other_locks()
            self._leaves_all_open = not locked and leaves_all_open(self, self.uses, self.builds)
        return self._leaves_all_open

    @property
    def uploads_package(self) -> bool:
        """Whether a workflow or a script of the project publishes it on a package index."""
        return self.builds is not None and self.builds.uploads_package

    def follows_branches(self, path: str) -> bool:
        """Whether the file at ``path`` names a branch or tag on purpose, to check or develop the project with it."""
        return self.judging.follows_branches(path)

    def included_by(self, path: str) -> str | None:
        """The installed file that includes the one at ``path``; None if the file at ``path`` is installed itself."""
        return self.uses.included_by(self.project.real(path))

    def is_example(self, path: str) -> bool:
        """Whether the file at ``path`` is an example that readers copy."""
        return self.judging.is_example(path)

    def locking(self, path: str, python: str | None = None) -> str:
        """How to lock the file at ``path``, or how to compile the lock there again, for another ``python`` if that is given."""
        from pinlint.checking.lock_commands import locking

        return locking(path, self, self.uses, self.pairings, python)

    def pythons(self, path: str) -> Sequence[str]:
        """The minor versions of Python that the project names for the file at ``path``, the oldest first."""
        from pinlint.checking.pythons import InstallingPythons as Pythons

        return self.proving.view.pythons(path) if self.proving is not None else Pythons(self.uses.steps, {}).common()

    def removed_version(self, requirement: Requirement) -> tuple[str, str] | None:
        """The version that a name has lost since an earlier commit, and the name of that commit."""
        if self._removed_versions is None:
            from pinlint.checking.removed_versions import RemovedVersions

            self._removed_versions = RemovedVersions(self, self.judging, self.pairings, self.project.tree, self.base)
        return self._removed_versions.of(requirement)

    def known_version(self, requirement: Requirement) -> KnownVersion | None:
        """The version of a requirement that the project itself names somewhere; None if unknown."""
        if self._known_versions is None:
            from pinlint.checking.evidence_sources import installed_versions
            from pinlint.checking.known_versions import KnownVersions

            root, config, sources = self.root, self.config, self._sources
            self._known_versions = KnownVersions(self, self.uses, lambda: installed_versions(root, config, sources))
        return self._known_versions.of(requirement)

    def _sources(self) -> list[Source]:
        """The sources of metadata that need no network."""
        from pinlint.checking.evidence_sources import local_sources

        return list(local_sources(self.project, self.config, self.pairings))

    def users(self, path: str) -> list[tuple[Location, str]]:
        """Where the file at ``path`` is installed; the first use decides how strictly the file is judged."""
        return self.uses.users(path)

    def refusing(self, path: str) -> tuple[Location, str] | None:
        """The first command of the builds that refuses the lock at ``path`` if its stamp does not match its input."""
        return self.judging.refusing(path)

    @property
    def open_dependencies(self) -> OpenDependencies | None:
        """The dependencies of pins that no lock lists; None if there are no such pins."""
        if self._open_dependencies is None:
            candidates = [document for document in self.documents.values() if self._may_be_open(document)]
            commands = self.builds.unlocked_pins() if self.builds is not None else {}
            if candidates or commands:
                from pinlint.checking.open_dependencies import OpenDependencies

                self._open_dependencies = OpenDependencies(candidates, commands, self.uses, self.judging, self._sources)
        return self._open_dependencies

    def _may_be_open(self, document: RequirementsFile) -> bool:
        """Whether a file may be installed and may have pins that no lock lists. Only the file itself is considered."""
        return (
            document.format == "requirements-txt"
            and bool(document.requirements)
            and not document.path.endswith(".in")
            and not document.in_hash_mode
            and self.pairing_of(document.path) is None
        )

    def opened_by(self, path: str) -> Sequence[tuple[Requirement, Sequence[str]]]:
        """The pins of the file at ``path`` that require unpinned projects, with the names of these projects."""
        found = self.open_dependencies
        return found.found.get(path, ()) if found is not None else ()

    @property
    def inclusions(self) -> Inclusions:
        """What each file installs together with the files that it includes."""
        if self._inclusions is None:
            from pinlint.project.inclusions import Inclusions

            self._inclusions = Inclusions(self.documents)
        return self._inclusions

    def overlaps(self, budget: Budget) -> Overlaps:
        """Answers which requirements can be active together and contradict each other, within the ``budget``."""
        from pinlint.freshness.overlaps import Overlaps

        return Overlaps(budget, self._decided)

    def manifest_modules(self) -> Iterator[ModuleType]:
        """The kinds of manifests that the project has files of, or that a requirement source mentions.

        A module has ``subjects(project)``, an iterator of subjects. It may also have functions that return files:
        ``mirrors(project)`` those that a tool writes from manifests, ``copies(project)`` those that it writes from the project's
        own dependencies, ``checks(project)`` those that tools install to test addons.
        """
        from pinlint.index import MANIFEST_TEXTS, MANIFESTS

        kinds = {kind for kind, pattern in MANIFESTS.items() if self.matching(pattern)}
        for kind, texts in MANIFEST_TEXTS.items():
            if any(text in document.source.text for document in self.documents.values() for text in texts):
                kinds.add(kind)
        for kind in sorted([*kinds, "configured"] if self.config.manifests else kinds):
            yield self.manifest_module(kind)

    def manifest_module(self, kind: str) -> ModuleType:
        """The module that reads a kind of manifests."""
        from pinlint.index import load

        return load(f"manifests.{kind}")
