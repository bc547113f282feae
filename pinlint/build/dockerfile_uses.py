"""The steps of Dockerfiles, as the install graph takes them."""

from __future__ import annotations

from posixpath import dirname, join

from pinlint.build.install_commands import COMPILE, LOCKS, RESOLVE, SYNC
from pinlint.requirements.names import normalize
from pinlint.uses import steps
from pinlint.uses.nodes import STAGE, VENV, Environment
from pinlint.uses.steps import DEPENDENCY_GROUP, FILE, LOCK_FILE, SOURCE_TREE, Step, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.image_stage import BuildStep
    from pinlint.build.install_commands import Argument
    from pinlint.formats.dockerfile import Dockerfile
    from pinlint.text.source import Location

#: Words in the name of a Dockerfile, of its folders or of a stage that tell that its image never goes into service.
_CHECKS = frozenset({"test", "tests", "testing", "lint", "linter", "ci", "qa", "e2e", "benchmark", "check", "fuzz"})
_DEVELOPS = frozenset(
    {"dev", "devel", "develop", "development", "devcontainer", "local", "debug", "example", "examples"}
)
_OPTIONS = {
    "--no-deps": steps.NO_DEPS,
    "--no-dependencies": steps.NO_DEPS,
    "--require-hashes": steps.HASHES,
    "--upgrade": steps.UPGRADE,
    "-U": steps.UPGRADE,
    "--frozen": steps.FROZEN,
    "--frozen-lockfile": steps.FROZEN,
    "--ignore-pipfile": steps.FROZEN,
    "--locked": steps.LOCKED,
    "--deploy": steps.LOCKED,
    "--no-root": steps.NO_PROJECT,
    "--no-install-project": steps.NO_PROJECT,
    "--no-index": steps.NO_INDEX,
}


def uses(dockerfile: Dockerfile, found: Sequence[BuildStep]) -> Iterator[Step]:
    """The steps of one Dockerfile. Raises ExceededError where that takes more than the budget of its context."""
    numbers: dict[int, int] = {}
    for order, step in enumerate(found):
        number = numbers.setdefault(id(step.stage), len(numbers))
        yield _Reader(dockerfile, step, order, str(number)).read()


def purpose_of(path: str, stage: str | None = None) -> str:
    """For what the image of a Dockerfile is built, as far as names tell."""
    words = {word for part in (*path.lower().split("/"), stage or "") for word in _words(part)}
    if words & _CHECKS:
        return steps.CHECK
    return steps.DEVELOP if words & _DEVELOPS else steps.SHIP


def _words(text: str) -> list[str]:
    for mark in "._-":
        text = text.replace(mark, " ")
    return text.split()


class _Reader:
    """Makes one step of the graph of one step of a Dockerfile."""

    def __init__(self, dockerfile: Dockerfile, step: BuildStep, order: int, number: str) -> None:
        self.source = dockerfile.source
        self.step = step
        self.order = order
        self.number = number
        self.purpose = purpose_of(dockerfile.path, step.stage.name)

    def read(self) -> Step:
        step = self.step.step
        kind = step.kind
        files = [*step.files, *(step.operands if step.tool in ("pip-sync", "uv pip sync") else ())]
        installs = [self.file(argument) for argument in files] if kind not in (COMPILE, SYNC) else []
        inputs: list[Target] = []
        produces: list[Target] = []
        if kind == RESOLVE:
            installs.append(self.named(step.operands[0] if step.operands else None, "requirements.txt"))
        elif kind == SYNC:
            installs.append(self.named(None, LOCKS[step.tool.split()[0]], LOCK_FILE))
        elif kind == COMPILE:
            inputs = [self.file(argument) for argument in step.operands]
            produces = [self.named(None, name) for name in self.step.outputs]
        else:
            installs += self.projects()
        return Step(
            step.tool,
            self.place,
            self.environment(),
            self.purpose,
            order=self.order,
            installs=installs,
            bounds=list(self.bounds()),
            inputs=inputs,
            produces=produces,
            options={name for option, name in _OPTIONS.items() if option in step.options},
            conditional=step.command.conditional,
        )

    @property
    def place(self) -> Location:
        return self.source.at(self.step.step.command.span)

    def environment(self) -> Environment:
        """The stage, or the virtual environment in it that the step installs into."""
        stage = Environment(STAGE, self.source.path, self.step.stage.name or self.number)
        where = self.step.environment
        if where:
            return Environment(VENV, self.source.path, f"{stage.name}:{where}", stage)
        return stage if where is not None else Environment(VENV, self.source.path, f"{stage.name}:{self.order}", stage)

    def file(self, argument: Argument) -> Target:
        """A file that an argument names."""
        name = argument.value
        place = self.source.at(argument.word.span)
        found = self.step.find(name) if name and "://" not in name and name != "-" else None
        return Target(FILE, name or argument.word.text, place, found.path if found is not None else None)

    def named(self, argument: Argument | None, default: str, kind: str = FILE) -> Target:
        """A file that an argument names, else the tool's own; the one that it reads, or would write over."""
        name = (argument.value if argument else None) or default
        place = self.source.at(argument.word.span) if argument else self.place
        return Target(kind, name, place, self.step.find(name).path)

    def bounds(self) -> Iterator[Target]:
        """The constraints files; a value that only the build knows is one that nobody can read."""
        from pinlint.build.bounds import bounds

        for bound in bounds(self.step):
            yield Target(FILE, bound.text, bound.place, bound.path)

    def projects(self) -> Iterator[Target]:
        """The folders of the project that the step installs, with their extras; and the groups that it names."""
        step = self.step.step
        for argument in (*step.operands, *step.editables):
            text = argument.value
            if not text or "://" in text or not text.startswith((".", "/")):
                continue
            folder, _, extras = text.partition("[")
            found = (self.step.find(join(folder, name)).path for name in ("pyproject.toml", "setup.cfg", "setup.py"))
            path = next((path for path in found if path), None)
            if path is not None:
                parts = [
                    f"extra:{normalize(extra.strip())}" for extra in extras.rstrip("]").split(",") if extra.strip()
                ]
                yield Target(SOURCE_TREE, text, self.source.at(argument.word.span), dirname(path), parts=parts)
        for argument in step.groups:
            file, _, group = (argument.value or "").rpartition(":")
            path = self.step.find(file or "pyproject.toml").path if group else None
            if path is not None:
                place = self.source.at(argument.word.span)
                yield Target(DEPENDENCY_GROUP, group, place, dirname(path), parts=[f"group:{normalize(group)}"])
