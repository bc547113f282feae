"""What one command does with requirements. The readers of Dockerfiles, workflows and scripts return such steps, in order."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Location
    from pinlint.uses.nodes import Environment

#: The purposes of steps, the strictest first: a set that is installed for several is checked by the first of them.
SHIP = "ship"  # it goes into an image, an application, an installer
PUBLISH = "publish"  # it builds something to upload: a distribution, documentation
DEPLOY = "deploy"  # it runs where the project is deployed
CHECK = "check"  # it tests, lints or measures the project
DEVELOP = "develop"  # it sets up a developer's machine
PURPOSES = (SHIP, PUBLISH, DEPLOY, CHECK, DEVELOP)

#: The values of `Step.options`, the same for every tool.
NO_DEPS = "no-deps"  # installs the named packages without their dependencies
HASHES = "require-hashes"
UPGRADE = "upgrade"  # allows newer versions than those installed, or in the lock
FROZEN = "frozen"  # installs the lock as it is
LOCKED = "locked"  # fails if the lock is stale
NO_PROJECT = "no-project"  # installs the dependencies without the project itself
DISTRIBUTIONS = "distributions"  # its job builds or uploads distributions, which contain nothing of what it installs
RESOLUTION = "resolution"  # has options of the resolver that a lock may have been made with
NO_INDEX = "no-index"  # installs from a folder only

#: The tools that always compare the stamp of a lock before they install it.
_COMPARES = ("poetry install", "poetry sync")

#: The values of `Target.kind`.
FILE = "file"  # a requirements file: ``-r``, ``-c``
SOURCE_TREE = "source-tree"  # a project's folder: ``.``, ``-e .[dev]``
LOCK_FILE = "lock-file"  # the lock of a project manager: ``uv sync``, ``poetry install``
DEPENDENCY_GROUP = "group"  # ``--group dev``


class Target:
    """A file or project that a step names, at ``place``.

    ``path`` is relative to the project's root, as far as the reader knows; the file may not exist. ``path`` is None if the name
    is a URL, or has parts that are known only when the command runs. ``text`` is the name as written. For a SOURCE_TREE or a
    DEPENDENCY_GROUP the path is the folder's (``""`` for the root); for a LOCK_FILE it is the lock's. ``parts`` are the parts
    that the step selects besides the project's own dependencies: ``extra:dev``, ``group:dev``. ``whole`` says whether the own
    dependencies are included; ``--group dev`` and ``--only-group dev`` leave them out. ``without`` are patterns of the lines that
    a command deletes from the file before.
    """

    __slots__ = ("kind", "parts", "path", "place", "text", "whole", "without")

    def __init__(
        self,
        kind: str,
        text: str,
        place: Location,
        path: str | None = None,
        *,
        parts: Sequence[str] = (),
        whole: bool = True,
        without: Sequence[str] = (),
    ) -> None:
        self.without = tuple(without)
        self.kind = kind
        self.text = text
        self.place = place
        self.path = path
        self.parts = tuple(parts)
        self.whole = whole


class Step:
    """One command. ``tool`` is its name in messages (``uv pip install``), ``place`` where it is written.

    ``order`` counts the steps of one file. ``environment`` is what the step installs into. ``purpose`` is one of PURPOSES.
    ``conditional`` means that the command runs only under a condition, or in a branch.

    A step installs the files and projects in ``installs``, and the ``requirements`` on the command line. ``removes`` are files
    with the packages that it uninstalls, ``bounds`` are its constraints. If a step resolves, ``inputs`` is what it reads and
    ``produces`` what it writes. If it exports a lock, ``exports`` is set and the lock is in ``inputs``.
    """

    __slots__ = (
        "bounds",
        "conditional",
        "environment",
        "exports",
        "inputs",
        "installs",
        "options",
        "order",
        "place",
        "produces",
        "purpose",
        "removes",
        "requirements",
        "tool",
    )

    def __init__(
        self,
        tool: str,
        place: Location,
        environment: Environment,
        purpose: str,
        *,
        order: int = 0,
        installs: Sequence[Target] = (),
        requirements: Sequence[Requirement] = (),
        bounds: Sequence[Target] = (),
        removes: Sequence[Target] = (),
        inputs: Sequence[Target] = (),
        produces: Sequence[Target] = (),
        options: Collection[str] = (),
        conditional: bool = False,
        exports: bool = False,
    ) -> None:
        self.tool = tool
        self.place = place
        self.environment = environment
        self.purpose = purpose
        self.order = order
        self.installs = tuple(installs)
        self.requirements = tuple(requirements)
        self.bounds = tuple(bounds)
        self.removes = tuple(removes)
        self.inputs = tuple(inputs)
        self.produces = tuple(produces)
        self.options = frozenset(options)
        self.conditional = conditional
        self.exports = exports


def refuses(step: Step, path: str) -> bool:
    """Whether a step uses the lock at ``path`` and fails if the lock's stamp does not match its input. With options of the
    resolver, it may match what the lock was made with.
    """
    if RESOLUTION in step.options:
        return False
    used = (*step.installs, *step.inputs) if step.exports else step.installs
    installs = any(target.kind == LOCK_FILE and target.path == path for target in used)
    if LOCKED in step.options:
        return installs or any(target.path == path for target in step.produces)
    return installs and step.tool in _COMPARES


def strictest(purposes: Collection[str]) -> str | None:
    """The first of PURPOSES that is among ``purposes``; None if there is none."""
    return next((purpose for purpose in PURPOSES if purpose in purposes), None)
