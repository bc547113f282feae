"""What a lock says about itself: why each pin is there, and what was left out intentionally."""

from __future__ import annotations

from itertools import chain, zip_longest

from pinlint.findings.config import IGNORE_MARK
from pinlint.formats import annotations as comments
from pinlint.freshness.compilers import PIP_COMPILE, UV
from pinlint.freshness.project_fields import table_at
from pinlint.freshness.world import UNSAFE
from pinlint.requirements.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.formats.annotations import Via
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.sources import Collected
    from pinlint.freshness.view import View
    from pinlint.freshness.world import LockedPin
    from pinlint.requirements.model import Requirement

#: The pseudo-parents of a pin with a lost or garbled annotation, and of a pin that an unreadable input may require.
LOST = "? lost"
_UNREAD = "? unread"


def read_annotations(pairing: Pairing) -> dict[int, tuple[Via, ...]]:
    """Why each requirement of the lock is there, by its position in the file."""
    document = pairing.document
    found: dict[int, tuple[Via, ...]] = {}
    if "via" not in document.source.text:
        return found
    for number, requirement in enumerate(document.requirements):
        reasons = comments.via(document, requirement)
        if reasons:
            found[number] = reasons
    pairing.annotated = bool(found)
    return found


def place_parents(pairing: Pairing, reasons: dict[int, tuple[Via, ...]], view: View) -> None:
    """Records which names the annotations of each pin have, and which of these names count although they are not pins."""
    collected = pairing.collected
    pairing.modern = any(via.kind != comments.PROJECT for found in reasons.values() for via in found)
    # Before 2021 direct pins had no annotation, so they look the same as pins that lost theirs.
    trusted = pairing.faithful and pairing.modern and not collected.open
    lost = _UNREAD if collected.open else LOST
    # pip-tools before 5.4 names no input, and writes no reason for what the package at a URL requires.
    named_inputs = any(via.kind == comments.REQUIREMENT_FILE for found in reasons.values() for via in found)
    if not named_inputs and any(requirement.url is not None for requirement in pairing.document.requirements):
        trusted = False
    files = _Files(pairing, view)
    for number, requirement in enumerate(pairing.document.requirements):
        if requirement.project is None:
            continue
        named = pairing.parents.setdefault(requirement.project, [])
        found = reasons.get(number, ())
        if not found and (not trusted or _is_kept(requirement) or _is_lost_to_a_neighbour(pairing, number)):
            named.append(lost)  # a post-processed or badly merged file loses annotations
        for via in found:
            named += files.unread(via) if via.kind == comments.REQUIREMENT_FILE else _parents(via, collected)
    for layer in pairing.layers:
        for requirement in layer.requirements:
            if requirement.project is not None:
                pairing.parents.setdefault(requirement.project, [])
    pairing.doubts.add(LOST)
    if collected.own_unread or collected.open:
        pairing.roots |= collected.own
    # Packages that were left out, and the project itself, still require others. A release of the project is a normal pin.
    named_here = {name for named in pairing.parents.values() for name in named}
    released = {requirement.project for requirement in pairing.document.requirements if requirement.url is None}
    own = collected.common.own_names - collected.own - released
    pairing.roots |= named_here & (pairing.omitted | pairing.settings.excluded | own)
    if any(_UNREAD in named for named in pairing.parents.values()):
        pairing.roots.add(_UNREAD)


def _is_kept(requirement: Requirement) -> bool:
    """Whether someone wrote a reason next to the line. Annotations are the only comments that compilers write after a pin.

    A comment that ignores a finding does not count: there is a finding.
    """
    return requirement.comment is not None and IGNORE_MARK not in requirement.comment.text


def _is_lost_to_a_neighbour(pairing: Pairing, number: int) -> bool:
    """Whether the annotation of a pin may stand at the pin before or after it: someone inserted a line between them, or a merge
    moved the annotation. An inserted line is the only one that is not in alphabetical order. A moved annotation is the second of
    its pin.
    """
    document = pairing.document
    names = [requirement.project or "" for requirement in document.requirements[number : number + 3]]
    if len(names) == 3 and names[1] < names[0] < names[2]:
        return True
    ends = [requirement.whole_span.end for requirement in document.requirements[max(number - 1, 0) : number + 2]]
    starts = [requirement.span.start for requirement in document.requirements[max(number, 1) : number + 3]]
    between = (document.source.text[end:start] for end, start in zip_longest(ends, starts))
    return any(sum(comments.is_via(line.strip()) for line in text.splitlines()) > 1 for text in between)


def dangling_parents(pairing: Pairing) -> set[str]:
    """The projects that the annotations name as reasons although nothing explains them: no pin, and nothing else in the lock."""
    pinned = set(pairing.parents)
    named = {parent for parents in pairing.parents.values() for parent in parents}
    collected = pairing.collected
    return {
        name
        for name in named - pinned - collected.own - pairing.omitted - pairing.settings.excluded
        if not name.startswith("?")
    }


