"""Why something that fails may be as it is on purpose, or may not fail at all: then it is undecided, with the reason.

Loaded only where something is missing. Reads nothing but what the view has.
"""

from __future__ import annotations

from pinlint.freshness.compilers import UV
from pinlint.freshness.dependencies import Dependency
from pinlint.freshness.paths import folder_of
from pinlint.freshness.reasons import LOST
from pinlint.freshness.world import LockedPin, compare
from pinlint.pinning import pin_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.world import Failure

#: The source of metadata that has lost the markers that uv could not read.
_UV_CACHE = "uv-cache"


def excuse(failure: Failure, pairing: Pairing) -> str:
    """Why the failure may be none, a short phrase; empty where nothing speaks for that."""
    if failure.kind == "violated-constraint":
        return _added_line(failure, pairing)
    if failure.kind in ("missing-dependency", "violated-dependency"):
        found = _lost_marker(failure, pairing)
        if found or failure.kind == "violated-dependency":
            return found
    return taken_out(failure.project, pairing) or _bounding_pin(failure, pairing) or _installed_itself(failure, pairing)


def taken_out(project: str | None, pairing: Pairing) -> str:
    """Whether a script of the project takes the pin out of the lock."""
    deletions = getattr(pairing.collected.view, "deletions", None)
    if deletions is None or project is None:
        return ""
    editable = any(asked.editable and asked.project == project for asked in pairing.collected.inputs)
    for deletion in deletions():
        if deletion.takes_out(project, editable=editable) and deletion.concerns(pairing.path):
            return f"{deletion.path} takes it out of the lock"
    return ""


def _bounding_pin(failure: Failure, pairing: Pairing) -> str:
    """A layer that names the lock below it with ``-c`` is installed together with it, and may leave out what that has."""
    view = pairing.collected.view
    bounds = {include.path for include in pairing.document.includes if include.kind == "constraint"}
    if pairing.header is None:
        bounds.update(pairing.constraints)
    by = failure.by
    for path in sorted(path for path in bounds if path in pairing.locks):
        document = view.documents.get(path)
        for requirement in document.requirements if document is not None else ():
            pin = pin_of(requirement) if requirement.project == failure.project else None
            if pin is not None and by is not None and failure.project is not None:
                locked = LockedPin(requirement, failure.project, pin.version)
                if compare(by, locked)[0] is True:
                    return f"{path}, which bounds the lock, pins it"
    return ""


def _installed_itself(failure: Failure, pairing: Pairing) -> str:
    """A list of direct references beside the lock needs no lock: pip is given both."""
    by = failure.by
    if by is None or isinstance(by, Dependency) or by.url is None:
        return ""
    path = by.source.path
    document = pairing.collected.view.documents.get(path)
    beside = path.endswith(".txt") and folder_of(path) == folder_of(pairing.path) and path not in pairing.locks
    if beside and document is not None and all(requirement.url is not None for requirement in document.requirements):
        return f"{path} names only direct references, and may be installed beside the lock"
    return ""


def _added_line(failure: Failure, pairing: Pairing) -> str:
    """A line that a step after the compiler wrote: it alone has no annotation. What bounded the compiler did not bound it."""
    if pairing.faithful or not pairing.modern or LOST not in pairing.parents.get(failure.project or "", ()):
        return ""
    return "a step after the compiler may have added the line"


def _lost_marker(failure: Failure, pairing: Pairing) -> str:
    """uv's cache has a malformed marker as none; pip-compile and pip read it otherwise."""
    by, parent, command = failure.by, failure.parent, pairing.command
    made_by_uv = command is not None and command.tool == UV
    if made_by_uv or parent is None or not isinstance(by, Dependency) or by.marker is not None:
        return ""
    if parent.origin != _UV_CACHE or failure.project in pairing.dangling:
        return ""
    return "only uv's cache says that it is required, which loses markers that are malformed"
