"""Finds unpinned dependencies of pins that no lock lists. It can do so only for pins with available metadata.

Only dependencies without a marker count: those are installed everywhere.
"""

from __future__ import annotations

from pinlint.build.purposes import names_oldest
from pinlint.requirements.names import normalize
from pinlint.requirements.pinning import pin_of
from pinlint.requirements.policies import OPEN
from pinlint.text.patterns import lazy
from pinlint.uses import roles
from pinlint.uses.steps import NO_DEPS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from pinlint.checking.install_graph import Uses
    from pinlint.checking.judging import Judging
    from pinlint.evidence.source import Pin, Source
    from pinlint.requirements.metadata import Metadata
    from pinlint.requirements.model import Requirement, RequirementsFile

#: The input of the first lock of a project that has requirements only in commands.
_INPUT = "requirements.in"
#: The name at the beginning of a dependency (PEP 508).
_NAME = lazy(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)")


class OpenDependencies:
    """The dependencies of pins in installed files without a lock, and in commands. Says whether something pins them.

    ``found`` has the pins of files with open dependencies, by file; ``unknown`` the number of pins without metadata, by file.
    ``commands`` are the pins on command lines, by the file with the command.
    """

    def __init__(
        self,
        candidates: Sequence[RequirementsFile],
        commands: Mapping[str, Sequence[Pin]],
        uses: Uses,
        judging: Judging,
        sources: Callable[[], list[Source]],
    ) -> None:
        self._judging = judging
        #: What each file names itself, also under a marker.
        self._names = {each.path: {r.project for r in each.requirements if r.pinned_version} for each in candidates}
        self.found: dict[str, list[tuple[Requirement, list[str]]]] = {}
        self.unknown: dict[str, int] = {}
        pins = {document.path: _pins(document) for document in candidates if _is_open(document, uses, judging)}
        self._pinned = {each.path for each in candidates if len(pins.get(each.path, ())) == len(each.requirements)}
        wanted = dict.fromkeys([pin for each in pins.values() for pin in each.values()])
        wanted.update(dict.fromkeys(pin for each in commands.values() for pin in each))
        known = _metadata(wanted, sources()) if wanted else {}
        for path, each in pins.items():
            unknown = 0
            for requirement, pin in each.items():
                metadata = known.get(pin)
                if metadata is None or metadata.requires_dist is None:
                    unknown += 1
                    continue
                names = [name for name in _required(metadata) if self._is_left_open(name, path)]
                if names:
                    self.found.setdefault(path, []).append((requirement, names))
            if unknown:
                self.unknown[path] = unknown
        for path, given in commands.items():
            # A command that names all that a pin requires is known to be complete.
            own = {name for name, _ in given}
            complete = {pin for pin in given if pin in known and _is_complete(known[pin], own)}
            if set(given) - complete:
                self.unknown[path] = len(set(given) - complete)

    def _is_left_open(self, name: str, path: str) -> bool:
        """Whether an installation of the file does not set the version of a project."""
        if name in self._names.get(path, ()):
            return False
        return any(each.state_of_name(name) == OPEN for each in self._judging.installations(path))

    def note(self, documents: Collection[str] | None) -> list[str]:
        """A sentence about the pins whose dependencies were not checked. ``documents`` has the same meaning as in `first`; it is
        None if the project has a lock.
        """
        if not self.unknown:
            return []
        count = sum(self.unknown.values())
        pins = "1 pin" if count == 1 else f"{count:,} pins"
        files = _sorted(self.unknown)
        where = files[0]
        if len(files) > 1:
            where += f" and {len(files) - 1} more file{'s' * (len(files) > 2)}"
        how = (
            " (`pinlint compile` says how to make one)"
            if documents is not None and self.first(documents) is not None
            else ""
        )
        return [f"the dependencies of {pins} in {where} were not checked: a lock would list them{how}"]

    def first(self, documents: Collection[str]) -> str | None:
        """The file to lock first in a project without a lock: a file of pins, or a file with commands. None if a finding names
        it already.

        ``documents`` has the paths of all files with requirements: the lock of commands must not replace one of them.
        """
        files = _sorted({*self.unknown, *self.found})
        return files[0] if files and (files[0] in self._pinned or (len(files) == 1 and not documents)) else None

    def locking(self, first: str, locking: Callable[[str], str]) -> str:
        """Says in words how to make the lock for the file ``first``. ``locking`` says how to lock a requirements file."""
        if first in self._pinned:
            return f"to lock {first}, {locking(first)}"
        return (
            f"to make one, write what {first} installs to {_INPUT}, {locking(_INPUT)}, and install the lock in {first}"
        )


def _sorted(paths: Iterable[str]) -> list[str]:
    return sorted(paths, key=lambda path: (path.count("/"), path))


def _is_open(document: RequirementsFile, uses: Uses, judging: Judging) -> bool:
    path = document.path
    if not any(requirement.canonical or pin_of(requirement) for requirement in document.requirements):
        return False
    if uses.role(path).name != roles.INSTALLED or judging.is_example(path):
        return False
    steps = [each.step for each in judging.installations(path)]
    environments = [step.environment.name if step is not None else "" for step in steps]
    if names_oldest(path) or (environments and all(map(names_oldest, environments))):
        return False  # a compiler finds the newest versions: people write the oldest ones by hand
    return not any(step is not None and NO_DEPS in step.options for step in steps)


def _pins(document: RequirementsFile) -> dict[Requirement, Pin]:
    found = {}
    for requirement in document.requirements:
        version = requirement.pinned_version
        if requirement.project and version and requirement.url is None:
            found[requirement] = (requirement.project, version)
    return found


def _metadata(wanted: Iterable[Pin], sources: Sequence[Source]) -> Mapping[Pin, Metadata]:
    if not sources:
        return {}
    from pinlint.evidence.gathering import gather

    answers = gather(sources, wanted)
    return {pin: answer.metadata for pin, answer in answers.items() if answer.metadata is not None}


def _is_complete(metadata: Metadata, names: Collection[str]) -> bool:
    """Whether it is known that a release requires nothing but the projects ``names``."""
    return metadata.requires_dist is not None and all(name in names for name in _required(metadata))


def _required(metadata: Metadata) -> list[str]:
    """The projects that a release requires on every platform."""
    names = (_NAME.match(text) for text in metadata.requires_dist or () if ";" not in text)
    return list(dict.fromkeys(normalize(match[1]) for match in names if match is not None))
