"""One folder of the workspace. It is opened once and checked again after each change."""

from __future__ import annotations

import os

from pinlint.checking.engine import open_project, report_on
from pinlint.findings.folding import folded_at_places, split
from pinlint.server.kept_reading import KeptReading
from pinlint.server.kept_tree import KeptTree
from pinlint.text.errors import ConfigError, NothingToCheck, PinlintError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from pinlint.checking.access import Access
    from pinlint.findings.config import Config
    from pinlint.findings.finding import Finding
    from pinlint.findings.report import Report
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.text.source import SourceFile

#: The files that may have the configuration.
_CONFIGURATION = ("pinlint.toml", ".pinlint.toml", "pyproject.toml")


class Opened:
    """What `pinlint check` would check if it ran there: the ``targets`` below the ``root``, with the configuration.

    ``leave_out_known`` removes from a report the findings that are in the configured baseline.
    """

    __slots__ = ("config", "leave_out_known", "root", "targets")

    def __init__(
        self, root: str, targets: Sequence[str], config: Config, leave_out_known: Callable[[Report], None]
    ) -> None:
        self.root = root
        self.targets = targets
        self.config = config
        self.leave_out_known = leave_out_known


class Checked:
    """The result of a check: the ``report``, and the ``project``, which can be asked about its locks."""

    __slots__ = ("_pins", "project", "report")

    def __init__(self, project: Access, report: Report) -> None:
        self.project = project
        self.report = report
        self._pins: dict[str, dict[str, list[Requirement]]] | None = None

    def document(self, path: str) -> RequirementsFile | None:
        """The document that was read from ``path``; None if the check read no requirements there."""
        document: RequirementsFile | None = self.project.documents.get(path)
        return document

    def source(self, path: str) -> SourceFile | None:
        """The text at ``path``, if the check has read it."""
        return self.project.project.known_source(path) or self.report.source(path)

    def findings(self, path: str) -> list[Finding]:
        """The findings in the file at ``path``."""
        return [finding for finding in self.report.findings if finding.location.path == path]

    def proofs_with(self, path: str) -> Iterator[Any]:
        """The proofs of the locks to which the file at ``path`` belongs: it is the lock, or the lock includes it."""
        for proof in self.project.proofs:
            pairing = proof.pairing
            if path == pairing.path or any(layer.path == path for layer in pairing.layers):
                yield proof

    def proofs_from(self, path: str) -> Iterator[Any]:
        """The proofs of the locks that are made from the file at ``path``."""
        for proof in self.project.proofs:
            if path in proof.pairing.sources or path in proof.pairing.files:
                yield proof

    @property
    def pins(self) -> dict[str, dict[str, list[Requirement]]]:
        """The pins of all locks: maps a project to its versions, and each version to the lines that pin it."""
        if self._pins is None:
            self._pins = {}
            for pairing in self.project.pairings:
                for pin in pairing.locked_pins():
                    if pin.project and pin.version:
                        versions = self._pins.setdefault(pin.project, {})
                        versions.setdefault(pin.version, []).append(pin.requirement)
        return self._pins


class CheckedFolder:
    """A folder that is checked as on the command line. ``result`` is the result of the latest check.

    If the folder cannot be checked, ``result`` is None and ``trouble`` says why. ``place`` is the absolute path of the file that
    causes this, or None.
    """

    def __init__(self, folder: str, opening: Callable[[], Opened]) -> None:
        self.folder = folder
        self.dirty = True
        self.result: Checked | None = None
        self.trouble: str | None = None
        self.place: str | None = None
        self._opening = opening
        self._opened: Opened | None = None
        self._reopen = True
        self._tree: KeptTree | None = None
        self._listed: list[str] = []
        self._reading = KeptReading()

    @property
    def root(self) -> str | None:
        """The root of the project; None until a check could read the configuration."""
        return self._opened.root if self._opened is not None else None

    def forget(self) -> None:
        """Makes the next check read the list of files, the configuration and the metadata of installed packages again. Call it
        when one of them may have changed."""
        self._reopen = True
        self._reading.forget_evidence()
        self.dirty = True
        if self._tree is not None:
            self._tree.forget()

    def inside(self, path: str) -> str | None:
        """The path, relative to the root, of the file at an absolute ``path``; None if it is not in the project."""
        if self.root is None:
            return None
        folder, name = os.path.split(path)
        try:
            inside = os.path.relpath(os.path.join(os.path.realpath(folder), name), self.root).replace(os.sep, "/")
        except ValueError:  # another drive
            return None
        if inside.startswith("../") or inside == "..":
            return None
        return self._tree.resolve(inside) if self._tree is not None else inside

    def outside(self, path: str) -> str:
        """The absolute path of the file at ``path``, relative to the root."""
        return os.path.join(self.root or self.folder, *path.split("/"))

    def concerns(self, path: str) -> bool:
        """Whether a change of the content of the file at the absolute ``path`` can change the result of the last check."""
        inside = self.inside(path)
        if self._tree is None or self.result is None or os.path.basename(path) in _CONFIGURATION:
            return True
        return inside is not None and inside in self._tree.asked

    def check(self, texts: Iterable[tuple[str, str]]) -> None:
        """Checks the folder with the open ``texts``, by absolute path. Where `pinlint check` would refuse to run, sets
        ``trouble``.
        """
        self.dirty = False
        self.trouble = self.place = None
        try:
            self._open()
            assert self._opened is not None
            assert self._tree is not None
            self._take(texts)
            self.result = self._checked(self._opened, self._tree)
        except NothingToCheck:
            self.result = None
        except PinlintError as error:
            self.trouble = str(error)
            self.result = None
            if isinstance(error, ConfigError):
                self.place = self._configuration()

    def again(self, overlay: dict[str, bytes]) -> Report:
        """The report on the folder if the files at these paths had other contents."""
        assert self._opened is not None
        assert self._tree is not None
        project = open_project(self._tree, self._opened.targets, self._opened.config, overlay)
        return self._report(project, self._opened)

    def _open(self) -> None:
        if not self._reopen and self._opened is not None:
            return
        before = self._opened
        self._opened = self._opening()
        self._reopen = False
        if before is None or before.root != self._opened.root:
            root = self._opened.root
            self._tree = KeptTree(root)
            self._reading.forget()

    def _take(self, texts: Iterable[tuple[str, str]]) -> None:
        """Makes the tree use the open texts instead of the files on the disk."""
        assert self._tree is not None
        before = set(self._tree.opened)
        self._tree.opened.clear()
        for path, text in texts:
            inside = self.inside(path)
            if inside is not None:
                self._tree.open(inside, text)
        if before != set(self._tree.opened):
            self._tree.forget()

    def _checked(self, opened: Opened, tree: KeptTree) -> Checked:
        folders = [target for target in opened.targets if tree.is_folder(target)]
        paths = tree.list([folder for folder in folders if folder], () if folders else opened.targets).paths
        if paths != self._listed:
            self._reading.forget()
            self._listed = paths
        tree.asked.clear()
        project = open_project(tree, opened.targets, opened.config, {}, reading=self._reading)
        return Checked(project, self._report(project, opened))

    def _report(self, project: Access, opened: Opened) -> Report:
        report = report_on(project, opened.targets)
        opened.leave_out_known(report)
        # The command line only counts the others.
        listed, _ = split(report.findings)
        report.show(folded_at_places(listed))
        return report

    def _configuration(self) -> str | None:
        """The configuration file that applies to the folder."""
        folder = self.folder
        while True:
            for name in _CONFIGURATION:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    return path
            parent = os.path.dirname(folder)
            if parent == folder or folder == self.root:
                return None
            folder = parent
