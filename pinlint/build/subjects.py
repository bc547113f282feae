"""What the builds of a project install, judged against what the project pinned: the subjects of the build rules.

| subject | is | traits |
|---|---|---|
| ``compile`` | a `Compilation` whose result a later step installs | ``lock`` |
| ``file`` | a `MissingFile`: a step reads it, the image does not have it | ``missing``, ``not-copied``, ``excluded`` |
| ``argument`` | an `InstallArgument`, a requirement on the command line | its kind (`pinlint.requirements.pinning`) |
| ``bypass`` | a `Bypass`: a step installs from the inputs of a lock | ``input``, ``relock``, ``project`` |
| ``platform`` | a `Mismatch` of an image and the lock installed in it | ``python``, ``wheels`` |
| ``section`` | an `EditedSection` of a Divio project's Dockerfile | ``edited`` |

They are named ``build-compile``, ``build-file`` and so on.
"""

from __future__ import annotations

from posixpath import basename, dirname, join

from pinlint.build.install_commands import COMPILE, INSTALL, LOCKS, RESOLVE, SYNC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.build_effort import BuildEffort
    from pinlint.build.image_stage import BuildStep, Stage
    from pinlint.build.install_commands import Argument
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.formats.dockerfile import Dockerfile
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Location, SourceFile


class Fact:
    """What all of them have: the ``step`` and the ``dockerfile`` it stands in."""

    __slots__ = ("dockerfile", "step")

    def __init__(self, dockerfile: Dockerfile, step: BuildStep) -> None:
        self.dockerfile = dockerfile
        self.step = step

    @property
    def tool(self) -> str:
        """The command as it is named in messages."""
        return self.step.step.tool

    @property
    def source(self) -> SourceFile:
        """The Dockerfile's text."""
        return self.dockerfile.source

    @property
    def location(self) -> Location:
        """Where the command is written."""
        return self.source.at(self.step.step.command.span)


class Compilation(Fact):
    """A step resolves anew although ``lock``, a file of the project, is there. ``copied``: it is there in the image too."""

    __slots__ = ("copied", "lock")

    def __init__(self, dockerfile: Dockerfile, step: BuildStep, lock: str, copied: bool) -> None:
        super().__init__(dockerfile, step)
        self.lock = lock
        self.copied = copied

    @property
    def keeps_pins(self) -> bool:
        """Whether the compiler takes the pins of the lock for preferences, as far as it sees the lock."""
        upgrades = self.step.step.has("--upgrade", "-U", "--rebuild")
        return self.copied and self.tool != "pip-reqs compile" and not upgrades


class MissingFile(Fact):
    """A step reads a file that its image does not have. ``name`` is the file as given; ``path`` that of the project."""

    __slots__ = ("argument", "elsewhere", "excluded", "fatal", "has_input", "name", "path")

    def __init__(
        self,
        dockerfile: Dockerfile,
        step: BuildStep,
        name: str,
        path: str | None,
        argument: Argument | None,
        fatal: bool = True,
        excluded: bool = False,
    ) -> None:
        super().__init__(dockerfile, step)
        self.name = name
        self.path = path
        self.argument = argument
        #: Whether the tool fails; else it goes on without it.
        self.fatal = fatal
        #: The folder of the image that the file was copied to instead.
        self.elsewhere = step.stage.brought(path, step.event) if path is not None else None
        #: Whether a ``.dockerignore`` keeps it out.
        self.excluded = excluded
        #: Whether the image has what a `pip-reqs resolve` could compile before.
        self.has_input = step.step.kind == RESOLVE and step.find("requirements.in").path is not None

    @property
    def place(self) -> Location:
        """Where the file is named, else the command."""
        return self.source.at(self.argument.word.span) if self.argument else self.location


