"""Finds requirements and constraints files that commands read and that do not exist: not in the image, not in the project, and
no other command makes them.

In a Dockerfile, the stage says which files there are. A job of a workflow, a script or a tool begins with the files of the
project, but other commands, actions and repositories can bring more. So a file is missing there only if nothing hints at
another origin.
"""

from __future__ import annotations

from posixpath import basename, join, normpath

from pinlint.build.docker_context import UNKNOWN_FOLDER
from pinlint.build.facts import MissingFile
from pinlint.build.install_commands import INSTALL
from pinlint.build.installed_before import runs_elsewhere
from pinlint.build.missing_locks import missing_lock
from pinlint.formats.jobs import Call
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.command_words import Argument
    from pinlint.build.image_stage import BuildStep, Stage
    from pinlint.build.places import Place
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.text.source import SourceFile

#: Formats whose files run in the project's own checkout. An action runs in the checkout of its caller.
_FORMATS = frozenset(
    {"github_workflow", "gitlab_ci", "ci_scripts", "tox", "nox", "shell_script", "makefile", "justfile"}
)
#: Those of CI systems; in other folders than their own, they are examples or templates.
_OF_CI = ("github_workflow", "gitlab_ci", "ci_scripts")
#: Those whose jobs begin in a known folder. The others may run in a folder that has the file.
_FOLDER_KNOWN = ("github_workflow", "tox", "nox")
#: The configuration of Read the Docs, which runs in the root.
_READ_THE_DOCS = lazy(r"\.?readthedocs\.ya?ml")
#: Programs and settings that bring files from elsewhere, or run in a checkout of something else.
_BRINGS = lazy(
    r"(?i)download|attach_workspace|restore_cache|workflow_call|repositor(?:y|ies):|\bcheckout:|\bartifacts:|changedir|chdir"
    r"|\b(?:git|hg|svn|gh)[ \t]+(?:clone|checkout|switch|worktree|pull|submodule|restore|co|update)\b"
    r"|\b(?:curl|wget|unzip|tar|rsync|scp|cp|mv|ln|7z|gsutil|aws|gcloud|azcopy|dvc|cookiecutter|copier|django-admin)[ \t]"
)
#: Actions that bring no files into the project's folder.
_QUIET = lazy(
    r"(?:\./|docker://.*|(?:actions/(?:checkout|setup-[\w-]+|cache|upload-artifact)|astral-sh/setup-uv"
    r"|docker/[\w-]+|step-security/harden-runner|snok/install-poetry|codecov/codecov-action)(?:/[\w-]+)?)@.*"
)
#: Inputs with which `actions/checkout` brings other files than those of the project, or puts them elsewhere.
_ELSEWHERE = frozenset({"repository", "ref", "path", "sparse-checkout"})
#: Words before a command that run it in another folder, where other files are.
_MOVES = frozenset({"--directory", "--cwd", "--chdir", "-C"})
#: The characters with which a shell looks for files.
_PATTERN = frozenset("*?[")
#: Endings of the requirements files that jobs install.
_ENDINGS = (".txt", ".in", ".pip", ".toml")
#: Settings that name a file only for the key of a cache, to describe a step, or as constraints.
_KEYS = lazy(r"hashFiles\(|cache-dependency-(?:path|glob)|\b(?:key|name):|(?:PIP|UV)_CONSTRAINT\b")


def missing(
    step: BuildStep,
    name: str,
    argument: Argument | None,
    project: CheckedProject,
    fatal: bool = True,
    included: str | None = None,
) -> Iterator[Subject]:
    """The file that a step of an image reads but does not find; ``included`` is its path in the project, if known."""
    folder = step.stage.context.folder
    if not is_missing(step, name) or folder is None:
        return
    found = step.find(name)
    if found.excluded:
        yield "build-file", "excluded", MissingFile(step, name, found.excluded, argument, fatal, True)
        return
    candidates = [included] if included else []
    candidates += [join(folder, name.lstrip("/").removeprefix("./")), join(folder, basename(name))]
    path = next((path for path in candidates if path in project.path_set), None)
    yield "build-file", "not-copied" if path else "missing", MissingFile(step, name, path, argument, fatal)


def is_missing(step: BuildStep, name: str) -> bool:
    """Whether an image certainly lacks the file that a step reads."""
    return step.certain and is_a_path(name) and step.find(name).absent


def is_a_path(name: str) -> bool:
    """Whether the value of ``-r`` is the path of a file: not standard input, a URL, a device or a pattern."""
    return (
        bool(name) and name != "-" and "://" not in name and not name.startswith("/dev/") and _PATTERN.isdisjoint(name)
    )


