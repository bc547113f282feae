"""Which files are locks, and which inputs and constraints make which lock.

The evidence, in this order: the configuration; the command in the lock's header; its ``# via -r FILE`` annotations; an
input with the same stem (``base.in`` for ``base.txt``); an input beside it. Works on what was parsed, reads nothing.
"""

from __future__ import annotations

from pinlint.formats import annotations as comments
from pinlint.freshness import paths
from pinlint.freshness.claims import claim_of
from pinlint.freshness.compilers import (
    BUILD_DEPENDENCIES,
    EXPORTERS,
    FREEZE,
    Command,
    read_command,
)
from pinlint.freshness.discovery import (
    ANNOTATIONS,
    CONFIGURATION,
    HEADER,
    STEM,
    find_constraints,
    find_inputs,
    twin_of,
)
from pinlint.freshness.reasons import dangling_parents, listed_elsewhere, omitted_by, place_parents, read_annotations
from pinlint.freshness.settings import Settings, tool_settings
from pinlint.freshness.sources import Collected, Common, Selection
from pinlint.freshness.world import OTHER_TOOL, SHORTER, LockedPin, UndecidedLock, World
from pinlint.requirements.pinning import pin_of
from pinlint.text.source import Location, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.formats.annotations import Header, LeftOut
    from pinlint.freshness.environments import Claim
    from pinlint.freshness.excuses import Excuses
    from pinlint.freshness.sources import View
    from pinlint.freshness.world import Failure
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.text.effort import Effort


class Pairing:
    """A lock with all that makes it.

    ``path`` and ``document`` are the lock's, ``layers`` the files it includes with ``-r``. ``sources`` are the paths of
    the inputs, ``files`` those of everything that was taken, with what each is; of inputs that describe projects the
    ``selection`` is taken. ``evidence`` is by what the inputs were found. ``annotated`` tells whether the lock says why its
    pins are there. ``unread`` is what could not be read.
    """

    __slots__ = (
        "_addons",
        "_excuses",
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

    def __init__(self, document: RequirementsFile, header: Header | None) -> None:
        self.document = document
        self.header = header
        self.command: Command | None = None
        self.stated_command = ""
        self.base: str | None = None
        #: What the paths of the header begin with, where the command stood above the project's root.
        self.outer = ""
        self.evidence = ""
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
        #: Whether direct requirements have annotations too, as compilers write them since 2021.
        self.modern = False
        #: Parents that the annotations name and nothing accounts for.
        self.dangling: frozenset[str] = frozenset()
        self.allow_missing: frozenset[str] = frozenset()
        self.allow_extra: frozenset[str] = frozenset()
        self._addons: bool | None = None
        self._excuses: Excuses | None = None
        if TYPE_CHECKING:
            self.collected: Collected
            self.claim: Claim

    def __repr__(self) -> str:
        return f"Pairing({self.path!r} of {self.sources!r} by {self.evidence})"

    @property
    def path(self) -> str:
        """The lock's path."""
        return self.document.path

    @property
    def location(self) -> Location:
        """The lock's beginning."""
        return Location(self.path, self.document.source, Span(0, 0))

    @property
    def unread(self) -> list[UndecidedLock]:
        """What is asked for, or bounds it, and could not be read."""
        return self.collected.unread

    @property
    def files(self) -> dict[str, str]:
        """The files that make the lock, each with what it is: input, constraint, override."""
        return self.collected.files

    @property
    def constraints(self) -> list[str]:
        """The paths of the constraints files."""
        return [path for path, kind in self.files.items() if kind == "constraint"]

    @property
    def faithful(self) -> bool:
        """Whether the lock is what a known command with known options wrote: under another name it was worked over."""
        command = self.command
        if command is None or not command.known:
            return False
        return command.output is None or command.output.rpartition("/")[2] == self.path.rpartition("/")[2]

    @property
    def alone(self) -> bool:
        """Whether the lock holds what the inputs name and nothing else: compiled with ``--no-deps``."""
        return self.command is not None and "no-deps" in self.command

    def excuses(self, effort: Effort) -> Excuses:
        """Why something that is missing may be missing on purpose; ``effort`` is what may be spent to find that."""
        if self._excuses is None:
            from pinlint.freshness.excuses import Excuses

            self._excuses = Excuses(self, effort)
        return self._excuses

    def find(self, path: str) -> str | None:
        """The project's file that a path in the header or in an annotation means; None where there is none."""
        common = self.collected.common
        found = None
        if common.look_ups >= 0:
            found = paths.find(paths.without_outer(path, self.outer), self.path, self.base, common.exists)
        if found is None and common.look_ups < 0:
            self.collected.exceed("the locks of the project name more files than are looked for")
        return found

    def locked_pins(self) -> Iterator[LockedPin]:
        """The lock's lines and those of the files that it includes."""
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
        """Whether nobody can tell which project a line of the lock is. The project itself, ``-e .`` or a path, is known."""
        if requirement.project is not None:
            return False
        collected = self.collected
        is_path = requirement.reference is not None and requirement.reference.kind == "path"
        return not (is_path and collected.own and not collected.own_unread)

    def world(self, pins: Iterable[LockedPin], effort: Effort | None = None) -> World:
        """What the proof walks through, with the ``effort`` that may be spent on it."""
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
            effort=effort,
        )

    def kind_of(self, failure: Failure) -> str:
        """The rule that reports a failure. A constraint that is a lock itself is a layer, and its breach is drift."""
        source = getattr(failure.by, "source", None)
        layered = failure.kind == "violated-constraint" and source is not None and source.path in self.locks
        return "layer-drift" if layered else failure.kind

    def mending(self, upgrade: Sequence[str] = ()) -> str:
        """The narrowest command that mends the lock, with leave to move the pins of ``upgrade``; empty where none is known."""
        from pinlint.freshness.advice import mending, pip_reqs_for

        if self.stated_command:
            return mending(read_command(self.stated_command))
        if self._addons is None:
            self._addons = _has_addons(self.collected)
        if self._addons:
            return pip_reqs_for(self.path)
        if self.header is not None and self.command is None:
            return ""
        return mending(self.command, upgrade, inputs=self.sources, output=self.path, folder=self.base or "")