class InstallArgument(Fact):
    """A ``requirement`` that is given to an installer. ``redirected`` is the part that the shell takes for a redirection."""

    __slots__ = ("redirected", "requirement")

    def __init__(self, dockerfile: Dockerfile, step: BuildStep, requirement: Requirement, redirected: str) -> None:
        super().__init__(dockerfile, step)
        self.requirement = requirement
        self.redirected = redirected


class Bypass(Fact):
    """A step installs from ``given``, the input of ``lock``, so that the lock has no say, or may rewrite it."""

    __slots__ = ("argument", "given", "lock")

    def __init__(
        self, dockerfile: Dockerfile, step: BuildStep, given: str, lock: str, argument: Argument | None
    ) -> None:
        super().__init__(dockerfile, step)
        self.given = given
        self.lock = lock
        self.argument = argument

    @property
    def place(self) -> Location:
        """Where the input is named, else the command."""
        return self.source.at(self.argument.word.span) if self.argument else self.location


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """What there is to say of every Dockerfile of the project."""
    from pinlint.build.build_effort import MOST, BuildEffort
    from pinlint.index import OTHER_FORMATS
    from pinlint.text.effort import ExceededError
    from pinlint.text.source import Location, Span

    effort = BuildEffort(project.share(MOST))
    paths = project.matching(OTHER_FORMATS["dockerfile"])
    for number, path in enumerate(paths):
        told = path in project.unreadable
        source = project.source(path)
        if source is None:
            if path in project.unreadable and not told:
                # A link to what is not there is no Dockerfile yet.
                yield _unread(Location(path), project.unreadable[path], fatal=project.is_file(path))
            continue
        effort.begin()
        try:
            yield from _of_source(source, project, effort)
        except ExceededError:
            start = source.at(Span(0, 0))
            if effort.reserve:
                message = "this Dockerfile leads further than pinlint follows one: what it installs was not checked to its end"
                yield _unread(start, message, fatal=True)
                continue
            others = len(paths) - number - 1
            message = (
                f"the Dockerfiles of the project lead further than one run follows: this one and {others:,} more were"
            )
            yield _unread(start, f"{message} not checked to their end", fatal=False)
            return


def _unread(place: Location, message: str, *, fatal: bool) -> Subject:
    from pinlint.findings.subjects import Trouble
    from pinlint.requirements.model import Problem
    from pinlint.text.source import Span

    problem = Problem("unreadable-file", message, Span(0, 0), fatal=fatal)
    return "problem", "unreadable-file", Trouble(place, problem)


