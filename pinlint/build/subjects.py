"""Compares what the builds of a project install with what the project pins: the subjects of the build rules.

| subject | is | traits |
|---|---|---|
| ``compile`` | a `Compilation` whose result a later step installs | ``lock`` |
| ``file`` | a `MissingFile`: a step reads it, the image does not have it | ``missing``, ``not-copied``, ``excluded`` |
| ``argument`` | an `InstallArgument`, a requirement on the command line | its kind (`pinlint.requirements.pinning`) |
| ``argument`` | a `LooseFile`: a step installs from a file that can change | ``remote`` |
| ``bypass`` | a `Bypass`: a step installs from the inputs of a lock | ``input``, ``relock``, ``project``, ``unread-lock`` |
| ``bypass`` | a `Replacement`: a step replaces what a file of pins has installed | ``replaced`` |
| ``platform`` | a `Mismatch` of an image and the lock installed in it | ``python``, ``wheels`` |
| ``url`` | a `UrlUse`: an index that the command line names | ``plain-index`` |
| ``section`` | an `EditedSection` of a Divio project's Dockerfile | ``edited`` |

Their kinds are ``build-compile``, ``build-file`` and so on.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from posixpath import basename, dirname, join

from pinlint.build.facts import Bypass, Compilation, InstallArgument, LooseFile
from pinlint.build.gathering import gathered
from pinlint.build.image_stage import BuildStep
from pinlint.build.install_commands import ADDING, COMPILE, INSTALL, LOCKS, RESOLVE, RUNNERS, SYNC
from pinlint.build.installed_before import installed_files, is_brought, is_preceded, is_proven
from pinlint.build.locks_of_inputs import locks_of_input
from pinlint.build.missing_files import missing, missing_in_jobs
from pinlint.build.plain_indexes import plain_indexes
from pinlint.build.purposes import names_development
from pinlint.text.patterns import lazy
from pinlint.uses.steps import CHECK, DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.command_words import Argument
    from pinlint.build.places import Place
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.text.source import Span


def subjects(place: Place, project: CheckedProject, places: Sequence[Place] = ()) -> Iterator[Subject]:
    """The subjects of one file. ``places`` are all files that were read.

    Raises ExceededError if that takes more than its budget.
    """
    found = chain(_of_steps(place.steps, project), _of_exports(place.exporting, project))
    if place.dockerfile is None:
        yield from gathered(found)
        yield from place.budget.aside(missing_in_jobs(place, places, project))
        return
    from pinlint.build.hadolint import HadolintIgnores

    ignored = HadolintIgnores(place.dockerfile, project)
    yield from gathered(s for s in found if not (isinstance(s[2], InstallArgument) and ignored.holds(s[2].step)))
    from pinlint.build.managed_section import edited_section
    from pinlint.build.platforms import mismatches
    from pinlint.findings.subjects import Trouble

    for problem in place.dockerfile.problems:
        yield "problem", problem.rule, Trouble(place.source.at(problem.span), problem)
    yield from mismatches(place.dockerfile, place.steps, project)
    edited = edited_section(place.dockerfile)
    if edited is not None:
        yield "build-section", "edited", edited


def _of_steps(steps: list[BuildStep], project: CheckedProject) -> Iterator[Subject]:
    """The subjects of the steps of one file."""
    seen: set[tuple[Span, str]] = set()
    for step in steps:
        for subject in _of_step(step, steps, project):
            if isinstance(subject[2], InstallArgument):
                (requirement,) = subject[2].requirements
                key = (requirement.span, requirement.shown)
                if key in seen:
                    continue  # another turn of its loop
                seen.add(key)
            yield subject


def _of_exports(steps: Sequence[BuildStep], project: CheckedProject) -> Iterator[Subject]:
    """The subjects of commands that write a lock as another file. A job that commits the file may lock again on purpose."""
    for step in steps:
        if not step.stage.proposes_changes:
            yield from _of_sync(step, project)


def _of_step(step: BuildStep, steps: list[BuildStep], project: CheckedProject) -> Iterator[Subject]:
    kind = step.step.kind
    if step.step.has("--dry-run"):
        return  # it changes nothing
    if step.step.tool in ADDING and not step.step.has("--script") and not step.stage.proposes_changes:
        yield from _of_words(step, project)
    if kind == COMPILE and step.certain:
        yield from _compilation(step, steps, project)
    elif kind == RESOLVE:
        given = step.step.operands[0] if step.step.operands else None
        name = given.value if given else "requirements.txt"
        if name is not None:
            yield from missing(step, name, given, project)
    elif kind == SYNC:
        yield from _of_sync(step, project)
    elif kind == INSTALL:
        yield from _of_install(step, project)


def _of_words(step: BuildStep, project: CheckedProject) -> Iterator[Subject]:
    """The unpinned requirements that a command adds to a project and installs."""
    from pinlint.build.install_arguments import install_arguments
    from pinlint.requirements.pinning import kind_of

    for requirement, redirected in install_arguments(step, project):
        yield "build-argument", kind_of(requirement), InstallArgument(step, [requirement], redirected)


def _compilation(step: BuildStep, steps: list[BuildStep], project: CheckedProject) -> Iterator[Subject]:
    lock = _lock_of(step, project)
    if lock is not None and any(_consumes(other, step) for other in steps):
        copied = any(step.find(name).path == lock for name in step.outputs)
        yield "build-compile", "lock", Compilation(step, lock, copied)


def _lock_of(step: BuildStep, project: CheckedProject) -> str | None:
    """The lock of the project that a compiling step writes again in the image."""
    folder = step.stage.context.folder
    if folder is None or not step.outputs:
        return None
    given = [argument.value for argument in step.step.operands if argument.value]
    if step.step.tool not in ("pip-compile", "uv pip compile", "pip-reqs compile"):
        given = ["pyproject.toml"]  # the operands of other tools are packages
    beside = step.find(given[0] if given else "requirements.in").path
    candidates = [join(dirname(beside), step.outputs[0])] if beside else []
    candidates.append(join(folder, step.outputs[0]))
    return next((path for path in candidates if path in project.path_set), None)


def _consumes(step: BuildStep, compilation: BuildStep) -> bool:
    """Whether a step installs what another one has compiled."""
    step.stage.context.budget.spend(6)
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


def _of_sync(step: BuildStep, project: CheckedProject) -> Iterator[Subject]:
    tool = step.step.tool.split()[0]
    lock = LOCKS[tool]
    if step.step.has("--help", "--version"):
        return
    if tool == "pipenv" and (step.step.operands or step.step.files):
        return  # it adds packages to a Pipfile and then writes its lock
    strict = _is_strict(step)
    folder = _project_folder(step)
    if folder is None:
        return
    path = join(folder, lock)
    lacking = list(missing(step, lock, None, project, fatal=strict and tool != "poetry"))
    if path in project.path_set and not (strict or lacking or _means_to_relock(step) or is_proven(path, step)):
        yield "build-bypass", "relock", Bypass(step, _INPUTS.get(tool, "pyproject.toml"), path, None)
    if not step.step.has("--skip-lock", "--no-lock"):
        yield from lacking


_INPUTS = {"pipenv": "Pipfile"}
_STRICT = {
    **dict.fromkeys(("uv sync", "uv export"), ("--frozen", "--locked", "UV_FROZEN", "UV_LOCKED")),
    "pdm install": ("--frozen-lockfile", "--check", "--no-lock", "PDM_FROZEN_LOCKFILE"),
    "pipenv install": ("--deploy", "--ignore-pipfile", "PIPENV_DEPLOY"),
}


def _is_strict(step: BuildStep) -> bool:
    """Whether a tool either installs its lock unchanged or fails. Other tools may resolve again."""
    names = _STRICT.get(step.step.tool)
    return names is None or any(step.step.has(name) or step.variables.get(name) for name in names)


def _means_to_relock(step: BuildStep) -> bool:
    """Whether the lock is meant to change: by an upgrade, or on a developer's machine, where inputs are edited."""
    return step.step.has("--upgrade", "-U", "--upgrade-package", "-P") or _updates_on_purpose(step)