def pair(view: View, settings: Settings | None = None) -> list[Pairing]:
    """The locks among the documents, each with what makes it, in the order in which they are to be compiled."""
    settings = settings or Settings()
    found = []
    for document in view.documents.values():
        pairing = _recognize(document, view, settings)
        if pairing is not None:
            found.append(pairing)
    locks = frozenset(pairing.path for pairing in found)
    common = Common(view)
    for pairing in found:
        pairing.locks = locks
        _complete(pairing, view, settings, common)
    dangling = [(pairing, dangling_parents(pairing)) for pairing in found if pairing.annotated]
    elsewhere = listed_elsewhere(found, view) if any(names for _, names in dangling) else frozenset()
    for pairing, names in dangling:
        if names:
            _account(pairing, names, elsewhere)
    return _bounded_last(found)


def _bounded_last(found: Sequence[Pairing]) -> list[Pairing]:
    """The locks, each behind those that bound it or that it includes; a hostile chain of them is longer than Python's stack."""
    by_path = {pairing.path: pairing for pairing in found}
    ordered: dict[str, Pairing] = {}
    entered: set[str] = set()
    for pairing in found:
        waiting = [pairing.path]
        while waiting:
            path = waiting[-1]
            if path in entered:  # so are those that bound it
                ordered.setdefault(waiting.pop(), by_path[path])
                continue
            entered.add(path)
            before = (*by_path[path].files, *(layer.path for layer in by_path[path].layers))
            waiting += [other for other in before if other in by_path and other not in entered]
    return list(ordered.values())


def _account(pairing: Pairing, dangling: set[str], elsewhere: frozenset[str | None]) -> None:
    """Settles the parents that annotations name and the lock does not pin: listed ``elsewhere``, they are installed from
    there; else the lock contradicts itself."""
    pairing.roots |= {name for name in dangling if name in elsewhere}
    nameless = any(pairing.is_riddle(requirement) for requirement in pairing.document.requirements)
    if pairing.faithful and pairing.modern and not nameless and not pairing.collected.open:
        pairing.dangling = frozenset(name for name in dangling if name not in elsewhere)
    else:
        pairing.doubts |= {name for name in dangling if name not in elsewhere}


