"""What may be asked of the project that is checked: by rules, and by what reads its manifests and builds.

The types only: `pinlint.checking.access` answers. Everything here is read, nothing is changed.
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
    """The project, what was read of it, and what its files are to each other. All paths are relative to the root."""

    @property
    def config(self) -> Config:
        """The configuration of the run."""

    @property
    def paths(self) -> Sequence[str]:
        """The paths of the listed files, sorted."""

    @property
    def path_set(self) -> Paths:
        """The listed files that are there."""

    @property
    def documents(self) -> Mapping[str, RequirementsFile]:
        """The requirement sources that were read, by path."""

    @property
    def unreadable(self) -> Mapping[str, str]:
        """The files that could not be read, with the reason."""

    @property
    def exceeded(self) -> Collection[str]:
        """Those of them that could be read, but for their size or what is in them."""

    def document(self, path: str, format: str | None = None) -> RequirementsFile | None:
        """The requirement source at ``path``, read once; None where there is none or it cannot be read."""

    def source(self, path: str) -> SourceFile | None:
        """The text of a file, in UTF-8; None where it cannot be read."""

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises `pinlint.project.files.Unreadable`."""

    def exists(self, path: str) -> bool:
        """Whether there is a file at ``path``, whether listed or not."""

    def real(self, path: str) -> str:
        """The path of the file that ``path`` leads to, symbolic links followed as far as they stay in the project."""

    def is_file(self, path: str) -> bool:
        """Whether a listed path leads to a file: a link may lead nowhere."""

    def is_asked(self, folder: str) -> bool:
        """Whether a folder, or something below it, was named to be checked by itself."""

    def ignores(self, path: str) -> bool:
        """Whether git ignores ``path``."""

    def matching(self, pattern: str, marks: Sequence[str] = ()) -> list[str]:
        """The listed paths, except test data, in which the regular expression ``pattern`` is found."""

    def ending(self, ending: str) -> list[str]:
        """The listed paths, except test data, that end in ``ending``."""

    def role(self, path: str) -> str:
        """What the requirements file at ``path`` is to the project, a word of `pinlint.uses.roles`."""

    def is_presumed(self, path: str) -> bool:
        """Whether no use of the requirements file at ``path`` was read."""

    def policy(self, requirement: Requirement) -> str:
        """How strictly ``requirement`` is judged, a word of `pinlint.requirements.policies`."""

    def input_policy(self, path: str) -> str:
        """How strictly the requirements of the input at ``path`` are judged."""

    def unlocked(self, document: RequirementsFile) -> Sequence[Requirement]:
        """The loose requirements of a file that needs a lock as a whole; none where it does not."""

    def opened_by(self, path: str) -> Sequence[tuple[Requirement, Sequence[str]]]:
        """The pins of the file at ``path`` that require projects which nothing pins, with the names of those."""

    def severity(self, path: str) -> str:
        """How grave a loose requirement is in the file at ``path``, by what the file is installed for."""

    @property
    def pins_versions(self) -> bool:
        """Whether the project shows that it pins: by a lock, or by a requirements file of which half are pins."""

    def is_counted(self, path: str) -> bool:
        """Whether a loose requirement in the file at ``path`` is only counted: it checks a project that pins nothing."""

    def included_by(self, path: str) -> str | None:
        """The file that is installed, and includes the one at ``path``; None where that is installed itself."""

    def is_example(self, path: str) -> bool:
        """Whether the file at ``path`` is one of examples that readers copy."""

    def users(self, path: str) -> Sequence[tuple[Location, str]]:
        """Where the file at ``path`` is installed, and by what; the use that decides how strictly it is judged comes first."""

    def refusing(self, path: str) -> tuple[Location, str] | None:
        """The first command of the project's builds that refuses the lock at ``path`` if its stamp is not that of its input, and
        how it is called; None where there is none."""

    def locking(self, path: str) -> str:
        """What to do to lock the requirements file at ``path``, with the compiler that the project uses; of a lock, to make it
        again."""

    def known_version(self, requirement: Requirement) -> KnownVersion | None:
        """The version of a requirement that the project itself names somewhere; None where none is known."""

    def pairing_of(self, path: str) -> Pairing | None:
        """How the lock at ``path`` is made; None where there is no lock."""

    def is_made(self, path: str) -> bool:
        """Whether the file at ``path`` is a lock, as its header, its annotations or its name say."""

    def locks_of(self, path: str) -> Sequence[str]:
        """The locks that are made of the input at ``path``, as their headers, annotations or names say."""

    def locked_version(self, requirement: Requirement) -> str | None:
        """The version that the lock of the requirement's file installs; None where no lock tells it."""

    @property
    def inclusions(self) -> Inclusions:
        """What each file installs together with those that it includes."""

    def overlaps(self, budget: Budget) -> Overlaps:
        """Which requirements can be active together, and contradict each other, as far as the ``budget`` goes."""

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
    """How a lock is made: by the command in its header, and by the one that is taken for it."""

    @property
    def header(self) -> Compiler | None:
        """The command that the lock itself names."""

    @property
    def command(self) -> Compiler | None:
        """The command that makes the lock anew."""


class Inclusions(Protocol):
    """Looks through files and those that they include."""

    def entries(self, document: RequirementsFile) -> list[tuple[Requirement, Include | None]]:
        """The requirements of the files that ``document`` includes, then its own. Raises ExceededError."""

    def constraints(self, document: RequirementsFile) -> list[Requirement]:
        """The lines of the constraints files that ``document``, and what it includes, name."""


class Overlaps(Protocol):
    """Compares requirements. Raises ExceededError where that takes more than the budget."""

    def overlap(self, one: Requirement, other: Requirement) -> bool:
        """Whether there is an environment in which both are active."""

    def shared(self, one: Requirement, other: Requirement) -> str | None:
        """The environments in which both are active, in words; empty where they always are together, None where never."""

    def contradict(self, one: Requirement, other: Requirement) -> bool:
        """Whether one is a pin that the other does not accept, in an environment that has both."""
