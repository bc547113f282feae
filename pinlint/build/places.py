"""Processes the files that install something: Dockerfiles stage by stage, and the jobs of workflows, scripts and tools.

A job is processed like a stage that begins with the whole project. A file of jobs is parsed only if its bytes contain an
installer's name.
"""

from __future__ import annotations

from posixpath import join, normpath

from pinlint.build.base_images import image_python
from pinlint.build.build_budget import OF_A_JOB, OF_A_STEP, OF_AN_ARGUMENT
from pinlint.build.docker_context import UNKNOWN_FOLDER, Context
from pinlint.build.image_stage import SCRATCH, BuildStep, Copy, Stage
from pinlint.build.install_commands import packages_step
from pinlint.build.purposes import (
    installs_lock,
    proposes_changes,
    purpose_of,
    purpose_of_image,
    pushes_image,
    runs_tests,
    uploads,
)
from pinlint.build.script_run import ScriptRun, merged
from pinlint.build.stored_files import actions_of, calls_of, commands_of, publish_what_is_needed
from pinlint.formats.installer_words import is_telling, runs_others
from pinlint.formats.jobs import Packages, Script
from pinlint.formats.shell_words import SimpleCommand, Word
from pinlint.text.patterns import lazy
from pinlint.uses.steps import CHECK, DEPLOY, DEVELOP, PURPOSES, SHIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.build.build_budget import BuildBudget
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.formats.dockerfile import Dockerfile
    from pinlint.formats.jobs import Job
    from pinlint.text.source import SourceFile

#: Formats whose jobs are run by name, after the jobs that they need.
TARGETS = ("makefile", "justfile", "tox", "nox", "hatch", "tool_tables")

#: How the files and folders begin that a CI system reads only in the root of a repository.
_CI_OF_ROOT = (
    *(".github", ".gitea", ".forgejo", ".travis", ".circleci", ".cirrus", ".appveyor", "appveyor.", ".drone"),
    *(".woodpecker", ".semaphore", "bitbucket-pipelines."),
)
#: Programs and options that put what is installed into the result of a build.
_BUNDLERS = lazy(
    r"(?i)pyinstaller|nuitka|cx_?freeze|briefcase|py2(?:app|exe)|pyoxidizer|zipapp|\b(?:shiv|pex|snapcraft)\b|--target\b"
    r"|\bpip3? download\b"
)


class Place:
    """A processed file that installs something. ``stages`` are the stages of a Dockerfile; for other files, there is one for each
    of the ``jobs``. ``included`` are the other files that its jobs are written in.

    ``budget`` is the work that may still be spent on it.
    """

    __slots__ = ("budget", "dockerfile", "format", "included", "jobs", "source", "stages")

    def __init__(self, format: str, source: SourceFile, budget: BuildBudget) -> None:
        self.format = format
        self.source = source
        self.budget = budget
        self.included: Sequence[SourceFile] = ()
        self.dockerfile: Dockerfile | None = None
        self.jobs: Sequence[Job] = ()
        self.stages: Sequence[Stage] = ()

    @property
    def kind(self) -> str:
        """The name for the kind of file in messages."""
        return "Dockerfile" if self.format == "dockerfile" else "file"

    @property
    def texts(self) -> list[str]:
        """The texts of its files."""
        return [source.text for source in (self.source, *self.included)]

    @property
    def steps(self) -> list[BuildStep]:
        """The steps of all stages, in order. Steps of jobs that are judged most strictly come first."""
        steps = [event for stage in self.stages for event in stage.events if isinstance(event, BuildStep)]
        return steps if self.dockerfile else sorted(steps, key=lambda step: PURPOSES.index(step.purpose))

    @property
    def exporting(self) -> list[BuildStep]:
        """The steps that write a lock as another file."""
        return [step for stage in self.stages for step in stage.exporting]

    def build(self, project: CheckedProject) -> None:
        """Processes a Dockerfile. Raises ExceededError if that takes more than the budget."""
        from pinlint.build.docker_context import context_of
        from pinlint.build.dockerfile_stages import stages
        from pinlint.formats.dockerfile import parse

        self.dockerfile = parse(self.source)
        self.stages = stages(self.dockerfile, context_of(self.dockerfile, project, self.budget))
        only_tests = _only_tests(self.dockerfile)
        for stage in self.stages:
            stage.purpose = purpose_of_image(self.source.path, stage.name)
            if only_tests and stage.purpose == SHIP:
                stage.purpose = CHECK

    def run(self, jobs: Sequence[Job], project: CheckedProject) -> None:
        """Processes the jobs of a file. Raises ExceededError if that takes more than the budget."""
        context = Context(project, "", None, self.budget)
        self.jobs = [job for job in jobs if job.actions or job.needs]
        stages: dict[int, Stage] = {}
        for job in self.jobs:
            before = stages.get(id(job.after)) if job.after is not None else None
            stages[id(job)] = _stage(job, before, context)
        self.stages = list(stages.values())
        _tell_purposes(self)


