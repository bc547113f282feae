"""Passes purposes between the files of a project.

A script is judged like the strictest job that runs it. A job that runs something that publishes is a publishing job.
"""

from __future__ import annotations

from pinlint.build.places import TARGETS
from pinlint.build.purposes import environment_checks, names_check, purpose_of, runs_workflow
from pinlint.build.stored_files import Wanted, actions_of, calls_of, commands_of, publish_what_is_needed
from pinlint.text.budget import ExceededError
from pinlint.uses.steps import CHECK, PUBLISH, strictest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.build.image_stage import Stage
    from pinlint.build.places import Place
    from pinlint.formats.jobs import Job

    #: A job with its stage.
    Run = tuple[Job, Stage]

#: The programs that run the jobs of a file by their names.
_PROGRAMS = {
    "makefile": ["make"],
    "justfile": ["just"],
    "tox": ["tox"],
    "nox": ["nox"],
    "hatch": ["hatch"],
    "tool_tables": ["cibuildwheel", "mise run", "poe ", "pixi ", "pdm run"],
}
#: The formats that most workflows run: only what publishes something matters to these.
_USUAL = ("tox", "nox", "hatch", "tool_tables", "github_workflow")
#: Files in which a step says nothing about the others: only a job of them publishes.
_MANY = ("github_workflow", "gitlab_ci", "ci_scripts", "azure_template")
#: Formats whose jobs install into environments of their own.
_ENVIRONMENTS = ("tox", "nox", "hatch")
_BASES = ("testenv", "env_run_base")
#: Formats of files that people run, if no other file does.
_BY_HAND = ("shell_script", "makefile", "justfile")


def called_as(place: Place) -> Sequence[str]:
    """Texts for this script, Makefile or action: every file that runs it contains one of them. Empty for files that nothing else
    runs.
    """
    folder, _, name = place.source.path.rpartition("/")
    if place.format in ("shell_script", "python_program"):
        return [name if "." in name else f"{folder.rpartition('/')[2]}/{name}"]
    if place.format == "github_workflow":
        return [f"./{folder}/{name}"]
    if place.format == "github_action":
        return ["./" + folder]
    return _PROGRAMS.get(place.format, ())


def only_publishing(place: Place) -> bool:
    """Whether only callers that publish something matter, because the place itself publishes nothing."""
    return place.format in _USUAL and not any(stage.purpose == PUBLISH for stage in place.stages)


def pass_on_purposes(places: Iterable[Place]) -> None:
    """Passes purposes in both directions. The project's scripts, targets of Makefiles, environments of tox and actions get the
    strictest purpose of their callers. A job gets PUBLISH if one of these that it runs publishes something.
    """
    jobs = _Jobs(places)
    _mark_called(jobs)
    _pass_up(jobs)
    wanted: dict[int, Wanted] = {}
    for place in jobs.places:
        if place.dockerfile is None:
            try:
                wanted.update(publish_what_is_needed(place.jobs, place.stages, place.budget))
            except ExceededError:
                continue  # the build rules report a file that is not read to the end
    calls = [(call, stage) for place, job, stage in jobs.all() for call in _calls(place, job, stage)]
    while calls:
        (path, target), caller = calls.pop()
        purpose = caller.purpose
        for place, job, stage in jobs.called(path, target):
            if place.format in _ENVIRONMENTS and environment_checks(target):
                continue
            if purpose == PUBLISH and place.format == "github_workflow":
                names = wanted.get(id(caller), Wanted())
                if not runs_workflow(calls_of(job)) and not _is_stored(names, place, job, caller):
                    continue  # the other jobs of a workflow only check
                wanted[id(stage)] = names
            if purpose == PUBLISH and place.format == "conda_environment" and names_check(place.source.path):
                continue  # nothing that it lists gets into the release, as with a requirements file of such a name
            if job.purpose is None and purpose != stage.purpose and strictest([purpose, stage.purpose]) == purpose:
                stage.purpose = purpose
                calls += [(call, stage) for call in _calls(place, job, stage)]