def _recognize(document: RequirementsFile, view: View, settings: Settings) -> Pairing | None:
    """The beginning of a pairing where the document is a lock; None where it is none."""
    if document.format != "requirements-txt":
        return None
    entry = settings.entry(document.path)
    if entry is None and document.path.endswith(".in"):
        return None
    header = comments.header(document)
    pairing = Pairing(document, header)
    if header is not None and header.command:
        pairing.command = read_command(header.command)
        if pairing.command.tool == FREEZE:
            return None
    if entry is not None:
        pairing.evidence = CONFIGURATION
    elif header is not None and (header.tool in _TOOLS or header.command or header.listed or header.excess):
        pairing.evidence = HEADER
    elif document.requirements and comments.via(document, document.requirements[-1]):
        pairing.evidence = ANNOTATIONS
    elif twin_of(document.path, view):
        pairing.evidence = STEM
    else:
        return None
    return pairing


_TOOLS = frozenset({"pip-compile", "uv", "pip-compile-multi", "hatch-pip-compile", "pip-tools", "piptools"})


def _complete(pairing: Pairing, view: View, settings: Settings, common: Common) -> None:
    """Finds the inputs, the constraints and everything else that bears on the lock."""
    command = pairing.command
    lock = pairing.path
    if command is not None:
        pairing.outer = paths.outer_folder(lock, command.output, command.sources, view.exists)
        if pairing.outer:
            command = pairing.command = read_command(paths.without_outer(command.text, pairing.outer))
    sources = command.sources if command is not None else []
    pairing.base = paths.base_of(lock, command.output if command is not None else None, sources)
    collected = pairing.collected = Collected(view, lock, pairing.base or paths.folder_of(lock), common)
    if pairing.header is not None and pairing.header.excess:
        pairing.unread.append(UndecidedLock(pairing.header.excess, SHORTER))
        collected.open = True
    reasons = read_annotations(pairing)
    pairing.settings = tool_settings(view, collected.base, settings, command)
    if command is not None and command.tool in EXPORTERS:
        # What it was made of is a lock of another format; that one is judged, and this one's pins all have a reason.
        pairing.allow_extra = frozenset(r.project for r in pairing.document.requirements if r.project)
        pairing.unread.append(UndecidedLock(f"{command.tool} wrote it from another lock", OTHER_TOOL))
    else:
        find_inputs(pairing, view, settings, reasons)
    find_constraints(pairing, view, settings)
    if _has_addons(collected):
        _take_as_pip_reqs_does(collected)
    for layer in _layers(pairing.document, view, {lock}):
        if not collected.admits(layer, as_layer=True):
            break
        pairing.layers.append(layer)
    pairing.left_out = comments.left_out(pairing.document)
    pairing.omitted = omitted_by(pairing)
    place_parents(pairing, reasons, view)
    pairing.claim = claim_of(pairing, view, settings)


def _has_addons(collected: Collected) -> bool:
    """Whether the input has a section of addons, which only Divio's own compiler reads."""
    source = collected.inputs[0].source if collected.inputs else None
    if source is None or "INSTALLED_ADDONS" not in source.text:
        return False
    from pinlint.formats.divio_sections import ADDONS, find_section

    return find_section(source, ADDONS) is not None


def _take_as_pip_reqs_does(collected: Collected) -> None:
    """Divio's compiler drops markers, and takes the lines of a constraints file for requirements."""
    from pinlint.requirements.model import Requirement

    parts = [
        "name",
        "name_span",
        "project",
        "extras",
        "clauses",
        "specifier_span",
        "url",
        "url_span",
        "editable",
        "comment",
        "variables",
    ]
    for index, asked in enumerate(collected.inputs):
        if asked.marker is not None:
            fields = {part: getattr(asked, part) for part in parts}
            collected.inputs[index] = Requirement(asked.source, asked.span, **fields)
    collected.inputs += [requirement for requirement in collected.constraints if requirement.marker is None]


def _layers(document: RequirementsFile, view: View, seen: set[str]) -> Iterator[RequirementsFile]:
    waiting = [*reversed(document.includes)]
    while waiting:
        include = waiting.pop()
        if include.kind == "requirement" and include.path and include.path not in seen:
            seen.add(include.path)
            included = view.documents.get(include.path)
            if included is not None:
                yield included
                waiting += reversed(included.includes)
