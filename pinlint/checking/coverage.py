"""Requirements files that are not what is installed, told by what stands beside them: nothing names them as inputs.

Loaded where a requirements file holds something that is no pin.
"""

from __future__ import annotations

from pinlint.requirements.pinning import ARBITRARY, PIN, kind_of, pin_of
from pinlint.requirements.specifiers import satisfies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pinlint.requirements.model import Requirement, RequirementsFile

#: No more lists of pins are looked at beside one file: what 100 others beside it do not cover, another does by chance.
_MOST = 100


class Neighbourhood:
    """The requirement sources of a project, to find those beside one of them."""

    __slots__ = ("_documents", "_in_folder", "_lists", "_next_door", "_stated", "_stems")

    def __init__(self, documents: Mapping[str, RequirementsFile]) -> None:
        self._documents = documents
        self._in_folder: dict[str, list[str]] = {}
        self._next_door: dict[tuple[str, str], list[str]] = {}  # by the folder above their own, and their name
        self._stems: dict[tuple[str, str], list[str]] = {}  # by their folder, and their name without its ending
        self._stated: set[tuple[object, ...]] | None = None
        self._lists: dict[str, Mapping[str | None, Requirement]] = {}
        for path, document in documents.items():
            lines = _lines(document)
            if lines is None:
                continue
            self._lists[path] = lines
            folder, _, name = path.rpartition("/")
            self._in_folder.setdefault(folder, []).append(path)
            self._stems.setdefault((folder, name.rpartition(".")[0]), []).append(path)
            if folder:
                self._next_door.setdefault((folder.rpartition("/")[0], name), []).append(path)

    def covers(self, path: str, roles: Mapping[str, str], orphaned: Collection[str]) -> bool:
        """Whether a list of pins beside the file holds what it asks for: it is what that list was made of.

        Beside it is a file of the same name in a folder next to its own (``frozen/base.txt`` for ``loose/base.txt``), one in
        its folder whose name its own extends (``dev.txt`` for ``dev-minimal.txt`` and ``base-dev.txt``), and a lock there
        whose inputs nothing names: one of ``orphaned``.
        """
        folder, _, name = path.rpartition("/")
        near = [other for stem in _shorter(name) for other in self._stems.get((folder, stem), ())]
        near += [other for other in self._in_folder.get(folder, ())[:_MOST] if other in orphaned]
        if folder:
            near += self._next_door.get((folder.rpartition("/")[0], name), ())[:_MOST]
        asked = self._documents[path].requirements
        return bool(asked) and any(
            other != path and roles.get(other) in ("requirements", "lock") and self._holds(other, asked)
            for other in near
        )

    def _holds(self, path: str, asked: Iterable[Requirement]) -> bool:
        """Whether the list of pins has one line for each requirement that is asked for."""
        lines = self._lists[path]
        return all(_meets(lines.get(requirement.project), requirement) for requirement in asked)

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


def _shorter(name: str) -> Iterator[str]:
    """What the name without its ending has before, and behind, each of its marks."""
    stem = name.rpartition(".")[0]
    for at, char in enumerate(stem):
        if char in "-_.":
            yield stem[:at]
            yield stem[at + 1 :]


def _lines(document: RequirementsFile) -> dict[str | None, Requirement] | None:
    """The lines of a list of pins by their project; None where more than a few are no pins."""
    pins = sum(kind_of(requirement) in (PIN, ARBITRARY) for requirement in document.requirements)
    if pins * 10 < len(document.requirements) * 9:
        return None
    return {requirement.project: requirement for requirement in document.requirements}


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
