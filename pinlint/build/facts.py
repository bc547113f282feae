"""The facts by which rules judge builds: what a step installs, which file is missing, which lock is not used."""

from __future__ import annotations

from posixpath import join

from pinlint.build.base_images import pythons
from pinlint.build.image_stage import BuildStep
from pinlint.build.install_arguments import pinned_arguments
from pinlint.build.install_commands import INSTALL, RESOLVE
from pinlint.build.installed_before import installed_files, runs_elsewhere
from pinlint.build.purposes import (
    is_below_checks,
    is_run_by_hand,
    is_run_by_users,
    names_check,
    names_installation,
    names_variants,
)
from pinlint.requirements.policies import PACKAGING_TOOLS
from pinlint.uses.steps import CHECK, DEPLOY, DEVELOP, PUBLISH, SHIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.build.command_words import Argument
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Location, SourceFile


#: What makes each tool install its lock or fail.
STRICTLY = {
    **dict.fromkeys(("uv sync", "uv export"), "--locked"),
    "pdm install": "--check",
    "pipenv install": "--deploy",
}
_TESTS = frozenset({"test", "tests"})
#: A limit that only the shell knows.
_UNKNOWN = "?"
_AGE_OPTIONS = ("--exclude-newer", "--uploaded-prior-to")
#: The variables with the same meaning, by the program that reads them.
_AGE_VARIABLES = {
    "uv": "UV_EXCLUDE_NEWER",
    "uvx": "UV_EXCLUDE_NEWER",
    "pip": "PIP_UPLOADED_PRIOR_TO",
    "pipx": "PIP_UPLOADED_PRIOR_TO",
}


class Fact:
    """The base of all facts, with the ``step``."""

    __slots__ = ("step",)

    def __init__(self, step: BuildStep) -> None:
        self.step = step

    @property
    def tool(self) -> str:
        """The name of the command in messages."""
        return self.step.step.tool

    @property
    def is_shipped(self) -> bool:
        """Whether the step's result is built into an image, published or deployed. Otherwise it is for checks and development."""
        return self.step.purpose in (SHIP, PUBLISH, DEPLOY)

    @property
    def is_image(self) -> bool:
        """Whether the step belongs to the build of an image."""
        return self.step.stage.context.dockerfile is not None

    @property
    def pythons(self) -> Sequence[str]:
        """The minor versions of Python in the image or the job, the oldest first; empty if they are unknown."""
        return pythons(self.step.stage)

    @property
    def source(self) -> SourceFile:
        """The file that contains the command: the Dockerfile, or a script that it runs."""
        return self.step.step.command.mapped.source

    @property
    def location(self) -> Location:
        """Where the command is written."""
        return self.source.at(self.step.step.command.span)

    @property
    def is_variant(self) -> bool:
        """Whether the name of the command's file or job says that it checks the project with other versions on purpose."""
        return not self.is_shipped and names_variants(self.location.path, self.step.stage.name or "")


class Compilation(Fact):
    """A step resolves again although the project has the file ``lock``. ``copied`` says that the image has the lock too."""

    __slots__ = ("copied", "lock")

    def __init__(self, step: BuildStep, lock: str, copied: bool) -> None:
        super().__init__(step)
        self.lock = lock
        self.copied = copied

    @property
    def keeps_pins(self) -> bool:
        """Whether the compiler prefers the pins of the lock, if it sees the lock."""
        upgrades = self.step.step.has("--upgrade", "-U", "--rebuild")
        return self.copied and self.tool != "pip-reqs compile" and not upgrades


class MissingFile(Fact):
    """A step reads a file that does not exist there. ``name`` is the file as given, ``path`` the project's file that the image
    lacks.

    ``expected`` is where the project would have the file.
    """

    __slots__ = ("argument", "elsewhere", "excluded", "expected", "fatal", "has_input", "name", "path")

    def __init__(
        self,
        step: BuildStep,
        name: str,
        path: str | None,
        argument: Argument | None,
        fatal: bool = True,
        excluded: bool = False,
        expected: str | None = None,
    ) -> None:
        super().__init__(step)
        self.name = name
        self.expected = expected or join(step.stage.context.folder or "", name)
        self.path = path
        self.argument = argument
        #: Whether the tool fails; if not, it continues without the file.
        self.fatal = fatal
        #: The folder of the image that the file was copied to instead.
        self.elsewhere = step.stage.brought(path, step.event) if path is not None else None
        #: Whether a ``.dockerignore`` excludes it.
        self.excluded = excluded
        #: Whether the image has an input that could be compiled before `pip-reqs resolve`.
        self.has_input = step.step.kind == RESOLVE and step.find("requirements.in").path is not None

    @property
    def shown(self) -> str:
        """The name for a message. In an image it is the name as written; elsewhere it begins with the folder of the command."""
        return self.name if self.is_image else self.expected

    @property
    def variable(self) -> str | None:
        """The variable of the environment that names the file, as constraints; None if the command names it or needs it."""
        if self.argument is not None or self.step.step.kind != INSTALL:
            return None
        return "UV_CONSTRAINT" if self.tool.startswith("uv") else "PIP_CONSTRAINT"

    @property
    def place(self) -> Location:
        """Where the file is named, else the command."""
        return self.source.at(self.argument.word.span) if self.argument else self.location


