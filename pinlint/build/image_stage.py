"""The stages of a Dockerfile: which files of the project are where in the image, and which steps use them.

Nothing is built. A stage is read from its FROM on: ARG, ENV and WORKDIR with their substitutions, the files that COPY, ADD and
mounts bring in, and the files that commands may create. Anything unclear (an unknown base image, a value that only the build
knows) is marked as unknown, never guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from posixpath import basename, join, normpath

from pinlint.build.bare_images import is_bare
from pinlint.build.created_files import changes, may_create, moved_from, names_target, written_by
from pinlint.build.docker_context import UNKNOWN_FOLDER, below, first_folder
from pinlint.build.filtered_files import deleted, read_by_filter
from pinlint.build.found_files import Found
from pinlint.build.install_commands import outputs
from pinlint.uses.steps import CHECK, DEVELOP, PUBLISH, SHIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pinlint.build.changes import Changes
    from pinlint.build.command_words import Argument
    from pinlint.build.docker_context import Context
    from pinlint.build.install_commands import Step
    from pinlint.formats.dockerfile import Instruction
    from pinlint.formats.shell_words import SimpleCommand, Word
    from pinlint.requirements.model import Requirement
    from pinlint.text.mapped_text import MappedText

SCRATCH = "scratch"  # the empty image
#: A file is followed through this many stages that copy from each other; copying further is reported as not followed.
MOST_STAGES = 50


class Copy:
    """The files that a COPY, an ADD or a mount brings in: ``sources`` (None for an unknown one), placed below ``target``.

    ``origin`` is the stage that the files come from; None means the build's context, False another image or a URL. ``written``
    are the paths and contents of files that the Dockerfile writes itself, in here-documents.
    """

    __slots__ = ("is_folder", "origin", "sources", "target", "written")

    def __init__(
        self,
        sources: list[str | None],
        target: str,
        is_folder: bool,
        origin: Stage | bool | None,
        written: dict[str, MappedText] | None = None,
    ) -> None:
        self.written = written or {}
        self.sources = sources
        self.target = target
        self.is_folder = is_folder
        self.origin = origin


class BuildStep:
    """A step of a script, with its ``stage``, its ``folder``, its position among the stage's events, and its variables.

    ``instruction`` is the instruction of a Dockerfile that runs the script, if any. A step is ``certain`` if it runs whenever its
    script runs, with the files that exist at that point. ``runs`` is true if no condition decides whether the step runs, and if
    the step must not fail.
    """

    __slots__ = (
        "certain",
        "develops",
        "environment",
        "event",
        "folder",
        "installed",
        "instruction",
        "newest",
        "outputs",
        "pins",
        "runs",
        "stage",
        "step",
        "synced",
        "variables",
    )

    def __init__(
        self,
        step: Step,
        stage: Stage,
        instruction: Instruction | None,
        folder: str,
        variables: dict[str, str | None],
        *,
        certain: bool = True,
    ) -> None:
        self.certain = certain
        self.runs = True
        #: Whether what runs it says that it installs the newest releases on purpose.
        self.newest = False
        #: Whether it runs only if a variable asks for what developers need.
        self.develops = False
        self.step = step
        self.stage = stage
        self.instruction = instruction
        self.folder = folder
        self.variables = variables
        self.event = len(stage.events)  # it sees the results of the events before it
        #: The names of the files that the step writes for others to install from.
        self.outputs: Sequence[str] = outputs(step)
        #: What it installs, once `pinlint.build.installed_before` has computed it: files of the project, words that are pins.
        self.installed: dict[str, Sequence[str]] | None = None
        self.pins: Sequence[tuple[Argument, Requirement]] | None = None
        self.synced: frozenset[str] | None = None
        #: The environment that it installs into, once computed there.
        self.environment: tuple[str | None] | None = None

    @property
    def purpose(self) -> str:
        """The purpose of its stage. What a job puts into a folder before it pushes an image is published: COPY may take it."""
        if self.develops and self.stage.purpose == SHIP:
            return DEVELOP
        purpose = self.stage.purpose
        return PUBLISH if purpose == CHECK and self.stage.pushes_image and self.step.fills_folder else purpose

    def find(self, path: str) -> Found:
        """The file at ``path``, as the step sees it."""
        return self.stage.find(normpath(join(self.folder, path)), self.event)


class Pins:
    """The names that commands pin and the files that they install from, with the index of the first such event. ``syncs`` install
    the lock of a project, ``branched`` are in a branch of a script: by the names that they pin, or "" for files or a lock."""

    __slots__ = ("branched", "files", "names", "syncs")

    def __init__(self) -> None:
        self.branched: dict[str, list[tuple[int, BuildStep]]] = {}
        self.syncs: list[tuple[int, BuildStep]] = []
        self.names: dict[str, int] = {}
        self.files: dict[tuple[str, Sequence[str]], int] = {}


class History:
    """The results of all events of a complete stage, which `pinlint.build.installed_before` computes. With them, a step need not
    go through all events before it. Each number is the index of the first event after which the result is true.
    """

    __slots__ = ("changes", "copies", "first", "pins", "virtual_environments")

    def __init__(self) -> None:
        #: The copies from other stages, in order.
        self.copies: list[tuple[int, Copy, Stage]] = []
        #: The folders of virtual environments, and whether they have a pip.
        self.virtual_environments: dict[tuple[str, bool], int] = {}
        #: The pins of each environment, by its folder, once computed.
        self.pins: dict[str, Pins] | None = None
        #: What the steps change in each environment, by its folder, once `pinlint.build.replaced_pins` has computed it.
        self.changes: dict[str, Changes] | None = None
        #: The first step for which a condition is true.
        self.first: dict[Callable[[BuildStep], bool], int] = {}


class Stage:
    """One stage: its ``image`` as written in FROM, the ``base`` if that image is another stage, and its ``events``."""

    __slots__ = (
        "_bringing",
        "_found",
        "_seen",
        "automatic",
        "bare",
        "base",
        "called",
        "calls",
        "context",
        "events",
        "exporting",
        "folder",
        "history",
        "image",
        "image_word",
        "is_open",
        "name",
        "prepared",
        "proposes_changes",
        "purpose",
        "pushes_image",
        "pythons",
        "run_variables",
        "shell",
    )

    def __init__(self, name: str | None, image: str | None, base: Stage | None, context: Context) -> None:
        #: The purpose of its commands, one of `pinlint.uses.steps.PURPOSES`, and whether one of them pushes an image.
        self.purpose = SHIP
        self.pushes_image = self.proposes_changes = False  # it commits what its commands change in the project
        #: Whether another file that was read runs it, not only what people run by hand, and whether a workflow surely does.
        self.called = self.automatic = self.is_open = False  # it may run commands that are not known: is_open
        #: The scripts of the project that its commands run; for a Makefile, with the target.
        self.calls: list[tuple[str, str]] = []
        self.name = name
        self.pythons: Sequence[str] = ()  # the minor versions of Python of a job
        self.image = image
        self.image_word: Word | None = None
        self.base = base
        self.context = context
        self.events: list[Copy | SimpleCommand | BuildStep] = []
        self.exporting: list[BuildStep] = []  # those that write a lock as another file: as events, they are commands
        #: The indexes of the events that may bring a file, among the first ``_seen`` events.
        self._bringing: list[int] = []
        self._seen = 0
        #: The files that were found, by their path and the number of events, with the work that this took.
        self._found: dict[tuple[str, int], tuple[Found, int]] = {}
        #: The index of the first event after an action of somebody else that may install a lock; None without such an action.
        self.prepared: int | None = None
        #: The results of the events, once all are known and `pinlint.build.installed_before` has computed them.
        self.history: History | None = None
        #: Whether the image contains no project's files.
        self.bare = base is None and (image == SCRATCH or (image is not None and is_bare(image)))
        self.shell: bool = base.shell if base else True  # whether commands in shell form are a POSIX shell's
        #: The folder that commands run in.
        self.folder: str = base.folder if base else first_folder(image, bare=self.bare)
        #: The variables set by ENV and ARG so far; the base image may set others.
        self.run_variables: dict[str, str | None] = dict(base.run_variables) if base else {}

    @property
    def root(self) -> Stage:
        """The first of the stages that this one is built on: its image is not another stage."""
        stage = self
        while stage.base is not None:
            stage = stage.base
        return stage

    def find(self, path: str, before: int | None = None) -> Found:
        """The file at ``path`` after the first ``before`` events."""
        budget = self.context.budget
        asked = (path, len(self.events) if before is None else before)
        known = self._found.get(asked)
        if known is not None:
            budget.spend_again(None if self.context.depth else (self, asked), known[1])
            return known[0]
        if self.context.depth >= MOST_STAGES:
            budget.exceed()
        spent = budget.spent
        budget.spend(3 + len(path) // 8)
        self.context.depth += 1
        try:
            found = self._find(path, before)
        finally:
            self.context.depth -= 1
        self._found[asked] = found, budget.spent - spent
        if not self.context.depth:
            budget.counted.add((self, asked))
        return found

    def _find(self, path: str, before: int | None) -> Found:
        kept_out, may_be_made, changed, stage = None, False, False, self
        without: list[str] = []
        name = basename(path)
        while True:
            excluded = None
            unknown = may_be_made or path.startswith(UNKNOWN_FOLDER)
            for index in stage._bringing_before(before):
                event = stage.events[index]
                self.context.budget.spend(_looks(event))
                if isinstance(event, Copy):
                    unknown = unknown or event.target.startswith(UNKNOWN_FOLDER)
                    found = stage._in_copy(event, path)
                elif isinstance(event, BuildStep):
                    found = Found(made=event) if name in event.outputs else None
                elif changes(event, path):
                    changed, unknown, found = True, True, None
                    without += deleted(event)
                else:
                    found = stage._written_by(event, path, index)
                    unknown = unknown or may_create(event)
                if found is not None and not found.absent:
                    return found.changed_by(without) if changed else found
                if found is not None:
                    excluded = found.excluded or excluded
            kept_out = kept_out or excluded
            if stage.base is None:
                break
            stage, before, may_be_made = stage.base, None, unknown
            self.context.budget.spend(3)
        if unknown or stage.image is None or not stage.bare:
            return Found(unknown=True)
        return Found(excluded=kept_out)

    def _written_by(self, command: SimpleCommand, path: str, index: int) -> Found | None:
        """The file at ``path`` that a command writes; None if it does not name the file."""
        body = written_by(command, path)
        if body is not None:
            return Found(written=body)
        source = moved_from(command, path)
        found = self.find(source, index) if source is not None else None
        if found is not None and found.path is not None:
            return found
        read = [found for each in read_by_filter(command, path) if (found := self.find(each, index)).paths]
        paths = dict.fromkeys(source for found in read for source in found.paths)
        if paths:
            without = [*deleted(command), *(each for found in read for each in found.without)]
            return Found(
                next(iter(paths)), changed=True, sources=list(paths), without=without if len(read) == 1 else ()
            )
        return Found(unknown=True) if names_target(command, path) else None

    def drop_commands(self, start: int) -> None:
        """Removes the commands and copies from the event ``start`` on; the steps stay."""
        self.events[start:] = [event for event in self.events[start:] if isinstance(event, BuildStep)]
        self._bringing.clear()
        self._found.clear()
        self._seen = 0

    def _bringing_before(self, before: int | None) -> Iterator[int]:
        """The indexes of the events that may bring a file, of the first ``before`` events; the last one comes first."""
        events, bringing = self.events, self._bringing
        for index in range(self._seen, len(events)):
            event = events[index]
            if not isinstance(event, BuildStep) or event.outputs:
                bringing.append(index)
        self._seen = len(events)
        end = len(bringing) if before is None else bisect_left(bringing, before)
        self.context.budget.spend(1 + end // 8)
        return reversed(bringing[:end])

    def brought(self, path: str, before: int) -> str | None:
        """The folder in the image to which one of the first ``before`` events copies the project's file ``path``."""
        folder = self.context.folder
        if folder is None or not path.startswith(join(folder, "")):
            return None
        inner = path[len(join(folder, "")) :]
        stage: Stage | None = self
        while stage is not None:
            for event in stage.events[:before]:
                self.context.budget.spend()
                if isinstance(event, Copy) and event.origin is None:
                    for source in event.sources:
                        if source is not None and self.context.covers(source, inner):
                            return event.target
            stage = stage.base
            before = len(stage.events) if stage is not None else 0
        return None

    def _in_copy(self, copy: Copy, path: str) -> Found | None:
        excluded = None
        if path in copy.written:
            return Found(written=copy.written[path])
        for inside in below(path, copy.target):
            if copy.origin is False:
                return Found(unknown=True)
            for source in copy.sources:
                self.context.budget.spend(6 + len(path) // 8)
                found = self._in_source(copy, source, inside) if source is not None else Found(unknown=True)
                if found is not None and not found.absent:
                    return found
                excluded = found or excluded
        return excluded

    def _in_source(self, copy: Copy, source: str, inside: str) -> Found | None:
        if not isinstance(copy.origin, Stage):
            return self._in_context(source, inside, copy.is_folder)
        there = normpath("/" + source)
        candidates = [normpath(join(there, inside))]
        if basename(there) == inside:
            candidates.append(there)
        return next((found for found in map(copy.origin.find, candidates) if not found.absent), None)

    def _in_context(self, source: str, inside: str, is_folder: bool) -> Found | None:
        if self.context.folder is None:
            return Found(unknown=True)
        found = self.context.find(source, inside, is_folder)
        if found is None:
            return None
        path, excluded = found
        return Found(excluded=path) if excluded else Found(path)


def _looks(event: Copy | SimpleCommand | BuildStep) -> int:
    """The work to find out whether an event brings a file."""
    if isinstance(event, Copy):
        return 4 + len(event.target) // 16
    if isinstance(event, BuildStep):
        return 12
    return 4 + 3 * len(event.words) + 3 * len(event.redirections)