def mark_unasked(pairing: Pairing, pins: Sequence[LockedPin]) -> None:
    """Marks the pin with a URL if all that the lock names as its reasons asks for it without a URL.

    If a second pin has a URL or a path, nothing is marked, because its metadata may ask for the URL.
    """
    located = [pin for pin in pins if pin.requirement.url is not None]
    command, collected, settings = pairing.command, pairing.collected, pairing.settings
    if len(located) != 1 or command is None or command.tool not in (PIP_COMPILE, UV) or not pairing.faithful:
        return
    (pin,) = located
    reference, view = pin.requirement.reference, collected.view
    if not pin.judged or pin.project is None or pin.project in collected.common.own_names or pairing.unread:
        return
    asking = (collected.inputs, collected.constraints, collected.overrides, settings.constraints, settings.overrides)
    if reference is None or reference.kind == "path" or any(_may_name_a_url(r, pin.project) for r in chain(*asking)):
        return
    if any(pin.project in map(normalize, table_at(file.tool, "uv", "sources")) for file in view.documents.values()):
        return
    files, by_project = _Files(pairing, view), _by_project(pins)
    reasons = comments.via(pairing.document, pin.requirement)
    plain = all(
        files.states(via)
        or (via.kind == comments.PROJECT and _asks_for_no_url(by_project.get(via.name), pin.project, command.tool))
        for via in reasons
    )
    pin.unasked = bool(reasons) and plain and not _is_edited(pairing)


def _by_project(pins: Sequence[LockedPin]) -> dict[str | None, list[LockedPin]]:
    found: dict[str | None, list[LockedPin]] = {}
    for pin in pins:
        found.setdefault(pin.project, []).append(pin)
    return found


def _asks_for_no_url(parents: Sequence[LockedPin] | None, project: str, tool: str) -> bool:
    """Whether none of the pins of a parent asks for a URL of the project. uv refuses a package of an index that asks for one."""
    known = (parent.dependencies for parent in parents or ())
    return bool(parents) and all(
        tool == UV
        if dependencies is None
        else not any(each.project == project and each.url is not None for each in dependencies)
        for dependencies in known
    )


def _may_name_a_url(requirement: Requirement, project: str) -> bool:
    """Whether a requirement asks for a URL of the project, or for a URL of an unknown project."""
    return requirement.project is None or (requirement.project == project and requirement.url is not None)


def _is_edited(pairing: Pairing) -> bool:
    """Whether a script of the project changes the lock after it was compiled."""
    return any(deletion.concerns(pairing.path) for deletion in pairing.collected.view.deletions())


def listed_elsewhere(found: Sequence[Pairing], view: View) -> frozenset[str | None]:
    """The projects that are listed in files that are not locks or inputs."""
    compiled = {path for other in found for path in (other.path, *other.files)}
    return frozenset(
        requirement.project
        for path, document in view.documents.items()
        if path not in compiled or document.format != "requirements-txt"
        for requirement in document.requirements
    )


def _parents(via: Via, collected: Collected) -> Sequence[str]:
    """The parents in a reason without a file, in the same form as the names of pins."""
    if via.kind == comments.PROJECT:
        assert via.name is not None
        return (via.name,)
    if via.kind == comments.PROJECT_FILE:
        if via.name:
            collected.own.add(via.name)
            return (via.name,)
        return (_UNREAD,) if collected.own_unread else ()
    return (LOST,) if via.kind == comments.UNKNOWN else ()


class _Files:
    """The files that the annotations of a lock name; each is searched for once."""

    __slots__ = ("_answers", "_broken", "_pairing", "_view")

    def __init__(self, pairing: Pairing, view: View) -> None:
        self._pairing = pairing
        self._view = view
        #: The inputs that could not be read completely.
        self._broken = {entry.location.path for entry in pairing.collected.unread if entry.location is not None}
        self._broken |= pairing.collected.untaken
        self._answers: dict[str, Sequence[str]] = {}

    def unread(self, via: Via) -> Sequence[str]:
        """A name that counts as the parent of the pins of a file, if the file was not read completely."""
        assert via.path is not None
        if via.path not in self._answers:
            self._answers[via.path] = () if self._is_read(via.path) else (_UNREAD,)
        return self._answers[via.path]

    def states(self, via: Via) -> bool:
        """Whether a reason is a file of the lock that was read completely."""
        if via.kind not in (comments.REQUIREMENT_FILE, comments.CONSTRAINT_FILE) or self.unread(via):
            return False
        return self._pairing.find(via.path or "") in self._pairing.collected.files

    def _is_read(self, path: str) -> bool:
        collected = self._pairing.collected
        found = self._pairing.find(path)
        if found is None or self._view.documents.get(found) is None or found in self._broken:
            return False
        return found in collected.files or not collected.open  # a missing input may have included it


def omitted_by(pairing: Pairing) -> frozenset[str]:
    """The projects whose absence from the lock proves nothing."""
    omitted = {entry.name for entry in pairing.left_out} | pairing.settings.omitted
    command = pairing.command
    if command is None or not command.known:
        return frozenset(omitted | UNSAFE)
    omitted.update(map(normalize, command.values("no-emit-package")))
    omitted.update(map(normalize, command.values("unsafe-package")))
    if command.tool != UV and not ("allow-unsafe" in command or pairing.settings.allow_unsafe):
        omitted |= UNSAFE
    if command.tool == PIP_COMPILE and "unsafe-package" in command:
        omitted -= UNSAFE - set(map(normalize, command.values("unsafe-package")))
    return frozenset(omitted)