def _of_source(source: SourceFile, project: CheckedProject, effort: BuildEffort) -> Iterator[Subject]:
    """What there is to say of one Dockerfile. Raises ExceededError where that takes more than the effort."""
    from pinlint.build.platforms import mismatches
    from pinlint.findings.subjects import Trouble
    from pinlint.formats.divio_sections import edited_sections
    from pinlint.formats.dockerfile import MAX_LINES, parse

    text = source.text
    # Words are told apart twice where a here-document may begin.
    effort.spend(50 + 6 * min(text.count("\n"), MAX_LINES) + len(text) // (3 if "<<" in text and "[" in text else 16))
    dockerfile = parse(source)
    for problem in dockerfile.problems:
        yield "problem", problem.rule, Trouble(source.at(problem.span), problem)
    documents = sum(len(instruction.heredocs) for instruction in dockerfile.instructions)
    # A file that is none in spite of its name has cost as much as one of unknown instructions only.
    effort.spend(10 * len(dockerfile.instructions or text.splitlines()) + 60 * documents)
    steps = build_steps(dockerfile, project, effort)
    for step in steps:
        effort.spend(10)
        yield from _of_step(dockerfile, step, steps, project)
    yield from mismatches(dockerfile, steps, project)
    yield from edited_sections(dockerfile)


def build_steps(dockerfile: Dockerfile, project: CheckedProject, effort: BuildEffort) -> list[BuildStep]:
    """The steps of all stages of a Dockerfile, in order. Raises ExceededError where that takes more than the effort."""
    from pinlint.build.docker_context import context_of
    from pinlint.build.dockerfile_stages import stages
    from pinlint.build.image_stage import BuildStep

    found = stages(dockerfile, context_of(dockerfile, project, effort))
    return [event for stage in found for event in stage.events if isinstance(event, BuildStep)]


def _of_step(
    dockerfile: Dockerfile, step: BuildStep, steps: list[BuildStep], project: CheckedProject
) -> Iterator[Subject]:
    kind = step.step.kind
    if step.step.command.conditional:
        return
    if kind == COMPILE:
        yield from _compilation(dockerfile, step, steps, project)
    elif kind == RESOLVE:
        given = step.step.operands[0] if step.step.operands else None
        name = given.value if given else "requirements.txt"
        if name is not None:
            yield from _missing(dockerfile, step, name, given, project)
    elif kind == SYNC:
        yield from _of_sync(dockerfile, step, project)
    elif kind == INSTALL:
        yield from _of_install(dockerfile, step, project)


def _compilation(
    dockerfile: Dockerfile, step: BuildStep, steps: list[BuildStep], project: CheckedProject
) -> Iterator[Subject]:
    lock = _lock_of(step, project)
    if lock is not None and any(_consumes(other, step) for other in steps):
        copied = any(step.find(name).path == lock for name in step.outputs)
        yield "build-compile", "lock", Compilation(dockerfile, step, lock, copied)


def _lock_of(step: BuildStep, project: CheckedProject) -> str | None:
    """The lock of the project that a compiling step writes anew in the image."""
    folder = step.stage.context.folder
    if folder is None or not step.outputs:
        return None
    given = [argument.value for argument in step.step.operands if argument.value]
    if step.step.tool not in ("pip-compile", "uv pip compile", "pip-reqs compile"):
        given = ["pyproject.toml"]  # the operands of the others are packages
    beside = step.find(given[0] if given else "requirements.in").path
    candidates = [join(dirname(beside), step.outputs[0])] if beside else []
    candidates.append(join(folder, step.outputs[0]))
    return next((path for path in candidates if path in project.path_set), None)


def _consumes(step: BuildStep, compilation: BuildStep) -> bool:
    """Whether a step installs what another one has compiled."""
    step.stage.context.effort.spend(6)
    if step is compilation or step.step.kind == COMPILE:
        return False
    names = [argument.value for argument in step.step.files if argument.value]
    if step.step.kind == RESOLVE:
        names = [a.value for a in step.step.operands[:1] if a.value] or ["requirements.txt"]
    elif step.step.kind == SYNC:
        names = [LOCKS[step.step.tool.split()[0]]]
    elif step.step.tool in ("uv pip sync", "pip-sync"):
        names += [argument.value for argument in step.step.operands if argument.value]
    return any(step.find(name).made is compilation for name in names)


def _missing(
    dockerfile: Dockerfile,
    step: BuildStep,
    name: str,
    argument: Argument | None,
    project: CheckedProject,
    fatal: bool = True,
) -> Iterator[Subject]:
    if not name or name == "-" or "://" in name or name.startswith("/dev/"):
        return
    found = step.find(name)
    folder = step.stage.context.folder
    if not found.absent or folder is None:
        return
    if found.excluded:
        yield "build-file", "excluded", MissingFile(dockerfile, step, name, found.excluded, argument, fatal, True)
        return
    candidates = [join(folder, name.lstrip("/").removeprefix("./")), join(folder, basename(name))]
    path = next((path for path in candidates if path in project.path_set), None)
    yield "build-file", "not-copied" if path else "missing", MissingFile(dockerfile, step, name, path, argument, fatal)


def _of_sync(dockerfile: Dockerfile, step: BuildStep, project: CheckedProject) -> Iterator[Subject]:
    tool = step.step.tool.split()[0]
    lock = LOCKS[tool]
    if step.step.has("--help", "--version"):
        return
    if tool == "pipenv" and step.step.operands:
        return  # it adds packages to a Pipfile, whose lock it then writes
    strict = _is_strict(step)
    folder = _project_folder(step)
    if folder is None:
        return
    path = join(folder, lock)
    if path in project.path_set and not strict:
        yield "build-bypass", "relock", Bypass(dockerfile, step, _INPUTS.get(tool, "pyproject.toml"), path, None)
    if not step.step.has("--skip-lock", "--no-lock"):
        yield from _missing(dockerfile, step, lock, None, project, fatal=strict and tool != "poetry")


_INPUTS = {"pipenv": "Pipfile"}
_STRICT = {
    "uv sync": ("--frozen", "--locked", "UV_FROZEN", "UV_LOCKED"),
    "pdm install": ("--frozen-lockfile", "--check", "--no-lock", "PDM_FROZEN_LOCKFILE"),
    "pipenv install": ("--deploy", "--ignore-pipfile", "PIPENV_DEPLOY"),
}


def _is_strict(step: BuildStep) -> bool:
    """Whether a tool installs its lock or fails; else it may resolve anew."""
    names = _STRICT.get(step.step.tool)
    return names is None or any(step.step.has(name) or step.variables.get(name) for name in names)


def _project_folder(step: BuildStep) -> str | None:
    """The folder of the project that lies in the step's folder; None if none or an unknown one does."""
    for name in ("pyproject.toml", "Pipfile", "setup.py", "setup.cfg"):
        path = step.find(name).path
        if path is not None:
            return dirname(path)
    return None


def _of_install(dockerfile: Dockerfile, step: BuildStep, project: CheckedProject) -> Iterator[Subject]:
    files = list(step.step.files)
    if step.step.tool in ("uv pip sync", "pip-sync"):
        files += step.step.operands
    for argument in files:
        if argument.value is None:
            continue
        yield from _missing(dockerfile, step, argument.value, argument, project)
        path = step.find(argument.value).path
        lock = _lock_beside(path, project) if path else None
        if path and lock and not _constrained_by(step, lock):
            yield "build-bypass", "input", Bypass(dockerfile, step, path, lock, argument)
    if files is not step.step.files and step.step.tool in ("uv pip sync", "pip-sync"):
        return
    from pinlint.build.install_arguments import install_arguments, installs_project

    for requirement, redirected in install_arguments(step, project):
        from pinlint.requirements.pinning import kind_of

        yield "build-argument", kind_of(requirement), InstallArgument(dockerfile, step, requirement, redirected)
    for argument, folder in installs_project(step):
        lock = next((join(folder, name) for name in LOCKS.values() if join(folder, name) in project.path_set), None)
        if lock and not _locked_before(step):
            given = join(folder, "pyproject.toml")
            yield "build-bypass", "project", Bypass(dockerfile, step, given, lock, argument)


def _lock_beside(path: str, project: CheckedProject) -> str | None:
    stem, dot, extension = path.rpartition(".")
    lock = f"{stem}.txt"
    return lock if dot and extension == "in" and lock in project.path_set else None


def _constrained_by(step: BuildStep, lock: str) -> bool:
    return any(step.find(argument.value).path == lock for argument in step.step.constraints if argument.value)


def _locked_before(step: BuildStep) -> bool:
    """Whether an earlier step of the stage, or of one that it is based on, has installed pins."""
    return any(
        earlier.step.kind in (SYNC, RESOLVE) or earlier.step.files or earlier.step.tool in ("uv pip sync", "pip-sync")
        for earlier in steps_before(step)
    )


def steps_before(step: BuildStep) -> Iterator[BuildStep]:
    """The steps whose result ``step`` finds installed."""
    from pinlint.build.image_stage import BuildStep

    stage: Stage | None = step.stage
    before = step.event
    while stage is not None:
        stage.context.effort.spend(1 + before // 4)
        yield from (event for event in stage.events[:before] if isinstance(event, BuildStep))
        stage = stage.base
        before = len(stage.events) if stage else 0
