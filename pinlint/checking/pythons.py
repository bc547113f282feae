"""Finds the Python versions that the project names for a file: in the images and jobs that install the file, or elsewhere."""

from __future__ import annotations

from posixpath import basename, dirname

from pinlint.text.source import Span
from pinlint.uses.steps import DEPLOY, DEVELOP, SHIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pinlint.freshness.view import StatedPython
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import SourceFile
    from pinlint.uses.steps import Step


class InstallingPythons:
    """The minor versions of Python in the environments that install each file. They are computed again when the ``known`` number
    of documents changes.
    """

    def __init__(self, steps: Sequence[Step], documents: Mapping[str, RequirementsFile]) -> None:
        self.known = len(documents)
        self._all: set[str] = set()
        #: Whether a command installs a file with a Python that is not known.
        self._is_open = False
        #: The files that an image or a deployment installs with a Python that is not known.
        self._open: set[str] = set()
        self._by_path: dict[str, set[str]] = {}
        #: For files that do not exist yet, by their name and the folder of the file with the command.
        self._by_name: dict[tuple[str, str], set[str]] = {}
        self._including: dict[str, set[str]] = {}
        for step in steps:
            pythons = step.environment.pythons
            self._all.update(pythons)
            self._is_open |= not pythons and bool(step.installs) and step.purpose != DEVELOP
            for target in step.installs:
                if target.path is not None:
                    self._by_path.setdefault(target.path, set()).update(pythons)
                    if not pythons and step.purpose in (SHIP, DEPLOY):
                        self._open.add(target.path)
                else:
                    path = step.environment.path
                    folder = "" if path.startswith(".") else dirname(path)  # workflows run in the root
                    place = (folder, basename(target.text))
                    self._by_name.setdefault(place, set()).update(pythons)
        for path, document in documents.items():
            for include in document.includes:
                if include.path is not None:
                    self._including.setdefault(include.path, set()).add(path)

    def of(self, path: str) -> list[str]:
        """The versions that install the file at ``path``, also as a part of another file, the oldest first. A missing file is
        found by its name, also below the folder with the command: an image may copy it.

        Empty if the Python of one image is not known: what fails in the others may work in it.
        """
        including = self._with_including(path)
        if not self._open.isdisjoint(including):
            return []
        folder = dirname(path)
        found = set(self._by_name.get((folder, basename(path)), ()))
        while folder and not found:
            folder = dirname(folder)
            found = set(self._by_name.get((folder, basename(path)), ()))
        for each in including:
            found |= self._by_path.get(each, set())
        return oldest_first(found)

    def common(self) -> list[str]:
        """The version of all commands, if they have the same; empty if one differs or is not known."""
        return list(self._all) if len(self._all) == 1 and not self._is_open else []

    def _with_including(self, path: str) -> set[str]:
        """The file, and the files that include it."""
        found = {path}
        waiting = [path]
        while waiting:
            including = self._including.get(waiting.pop(), set()) - found
            waiting += including
            found |= including
        return found


def oldest_first(pythons: Iterable[str]) -> list[str]:
    """Minor versions of Python, sorted as versions."""
    return sorted(pythons, key=lambda python: [int(part) for part in python.split(".")])


def stated(source: SourceFile | None) -> Iterator[StatedPython]:
    """The version in a ``.python-version``, if it names exactly one."""
    import re

    from pinlint.freshness.view import StatedPython

    found = list(re.finditer(r"(?m)^[ \t]*(3\.\d{1,3}(?:\.\d{1,3})?)[ \t]*\r?$", source.text if source else ""))
    if source is not None and len(found) == 1:
        yield StatedPython(found[0][1], source.at(Span(*found[0].span(1))), source.path)