def _mark_called(jobs: _Jobs) -> None:
    """Marks what runs without a person: what a script or a target runs that people run by hand is run by hand, too. A target that
    checks the project may be run by a system that pinlint does not read.
    """
    waiting = [
        (place.format not in _BY_HAND, call)
        for place, job, stage in jobs.all()
        if place.format not in _BY_HAND or names_check(place.source.path, stage.name or "")
        for call in _calls(place, job, stage)
    ]
    while waiting:
        automatic, called = waiting.pop()
        for place, job, stage in jobs.called(*called):
            if not stage.called or (automatic and not stage.automatic):
                stage.called = True
                stage.automatic = stage.automatic or automatic
                waiting += [(automatic, call) for call in _calls(place, job, stage)]


def _is_stored(names: Wanted, place: Place, job: Job, caller: Stage) -> bool:
    try:
        return names.is_stored_by(job, place.jobs, caller.context.budget)
    except ExceededError:
        return False  # the build rules report a file that is not read to the end


def _pass_up(jobs: _Jobs) -> None:
    callers: dict[int, list[Run]] = {}
    for place, job, stage in jobs.all():
        if job is not None:
            for call in _calls(place, job, stage):
                for _, _, called in jobs.called(*call):
                    callers.setdefault(id(called), []).append((job, stage))
    waiting = [stage for place, job, stage in jobs.all() if _publishes(place, job, stage)]
    while waiting:
        for job, stage in callers.get(id(waiting.pop()), ()):
            if job.purpose is None and stage.purpose == CHECK:
                stage.purpose = PUBLISH
                waiting.append(stage)


def _publishes(place: Place, job: Job | None, stage: Stage) -> bool:
    """Whether a job publishes something each time it runs. It does not if a condition in the script decides."""
    if job is None or place.format in _MANY or stage.purpose != PUBLISH:
        return False
    commands = [command for command in commands_of(stage) if not command.conditional]
    return job.purpose == PUBLISH or purpose_of(commands, actions_of(job)) == PUBLISH


def _calls(place: Place, job: Job | None, stage: Stage) -> Iterator[tuple[str, str]]:
    """What a job runs: what its commands name and, in files of targets, the targets that it needs."""
    yield from stage.calls
    if job is not None and place.format in TARGETS:
        yield from ((place.source.path, name) for name in job.needs)


class _Jobs:
    """The jobs of all files, by the paths and names that their callers use."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = list(places)
        self._by_path: dict[str, list[Place]] = {}
        for place in self.places:
            self._by_path.setdefault(place.source.path, []).append(place)
        self._named: dict[int, dict[str, list[tuple[Place, Job, Stage]]]] = {}

    def all(self) -> Iterator[tuple[Place, Job | None, Stage]]:
        """All jobs, and the stages of Dockerfiles, which have no job."""
        for place in self.places:
            if place.dockerfile is not None:
                yield from ((place, None, stage) for stage in place.stages)
            else:
                yield from ((place, *run) for run in zip(place.jobs, place.stages, strict=True))

    def called(self, path: str, target: str) -> Sequence[tuple[Place, Job, Stage]]:
        """The jobs that a call of ``path`` runs: all jobs of a script or an action, one job of a file with targets."""
        found: list[tuple[Place, Job, Stage]] = []
        places = next(
            (p for name in (path, f"{path}/action.yml", f"{path}/action.yaml") if (p := self._by_path.get(name))), []
        )
        for place in places:
            if place.dockerfile is not None:
                continue
            if place.format in TARGETS:
                found += self._target(place, target)
            elif not target:
                found += [(place, *run) for run in zip(place.jobs, place.stages, strict=True)]
        return found

    def _target(self, place: Place, target: str) -> Sequence[tuple[Place, Job, Stage]]:
        named = self._named.get(id(place))
        if named is None:
            named = self._named[id(place)] = {}
            for job, stage in zip(place.jobs, place.stages, strict=True):
                for name in _names(job.name.removeprefix("testenv:")):
                    named.setdefault(name, []).append((place, job, stage))
                named.setdefault("", [(place, job, stage)])
        found = named.get(target)
        if found is None and place.format == "tox":
            found = next((named[name] for name in _BASES if name in named), [])
        return found or ()


def _names(name: str) -> Iterator[str]:
    """The names of the environments of a section of tox: ``{build,clean}`` are two."""
    before, opening, rest = name.partition("{")
    inner, closing, after = rest.partition("}")
    if opening and closing and "{" not in after:
        yield from (before + each.strip() + after for each in inner.split(","))
    else:
        yield name
