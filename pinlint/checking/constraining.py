"""Finds the requirements that something else in the same installation pins: a constraint, or another line."""

from __future__ import annotations

from posixpath import dirname, join

from pinlint.build.filtered_files import is_deleted
from pinlint.requirements.pinning import pin_of
from pinlint.requirements.policies import CONSTRAINTS, OPEN, PINNED, UNVERIFIED
from pinlint.uses.edges import BOUNDS, INCLUDES, INSTALLS
from pinlint.uses.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from pinlint.checking.install_graph import Uses
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Location
    from pinlint.uses.edges import Edge
    from pinlint.uses.graph import InstallGraph
    from pinlint.uses.steps import Step

    #: Path, whether the file is a constraints file, and the patterns of deleted lines -> the names that the file pins.
    NamesOfFiles: TypeAlias = dict[tuple[str, bool, Sequence[str]], Collection[str]]

#: The most files that are searched for one installation; real ones include only a few.
_MOST_FILES = 200


class Unread:
    """Constraints of an installation that pinlint cannot read: ``text`` as written, at ``place``."""

    __slots__ = ("place", "text")

    def __init__(self, text: str, place: Location) -> None:
        self.text = text
        self.place = place


class Installation:
    """What is installed together: ``files``, with the ``constraints`` files and the ``unread`` constraints.

    ``step`` is the command; None if the files are presumed to be installed by hand. ``names`` are the names that each file pins,
    for all installations that include it.
    """

    def __init__(
        self, files: Sequence[str], step: Step | None, project: CheckedProject, graph: InstallGraph, names: NamesOfFiles
    ) -> None:
        self.step = step
        self._names = names
        self._project = project
        self.files = _closure(files, graph)
        self.unread: list[Unread] = []
        named = dict.fromkeys(edge.target.path for path in self.files for edge in _bounds(path, graph))
        if step is None:
            named.update(dict.fromkeys(_stated(files, project)))
        for bound in step.bounds if step is not None else ():
            if bound.path is not None and project.exists(bound.path):
                named[bound.path] = None
            else:
                self.unread.append(Unread(bound.text, bound.place))
        for path in self.files:
            for include in self._includes(path, "constraint"):
                if include.path is None or not project.exists(include.path):
                    self.unread.append(Unread(include.target, include.place))
        self.constraints = _closure(named, graph)
        self._pins: list[Collection[str]] | None = None

    def _includes(self, path: str, kind: str) -> Iterator[_Line]:
        document = self._project.document(path)
        for include in document.includes if document is not None else ():
            if include.kind == kind:
                yield _Line(include.target, include.path, document.source.at(include.target_span))  # type: ignore[union-attr]

    def state_of(self, requirement: Requirement) -> str:
        """What the installation says about the version of a requirement. A line that a command deletes before needs none."""
        if is_deleted(requirement, self._without(requirement.source.path)):
            return PINNED
        return self.state_of_name(requirement.project)

    def _without(self, path: str) -> Sequence[str]:
        """The patterns of the lines that commands delete from a file before; none if it is also installed as a whole."""
        found = (
            {target.without for target in self.step.installs if target.path == path} if self.step is not None else ()
        )
        return next(iter(found)) if len(found) == 1 else ()

    def state_of_name(self, name: str | None) -> str:
        """What the installation says about the version of a project."""
        if self._pins is None:
            self._pins = self._read()
        if any(name in names for names in self._pins):
            return PINNED
        return UNVERIFIED if self.unread else OPEN

    def _read(self) -> list[Collection[str]]:
        """The names that are pinned by a constraint or by a line without a marker, for each file."""
        found: list[Collection[str]] = []
        for path in (*self.files, *self.constraints):
            bounds = path in self.constraints
            without = self._without(path)
            asked = (path, bounds, without)
            if asked not in self._names:
                document = self._project.document(path)
                requirements = document.requirements if document is not None else ()
                left = [each for each in requirements if not is_deleted(each, without)] if without else requirements
                self._names[asked] = _pinned(left, bounds)
            found.append(self._names[asked])
        if self.step is not None and self.step.tool.startswith("uv ") and self.files:
            found.append(_pinned(_of_workspace(next(iter(self.files)), self._project), True))
        return list(filter(None, found))


def _stated(files: Iterable[str], project: CheckedProject) -> Iterator[str]:
    """The constraints next to files that people install by hand, if the README there, or in the root, passes them to pip."""
    for folder in dict.fromkeys(map(dirname, files)):
        path = join(folder, CONSTRAINTS)
        if path in project.path_set and any(
            _passes(f"{place}README{ending}", path[len(place) :], project)
            for place in dict.fromkeys((join(folder, ""), ""))
            for ending in (".md", ".rst", ".txt", "")
        ):
            yield path