def _updates_on_purpose(step: BuildStep) -> bool:
    """Whether it runs on a developer's machine. Developers also run the targets of a Makefile that no other file runs."""
    if step.purpose == DEVELOP:
        return True
    path = step.step.command.mapped.source.path.lower()
    if ".devcontainer" in path.split("/"):
        return True
    by_hand = not step.stage.automatic or names_development(step.stage.name or "")
    return step.purpose == CHECK and by_hand and path.endswith(("makefile", ".mk", "justfile"))


def _project_folder(step: BuildStep) -> str | None:
    """The folder of the project that is in the step's folder; None if there is none, or if it is unknown or changed."""
    for name in ("pyproject.toml", "Pipfile", "setup.py", "setup.cfg"):
        found = step.find(name)
        if found.path is not None:
            return dirname(found.path) if not found.changed else None  # its lock is then meant to change too
    return None


def _of_install(step: BuildStep, project: CheckedProject) -> Iterator[Subject]:
    from pinlint.build.bounds import bounds
    from pinlint.build.bounds import subjects as of_bounds
    from pinlint.build.install_arguments import install_arguments, refused
    from pinlint.requirements.pinning import LOOSE, kind_of

    yield from refused(step)
    yield from plain_indexes(step)
    files = list(step.step.files)
    if step.step.tool in ("uv pip sync", "pip-sync"):
        files += step.step.operands
    for argument in files:
        if argument.value is not None:
            yield from _of_file(step, argument.value, argument, project)
    if files is not step.step.files and step.step.tool in ("uv pip sync", "pip-sync"):
        return
    limits = bounds(step)
    unread = any(bound.path is None for bound in limits)
    for bound in limits:
        if bound.path is None and "$" not in bound.text:
            yield from missing(step, bound.text, bound.argument, project)
    loose = []
    for requirement, redirected in install_arguments(step, project):
        kind = kind_of(requirement)
        if unread and kind in LOOSE and not redirected:
            loose.append(requirement)  # unreadable constraints may pin it
        else:
            yield "build-argument", kind, InstallArgument(step, [requirement], redirected)
    yield from of_bounds(step, loose, project)
    replaces = step.step.operands or step.step.files
    if replaces and step.purpose != DEVELOP and step.runs and is_preceded(step, _installs_files):
        from pinlint.build.replaced_pins import replaced

        yield from (("build-bypass", "replaced", each) for each in replaced(step, project))
    for argument in step.step.groups if step.step.tool not in RUNNERS else ():  # `uv run` installs groups from the lock
        file, colon, _ = (argument.value or "").rpartition(":")
        path = step.find(file if colon else "pyproject.toml").path if argument.value else None
        locks = locks_of_input(path, project, step) if path else []
        if (
            path
            and locks
            and not _installs_one(step, locks)
            and (bypass := _bypass(step, path, locks, argument, False))
        ):
            yield "build-bypass", "project", bypass
        elif path and not locks and not _locked_before(step):
            yield from _unlocked(step, argument, path, project, (argument.value or "").rpartition(":")[2])
    yield from _of_projects(step, project)


