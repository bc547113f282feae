"""Reads the files of a project that install something, each once, for the install graph and for the build rules."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice, takewhile

from pinlint.index import OTHER_FORMATS
from pinlint.text.budget import LONGEST_WORD, ExceededError, check_source, is_too_long

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any, TypeVar

    from pinlint.build.build_budget import BuildBudget
    from pinlint.build.places import Place
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.requirements.model import Requirement
    from pinlint.text.globs import Glob
    from pinlint.text.source import Location, SourceFile
    from pinlint.uses.steps import Step

    T = TypeVar("T")

#: Formats of files that most projects have for other reasons: each file that installs something contains one of these words.
_NEEDED = {
    "hatch": (b"envs",),
    "tool_tables": (b"tool.cibuildwheel", b"tool.poe.", b"tool.pdm.scripts", b".tasks", b"[tasks", b"jupyter-releaser"),
    "tox": (b"[tool.tox", b"[testenv", b"[tox", b"env_run_base"),
}


#: Words of which one is in each file that publishes a project on a package index.
_UPLOADS = (b"publish", b"upload", b"pypi")
#: So many versions of one project in one file are versions under test.
VERSIONS_UNDER_TEST = 3


class CheckPins:
    """What commands pin. ``pins`` on command lines and ``versions`` in settings are both by project. ``commands`` has the
    commands that check the project. The value is true if the command installs only pins.
    """

    __slots__ = ("commands", "pins", "versions")

    def __init__(self) -> None:
        self.pins: list[Requirement] = []
        self.versions: list[tuple[str, str]] = []
        self.commands: list[bool] = []


class Builds:
    """The ``places`` that were read, and the ``troubles``: files that could not be read, as subjects.

    ``reader`` returns what reads a format. ``unnamed`` are files that no pattern finds and that may be scripts.
    """

    def __init__(self, project: CheckedProject, reader: Callable[[str], Any], unnamed: Sequence[str] = ()) -> None:
        self._project = project
        self._reader = reader
        self.places: list[Place] = []
        #: The files that install nothing themselves, with their contents.
        self._others: list[tuple[str, str, bytes]] = []
        #: What reads pipelines, the files that are read as a part of a pipeline, and the pipelines that others start.
        self._pipelines: Any = None
        self._parts: set[str] = set()
        self._triggered: list[str] = []
        self.troubles: list[Subject] = []
        self._uploads: bool | None = None
        self._deploying: Sequence[SourceFile] | None = None
        for format, pattern in OTHER_FORMATS.items():
            paths = project.matching(pattern)
            if format == "gitlab_ci" and paths:
                self._read_pipelines(paths)
                continue
            for path in paths:
                self._read(format, path)
        for path in unnamed:
            self._read("shell_script", path)
        self._read_callers()
        self._read_called()
        if self.places:
            from pinlint.build.callers import pass_on_purposes

            pass_on_purposes(self.places)

    def subjects(self) -> Iterator[Subject]:
        """The subjects of all files."""
        yield from self.troubles
        if not self.places:
            return
        from pinlint.build.filled_contexts import FilledContexts
        from pinlint.build.subjects import subjects
        from pinlint.findings.subjects import as_far_as_checked
        from pinlint.text.source import Span

        contexts = FilledContexts(self._with_commands, self._project)
        for place in self.places:
            found = subjects(place, self._project, self.places)
            if place.dockerfile is not None:
                found = (each for each in found if not contexts.fill(each[2]))
            yield from as_far_as_checked(found, place.source.at(Span(0, 0)), f"this {place.kind}")

    def steps(self) -> Iterator[Step]:
        """The steps of all files, in the form that the install graph needs."""
        if not self.places:
            return
        from pinlint.build.step_uses import uses

        for place in self.places:
            yield from place.budget.aside(
                _until_exceeded(uses(place))
            )  # the build rules report a file that is not read to the end

    def unlocked_pins(self) -> dict[str, list[tuple[str, str]]]:
        """The pins on command lines whose dependencies no lock pins, by the file with the command."""
        if not any("==" in text for place in self.places for text in place.texts):
            return {}
        from pinlint.build.unlocked_pins import unlocked_pins

        found = ((p.source.path, list(p.budget.aside(_until_exceeded(unlocked_pins(p.steps))))) for p in self.places)
        return {path: pins for path, pins in found if pins}

    def check_pins(self, for_developers: Callable[[str], bool]) -> CheckPins:
        """What all commands pin; ``for_developers`` says whether a file only checks or develops the project."""
        found = CheckPins()
        if not self.places:
            return found
        from pinlint.build.check_installs import check_installs, named_versions

        for place in self.places:
            versions = [version for text in place.texts for version in named_versions(text)]
            named: list[Requirement] = []
            installs = _until_exceeded(check_installs(place.steps, self._project, for_developers))
            for pins, only_pins in place.budget.aside(installs):
                named += pins
                if only_pins is not None:
                    found.commands.append(only_pins)
            tested = _under_test(versions, named)
            found.versions += [each for each in versions if each[0] not in tested]
            found.pins += [each for each in named if each.project not in tested]
        return found

    def named_for_users(self) -> list[Requirement]:
        """The requirements in all commands that build, publish or deploy something for users."""
        from pinlint.build.check_installs import named_for_users

        found = (place.budget.aside(_until_exceeded(named_for_users(place.steps))) for place in self.places)
        return [requirement for each in found for requirement in each]

    @property
    def uploads_package(self) -> bool:
        """Whether a file of commands publishes the project on a package index."""
        if self._uploads is None:
            from pinlint.build.places import uploads_package

            self._uploads = any(map(uploads_package, self.places)) or any(
                uploads_package(place)
                for format, path, data in self._others
                if any(mark in data for mark in _UPLOADS) and (place := self._place(format, path)) is not None
            )
        return self._uploads

    @property
    def deploying(self) -> Sequence[SourceFile]:
        """The files with jobs or scripts that deploy something."""
        if self._deploying is None:
            from pinlint.formats.installer_words import may_publish

            others = (self._place(format, path) for format, path, data in self._others if may_publish(data))
            places = [*self.places, *(place for place in others if place is not None)]
            self._deploying = [place.source for place in places if _has_deploying_job(place)]
        return self._deploying

    def _with_commands(self) -> Iterator[SourceFile]:
        """The files with jobs and scripts, also those that install nothing."""
        for place in self.places:
            if place.dockerfile is None:
                yield from (place.source, *place.included)
        sources = (self._project.source(path) for _, path, _ in self._others)
        yield from (source for source in sources if source is not None)

    def named_files(self) -> Iterator[str]:
        """The files that commands install with ``-r``, and the inputs and outputs of compile commands. They may have any name."""
        for place in self.places:
            yield from place.budget.aside(_until_exceeded(_named_files(place)))

    def _read(self, format: str, path: str) -> None:
        if format == "dockerfile":
            self._go_through(format, path)
            return
        from pinlint.project.files import Unreadable

        try:
            data = self._project.read(path)
        except Unreadable:
            if self._project.is_file(path):  # a link that leads nowhere has no commands
                self._go_through(format, path)
            return
        if not any(word in data for word in _NEEDED.get(format, (b"",))):
            return
        if format == "shell_script" and "." not in path.rpartition("/")[2]:
            from pinlint.formats.shell_script import is_script

            if data.startswith(b"#!") and b"python" in data.partition(b"\n")[0]:
                try:
                    data.decode()
                except UnicodeDecodeError:  # only Python can tell how to read it
                    return
                format = "python_program"
            elif not is_script(path, data):
                return
        from pinlint.formats.installer_words import may_install

        if may_install(format, data):
            self._go_through(format, path)
        elif data:
            self._others.append((format, path, data))

    def _read_pipelines(self, paths: list[str]) -> None:
        """Reads the pipelines of GitLab: first that of the project, then the files that are a part of no other pipeline."""
        self._triggered = sorted(paths, key=lambda path: path != ".gitlab-ci.yml")[::-1]
        read: set[str] = set()
        while self._triggered:
            path = self._triggered.pop()
            if path not in read | self._parts and self._project.exists(path):
                read.add(path)
                self._read("gitlab_ci", path)
        pipelines = [place for place in self.places if place.format == "gitlab_ci"]
        parts = {
            source.path for place in pipelines if place.source.path not in self._parts for source in place.included
        }
        self.places = [place for place in self.places if place.source.path not in parts]

    def _files_of(self, place: Place) -> Callable[[str], Iterator[SourceFile]]:
        """What finds the files that the path or glob of an include names, and counts them as files of the ``place``."""

        def find(pattern: str) -> Iterator[SourceFile]:
            from pinlint.text.globs import Glob

            paths: Iterable[str] = [pattern] if self._project.exists(pattern) else []
            if Glob.is_one(pattern) and len(pattern) <= LONGEST_WORD:
                glob = Glob(pattern.replace("**.", "**/*."))
                first = bisect_left(self._project.paths, glob.prefix)
                below = takewhile(lambda path: path.startswith(glob.prefix), islice(self._project.paths, first, None))
                paths = [path for path in below if _matches(glob, path, place.budget)]
            for path in paths:
                source = self._project.source(path)
                if source is not None and not is_too_long(source.text):
                    again = path in self._parts
                    place.budget.add(len(source.text), led_to=again)
                    place.budget.spend(2 * len(source.text) if again else 0)
                    yield source

        return find

    def _read_callers(self) -> None:
        """Reads the files that run an installing file: their purpose decides how strictly it is judged."""
        if not self.places:
            return
        from pinlint.build.callers import called_as, only_publishing
        from pinlint.formats.installer_words import may_publish

        done = 0
        while done < len(self.places):
            places = self.places[done:]
            done = len(self.places)
            names = {(name.encode(), only_publishing(place)) for place in places for name in called_as(place)}
            if not names:
                return
            callers = [
                each
                for each in self._others
                if any(name in each[2] and (not limited or may_publish(each[2])) for name, limited in names)
            ]
            self._others = [each for each in self._others if each not in callers]
            for format, path, _ in callers:
                self._go_through(format, path)

    def _read_called(self) -> None:
        """Reads the scripts without an ending that other files run, and the environments of conda that they install."""
        known = {place.source.path for place in self.places} | {path for _, path, _ in self._others}
        done = 0
        while done < len(self.places):
            calls = [call for place in self.places[done:] for stage in place.stages for call in stage.calls]
            done = len(self.places)
            for path, target in calls:
                if path in known or target:
                    continue
                known.add(path)
                if path.endswith((".yml", ".yaml")):
                    self._read("conda_environment", path)
                elif "." not in path.rpartition("/")[2]:
                    self._read("shell_script", path)

    def _go_through(self, format: str, path: str) -> None:
        place = self._place(format, path)
        if place is not None:
            self.places.append(place)

    def _place(self, format: str, path: str) -> Place | None:
        """The processed file; None if it cannot be read."""
        from pinlint.build.build_budget import BuildBudget
        from pinlint.build.places import Place
        from pinlint.findings.subjects import not_checked
        from pinlint.formats.located import LocatedError
        from pinlint.text.source import Location, Span

        project = self._project
        reported = path in project.unreadable
        source = project.source(path)
        if source is None:
            if path in project.unreadable and not reported:
                # A dangling link is not a Dockerfile.
                self._not_read(Location(path), project.unreadable[path], fatal=project.is_file(path))
            return None
        place = Place(format, source, BuildBudget(source, project))
        try:
            check_source(source.text)
            if format == "dockerfile":
                place.build(project)
            else:
                reader = self._reader(format)
                if format == "gitlab_ci":
                    self._pipelines = self._pipelines or reader.Pipelines()
                    pipeline = self._pipelines.read(source, self._files_of(place))
                    place.included = pipeline.included
                    place.run(pipeline.jobs, project)
                    self._parts.update(each.path for each in pipeline.included)
                    self._triggered += [*pipeline.triggers, *pipeline.broken]
                else:
                    place.run(reader.jobs(source), project)
        except LocatedError as error:
            message = f"{error.message}: pinlint did not check what this file installs"
            self._not_read(source.at(error.span), message, fatal=False)
        except ExceededError as error:
            self.troubles.append(not_checked(source.at(Span(0, 0)), f"this {place.kind} {error}"))
        else:
            return place
        return None

    def _not_read(self, place: Location, message: str, *, fatal: bool) -> None:
        from pinlint.findings.subjects import Trouble
        from pinlint.requirements.model import Problem
        from pinlint.text.source import Span

        problem = Problem("unreadable-file", message, Span(0, 0), fatal=fatal)
        self.troubles.append(("problem", "unreadable-file", Trouble(place, problem)))


def _matches(glob: Glob, path: str, budget: BuildBudget) -> bool:
    budget.spend(1 + glob.length // 4)
    return glob.matches(path)


def _has_deploying_job(place: Place) -> bool:
    from pinlint.uses.steps import DEPLOY

    return any(stage.purpose == DEPLOY for stage in place.stages)


def _under_test(versions: Iterable[tuple[str, str]], pins: Iterable[Requirement]) -> set[str]:
    """The projects to which one file of commands gives so many versions that it tests with each of them."""
    given: dict[str, set[str]] = {}
    named = ((each.project, each.pinned_version) for each in pins)
    for project, version in (*versions, *named):
        if project and version:
            given.setdefault(project, set()).add(version)
    return {project for project, found in given.items() if len(found) >= VERSIONS_UNDER_TEST}


def _until_exceeded(found: Iterator[T]) -> Iterator[T]:
    try:
        yield from found
    except ExceededError:
        return


def _named_files(place: Place) -> Iterator[str]:
    from pinlint.build.install_commands import COMPILE, INSTALL
    from pinlint.build.installed_before import installed_files
    from pinlint.build.written_files import written_by

    for step in place.steps:
        if step.step.kind == COMPILE and step.step.tool in ("pip-compile", "uv pip compile"):
            names = [*(argument.value for argument in step.step.operands), *written_by(step)]
            yield from (path for name in names if name and (path := step.find(name).path))
        elif step.step.kind == INSTALL and step.step.files:
            yield from installed_files(step)