def _passes(readme: str, name: str, project: CheckedProject) -> bool:
    """Whether a README has a command with these constraints."""
    if readme not in project.path_set:
        return False
    from pinlint.project.files import Unreadable

    try:
        data = project.read(readme)
    except Unreadable:
        return False  # it is nothing that pinlint checks
    return any(f"{option}{name}".encode() in data for option in ("-c ", "-c", "--constraint "))


class _Line:
    """A line of a requirements file that names another file."""

    __slots__ = ("path", "place", "target")

    def __init__(self, target: str, path: str | None, place: Location) -> None:
        self.target = target
        self.path = path
        self.place = place


def _pinned(requirements: Iterable[Requirement], bounds: bool) -> set[str]:
    """The names of which one of the lines, without a marker, allows only one version or artifact."""
    return {each.project for each in requirements if each.project and each.marker is None and _pins(each, bounds)}


def _pins(requirement: Requirement, bounds: bool) -> bool:
    """Whether a line allows only one version or artifact of its project. The URL of a constraint does so too."""
    return requirement.canonical or pin_of(requirement) is not None or (bounds and requirement.url is not None)


def _of_workspace(path: str, project: CheckedProject) -> list[Requirement]:
    """The ``constraint-dependencies`` of the uv workspace around a file: they also apply to `uv pip install`."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        document = project.document(f"{folder}/pyproject.toml" if folder else "pyproject.toml")
        table = document.tool.get("uv") if document is not None and document.tool else None
        if document is not None and isinstance(table, dict) and "constraint-dependencies" in table:
            from pinlint.freshness.settings import requirements_of

            return requirements_of(table["constraint-dependencies"], document.source)
    return []


class Installations:
    """The installations that include each file of a project. An installation of many files is read once."""

    def __init__(self, project: CheckedProject, uses: Uses) -> None:
        self._project = project
        self._uses = uses
        self._of_files: dict[str, list[Installation]] = {}
        self._of_steps: dict[Step | str, Installation] = {}
        self._names: NamesOfFiles = {}

    def of(self, path: str) -> list[Installation]:
        """The installations that include a file, only those for its strictest purpose. If no installation is known, one is
        presumed.
        """
        if path not in self._of_files:
            self._of_files[path] = self._find(path)
        return self._of_files[path]

    def _find(self, path: str) -> list[Installation]:
        graph, purpose = self._uses.graph, self._uses.role(path).purpose
        tops = _including(path, graph)
        edges = [edge for top in tops for edge in graph.into(Node(top)) if edge.kind == INSTALLS]
        steps = dict.fromkeys(edge.step for edge in edges if edge.step is not None and edge.purpose == purpose)
        found = [self._of(step, step, [each.path for each in step.installs if each.path]) for step in steps]
        return found or [self._of(top, None, [top]) for top in _tops(path, tops, graph)]

    def _of(self, key: Step | str, step: Step | None, files: Sequence[str]) -> Installation:
        if key not in self._of_steps:
            self._of_steps[key] = Installation(files, step, self._project, self._uses.graph, self._names)
        return self._of_steps[key]


def _including(path: str, graph: InstallGraph) -> list[str]:
    """The file, and those that include it directly or indirectly."""
    found = dict.fromkeys([path])
    waiting = [path]
    while waiting and len(found) < _MOST_FILES:
        for edge in graph.into(Node(waiting.pop())):
            if edge.kind == INCLUDES and edge.source is not None and edge.source.path not in found:
                found[edge.source.path] = None
                waiting.append(edge.source.path)
    return list(found)


def _tops(path: str, including: Iterable[str], graph: InstallGraph) -> list[str]:
    """The files that no other file includes; the file itself if all include each other."""
    found = [each for each in including if not any(edge.kind == INCLUDES for edge in graph.into(Node(each)))]
    return found or [path]


def _closure(paths: Iterable[str], graph: InstallGraph) -> dict[str, None]:
    """The files with everything that they include."""
    found = dict.fromkeys(paths)
    waiting = list(found)
    while waiting and len(found) < _MOST_FILES:
        for edge in graph.out_of(Node(waiting.pop())):
            if edge.kind == INCLUDES and edge.target.path not in found:
                found[edge.target.path] = None
                waiting.append(edge.target.path)
    return found


def _bounds(path: str, graph: InstallGraph) -> Iterator[Edge]:
    return (edge for edge in graph.out_of(Node(path)) if edge.kind == BOUNDS)