#: The input that `pinlint init` proposes for what workflows install.
TOOLS_INPUT = "requirements/ci.in"


class InstallArgument(Fact):
    """The unpinned ``requirements`` that a command gives to an installer.

    ``redirected`` is the part after the requirements that the shell reads as a redirection. ``again`` are the places in the file
    where other commands install the same.
    """

    __slots__ = ("again", "redirected", "requirements")

    def __init__(self, step: BuildStep, requirements: list[Requirement], redirected: str = "") -> None:
        super().__init__(step)
        self.requirements = requirements
        self.redirected = redirected
        self.again: list[Location] = []

    @property
    def named(self) -> list[Requirement]:
        """The requirements other than pip and the like."""
        return [each for each in self.requirements if each.project not in PACKAGING_TOOLS]

    @property
    def image(self) -> str | None:
        """The image that an instruction of a Dockerfile takes the installer from, without its tag; None for a command."""
        if self.tool.partition(" ")[0] not in ("COPY", "ADD", "RUN"):
            return None
        written = self.step.step.command.mapped.span(0, 1)
        return self.source.text[written.start : written.end].partition(":")[0]

    @property
    def is_by_hand(self) -> bool:
        """Whether people may run the command by hand to install what they use. It must be in a script or a Makefile that nothing
        else runs, and no name there may say that it only checks or develops the project. Who installs it in editable mode is a
        developer.
        """
        stage = self.step.stage
        path = self.location.path
        if not is_run_by_hand(path) or stage.called or names_check(path, stage.name or ""):
            return False
        return not any(isinstance(event, BuildStep) and event.step.editables for event in stage.events)

    @property
    def reaches_users(self) -> bool:
        """Whether the result of the command runs elsewhere, although nothing in the project builds or deploys it.

        This is so if the command copies packages into a folder (``--target``), or if its file runs at users or on servers. The
        same is true for a script or target that nothing else runs, if its name says that it installs something, and if it also
        installs files, versions or the project itself.
        """
        stage = self.step.stage
        path, name = self.location.path, stage.name or ""
        if is_run_by_users(path):
            return True
        if self.step.step.has("-t", "--target"):
            return not is_below_checks(path) and not names_check("", name)
        return self.is_by_hand and names_installation(path, name) and (self.is_among_pins or self._is_among_files)

    @property
    def _is_among_files(self) -> bool:
        """Whether commands of the same job install requirements files of the project, or the project itself."""
        steps = (event for event in self.step.stage.events if isinstance(event, BuildStep))
        return any(installed_files(step) or any(each.value == "." for each in step.step.operands) for step in steps)

    @property
    def is_among_pins(self) -> bool:
        """Whether commands of the same job name versions of what they install."""
        steps = (event for event in self.step.stage.events if isinstance(event, BuildStep))
        return any(each.project not in PACKAGING_TOOLS for step in steps for each in pinned_arguments(step))

    @property
    def is_mostly_pinned(self) -> bool:
        """Whether the commands of the same job name versions of at least half of what they install."""
        steps = [event for event in self.step.stage.events if isinstance(event, BuildStep)]
        pins = sum(1 for step in steps for _ in pinned_arguments(step))
        return pins > 0 and pins * 2 >= sum(len(step.step.operands) for step in steps)

    @property
    def limits_age(self) -> bool:
        """Whether the command installs no releases that are newer than a date, or younger than a period."""
        return bool(self._limit)

    @property
    def keeps_versions(self) -> bool:
        """Whether the command limits the age of releases by a date, which stays the same, and not by a period."""
        limit = self._limit
        return bool(limit) and (limit == _UNKNOWN or _is_date(limit))

    @property
    def _limit(self) -> str:
        step = self.step.step
        if step.has(*_AGE_OPTIONS):
            return step.value(*_AGE_OPTIONS) or _UNKNOWN
        return self.step.variables.get(_AGE_VARIABLES.get(self.tool.partition(" ")[0], "")) or ""

    @property
    def is_for_developers(self) -> bool:
        """Whether the command sets up the machine of a developer."""
        return self.step.purpose == DEVELOP or ".devcontainer" in self.location.path.split("/")

    @property
    def is_in_container(self) -> bool:
        """Whether the command only checks the project, in an image or a container of its own, whose commands name no versions.
        What the project pins elsewhere is not for this environment.
        """
        elsewhere = self.is_image or runs_elsewhere(self.step)
        return self.step.purpose == CHECK and elsewhere and not self.is_among_pins

    @property
    def is_plugin_of_tox(self) -> bool:
        """Whether tox installs it for itself: the ``requires`` of its configuration."""
        return self.tool == "tox" and (self.step.stage.name or "").rpartition(":")[2] == "tox"

    @property
    def is_test_data(self) -> bool:
        """Whether it is in an environment file of conda in a folder of tests."""
        return self.tool == "conda" and not _TESTS.isdisjoint(self.location.path.split("/"))

    def is_as_strict_as(self, other: InstallArgument) -> bool:
        """Whether the purposes of this step and of the ``other`` step are judged equally strictly, with as much known of both."""
        if self.step.stage.is_open and not other.step.stage.is_open:
            return False
        if self.is_shipped or other.is_shipped:
            return self.is_shipped
        return self.reaches_users or not other.reaches_users


