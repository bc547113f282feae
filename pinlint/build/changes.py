"""Contains what the steps of a stage change in an environment: versions that files pin, and requirements of command lines."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from pinlint.build.command_words import Argument
    from pinlint.requirements.model import Requirement
    from pinlint.text.budget import Budget

    #: Versions, each with the path of the file that pins it.
    Versions: TypeAlias = list[tuple[str, str]]
    #: What a step does to one project: the versions that its files pin, a requirement that pip keeps or replaces the version for,
    #: or None if the version is unknown after it.
    Change: TypeAlias = "Versions | Requirement | None"


class FilePins:
    """The versions that a file with its includes installs, by project. The versions of the projects in ``unclear`` are unknown.
    ``is_complete`` is false if an include was not read.
    """

    __slots__ = ("is_complete", "unclear", "versions")

    def __init__(self) -> None:
        self.versions: dict[str, Versions] = {}
        self.unclear: set[str] = set()
        self.is_complete = True


class Changes:
    """What the steps of a stage change in one environment: in ``files`` for the projects of files, in ``names`` for one project.
    The project of a step that leaves every version unknown is ``""``. Each number is the index of an event. A change
    is certain if no condition decides whether its step runs. Each file has the word that names it.
    """

    __slots__ = ("_of", "budget", "files", "names")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.files: list[tuple[int, bool, list[tuple[Argument, FilePins]]]] = []
        self.names: dict[str, list[tuple[int, bool, Change]]] = {}
        self._of: dict[str, list[tuple[int, bool, Change]]] = {}

    def add(self, name: str, number: int, runs: bool, change: Change = None) -> None:
        """Adds a change of one project."""
        self.names.setdefault(name, []).append((number, runs, change))

    def files_of(self, number: int) -> list[tuple[Argument, FilePins]]:
        """The files of the event with this number, each with the word that names it."""
        return [each for at, _, files in self.files if at == number for each in files]

    def of(self, name: str) -> list[tuple[int, bool, Change]]:
        """The changes of one project, the oldest first. Computed once."""
        if name not in self._of:
            found = [*self.names.get("", ()), *self.names.get(name, ())]
            self.budget.spend(1 + len(found) // 2 + len(self.files))
            for number, runs, named in self.files:
                files = [file for _, file in named]
                versions = [each for file in files for each in file.versions.get(name, ())]
                if any(name in file.unclear for file in files) and not versions:
                    found.append((number, runs, None))
                elif versions or not all(file.is_complete for file in files):
                    found.append((number, runs, versions or None))
            self._of[name] = sorted(found, key=lambda each: each[0])
        return self._of[name]