def _of_file(step: BuildStep, name: str, argument: Argument, project: CheckedProject) -> Iterator[Subject]:
    """The subjects of a file that a step installs from."""
    if "://" in name and not name.startswith("file:"):
        if not _COMMIT.search(name):
            yield "build-argument", "remote", LooseFile(step, name, argument)
        return
    yield from missing(step, name, argument, project)
    found = step.find(name)
    path = found.path
    if path is None:
        return
    if basename(path) in LOCKS.values():
        yield "build-bypass", "unread-lock", Bypass(step, path, path, argument)
        return
    if found.sources:
        return  # what is left of their lines is not known
    if not found.changed:
        yield from _missing_includes(step, name, path, argument, project, set())
    locks = locks_of_input(path, project, step) if not project.is_made(path) else []  # a lock may be an input of others
    if locks and not _installs_one(step, locks) and (bypass := _bypass(step, path, locks, argument, True)):
        yield "build-bypass", "input", bypass


def _missing_includes(
    step: BuildStep, name: str, path: str, argument: Argument, project: CheckedProject, seen: set[str]
) -> Iterator[Subject]:
    """The files that a requirements file includes and that are missing next to it in the image."""
    document = project.document(path) if path not in seen and len(seen) < _MOST_INCLUDED else None
    seen.add(path)
    for include in document.includes if document is not None else ():
        inside = join(dirname(name), include.target)
        if include.path is None or include.path not in project.path_set or "$" in include.target:
            continue  # other rules report this
        if step.find(inside).absent:
            yield from missing(step, inside, argument, project, included=include.path)
        else:
            yield from _missing_includes(step, inside, include.path, argument, project, seen)