def _is_date(limit: str) -> bool:
    """Whether a limit of age is a date, which stays the same. Otherwise it is a period: ``7 days``, ``P7D``."""
    return limit.replace("-", "")[:8].isdigit()


class LooseFile(Fact):
    """A step installs from an unpinned source. ``name`` is a file at a URL, or a lock that the tool does not read."""

    __slots__ = ("argument", "name")

    def __init__(self, step: BuildStep, name: str, argument: Argument) -> None:
        super().__init__(step)
        self.name = name
        self.argument = argument

    @property
    def place(self) -> Location:
        """Where the file is named."""
        return self.source.at(self.argument.word.span)


class Bypass(Fact):
    """A step installs from ``given``, the input of ``lock``, and so ignores the lock or may rewrite it.

    ``upgrades`` is the option with which it replaces what an earlier step has installed from the lock; None if there is none.
    """

    __slots__ = ("argument", "given", "lock", "upgrades")

    def __init__(
        self, step: BuildStep, given: str, lock: str, argument: Argument | None, upgrades: str | None = None
    ) -> None:
        super().__init__(step)
        self.upgrades = upgrades
        self.given = given
        self.lock = lock
        self.argument = argument

    @property
    def is_file(self) -> bool:
        """Whether the input is named as a file to install from (``-r``), not as a project."""
        return self.argument in self.step.step.files

    @property
    def place(self) -> Location:
        """Where the input is named, else the command."""
        return self.source.at(self.argument.word.span) if self.argument else self.location


class Replacement(Bypass):
    """A step installs ``given``, which replaces what an earlier step installed from the file ``lock``.

    ``given`` is a requirement or a file. ``pins`` are the names and versions that are replaced, at least one. ``is_older`` says
    that it pins an older version.
    """

    __slots__ = ("is_older", "pins")

    def __init__(
        self,
        step: BuildStep,
        given: str,
        lock: str,
        argument: Argument,
        pins: list[tuple[str, str]],
        *,
        is_older: bool = False,
    ) -> None:
        super().__init__(step, given, lock, argument)
        self.pins = pins
        self.is_older = is_older


class Conflict(Fact):
    """A step installs requirements that contradict each other: no version satisfies both ``one`` and ``other``."""

    __slots__ = ("one", "other")

    def __init__(self, step: BuildStep, one: Requirement, other: Requirement) -> None:
        super().__init__(step)
        self.one = one
        self.other = other


class UnlockedProject(Fact):
    """A step installs a project, or one ``group`` of it, and nothing locks its requirements.

    ``file`` is the name of the file that describes it; ``loose`` are the unpinned ones of its ``count`` requirements.
    """

    __slots__ = ("argument", "count", "file", "group", "loose")

    def __init__(
        self, step: BuildStep, argument: Argument, file: str, group: str | None, loose: list[Requirement], count: int
    ) -> None:
        super().__init__(step)
        self.argument = argument
        self.file = file
        self.group = group
        self.loose = loose
        self.count = count

    @property
    def place(self) -> Location:
        """Where the project or group is named."""
        return self.source.at(self.argument.word.span)
