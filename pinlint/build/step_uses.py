"""Converts the steps of Dockerfiles and jobs into the form that the install graph needs."""

from __future__ import annotations

from posixpath import dirname, join

from pinlint.build.base_images import pythons
from pinlint.build.install_commands import COMPILE, LOCKS, RESOLVE, SYNC, UNINSTALL
from pinlint.build.installed_before import environment
from pinlint.build.places import makes_only_distributions
from pinlint.build.written_files import exports, made, written_by
from pinlint.requirements.model import PROJECT_FILES
from pinlint.requirements.names import normalize
from pinlint.uses import steps
from pinlint.uses.nodes import JOB, STAGE, VENV, Environment
from pinlint.uses.steps import DEPENDENCY_GROUP, FILE, LOCK_FILE, SOURCE_TREE, Step, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.command_words import Argument
    from pinlint.build.image_stage import BuildStep
    from pinlint.build.places import Place
    from pinlint.text.source import Location

_OPTIONS = {
    "--no-deps": steps.NO_DEPS,
    "--no-dependencies": steps.NO_DEPS,
    "--require-hashes": steps.HASHES,
    "--upgrade": steps.UPGRADE,
    "-U": steps.UPGRADE,
    "--frozen": steps.FROZEN,
    "--frozen-lockfile": steps.FROZEN,
    "--ignore-pipfile": steps.FROZEN,
    "--check": steps.LOCKED,
    "--locked": steps.LOCKED,
    "--deploy": steps.LOCKED,
    "--no-root": steps.NO_PROJECT,
    "--no-install-project": steps.NO_PROJECT,
    "--no-index": steps.NO_INDEX,
    **dict.fromkeys(
        ("--exclude-newer", "--exclude-newer-package", "--resolution", "--prerelease", "--fork-strategy"),
        steps.RESOLUTION,
    ),
}
#: The variables with the same meaning as an option of uv.
_RESOLUTION = ("UV_EXCLUDE_NEWER", "UV_RESOLUTION", "UV_PRERELEASE", "UV_FORK_STRATEGY")


def uses(place: Place) -> Iterator[Step]:
    """The steps of one file. Raises ExceededError if that takes more than the budget of the file."""
    numbers: dict[int, int] = {}
    distributions = makes_only_distributions(place)
    for order, step in enumerate(place.steps):
        number = numbers.setdefault(id(step.stage), len(numbers))
        yield _Reader(place, step, order, str(number), distributions).read()
    yield from exports(place)
    yield from made(place)


class _Reader:
    """Converts one step of a file into a step of the graph."""

    def __init__(self, place: Place, step: BuildStep, order: int, number: str, distributions: bool) -> None:
        self.distributions = distributions and step.purpose == steps.PUBLISH
        self.path = place.source.path
        self.kind = STAGE if place.dockerfile is not None else JOB
        self.source = step.step.command.mapped.source
        self.step = step
        self.order = order
        self.number = number
        self.purpose = step.purpose

    def read(self) -> Step:
        step = self.step.step
        kind = step.kind
        files = [*step.files, *(step.operands if step.tool in ("pip-sync", "uv pip sync") else ())]
        installs = []
        if kind not in (COMPILE, SYNC, UNINSTALL):
            installs = [target for argument in files for target in self.files(argument)]
        inputs: list[Target] = []
        produces: list[Target] = []
        if kind == RESOLVE:
            installs.append(self.named(step.operands[0] if step.operands else None, "requirements.txt"))
        elif kind == SYNC:
            installs.append(self.named(None, LOCKS[step.tool.split()[0]], LOCK_FILE))
        elif kind == COMPILE:
            inputs = [self.file(argument) for argument in step.operands]
            produces = [self.named(None, name) for name in written_by(self.step)]
        elif kind != UNINSTALL:
            installs += self.projects()
        options = {name for option, name in _OPTIONS.items() if option in step.options}
        if step.tool.startswith("uv ") and any(map(self.step.variables.get, _RESOLUTION)):
            options.add(steps.RESOLUTION)
        if self.distributions:
            options.add(steps.DISTRIBUTIONS)
        return Step(
            step.tool,
            self.place,
            self.environment(),
            self.purpose,
            order=self.order,
            installs=installs,
            bounds=list(self.bounds()),
            removes=[self.file(argument) for argument in files] if kind == UNINSTALL else (),
            inputs=inputs,
            produces=produces,
            options=options,
            conditional=step.command.conditional,
        )

    @property
    def place(self) -> Location:
        return self.source.at(self.step.step.command.span)

    def environment(self) -> Environment:
        """The stage, or the virtual environment in it that the step installs into."""
        known = pythons(self.step.stage)
        stage = Environment(self.kind, self.path, self.step.stage.name or self.number, pythons=known)
        where = environment(self.step)
        if where == "":
            return stage
        name = self.order if where is None else where
        return Environment(VENV, self.path, f"{stage.name}:{name}", stage, known)

    def file(self, argument: Argument) -> Target:
        """A file that an argument names."""
        name = argument.value
        place = self.source.at(argument.word.span)
        found = self.step.find(name) if name and "://" not in name and name != "-" else None
        return Target(FILE, name or argument.word.text, place, found.path if found is not None else None)

    def files(self, argument: Argument) -> Iterator[Target]:
        """The file that an argument names, or the files whose lines it has."""
        target = self.file(argument)
        found = self.step.find(argument.value) if target.path is not None and argument.value else None
        if found is None or not found.changed:
            yield target
            return
        context = self.step.stage.context
        for path in found.paths:
            source = context.project.source(path) if found.without else None
            lines = source.text.count("\n") if source is not None else 0
            context.budget.spend(len(found.without) * lines // 4)  # each pattern is matched with each line
            yield Target(FILE, target.text, target.place, path, without=found.without)

    def named(self, argument: Argument | None, default: str, kind: str = FILE) -> Target:
        """The file that an argument names. Without one, the tool's default: the file that it reads or overwrites."""
        name = (argument.value if argument else None) or default
        place = self.source.at(argument.word.span) if argument else self.place
        return Target(kind, name, place, self.step.find(name).path)

    def bounds(self) -> Iterator[Target]:
        """The constraints files. A file whose name only the build knows counts as unreadable."""
        from pinlint.build.bounds import bounds

        for bound in bounds(self.step):
            yield Target(FILE, bound.text, bound.place, bound.path)

    def projects(self) -> Iterator[Target]:
        """The folders of the project that the step installs, with their extras, and the groups that the step names."""
        step = self.step.step
        for argument in step.groups:
            file, colon, name = (argument.value or "").rpartition(":")
            path = self.step.find(file if colon else PROJECT_FILES[0]).path if name else None
            if path is not None:
                place = self.source.at(argument.word.span)
                yield Target(
                    DEPENDENCY_GROUP, name, place, dirname(path), parts=[f"group:{normalize(name)}"], whole=False
                )
        for argument in (*step.operands, *step.editables):
            text = argument.value
            if not text or "://" in text or not text.startswith((".", "/")):
                continue
            folder, _, extras = text.partition("[")
            found = (self.step.find(join(folder, name)).path for name in PROJECT_FILES)
            path = next((path for path in found if path), None)
            if path is not None:
                parts = [
                    f"extra:{normalize(extra.strip())}" for extra in extras.rstrip("]").split(",") if extra.strip()
                ]
                yield Target(SOURCE_TREE, text, self.source.at(argument.word.span), dirname(path), parts=parts)