def _of_projects(step: BuildStep, project: CheckedProject) -> Iterator[Subject]:
    """The repository's own projects that a step installs without the lock that pins their requirements."""
    from pinlint.build.install_arguments import installs_project

    for argument, path in installs_project(step, project):
        locks = locks_of_input(path, project, step)
        if locks and not _installs_one(step, locks) and (bypass := _bypass(step, path, locks, argument, False)):
            yield "build-bypass", "project", bypass
        elif not locks and not _locked_before(step):
            yield from _unlocked(step, argument, path, project)


def _bypass(step: BuildStep, given: str, locks: list[str], argument: Argument, is_file: bool) -> Bypass | None:
    """The fact that a step installs an input instead of its locks; None if what an earlier step has installed stays in force."""
    if not _locked_before(step):
        return Bypass(step, given, locks[0], argument) if not is_brought(step, _installs_pins) else None
    upgrades = _upgrading(step, is_file) if step.runs and not _updates_on_purpose(step) else None
    lock = (
        next((lock for lock in locks if is_preceded(step, partial(_installs_lock, lock))), None) if upgrades else None
    )
    return Bypass(step, given, lock, argument, upgrades) if lock is not None else None


def _installs_lock(lock: str, step: BuildStep) -> bool:
    if step.step.kind == SYNC:
        return step.find(LOCKS[step.step.tool.split()[0]]).path == lock
    return lock in installed_files(step)


#: Options with which pip and uv install the newest releases although what is installed satisfies the requirements. With
#: `--upgrade`, pip keeps the dependencies of what it is given, and so those of a project.
_RENEWS = ("--force-reinstall", "-I", "--ignore-installed", "--reinstall")
_UPGRADES = ("-U", "--upgrade")


def _upgrading(step: BuildStep, is_file: bool) -> str | None:
    """The option with which a step replaces what a lock has installed; None if it replaces nothing."""
    command = step.step
    uses_uv = command.tool.startswith("uv ")
    eager = uses_uv or is_file or command.value("--upgrade-strategy") == "eager"
    names = _RENEWS if not eager else (*_UPGRADES, *_RENEWS)
    return next((name for name in names if command.has(name)), None)


def _unlocked(
    step: BuildStep, argument: Argument, path: str, project: CheckedProject, group: str | None = None
) -> Iterator[Subject]:
    from pinlint.build.unlocked_projects import subjects

    return subjects(step, argument, path, project, group)


#: A URL with a full commit never changes its meaning.
_COMMIT = lazy(r"[/@=][0-9a-f]{40}(?:[/?#]|\Z)")
_MOST_INCLUDED = 100


def _installs_one(step: BuildStep, locks: list[str]) -> bool:
    """Whether the command also installs one of the locks, or uses it as constraints."""
    given = [argument.value for argument in (*step.step.constraints, *step.step.files) if argument.value]
    for variable in ("PIP_CONSTRAINT", "UV_CONSTRAINT"):
        given += (step.variables.get(variable) or "").split()
    return any(step.find(name).path in locks for name in given)


def _locked_before(step: BuildStep) -> bool:
    """Whether an earlier step of the stage, or of a stage that it is based on, has installed pins."""
    prepared = step.stage.prepared
    return (prepared is not None and prepared <= step.event) or is_preceded(step, _installs_pins)


def _installs_files(step: BuildStep) -> bool:
    return bool(step.step.files)


def _installs_pins(step: BuildStep) -> bool:
    return (
        step.step.kind in (SYNC, RESOLVE)
        or step.step.tool in ("uv pip sync", "pip-sync")
        or bool(installed_files(step))
    )
