"""The interface of the checked project, for rules and for the readers of manifests and builds.

This module has only the types: `pinlint.checking.access` implements them. Everything here is read-only.
"""

from __future__ import annotations

from typing import Any, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pinlint.findings.config import Config
    from pinlint.requirements.model import Include, Requirement, RequirementsFile
    from pinlint.text.budget import Budget
    from pinlint.text.source import Location, SourceFile


class CheckedProject(Protocol):
    """The project, its documents, and the relations between its files. All paths are relative to the root."""

    @property
    def config(self) -> Config:
        """The configuration of the run."""

    @property
    def paths(self) -> Sequence[str]:
        """The paths of the listed files, sorted."""

    @property
    def path_set(self) -> Paths:
        """The listed files that exist."""

    @property
    def documents(self) -> Mapping[str, RequirementsFile]:
        """The requirement sources that were read, by path."""

    @property
    def unreadable(self) -> Mapping[str, str]:
        """The files that could not be read, with the reason."""

    @property
    def exceeded(self) -> Collection[str]:
        """The ``unreadable`` files that exceed a limit: only their size or content is the reason."""

    def document(self, path: str, format: str | None = None) -> RequirementsFile | None:
        """The requirement source at ``path``, read once; None if there is none or it cannot be read."""

    def source(self, path: str) -> SourceFile | None:
        """The text of a file, in UTF-8; None if it cannot be read."""

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises `pinlint.project.files.Unreadable`."""

    def exists(self, path: str) -> bool:
        """Whether there is a file at ``path``, whether listed or not."""

    def in_submodule(self, path: str) -> bool:
        """Whether ``path`` is a submodule of git or in one, also if the submodule is not checked out."""

    def real(self, path: str) -> str:
        """The path of the file that ``path`` leads to, following symbolic links while they stay in the project."""

    def is_file(self, path: str) -> bool:
        """Whether a listed path leads to a file; it does not if it is a dangling link."""

    def is_asked(self, folder: str) -> bool:
        """Whether a folder, or something below it, was named to be checked by itself."""

    def ignores(self, path: str) -> bool:
        """Whether git ignores ``path``."""

    def matching(self, pattern: str, marks: Sequence[str] = ()) -> list[str]:
        """The listed paths, except test data, in which the regular expression ``pattern`` is found."""

    def ending(self, ending: str) -> list[str]:
        """The listed paths, except test data, that end in ``ending``."""

    def role(self, path: str) -> str:
        """The role of the requirements file at ``path`` in the project, a word of `pinlint.uses.roles`."""

    def is_presumed(self, path: str) -> bool:
        """Whether the role of the file at ``path`` is a guess, because no use of it was found."""

    def policy(self, requirement: Requirement) -> str:
        """How strictly ``requirement`` is judged, a word of `pinlint.requirements.policies`."""

    def input_policy(self, path: str) -> str:
        """How strictly the requirements of the input at ``path`` are judged."""

    def unlocked(self, document: RequirementsFile) -> Sequence[Requirement]:
        """The loose requirements of a file that needs a lock as a whole; empty for other files."""

    def needs_lock(self, path: str) -> bool:
        """Whether the installed file at ``path`` has so many loose requirements that it should get a lock."""

    def opened_by(self, path: str) -> Sequence[tuple[Requirement, Sequence[str]]]:
        """The pins of the file at ``path`` that require unpinned projects, with the names of these projects."""

    def severity(self, path: str) -> str:
        """The severity of a loose requirement in the file at ``path``, by the purpose for which the file is installed."""

    def leaves_open(self, requirements: Sequence[Requirement], *, by_hand: bool, purpose: str) -> bool:
        """Whether the unpinned requirements of a command that only checks the project, or of one that publishes it, are only
        counted, because nothing shows that the project wants pins there. A command that people run ``by_hand`` may be the only
        way to install the project. The ``purpose`` is to check, to develop (it sets up a developer's machine), or to publish.
        """

    def left_out(self, loose: Sequence[Requirement]) -> str | None:
        """The name under which a finding about these lines of one file is counted (`pinlint.findings.folding`); None if it is
        listed. How the project treats its other files decides that.
        """

    @property
    def leaves_all_open(self) -> bool:
        """Whether the project has no lock and pins nothing of what its users get. Then all that is open has one cause."""

    @property
    def uploads_package(self) -> bool:
        """Whether a workflow or a script of the project publishes it on a package index."""

    def follows_branches(self, path: str) -> bool:
        """Whether the file at ``path`` names a branch or tag on purpose, to check or develop the project with it."""

    def included_by(self, path: str) -> str | None:
        """The installed file that includes the one at ``path``; None if the file at ``path`` is installed itself."""

    def is_example(self, path: str) -> bool:
        """Whether the file at ``path`` is an example that readers copy."""

    def users(self, path: str) -> Sequence[tuple[Location, str]]:
        """Where and by what the file at ``path`` is installed. The first use decides how strictly the file is judged."""

    def refusing(self, path: str) -> tuple[Location, str] | None:
        """The first command of the project's builds that refuses the lock at ``path`` if the lock's stamp does not match its
        input: its place and its name. None if there is no such command.
        """

    def locking(self, path: str, python: str | None = None) -> str:
        """How to lock the requirements file at ``path`` with the compiler that the project uses. For a lock, how to recompile it,
        for another ``python`` if that is given.
        """

    def pythons(self, path: str) -> Sequence[str]:
        """The minor versions of Python that the project names for the file at ``path``, the oldest first."""

    def removed_version(self, requirement: Requirement) -> tuple[str, str] | None:
        """The version that a name has lost since an earlier commit, and the name of that commit. None if the change is on
        purpose.
        """

    def known_version(self, requirement: Requirement) -> KnownVersion | None:
        """The version of a requirement that the project itself names somewhere; None if unknown."""

    def pairing_of(self, path: str) -> Pairing | None:
        """How the lock at ``path`` is made; None if there is no lock."""

    def is_made(self, path: str) -> bool:
        """Whether the file at ``path`` is a lock, according to its header, its annotations or its name."""

    def locks_of(self, path: str) -> Sequence[str]:
        """The locks that are made of the input at ``path``, according to their headers, annotations or names."""

    def locked_version(self, requirement: Requirement) -> str | None:
        """The version that the lock of the requirement's file installs; None if no lock names it."""

    @property
    def mirrors(self) -> Sequence[str]:
        """The files that tools write from the requirements of manifests, once for each set of manifests."""

    @property
    def inclusions(self) -> Inclusions:
        """What each file installs together with the files that it includes."""

    def overlaps(self, budget: Budget) -> Overlaps:
        """Which requirements can be active together and contradict each other, within the ``budget``."""

    def manifest_module(self, kind: str) -> Any:
        """The module that reads a kind of manifests."""


class Paths(Protocol):
    """A set of paths."""

    def __contains__(self, path: str, /) -> bool:
        """Whether there is a file at ``path``."""

    def begins(self, prefix: str) -> bool:
        """Whether a path begins with ``prefix``."""


class KnownVersion(Protocol):
    """A version that the project names."""

    @property
    def version(self) -> str:
        """The version as written."""

    @property
    def where(self) -> Location:
        """Where it is written."""


class Compiler(Protocol):
    """A command that makes a lock."""

    @property
    def tool(self) -> str | None:
        """The compiler's name; None for another command."""


class Pairing(Protocol):
    """How a lock is made: the inputs, the command in its header, and the command that pinlint assumes."""

    sources: list[str]

    @property
    def header(self) -> Compiler | None:
        """The command that the lock itself names."""

    @property
    def command(self) -> Compiler | None:
        """The command that makes the lock again."""

    @property
    def python(self) -> tuple[str, Location] | None:
        """The version of Python that the lock was made for, and where its header says so; None if the lock is
        for many versions.
        """


class Inclusions(Protocol):
    """Follows the includes of files."""

    def entries(self, document: RequirementsFile) -> list[tuple[Requirement, Include | None]]:
        """The requirements of the files that ``document`` includes, then its own. Raises ExceededError."""

    def constraints(self, document: RequirementsFile) -> list[Requirement]:
        """The lines of the constraints files that ``document`` and its included files name."""


class Overlaps(Protocol):
    """Compares requirements. Raises ExceededError if that takes more than the budget."""

    def overlap(self, one: Requirement, other: Requirement) -> bool:
        """Whether there is an environment in which both are active."""

    def shared(self, one: Requirement, other: Requirement) -> str | None:
        """The environments in which both are active, in words; empty if they are always active together, None if
        they never are.
        """

    def contradict(self, one: Requirement, other: Requirement) -> bool:
        """Whether one requirement is a pin that the other does not allow, in an environment in which both are active."""
