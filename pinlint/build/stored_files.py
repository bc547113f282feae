"""Finds the jobs of a file that make what another job publishes: they store files under names, and the other job gets the files
by these names.

GitHub calls stored files artifacts. Their names may contain expressions, and a job may get them by a pattern. A job is excluded
only if the known parts of both names differ.
"""

from __future__ import annotations

from bisect import bisect_left

from pinlint.build.image_stage import BuildStep
from pinlint.build.purposes import keeps_results_of_checks, plain_action, runs_workflow, words_of_action
from pinlint.formats.jobs import Call
from pinlint.formats.shell_words import SimpleCommand
from pinlint.text.patterns import lazy
from pinlint.uses.steps import CHECK, PUBLISH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pinlint.build.image_stage import Stage
    from pinlint.formats.jobs import Job
    from pinlint.text.budget import Budget

#: Stores files for another job, gets them, and stores those of other jobs again under one name.
_STORING = "actions/upload-artifact"
_FETCHING = "actions/download-artifact"
_MERGING = "actions/upload-artifact/merge"
_ARTIFACT = frozenset(["artifact", "artifacts"])
#: A name of which nothing is known.
_ANY = "*"
#: Where the known part of a name or a pattern ends: at an expression, or at a mark of a pattern (minimatch), of which ``!`` may
#: stand at the beginning.
_UNKNOWN = lazy(r"\$\{\{|[*?+@!]?\(|[*?\[{\\]|\A!")
#: What a job does for those that need it: it runs before one that publishes, which gets files by name, or all files.
_RUNS_BEFORE, _BY_NAME, _ALL = 1, 2, 3


class Wanted:
    """The ``names`` and patterns of the stored files that publishing jobs get. ``all`` says that they get files with any name."""

    __slots__ = ("_storing", "all", "names")

    def __init__(self, names: set[str] | None = None, *, all: bool = False) -> None:
        self.names = set() if names is None else names
        self.all = all
        #: The jobs of other files that store wanted files, by their ids; by the ids of the lists of all jobs of these files.
        self._storing: dict[int, set[int]] = {}

    def is_stored_by(self, job: Job, jobs: Sequence[Job], budget: Budget) -> bool:
        """Whether one of the ``jobs`` of a file stores files under a name that a wanted name may mean. Raises ExceededError."""
        found = self._storing.get(id(jobs))
        if found is None:
            stored = [list(_stored(calls_of(each))) for each in jobs]
            left = _Stored(stored)
            numbers = {number for name in self.names for number in left.take(name, budget)}
            if self.all:
                numbers.update(
                    number for number, names in enumerate(stored) if not all(map(keeps_results_of_checks, names))
                )
            found = self._storing[id(jobs)] = {id(jobs[number]) for number in numbers}
        return id(job) in found


