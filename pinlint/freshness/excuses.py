"""Finds why a failure may be intentional, or no failure at all. Then it is undecided, with this reason.

Loaded only if something is missing. Reads only what the view provides.
"""

from __future__ import annotations

from pinlint.freshness.closure import compare
from pinlint.freshness.compilers import UV
from pinlint.freshness.dependencies import Dependency
from pinlint.freshness.hidden_options import HiddenOptions
from pinlint.freshness.paths import folder_of
from pinlint.freshness.reasons import LOST
from pinlint.freshness.world import LockedPin
from pinlint.requirements.pinning import pin_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.world import Failure, World
    from pinlint.text.budget import Budget

#: The source of metadata that has lost the markers that uv could not parse.
_UV_CACHE = "uv-cache"


class Excuses:
    """What may excuse the failures of one lock; the work is limited by ``budget``."""

    __slots__ = ("_bounding", "_budget", "_deletions", "_editables", "_hidden", "_pairing", "_references")

    def __init__(self, pairing: Pairing, budget: Budget) -> None:
        self._pairing = pairing
        self._budget = budget
        deletions = pairing.collected.view.deletions()
        budget.spend(len(deletions))
        self._deletions = [deletion for deletion in deletions if deletion.concerns(pairing.path)]
        self._editables = {asked.project for asked in pairing.collected.inputs if asked.editable}
        self._bounding: dict[str | None, list[tuple[str, LockedPin]]] | None = None
        self._references: dict[str, bool] = {}
        self._hidden = HiddenOptions(pairing)

    def excuse(self, failure: Failure, world: World | None = None) -> str:
        """A short phrase that says why this may not be a failure in ``world``; empty if there is no such reason."""
        if failure.kind == "violated-constraint":
            return _added_line(failure, self._pairing)
        if failure.kind == "missing-dependency" and failure.project in self._pairing.collected.common.own_names:
            return "it is the project of this repository, which may be installed from here"
        if failure.kind in ("missing-dependency", "violated-dependency"):
            found = _lost_marker(failure, self._pairing)
            if found and world is not None and _is_witnessed(failure, world):
                found = ""
            found = found or self._hidden.excuse(failure)
            if found or failure.kind == "violated-dependency":
                return found
        return self.taken_out(failure.project) or self._bounding_pin(failure) or self._installed_itself(failure)

    def taken_out(self, project: str | None) -> str:
        """Says that the pin may be missing because a script of the project removes it from the lock."""
        if project is None:
            return ""
        editable = project in self._editables
        self._budget.spend(2 * len(self._deletions))
        for deletion in self._deletions:
            if deletion.takes_out(project, editable=editable):
                return f"{deletion.path} {deletion.excess or 'takes it out of the lock'}"
        return ""

    def _bounding_pin(self, failure: Failure) -> str:
        """Says which lock has the pin, if this lock names it with ``-c``. Both are installed together, so a layer may leave out
        the pins of the lock below it.
        """
        if failure.by is None or failure.project is None:
            return ""
        if self._bounding is None:
            self._bounding = self._bounding_pins()
        bounding = self._bounding.get(failure.project, ())
        self._budget.spend(len(bounding))
        for path, locked in bounding:
            if compare(failure.by, locked)[0] is True:
                return f"{path}, which limits the lock, pins it"
        return ""

    def _bounding_pins(self) -> dict[str | None, list[tuple[str, LockedPin]]]:
        """The pins of the locks that constrain this one, by project."""
        pairing = self._pairing
        bounds = {include.path for include in pairing.document.includes if include.kind == "constraint"}
        if pairing.header is None:
            bounds.update(pairing.constraints)
        found: dict[str | None, list[tuple[str, LockedPin]]] = {}
        for path in sorted(path for path in bounds if path in pairing.locks):
            document = pairing.collected.view.documents.get(path)
            for requirement in document.requirements if document is not None else ():
                pin = pin_of(requirement)
                if pin is not None:
                    locked = LockedPin(requirement, requirement.project, pin.version)
                    found.setdefault(requirement.project, []).append((path, locked))
        return found

    def _installed_itself(self, failure: Failure) -> str:
        """Says that a file of direct references next to the lock needs no lock, because pip gets both files."""
        by = failure.by
        if by is None or isinstance(by, Dependency) or by.url is None:
            return ""
        path = by.source.path
        if path not in self._references:
            self._references[path] = self._lists_references(path)
        if self._references[path]:
            return f"{path} contains only direct references, and may be installed in addition to the lock"
        return ""

    def _lists_references(self, path: str) -> bool:
        pairing = self._pairing
        document = pairing.collected.view.documents.get(path)
        beside = path.endswith(".txt") and folder_of(path) == folder_of(pairing.path) and path not in pairing.locks
        return beside and document is not None and all(r.url is not None for r in document.requirements)


def _added_line(failure: Failure, pairing: Pairing) -> str:
    """Says that a step after the compiler added the line: it is the only one without an annotation. The compiler's constraints do
    not apply to such a line.
    """
    if pairing.faithful or not pairing.modern or LOST not in pairing.parents.get(failure.project or "", ()):
        return ""
    return "a step after the compiler may have added the line"


def _lost_marker(failure: Failure, pairing: Pairing) -> str:
    """Says that a malformed marker may be the reason: uv's cache drops it, and pip-compile and pip read it differently."""
    by, parent, command = failure.by, failure.parent, pairing.command
    made_by_uv = command is not None and command.tool == UV
    if made_by_uv or parent is None or not isinstance(by, Dependency) or by.marker is not None:
        return ""
    if parent.origin != _UV_CACHE or failure.project in pairing.dangling:
        return ""
    return "only uv's cache says that it is required, and uv's cache drops malformed markers"


def _is_witnessed(failure: Failure, world: World) -> bool:
    """Whether other locks say too that the parent requires the missing project."""
    parent = failure.parent.project if failure.parent is not None else None
    said = world.witnessed().get(parent or "", ())
    return any(each.project == failure.project and each.marker is None and not each.doubt for each in said)