def _only_tests(dockerfile: Dockerfile) -> bool:
    """Whether the image of the last stage runs a test runner, and nothing else, when it starts."""
    for instruction in reversed(dockerfile.instructions):
        if instruction.name == "FROM":
            break
        if instruction.name in ("CMD", "ENTRYPOINT"):
            form = instruction.exec_form
            words = [word.literal or "" for word in form] if form is not None else instruction.arguments.text.split()
            if runs_tests(words):
                return True
    return False


def uploads_package(place: Place) -> bool:
    """Whether a job of the file uploads a package to an index of packages."""
    runs = zip(place.jobs, place.stages, strict=True) if place.dockerfile is None else ()
    return any(uploads(commands_of(stage), actions_of(job)) for job, stage in runs)


def makes_only_distributions(place: Place) -> bool:
    """Whether what a file of commands publishes are wheels and the like, which contain nothing of what its jobs install."""
    if place.dockerfile is None and not uploads_package(place):
        return False
    return not any(map(_BUNDLERS.search, place.texts))


def _stage(job: Job, before: Stage | None, context: Context) -> Stage:
    context.budget.go_through(OF_A_JOB)
    stage = Stage(job.name, SCRATCH, before, context)
    python = image_python(job.image or "")
    stage.pythons = job.pythons or ((python,) if python else ())
    if before is None:
        stage.events.append(Copy([""], "/", True, None))
    stage.folder = normpath(join("/", job.folder))
    if job.is_open:
        stage.is_open, stage.prepared = True, 0
    run: ScriptRun | None = None
    for action in job.actions:
        if isinstance(action, Script):
            run = _run(action, stage, run if action.continues else None)
        elif isinstance(action, Packages):
            _install(action, stage)
        elif action.name.startswith("./"):
            stage.calls.append((normpath(action.name), ""))
        elif action.name.startswith("pypa/cibuildwheel@"):
            stage.calls.append(("pyproject.toml", "cibuildwheel"))
        elif stage.prepared is None and installs_lock(action.name):
            stage.prepared = len(stage.events)
    return stage


def _run(script: Script, stage: Stage, run: ScriptRun | None) -> ScriptRun | None:
    """Runs a script, in the shell of the ``run`` before it if it continues that; None if nothing of it matters."""
    from pinlint.formats.shell import commands

    telling = is_telling(script.text.text) if script.telling is None else script.telling
    if not telling and not runs_others(script.text.text):
        return run
    if run is None:
        run = ScriptRun(stage, certain=False, conditional=script.conditional)
        run.folder = UNKNOWN_FOLDER if script.folder is None else normpath(join(stage.folder, script.folder))
        run.variables = merged(stage, stage.run_variables, dict(script.variables))
    run.newest = script.newest
    found = commands(script.text, stage.context.budget)
    for command in found:
        command.loops = (*script.loops, *command.loops)
    events = len(stage.events)
    run.run(found)
    if not telling:
        stage.drop_commands(events)  # as unknown commands they would hide what files there are
    return run


def _install(packages: Packages, stage: Stage) -> None:
    """Adds an installation without a command: its words are the arguments."""
    budget = stage.context.budget
    given = [text for text in packages.arguments if text is not None]
    if not given:
        return
    budget.go_through(OF_A_STEP + OF_AN_ARGUMENT // 4 * len(packages.arguments))
    command = SimpleCommand(given[0], 0, 0, True)
    command.end = len(given[0].text)
    for text in packages.arguments:
        if text is None:
            command.words.append(Word(given[0], 0, 0, [None]))
        else:
            command.words.append(Word(text, 0, len(text.text), [(text.text, 0, len(text.text), True)]))
    variables = merged(stage, stage.run_variables, dict(packages.variables))
    step = packages_step(command, packages.tool, variables, budget)
    stage.events.append(BuildStep(step, stage, None, stage.folder, variables, certain=False))


def _tell_purposes(place: Place) -> None:
    """Finds the purpose of each job, from what it does. No CI system runs a file of a copy of another repository, but a caller in
    this one can use its scripts and actions.
    """
    is_copy = _is_copied_ci(place.source.path)
    for job, stage in zip(place.jobs, place.stages, strict=True):
        if is_copy and place.format in ("github_workflow", "ci_scripts"):
            job.purpose = CHECK
        stage.purpose = job.purpose or (CHECK if is_copy else purpose_of(commands_of(stage), actions_of(job)))
        stage.proposes_changes = proposes_changes(commands_of(stage), actions_of(job))
        stage.pushes_image = pushes_image(commands_of(stage), calls_of(job))
        if place.format == "ansible_tasks" and job.purpose is None:
            named = purpose_of_image(place.source.path)
            stage.purpose = DEPLOY if named == SHIP else named
        elif place.format == "conda_environment":
            stage.purpose = DEVELOP
    publish_what_is_needed(place.jobs, place.stages, place.budget)


def _is_copied_ci(path: str) -> bool:
    """Whether no CI system reads a file, because it is below the root: it belongs to a copy of another repository."""
    first, *parts = path.lower().split("/")
    return first[:1] != "." and any(part.startswith(_CI_OF_ROOT) for part in parts)