class _Stored:
    """The names under which jobs store files. Each job is found once: by the first wanted name that may mean one of its names."""

    def __init__(self, stored: Iterable[Iterable[str]]) -> None:
        pairs = [(name, _known_part(name), number) for number, names in enumerate(stored) for name in names]
        self._known = _Sorted([(known, number) for name, known, number in pairs if known == name])
        self._partly = _Sorted([(known, number) for name, known, number in pairs if known != name])
        self._lengths = sorted({len(known) for name, known, _ in pairs if known != name})

    def take(self, wanted: str, budget: Budget) -> list[int]:
        """The numbers of the jobs whose files may be the wanted ones. A job that was taken before is left out.

        Only the known beginnings of both names are compared. Raises ExceededError.
        """
        known = _known_part(wanted)
        found = self._known.take(known, exactly=known == wanted)
        if known != wanted:
            found += self._partly.take(known)
        for length in self._lengths:
            if length > len(known):
                break
            budget.spend(3 + length // 64)
            found += self._partly.take(known[:length], exactly=True)
        return found


class _Sorted:
    """Names with the numbers of jobs, in order."""

    def __init__(self, pairs: list[tuple[str, int]]) -> None:
        pairs.sort()
        self._names = [name for name, _ in pairs]
        self._numbers = [number for _, number in pairs]

    def take(self, beginning: str, *, exactly: bool = False) -> list[int]:
        """Removes the names that begin with this text, or are ``exactly`` this text, and returns their numbers."""
        low = high = bisect_left(self._names, beginning)
        while high < len(self._names) and self._names[high].startswith(beginning):
            if exactly and self._names[high] != beginning:
                break
            high += 1
        found = self._numbers[low:high]
        if found:
            del self._names[low:high], self._numbers[low:high]
        return found


def publish_what_is_needed(jobs: Sequence[Job], stages: Sequence[Stage], budget: Budget) -> dict[int, Wanted]:
    """Makes PUBLISH the purpose of jobs that store files for a publishing job. A job of GitHub gets such files by their names.

    Returns these names for the jobs that run another workflow, by the ids of their stages. Raises ExceededError.
    """
    return _Needed(jobs, stages, budget).found()


class _Needed:
    """Goes from the jobs that publish to the jobs that they need. A job is visited again only if more is known about the jobs
    that need it.
    """

    def __init__(self, jobs: Sequence[Job], stages: Sequence[Stage], budget: Budget) -> None:
        self._jobs = jobs
        self._stages = stages
        self._budget = budget
        self._calls = [calls_of(job) for job in jobs]
        self._numbers = {job.name: number for number, job in enumerate(jobs)}
        self._levels = [0] * len(jobs)
        self._published: set[int] = set()
        #: The jobs that store files with a wanted name, whoever gets them.
        self._stores_wanted: set[int] = set()
        self._names: set[str] = set()
        self._waiting: list[int] = []
        self._stored = [list(_stored(calls)) for calls in self._calls]
        self._left = _Stored(self._stored)

    def found(self) -> dict[int, Wanted]:
        """Gives all jobs their purposes. Returns the wanted names for the jobs that run another workflow."""
        for number, stage in enumerate(self._stages):
            if stage.purpose == PUBLISH:
                self._publish(number)
        while self._waiting:
            number = self._waiting.pop()
            if number not in self._published and self._is_published(number):
                self._publish(number)
            needs = self._jobs[number].needs
            self._budget.spend(1 + len(needs))
            for name in needs:
                needed = self._numbers.get(name)
                if needed is not None and self._levels[needed] < self._levels[number]:
                    self._levels[needed] = self._levels[number]
                    self._waiting.append(needed)
        wanted = {_BY_NAME: Wanted(self._names), _ALL: Wanted(self._names, all=True)}
        return {
            id(stage): wanted[level]
            for stage, level, calls in zip(self._stages, self._levels, self._calls, strict=True)
            if level in wanted and runs_workflow(calls)
        }

    def _is_published(self, number: int) -> bool:
        level = self._levels[number]
        return (
            (level >= _RUNS_BEFORE and self._jobs[number].keeps)
            or (level >= _BY_NAME and (number in self._stores_wanted or runs_workflow(self._calls[number])))
            or (level >= _ALL and not all(map(keeps_results_of_checks, self._stored[number])))
        )

    def _publish(self, number: int) -> None:
        stage = self._stages[number]
        self._published.add(number)
        self._waiting.append(number)
        if stage.purpose == CHECK:
            stage.purpose = PUBLISH
        level = _RUNS_BEFORE
        for name in _fetched(self._calls[number], commands_of(stage)):
            if not _known_part(name):
                level = _ALL
                continue
            level = max(level, _BY_NAME)
            if name not in self._names:
                self._names.add(name)
                storing = self._left.take(name, self._budget)
                self._stores_wanted.update(storing)
                self._waiting += storing
        self._levels[number] = max(self._levels[number], level)


def calls_of(job: Job) -> list[Call]:
    """The actions and files that a job uses."""
    return [action for action in job.actions if isinstance(action, Call)]


def actions_of(job: Job) -> list[str]:
    """The names of the actions and files that a job uses."""
    return [call.name for call in calls_of(job)]


def commands_of(stage: Stage) -> Iterable[SimpleCommand]:
    """All commands of a stage, in order."""
    for event in stage.events:
        if isinstance(event, BuildStep):
            yield event.step.command
        elif isinstance(event, SimpleCommand):
            yield event


def _stored(calls: Iterable[Call]) -> Iterable[str]:
    """The names under which a job stores files. The names that actions of others than GitHub use are not known."""
    for call in calls:
        action = plain_action(call)
        if action == _MERGING:
            yield call.artifact or "merged-artifacts"
        elif action == _STORING:
            yield call.artifact or "artifact"
        elif "upload" in (words := words_of_action(action)) and not _ARTIFACT.isdisjoint(words):
            yield _ANY


def _fetched(calls: Iterable[Call], commands: Iterable[SimpleCommand]) -> Iterable[str]:
    """The names or patterns of the stored files that a job gets."""
    for call in calls:
        action = plain_action(call)
        if action == _MERGING:
            yield call.pattern or _ANY
        elif action == _FETCHING:
            yield call.artifact or call.pattern or _ANY
        elif "download" in (words := words_of_action(action)) and not _ARTIFACT.isdisjoint(words):
            yield _ANY
    for command in commands:
        if command.program == "gh" and [word.literal for word in command.words[1:3]] == ["run", "download"]:
            yield _ANY


def _known_part(name: str) -> str:
    mark = _UNKNOWN.search(name)
    return name[: mark.start()] if mark else name
