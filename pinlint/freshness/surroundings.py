"""Notes what else is unusual about a lock: stamps, Pythons, git, extras and packages that were left out. None of this
makes the lock stale.
"""

from __future__ import annotations

from pinlint.formats.annotations import UNPINNED
from pinlint.freshness.paths import folder_of, join, lock_of
from pinlint.requirements.model import PROJECT_FILES
from pinlint.requirements.pinning import pin_of
from pinlint.requirements.specifiers import satisfies
from pinlint.text.source import Location, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pinlint.freshness.obligations import Obligation
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.view import View
    from pinlint.freshness.world import LockedPin
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.requirements.pinning import Pin
    from pinlint.text.budget import Budget


class Unlocked:
    """An input at ``path`` without a lock, and the path of the ``lock`` that would be expected.

    ``kind`` is ``missing-lock``, or ``ignored-lock`` if the lock exists and git does not list it. ``expected`` says that the
    input's name promises a lock. Other inputs may be installed directly, or may be variants for one platform. ``likely`` is the
    path of a file of pins that may be its lock under another name.
    """

    __slots__ = ("expected", "kind", "likely", "location", "lock", "path")

    def __init__(
        self, path: str, lock: str, location: Location, kind: str, expected: bool, likely: str | None = None
    ) -> None:
        self.kind = kind
        self.likely = likely
        self.expected = expected
        self.path = path
        self.lock = lock
        self.location = location


def remarks(pairing: Pairing, pins: Sequence[LockedPin]) -> Iterator[Obligation]:
    """The remarks about one lock with these pins."""
    view = pairing.collected.view
    yield from _mismatches(pairing, view)
    yield from _stamps(pairing)
    yield from _unsafe(pairing)
    yield from _extras(pairing, pins)
    yield from _orphan_extras(pairing, pins)
    if view.tracks(pairing.path) is False and any(view.tracks(path) for path in pairing.sources):
        from pinlint.freshness.obligations import Obligation

        yield Obligation("ignored-lock", pairing, pairing.location)


def unlocked(view: View, pairings: Sequence[Pairing]) -> Iterator[Unlocked]:
    """The inputs, by their name (``requirements.in``), that no lock uses and no other file includes."""
    taken = {path for pairing in pairings for path in pairing.files}
    lost = [pairing for pairing in pairings if not pairing.sources]
    blind = {folder_of(pairing.path) for pairing in lost}
    meant = {path.rpartition("/")[2] for each in lost if each.command is not None for path in each.command.sources}
    files = None
    documents = list(view.documents.items())
    taken |= {include.path for _, document in documents for include in document.includes if include.path}
    for path, document in documents:
        if not path.endswith(".in") or path in taken or path.startswith(".") or "/." in path:
            continue
        if document.requirements and folder_of(path) not in blind and path.rpartition("/")[2] not in meant:
            lock = lock_of(path)
            if lock in view.documents:
                continue  # it exists, and another rule reports its problem
            kind = "ignored-lock" if view.exists(lock) else "missing-lock"
            expected = path.rpartition("/")[2] == "requirements.in"
            files = files or _FilesOfPins(view, {pairing.path for pairing in pairings})
            likely = files.likely_lock(document, lock)
            yield Unlocked(path, lock, Location(path, document.source, Span(0, 0)), kind, expected, likely)


#: The names of folders that have only inputs and locks, not a part of the project with its own lock.
_FOLDERS_OF_INPUTS = frozenset(("requirements", "requires", "reqs", "deps", "dependencies", "in", "inputs", "pip"))


