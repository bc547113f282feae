"""The types through which the proof sees the project. `pinlint.checking.proving` has the implementation."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Protocol

    from pinlint.freshness.deletions import Deletion
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import Location


if not TYPE_CHECKING:
    Protocol = object  # importing `typing` takes as long as reading a lock


class StatedPython:
    """A Python version that the project names outside its locks, for example in .python-version.

    ``version`` is a release such as ``3.11`` or ``3.11.4``; ``what`` says in words what has this version.
    """

    __slots__ = ("location", "version", "what")

    def __init__(self, version: str, location: Location, what: str) -> None:
        self.version = version
        self.location = location
        self.what = what


class View(Protocol):
    """The project as pairing uses it: the files that were read, and which other files exist."""

    @property
    def documents(self) -> Mapping[str, RequirementsFile]:
        """The requirement sources, by path."""

    def exists(self, path: str) -> bool:
        """Whether there is a file at ``path``, read or not."""

    def in_submodule(self, path: str) -> bool:
        """Whether ``path`` is a submodule of git or in one, also if the submodule is not checked out."""

    def tracks(self, path: str) -> bool | None:
        """Whether git tracks ``path``; None outside of a repository."""

    def stated_pythons(self, path: str) -> Iterable[StatedPython]:
        """The Python versions that the project names for the folder of ``path``."""

    def pythons(self, path: str) -> Sequence[str]:
        """The minor versions of Python that the project names for the file at ``path``, the oldest first. They come from the
        images that install the file, else from .python-version.
        """

    def deletions(self) -> Sequence[Deletion]:
        """What the project's scripts remove from files."""

    def keeps_extras(self) -> bool:
        """Whether scripts of the project run pip-compile, and none names its option ``--strip-extras``."""

    def compilations(self, path: str) -> Sequence[tuple[str, str]]:
        """The commands in scripts and builds that may compile the lock at ``path``: the path of the script, and the text."""

    def lists_beside(self, path: str) -> Iterable[RequirementsFile]:
        """The text files in the folder of ``path`` that list projects, and that are not known as requirements files."""

    def lists_of_locks(self) -> Iterable[RequirementsFile]:
        """The text files that list projects, and that only their folders (``locks/prod.txt``) or names show to be locks."""

    def is_mirror(self, path: str) -> bool:
        """Whether a tool writes the file at ``path`` from the requirements of manifests."""

    def is_resolved(self, path: str) -> bool:
        """Whether a build installs the lock at ``path`` unchanged and nothing else: ``pip-reqs resolve``."""
