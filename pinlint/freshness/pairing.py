"""A lock with everything that makes it."""

from __future__ import annotations

from pinlint.freshness import paths
from pinlint.freshness.compilers import BUILD_DEPENDENCIES, UV
from pinlint.freshness.settings import Settings
from pinlint.freshness.sources import Collected, Selection
from pinlint.freshness.world import LockedPin, UndecidedLock, World
from pinlint.requirements.model import EXTRA
from pinlint.requirements.pinning import pin_of
from pinlint.text.source import Location, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinlint.formats.annotations import LeftOut
    from pinlint.freshness.environments import Claim
    from pinlint.freshness.recognizing import Recognized
    from pinlint.freshness.world import Failure
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.text.budget import Budget


class Pairing:
    """A lock with everything that makes it.

    ``layers`` are the files that the lock includes with ``-r``. ``sources`` are the paths of the inputs. ``files`` maps the path
    of every file that was used to its role. ``selection`` says which parts of an input count if the input describes a project.
    ``evidence`` says how the inputs were found. ``annotated`` says whether the lock has annotations for its pins. ``unread``
    lists what could not be read.
    """

    __slots__ = (
        "allow_extra",
        "allow_missing",
        "annotated",
        "base",
        "claim",
        "collected",
        "command",
        "dangling",
        "document",
        "doubts",
        "evidence",
        "header",
        "layers",
        "left_out",
        "locks",
        "modern",
        "omitted",
        "outer",
        "parents",
        "roots",
        "selection",
        "settings",
        "sources",
        "stated_command",
    )

    def __init__(self, lock: Recognized) -> None:
        self.document = lock.document
        self.header = lock.header
        self.command = lock.command
        self.stated_command = ""
        self.base: str | None = None
        #: The first folders of the header's paths, if the command ran above the project's root.
        self.outer = ""
        self.evidence = lock.evidence
        self.sources: list[str] = []
        self.selection = Selection()
        self.layers: list[RequirementsFile] = []
        self.locks: frozenset[str] = frozenset()
        self.settings = Settings()
        self.left_out: tuple[LeftOut, ...] = ()
        self.omitted: frozenset[str] = frozenset()
        self.parents: dict[str, list[str]] = {}
        self.roots: set[str] = set()
        self.doubts: set[str] = set()
        self.annotated = False
        #: Whether direct requirements have annotations too, as compilers have written them since 2021.
        self.modern = False
        #: Parents that the annotations name and that nothing explains.
        self.dangling: frozenset[str] = frozenset()
        self.allow_missing: frozenset[str] = frozenset()
        self.allow_extra: frozenset[str] = frozenset()
        if TYPE_CHECKING:
            self.collected: Collected
            self.claim: Claim

    @property
    def path(self) -> str:
        """The lock's path."""
        return self.document.path

    @property
    def location(self) -> Location:
        """The start of the lock."""
        return Location(self.path, self.document.source, Span(0, 0))

    @property
    def unread(self) -> list[UndecidedLock]:
        """Requirements and constraints that could not be read."""
        return self.collected.unread

    @property
    def files(self) -> dict[str, str]:
        """The files that make the lock, each with its role: input, constraint, override, excludes."""
        return self.collected.files

    @property
    def constraints(self) -> list[str]:
        """The paths of the constraints files."""
        return [path for path, kind in self.files.items() if kind == "constraint"]

    @property
    def faithful(self) -> bool:
        """Whether the lock is the unchanged output of a known command with known options. A lock with another name than the
        output was processed further.
        """
        command = self.command
        if command is None or not command.known:
            return False
        return command.output is None or command.output.rpartition("/")[2] == self.path.rpartition("/")[2]

    @property
    def python(self) -> tuple[str, Location] | None:
        """The version of Python that the lock was made for, and the place in its header that says so; None for a
        universal lock.
        """
        header = self.header
        if header is None or header.python is None or header.python_span is None or "." not in header.python:
            return None
        is_universal = self.is_universal or "--universal" in (header.command or "")
        return None if is_universal else (header.python, self.document.source.at(header.python_span))

    @property
    def is_universal(self) -> bool:
        """Whether the command made the lock for every Python and platform."""
        return self.command is not None and ("universal" in self.command or self.settings.universal)

    @property
    def complete(self) -> bool:
        """Whether the lock itself records what each of its pins requires, so that no metadata is needed."""
        return False

    @property
    def alone(self) -> bool:
        """Whether the lock contains only what the inputs name: compiled with ``--no-deps``."""
        return self.command is not None and "no-deps" in self.command

    def find(self, path: str) -> str | None:
        """The project's file that a path in the header or in an annotation means; None if there is none."""
        if self.collected.exceeded:
            return None  # this is noted
        return paths.find(paths.without_outer(path, self.outer), self.path, self.base, self.collected.exists)

    def pinned_projects(self) -> set[str | None]:
        """The projects that the lock and the files that it includes pin."""
        return {line.project for document in (self.document, *self.layers) for line in document.requirements}

    def locked_pins(self) -> Iterator[LockedPin]:
        """The lines of the lock and of the files that it includes."""
        for document in (self.document, *self.layers):
            for requirement in document.requirements:
                if requirement.canonical:
                    version = requirement.pinned_version
                elif requirement.url is not None and requirement.reference is not None:
                    version = requirement.reference.version
                else:
                    pin = pin_of(requirement)
                    version = pin.version if pin is not None else None
                yield LockedPin(requirement, requirement.project, version, document is self.document)

    def is_riddle(self, requirement: Requirement) -> bool:
        """Whether it is unknown which project a line of the lock is for. The line of the checked project itself, ``-e .`` or a
        path, is known.
        """
        if requirement.project is not None:
            return False
        collected = self.collected
        is_path = requirement.reference is not None and requirement.reference.kind == "path"
        return not (is_path and collected.own and not collected.own_unread)

    def world(self, pins: Iterable[LockedPin], budget: Budget | None = None) -> World:
        """The data that the proof walks through, with the ``budget`` for the walks."""
        collected = self.collected
        together = self.command is None or self.command.tool != BUILD_DEPENDENCIES
        pins = [pin for pin in pins if together and (pin.project is not None or self.is_riddle(pin.requirement))]
        return World(
            pins,
            collected.inputs,
            constraints=[*collected.constraints, *self.settings.constraints],
            overrides=[*collected.overrides, *self.settings.overrides],
            excluded=self.settings.excluded,
            omitted=self.omitted,
            own=frozenset(collected.own),
            parents=self.parents if self.annotated else None,
            roots=sorted(self.roots),
            doubts=sorted(self.doubts),
            blind=collected.open and not self.annotated,
            faithful=self.faithful,
            unmarked=self._unmarked(),
            budget=budget,
        )

    def _unmarked(self) -> set[Requirement]:
        """The requirements of extras in a pyproject.toml: pip-compile ignores the markers that they state themselves."""
        if self.command is not None and self.command.tool == UV:
            return set()
        extras = (each for each in self.collected.inputs if each.scope == EXTRA and each.marker is not None)
        return {each for each in extras if each.source.path.endswith("pyproject.toml")}

    def kind_of(self, failure: Failure) -> str:
        """The rule that reports a failure. A constraint that is itself a lock is a layer, and a pin that violates a layer has
        drifted.
        """
        source = getattr(failure.by, "source", None)
        layered = failure.kind == "violated-constraint" and source is not None and source.path in self.locks
        return "layer-drift" if layered else failure.kind