class _FilesOfPins:
    """The files that have only pins and that are not ``known`` as locks, each with its pins by project.

    Compilers can leave out everything that names the input, and write a lock with any name.
    """

    def __init__(self, view: View, known: Collection[str]) -> None:
        self._view = view
        self._by_folder: dict[str, list[tuple[str, dict[str | None, Pin | None]]]] = {}
        for document in (*view.documents.values(), *view.lists_of_locks()):
            path = document.path
            if document.format != "requirements-txt" or path.endswith(".in") or path in known or view.is_mirror(path):
                continue
            pins = {each.project: pin_of(each) for each in document.requirements}
            if document.problems or document.includes or None in pins or None in pins.values():
                continue
            folder = folder_of(path)
            for above in {folder, folder_of(folder)} if "constraint" not in path else ():
                self._by_folder.setdefault(above, []).append((path, pins))

    def likely_lock(self, given: RequirementsFile, lock: str) -> str | None:
        """The file that may be the lock of an input, in its folder or one folder below. It pins all that the input names, and
        more. A file with the name of the expected ``lock`` belongs to another folder. A folder of inputs can have its locks in
        the folder above, or next to it. None if too many files would be compared.
        """
        from pinlint.text.budget import Budget, ExceededError

        try:
            return self._covering(given, lock, Budget(len(given.source.text)))
        except ExceededError:
            return None

    def _covering(self, given: RequirementsFile, lock: str, budget: Budget) -> str | None:
        folder, name = folder_of(lock), lock.rpartition("/")[2]
        near = [(path, pins) for path, pins in self._by_folder.get(folder, ()) if path.rpartition("/")[2] != name]
        if folder.rpartition("/")[2] in _FOLDERS_OF_INPUTS:
            near += self._by_folder.get(folder_of(folder), ())
        for path, pins in near:
            budget.spend(4 * (1 + len(given.requirements)))
            if not _covers(pins, given.requirements):
                continue
            from pinlint.freshness.recognizing import layers

            read = [given, *layers(given, self._view, {given.path})]
            asked = [requirement for document in read for requirement in document.requirements]
            budget.spend(4 * len(asked))
            if all(include.path != path for each in read for include in each.includes) and _covers(pins, asked):
                return path
        return None


def _covers(pins: Mapping[str | None, Pin | None], asked: Sequence[Requirement]) -> bool:
    """Whether there is a pin that fits each of the requirements, and more pins than projects that they name."""
    asked = [each for each in asked if each.project and each.marker is None]
    for each in asked:
        pin = pins.get(each.project)
        if pin is None or (pin.version is not None and satisfies(pin.version, each.clauses) is False):
            return False
    return 0 < len({each.project for each in asked}) < len(pins)


def unlocked_pipfiles(view: View) -> Iterator[Unlocked]:
    """The Pipfiles without a lock."""
    for path, document in view.documents.items():
        lock = path + ".lock"
        if document.format == "pipfile" and document.requirements and lock not in view.documents:
            kind = "ignored-lock" if view.exists(lock) else "missing-lock"
            yield Unlocked(path, lock, Location(path, document.source, Span(0, 0)), kind, expected=False)


def _mismatches(pairing: Pairing, view: View) -> Iterator[Obligation]:
    made_for = pairing.python
    if made_for is None:
        return
    python, _ = made_for
    required, where = _required_python(pairing, view)
    if required is not None and where is not None and not _some_patch_satisfies(python, required):
        detail, said = f"the project requires Python {required}", f"requires-python = {required}"
        yield _mismatch(pairing, detail, where, said, _fitting(required, view.pythons(pairing.path)))
    if pairing.header is not None and pairing.header.chosen:
        return  # on purpose for another Python than that of the developers
    for other in view.stated_pythons(pairing.path):
        if _minor(other.version) != _minor(python):
            detail, said = f"{other.what} has Python {other.version}", f"Python {other.version}"
            yield _mismatch(pairing, detail, other.location, said, ".".join(_minor(other.version)))


def _mismatch(pairing: Pairing, detail: str, where: Location, said: str, python: str | None) -> Obligation:
    """The remark that the lock was made for another Python than the one that is ``said`` somewhere else."""
    from pinlint.freshness.obligations import Obligation

    place = pairing.python[1] if pairing.python is not None else pairing.location
    related = [(where, said)]
    return Obligation("environment-mismatch", pairing, place, detail=detail, related=related, python=python)


def _minor(version: str) -> list[str]:
    return version.split(".")[:2]


def _some_patch_satisfies(python: str, specifier: str) -> bool:
    """Whether at least one patch level of ``python`` is allowed; also true if that is undecided."""
    if python.count(".") > 1:
        return satisfies(python, specifier) is not False
    return any(satisfies(f"{python}.{patch}", specifier) is not False for patch in (0, *range(1, 40), 99))


def _fitting(specifier: str, stated: Sequence[str]) -> str | None:
    """The Python that the project names, if the project allows that Python. Otherwise the oldest Python that it allows."""
    from pinlint.freshness.environments import MINORS

    return next((python for python in (*stated, *MINORS) if _some_patch_satisfies(python, specifier)), None)


def _required_python(pairing: Pairing, view: View) -> tuple[str | None, Location | None]:
    """The Python that the project requires: the project in the lock's own folder, or at its inputs."""
    candidates = [path for path in pairing.files if path.rpartition("/")[2] in PROJECT_FILES]
    candidates += [join(folder_of(pairing.path), name) or "" for name in PROJECT_FILES]
    for path in candidates:
        document = view.documents.get(path)
        if document is not None and document.metadata is not None and document.metadata.requires_python:
            span = document.metadata.requires_python_span
            return document.metadata.requires_python, document.source.at(span) if span else Location(path)
    return None, None