def missing_in_jobs(place: Place, places: Sequence[Place], project: CheckedProject) -> Iterator[Subject]:
    """The files that the jobs of a place install and that do not exist, each once. ``places`` are all that were read."""
    if place.format not in _FORMATS or not _is_run(place):
        return
    seen: set[str] = set()
    for step in [*place.steps, *place.exporting]:
        if not step.runs or not _is_in_the_folder(step) or step.stage.is_open:
            continue
        for name, argument in _named_by(step):
            path = _missing_path(step, name, argument, place, project)
            if path is None or path in seen:
                continue
            seen.add(path)
            made = basename(path)
            if (
                not _brings(place)
                and _has_project(place, step.stage, step)
                and not any(_names(each, made) for each in places)
            ):
                yield "build-file", "missing", MissingFile(step, name, None, argument, expected=path)
        lock = missing_lock(step, places, project)
        if lock is None or lock.expected in seen or _brings(place):
            continue
        seen.add(lock.expected)
        if _has_project(place, step.stage, step):
            yield "build-file", "missing", lock


def _brings(place: Place) -> bool:
    """Whether a file of the place says that it brings files from elsewhere."""
    return any(map(_BRINGS.search, place.texts))


def _read_by(step: BuildStep) -> Sequence[Argument]:
    """The requirements files and constraints that a step reads. It fails without them."""
    return [*step.step.files, *step.step.constraints]


def _named_by(step: BuildStep) -> Iterator[tuple[str, Argument | None]]:
    """The names of these files, with their words. Those of a variable have no word."""
    yield from ((argument.value or "", argument) for argument in _read_by(step))
    if step.step.kind == INSTALL:
        variable = "UV_CONSTRAINT" if step.step.tool.startswith("uv") else "PIP_CONSTRAINT"
        yield from ((name, None) for name in (step.variables.get(variable) or "").split())


def _is_in_the_folder(step: BuildStep) -> bool:
    """Whether a command runs in the folder to which the earlier commands changed."""
    words = ((word.literal or "").partition("=")[0].rpartition("/")[2] for word in step.step.command.prefixes)
    return _MOVES.isdisjoint(words) and not runs_elsewhere(step)


def _is_run(place: Place) -> bool:
    """Whether the file is used by this repository: CI systems read their files at the root, or in a hidden folder there."""
    path = place.source.path
    return place.format not in _OF_CI or "/" not in path or path.startswith(".")


def _missing_path(
    step: BuildStep, name: str, argument: Argument | None, place: Place, project: CheckedProject
) -> str | None:
    """The path of a file that is not in the project, if the step names it without variables; else None."""
    if (
        not is_a_path(name)
        or (argument is not None and argument.word.literal is None)
        or "\\" in (argument.word.text if argument is not None else name)  # only Windows reads it as a path
        or name[:1] in ("/", "~")
        or "{" in name
        or not step.find(name).absent
    ):
        return None
    folder = normpath(step.folder).lstrip("/")
    path = normpath(join(folder, name))
    if step.folder.startswith(UNKNOWN_FOLDER) or path.startswith("..") or not path.endswith(_ENDINGS):
        return None
    if folder and not project.path_set.begins(f"{folder}/"):
        return None
    if project.exists(path) or project.ignores(path) or _is_in_a_submodule(path, project):
        return None
    ending = f"/{normpath(name)}"
    known = place.format in _FOLDER_KNOWN or _READ_THE_DOCS.fullmatch(place.source.path) is not None
    if not known and any(other.endswith(ending) for other in project.paths):
        return None
    return path


def _is_in_a_submodule(path: str, project: CheckedProject) -> bool:
    """Whether a path is in another repository, which a checkout of the project may lack."""
    source = project.source(".gitmodules") if ".gitmodules" in project.path_set else None
    settings = (line.partition("=") for line in (source.text.splitlines() if source is not None else ()))
    folders = (value.strip().rstrip("/") for key, _, value in settings if key.strip() == "path")
    return any(path.startswith(f"{folder}/") for folder in folders)


def _has_project(place: Place, stage: Stage, step: BuildStep) -> bool:
    """Whether the job has the project's files, and no action before the step brings others."""
    if place.format != "github_workflow":
        return True
    job = next(job for job, each in zip(place.jobs, place.stages, strict=True) if each is stage)
    at = step.step.command.span.start
    calls = [action for action in job.actions if isinstance(action, Call) and action.span.start < at]
    checkouts = [call for call in calls if call.name.startswith("actions/checkout@")]
    return (
        bool(checkouts)
        and all(_QUIET.fullmatch(call.name) for call in calls)
        and not any(_ELSEWHERE.intersection(call.inputs) for call in checkouts)
    )


def _names(place: Place, name: str) -> bool:
    """Whether a script may make the requirements file ``name``: it has this name in a place where it installs nothing."""
    return any(_is_named_in(source, place, name) for source in (place.source, *place.included) if name in source.text)


def _is_named_in(source: SourceFile, place: Place, name: str) -> bool:
    text = source.text
    installed = {
        argument.word.span.start
        for step in place.steps
        for argument in _read_by(step)
        if name in (argument.value or "") and step.step.command.mapped.source.path == source.path
    }
    at = -1
    while (at := text.find(name, at + 1)) >= 0:
        begins = text.rfind("\n", 0, at) + 1
        near = any(begins <= start <= at for start in installed)
        if not near and not _KEYS.search(text, begins, at):
            return True
    return False
