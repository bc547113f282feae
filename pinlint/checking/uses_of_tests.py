"""Finds the files and projects below a folder of tests that test modules use.

Such a file is a fixture, unless something else uses it. Test modules are read as text, and only if there is a candidate.
"""

from __future__ import annotations

from pinlint.requirements.model import PROJECT_FILES
from pinlint.text.patterns import lazy
from pinlint.text.source import Location, Span
from pinlint.uses.edges import TESTS, Edge
from pinlint.uses.nodes import Node
from pinlint.uses.steps import CHECK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject

#: Names of folders with tests.
_FOLDERS = frozenset({"test", "tests", "testing", "testsuite", "integration_tests", "functional_tests"})
#: Names of files with requirements as data. Those that projects install are called ``test-requirements.txt`` or ``dev.txt``.
_OF_DATA = lazy(r"(?i)(?!.*(?:require|constraint))\w+[-_]\w[\w.-]*\.(?:txt|in|pip)\Z")
#: Text that may be a path, a part of a path in quotes, or a module.
_NAMES = lazy(r"(['\"])?([\w.-]+(?:[/\\][\w.-]+)*)(?:(?<!\\)['\"])?")


def edges(project: CheckedProject) -> Iterator[Edge]:
    """An edge from a test module to each requirements file that it names, or whose folder it names."""
    candidates: dict[str, list[str]] = {}
    for path, document in project.documents.items():
        top = tests_folder(path)
        if top is not None and document.format == "requirements-txt" and not project.is_asked(top):
            candidates.setdefault(top, []).append(path)
    for top, paths in candidates.items():
        modules = [path for path in project.ending(".py") if path.startswith(top + "/")]
        folders = {folder for module in modules if (folder := _folder_of_tests(module))}
        owned = {path: (folder := path.rpartition("/")[0]) == top or folder in folders for path in paths}
        named = _Named(modules, project, {_name_of(path, own) for path, own in owned.items()})
        for path, own in owned.items():
            found = _use(path, own, named, project)
            if found is not None:
                yield found


def tests_folder(path: str) -> str | None:
    """The outermost folder of tests that a path is in."""
    folders = path.split("/")[:-1]
    at = next((number for number, name in enumerate(folders) if name.lower() in _FOLDERS), None)
    return "/".join(folders[: at + 1]) if at is not None else None


def _folder_of_tests(module: str) -> str | None:
    """The folder of a test module. Requirements files there are for the tests themselves."""
    folder, _, name = module.rpartition("/")
    return folder if name == "conftest.py" or name.startswith("test_") or name.endswith("_test.py") else None


def _name_of(path: str, own: bool) -> str:
    """The text by which a test module names a requirements file: its folder, or, if the folder has test modules, the path of the
    file. Its name is enough if projects do not install files with such names: ``reqs_4.txt``.
    """
    folder, _, name = path.rpartition("/")
    above = folder.rpartition("/")[2]
    return name if own and _OF_DATA.match(name) else f"{above}/{name}" if own else above


def _use(path: str, own: bool, named: _Named, project: CheckedProject) -> Edge | None:
    folder = path.rpartition("/")[0]
    place = named.at(_name_of(path, own), folder)
    if place is not None:
        return Edge(TESTS, Node(place.path), Node(path), place, "its text names the path", purpose=CHECK)
    described = next((f"{folder}/{file}" for file in PROJECT_FILES if project.exists(f"{folder}/{file}")), None)
    if own or described is None:
        return None
    how = "a project below the tests"
    return Edge(TESTS, Node(described), Node(path), Location(described), how, purpose=CHECK)


class _Named:
    """Where test modules contain the ``names``: as parts of paths and of modules, or as files with their folders. Each module
    is read once."""

    def __init__(self, modules: Sequence[str], project: CheckedProject, names: Collection[str]) -> None:
        self._modules = modules
        self._project = project
        self._names = names
        self._places: dict[str, list[tuple[str, int]]] | None = None

    def at(self, name: str, folder: str) -> Location | None:
        """The place where a module outside of ``folder`` has the name."""
        if self._places is None:
            self._places = self._read()
        for module, start in self._places.get(name, ()):
            if not module.startswith(folder + "/") or "/" in name or _OF_DATA.match(name):
                return self._location(module, start, len(name))
        return None

    def _location(self, module: str, start: int, length: int) -> Location:
        from pinlint.formats.decoding import decode_utf8

        return decode_utf8(self._project.read(module), module).at(Span(start, start + length))

    def _read(self) -> dict[str, list[tuple[str, int]]]:
        from pinlint.formats.decoding import Undecodable, decode_utf8
        from pinlint.project.files import Unreadable

        found: dict[str, list[tuple[str, int]]] = {}
        for module in self._modules:
            try:
                text = decode_utf8(self._project.read(module), module).text
            except (Unreadable, Undecodable):
                continue  # Python cannot read it either, so its tests do not run
            for name in self._names:
                at = _place(name, text)
                if at is not None:
                    found.setdefault(name, []).append((module, at))
        return found


def _place(name: str, text: str) -> int | None:
    """The first place of the name in ``text``. Only lines with the last part of the name are read closely."""
    last = name.rpartition("/")[2]
    at = text.find(last)
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = len(text) if end < 0 else end
        for match in _NAMES.finditer(text, start, end):
            for part, offset in _parts(match[2], match[1] is not None):
                if part == name:
                    return match.start(2) + offset
        at = text.find(last, end)
    return None


def _parts(text: str, quoted: bool) -> Iterator[tuple[str, int]]:
    """The parts of a path or of a module, with their places; a word must be quoted or have several parts."""
    segments = text.replace("\\", "/").split("/")
    at = 0
    for number, segment in enumerate(segments):
        if len(segments) > 1 or quoted:
            yield segment, at
        if number:
            yield f"{segments[number - 1]}/{segment}", at - len(segments[number - 1]) - 1
        if "." in segment and len(segments) == 1:
            start = at
            for part in segment.split("."):
                yield part, start
                start += len(part) + 1
        at += len(segment) + 1
