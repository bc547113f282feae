"""Requirements files that are not what is installed, told by what stands beside them: nothing names them as inputs.

Loaded where a requirements file holds something that is no pin.
"""

from __future__ import annotations

from pinlint.pinning import pin_of
from pinlint.specifiers import satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pinlint.model import Requirement, RequirementsFile

#: No more files are looked at beside one.
_MOST = 1000


class Neighbourhood:
    """The requirement sources of a project, to find those beside one of them."""

    __slots__ = ("_documents", "_in_folder", "_next_door", "_stated")

    def __init__(self, documents: Mapping[str, RequirementsFile]) -> None:
        self._documents = documents
        self._in_folder: dict[str, list[str]] = {}
        self._next_door: dict[tuple[str, str], list[str]] = {}  # by the folder above their own, and their name
        self._stated: set[tuple[object, ...]] | None = None
        for path in documents:
            folder, _, name = path.rpartition("/")
            self._in_folder.setdefault(folder, []).append(path)
            if folder:
                self._next_door.setdefault((folder.rpartition("/")[0], name), []).append(path)

    def covers(self, path: str, roles: Mapping[str, str], orphaned: Collection[str]) -> bool:
        """Whether a list of pins beside the file holds what it asks for: it is what that list was made of.

        Beside it is a file of the same name in a folder next to its own (``frozen/base.txt`` for ``loose/base.txt``), one in
        its folder whose name its own extends (``dev.txt`` for ``dev-minimal.txt`` and ``base-dev.txt``), and a lock there
        whose inputs nothing names: one of ``orphaned``.
        """
        folder, _, name = path.rpartition("/")
        here = self._in_folder[folder][:_MOST]
        near = [other for other in here if other in orphaned or _extends(name, other.rpartition("/")[2])]
        if folder:
            near += self._next_door[folder.rpartition("/")[0], name][:_MOST]
        asked = self._documents[path].requirements
        return bool(asked) and any(
            other != path and roles.get(other) in ("requirements", "lock") and _holds(self._documents[other], asked)
            for other in near
        )

    def is_copy(self, path: str) -> bool:
        """Whether a script wrote the file, as it says at its beginning, of what the project's metadata requires."""
        document = self._documents[path]
        first = next(iter(document.requirements), None)
        head = document.source.text[: first.span.start].lower() if first is not None else ""
        if "generated" not in head:
            return False
        if self._stated is None:
            projects = [each for each in self._documents.values() if each.metadata is not None]
            self._stated = {_key(requirement) for project in projects for requirement in project.requirements}
        return all(_key(requirement) in self._stated for requirement in document.requirements)


def _extends(name: str, other: str) -> bool:
    """Whether a file's name is that of the other one with something before or behind it."""
    stem, shorter = name.rpartition(".")[0], other.rpartition(".")[0]
    return any(stem.startswith(shorter + mark) or stem.endswith(mark + shorter) for mark in "-_.")


def _holds(lock: RequirementsFile, asked: Iterable[Requirement]) -> bool:
    """Whether all but a few lines of ``lock`` are pins, and it has one line for each that is asked for."""
    pins = [pin_of(requirement) for requirement in lock.requirements]
    if sum(pin is not None for pin in pins) * 10 < len(pins) * 9:
        return False
    lines = {requirement.project: requirement for requirement in lock.requirements}
    return all(_meets(lines.get(requirement.project), requirement) for requirement in asked)


def _meets(line: Requirement | None, requirement: Requirement) -> bool:
    if line is None or line.project is None:
        return False
    if requirement.url is not None:
        return line.url is not None
    pin = pin_of(line)
    version = pin.version if pin is not None else None
    return version is None or satisfies(version, requirement.clauses) is not False


def _key(requirement: Requirement) -> tuple[object, ...]:
    return requirement.project, requirement.extras, frozenset(map(str, requirement.clauses)), requirement.url
