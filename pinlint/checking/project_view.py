"""The project as the proof sees it: its documents, and what its builds and scripts say about its files."""

from __future__ import annotations

from pinlint.project.project import Documents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from typing import Any

    from pinlint.checking.pythons import InstallingPythons
    from pinlint.freshness.deletions import Deletion
    from pinlint.freshness.view import StatedPython
    from pinlint.project.project import Project
    from pinlint.requirements.model import RequirementsFile
    from pinlint.uses.steps import Step


class ReadDocuments(Documents):
    """The documents of a project by path. A document is read when it is first asked for."""

    def __init__(self, project: Project) -> None:
        super().__init__(project.links, project.documents)
        self._project = project

    def get(self, path: str, default: Any = None) -> Any:
        """The document at ``path``; the default if there is none."""
        if path not in self:
            document = self._project.document(path) if path else None
            if document is None:
                return default
            self._project.load([path])
            self[document.path] = document
        return self[path]


class View:
    """The project as the proof sees it; implements `pinlint.freshness.view.View`."""

    def __init__(
        self, project: Project, steps: Callable[[], Sequence[Step]], mirrors: Callable[[], Collection[str]]
    ) -> None:
        """``steps`` returns the commands of the project's builds, ``mirrors`` the files that tools write from manifests."""
        self.exists = project.exists
        self.in_submodule = project.in_submodule
        self.documents = ReadDocuments(project)
        self._project = project
        self.steps = steps
        self._mirrors = mirrors
        self._deletions: list[Deletion] | None = None
        self._pythons: InstallingPythons | None = None

    def tracks(self, path: str) -> bool | None:
        """Whether git tracks ``path``; None outside of a repository."""
        tracked = self._project.tracked
        return None if tracked is None else path in tracked

    def stated_pythons(self, path: str) -> Iterator[StatedPython]:
        """The version in the nearest ``.python-version``, if it names exactly one."""
        while path:
            path = path.rpartition("/")[0]
            name = f"{path}/.python-version" if path else ".python-version"
            if name in self._project.path_set:
                from pinlint.checking.pythons import stated

                yield from stated(self._project.source(name))
                return

    def pythons(self, path: str) -> Sequence[str]:
        """The minor versions of Python that the project names for the file at ``path``, the oldest first. If it names none for
        the file, the version that all commands have in common.
        """
        from pinlint.checking.pythons import InstallingPythons

        if self._pythons is None or self._pythons.known != len(self.documents):
            self._pythons = InstallingPythons(self.steps(), self.documents)
        named = self._pythons.of(path) or [".".join(each.version.split(".")[:2]) for each in self.stated_pythons(path)]
        return named or [python for python in self._pythons.common() if self._allows(path, python)]

    def _allows(self, path: str, python: str) -> bool:
        """Whether the project around the file at ``path`` supports this minor version of Python."""
        from pinlint.requirements.specifiers import satisfies

        while path:
            path = path.rpartition("/")[0]
            document = self.documents.get(f"{path}/pyproject.toml" if path else "pyproject.toml")
            metadata = document.metadata if document is not None else None
            if metadata is not None and metadata.requires_python:
                return satisfies(f"{python}.99", metadata.requires_python) is not False
        return True

    def deletions(self) -> list[Deletion]:
        """The lines that the project's scripts delete from files, read on first use; scripts at the top come first."""
        if self._deletions is None:
            from pinlint.freshness.deletions import read

            self._deletions = [found for path, text in self._scripts() for found in read(path, text)]
        return self._deletions

    def keeps_extras(self) -> bool:
        """Whether scripts of the project run pip-compile, and none names its option ``--strip-extras``."""
        texts = [text for _, text in self._scripts()]
        return any("pip-compile" in text for text in texts) and not any("strip-extras" in text for text in texts)

    def _scripts(self) -> Iterator[tuple[str, str]]:
        """The paths and texts of the scripts that may write locks."""
        from pinlint.freshness.deletions import FILES, MARKS
        from pinlint.project.files import Unreadable

        for path in sorted(self._project.matching(FILES, MARKS), key=lambda path: path.count("/")):
            try:
                data = self._project.read(path)
            except Unreadable:
                continue  # another rule reports it, if it matters
            yield path, data.decode("utf-8", "replace")

    def compilations(self, path: str) -> list[tuple[str, str]]:
        """The commands in scripts and builds that may compile the lock at ``path``: the path of the script, and the text."""
        found = []
        for step in self.steps():
            if step.tool in ("pip-compile", "uv pip compile") and any(t.path in (None, path) for t in step.produces):
                span = step.place.span
                if step.place.source is not None and span is not None:
                    found.append((step.place.path, step.place.source.text[span.start : span.end]))
        return found

    def lists_beside(self, path: str) -> Iterator[RequirementsFile]:
        """The text files in the folder of ``path`` that list projects, and that are not known as requirements files."""
        folder = path.rpartition("/")[0]
        return self._lists(other for other in self._project.ending(".txt") if other.rpartition("/")[0] == folder)

    def lists_of_locks(self) -> Iterator[RequirementsFile]:
        """The text files that list projects, and that only their folders (``locks/prod.txt``) or names show to be locks."""
        return self._lists(
            path for path in self._project.ending(".txt") if "lock" in path[path[: path.rfind("/")].rfind("/") + 1 :]
        )

    def _lists(self, paths: Iterable[str]) -> Iterator[RequirementsFile]:
        from pinlint.formats import requirements_txt

        for path in paths:
            source = self._project.source(path) if path not in self.documents else None
            document = requirements_txt.parse(source) if source is not None else None
            if document is not None and not document.problems:
                yield document

    def is_mirror(self, path: str) -> bool:
        """Whether a tool writes the file at ``path`` from the requirements of manifests."""
        return path in self._mirrors()

    def is_resolved(self, path: str) -> bool:
        """Whether a build installs the lock at ``path`` unchanged, and nothing else: ``pip-reqs resolve``."""
        steps = self.steps()
        written = {(step.environment, target.path) for step in steps for target in step.produces}
        return any(
            step.tool == "pip-reqs resolve" and target.path == path and (step.environment, path) not in written
            for step in steps
            for target in step.installs
        )