def _stamps(pairing: Pairing) -> Iterator[Obligation]:
    header = pairing.header
    if header is None or len(pairing.sources) != 1:
        return
    if header.stamp is not None and header.tool == "pip-compile-multi" and header.stamp[0] == "sha1":
        document = pairing.collected.view.documents.get(pairing.sources[0])
        if document is not None and _robust_digest(document.source.text) != header.stamp[1]:
            from pinlint.freshness.advice import command_for
            from pinlint.freshness.obligations import Obligation

            place = pairing.document.source.at(header.stamp[2])
            yield Obligation(
                "stale-stamp", pairing, place, detail=f"{pairing.sources[0]} has changed", command=command_for(pairing)
            )


def _robust_digest(text: str) -> str:
    """pip-compile-multi's digest of an input: its lines up to the first ``#``, stripped, sorted and joined."""
    from hashlib import sha1

    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    essence = "".join(sorted(line.split("#")[0].strip() for line in lines))
    return sha1(essence.encode(), usedforsecurity=False).hexdigest()


def _unsafe(pairing: Pairing) -> Iterator[Obligation]:
    """Packages that pip-compile left unpinned in a lock with hashes, as its own warning says. pip refuses to
    install such a lock.
    """
    for entry in pairing.left_out:
        if entry.reason == UNPINNED:
            from pinlint.freshness.advice import allowing_unsafe, command_for
            from pinlint.freshness.obligations import Obligation

            place = pairing.document.source.at(entry.span)
            command = allowing_unsafe(command_for(pairing))
            yield Obligation("unpinned-unsafe", pairing, place, project=entry.name, command=command)


def _extras(pairing: Pairing, pins: Sequence[LockedPin]) -> Iterator[Obligation]:
    """The extras that inputs request of pins without metadata, and that the lines of the pins lack in a lock with extras. Such a
    lock was compiled before the extra was requested. It may be valid: many extras require only what is locked anyway.

    pip-compile 8 will strip extras by default, so the command alone does not show that a lock has extras.
    """
    command = pairing.command
    if command is not None and "strip-extras" in command:
        return  # the extras that lines have are from elsewhere
    # A compiler that strips extras keeps those in the URL of an editable.
    shown = any(pin.requirement.extras for pin in pins if pin.requirement.url is None)
    if not shown and (command is None or "no-strip-extras" not in command):
        return
    lines: dict[str | None, LockedPin | None] = {}
    for pin in pins:
        lines[pin.project] = None if pin.project in lines else pin
    taken = {override.project for override in (*pairing.collected.overrides, *pairing.settings.overrides)}
    taken |= pairing.settings.excluded
    for asked in pairing.collected.inputs:
        is_sure = asked.project is not None and asked.extras and asked.marker is None
        locked = lines.get(asked.project) if is_sure else None
        if locked is None or not locked.judged or locked.dependencies is not None or asked.project in taken:
            continue
        line = locked.requirement
        missing = [extra for extra in asked.extras if extra not in line.extras]
        if missing:
            from pinlint.freshness.obligations import Obligation

            yield Obligation(
                "unlocked-extra",
                pairing,
                line.location,
                project=asked.project,
                requirement=asked,
                pin=line,
                detail=",".join(missing),
                upgrade=(),
            )


def _orphan_extras(pairing: Pairing, pins: Sequence[LockedPin]) -> Iterator[Obligation]:
    """The extras in the lines of pins without metadata that nothing requests any more: only inputs require the pin, and they
    request other extras. What such an extra requires may be in the lock for no reason.
    """
    collected = pairing.collected
    if not pairing.annotated or not pairing.modern or pairing.header is None or collected.open or collected.own_unread:
        return
    pins = [pin for pin in pins if pin.judged and pin.dependencies is None and pin.requirement.url is None]
    pins = [
        pin for pin in pins if pin.requirement.extras and collected.own.issuperset(pairing.parents[pin.project or ""])
    ]
    if not pins:
        return
    replacing = (*collected.overrides, *pairing.settings.overrides)
    asked: dict[str | None, set[str]] = {}
    for requirement in (*collected.inputs, *collected.constraints, *replacing):
        asked.setdefault(requirement.project, set()).update(requirement.extras)
    for pin in pins:
        left = [extra for extra in pin.requirement.extras if extra not in asked.get(pin.project, (extra,))]
        if left:
            from pinlint.freshness.obligations import Obligation

            line, names = pin.requirement, ",".join(left)
            yield Obligation(
                "orphan-extra", pairing, line.location, project=pin.project, pin=line, detail=names, upgrade=()
            )
