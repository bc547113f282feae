"""The nodes of the install graph: sets of requirements, and the environments that install them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: The values of `Node.part`. `part` makes those with a name: ``extra:dev``.
WHOLE = ""  # the whole file: a requirements file, a lock
PROJECT = "project"  # the dependencies of the project that the file describes
BUILD_SYSTEM = "build-system"  # what its build requires (PEP 518)
EXTRA = "extra"  # one of its extras
GROUP = "group"  # a dependency group (PEP 735)
#: The parts that install something: the kinds of an `Environment`.
STAGE = "stage"  # a stage of an image
JOB = "job"  # a job of a CI system, or a whole script
TOX_ENV = "env"  # an environment that tox, nox, hatch or a hook's runner makes
VENV = "venv"  # a virtual environment at a path


def part(kind: str, name: str) -> str:
    """The part of that kind and name: ``extra:dev``."""
    return f"{kind}:{name}"


class Node:
    """A part of a file: ``path`` relative to the project's root, with ``/``; ``part`` one of the above."""

    __slots__ = ("part", "path")

    def __init__(self, path: str, part: str = WHOLE) -> None:
        self.path = path
        self.part = part

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and (self.path, self.part) == (other.path, other.part)

    def __hash__(self) -> int:
        return hash((self.path, self.part))

    def __lt__(self, other: Node) -> bool:
        return (self.path, self.part) < (other.path, other.part)

    def __str__(self) -> str:
        return f"{self.path} [{self.part}]" if self.part else self.path

    @property
    def kind(self) -> str:
        """The part without its name."""
        return self.part.partition(":")[0]

    @property
    def name(self) -> str:
        """The name of the part; empty if it has none."""
        return self.part.partition(":")[2]


class Environment:
    """Where something is installed. It identifies what is "already installed".

    ``kind`` is STAGE, JOB, TOX_ENV or VENV. ``path`` is the file that defines the environment, ``name`` its name there; a virtual
    environment has its path as the name. ``base`` is the environment that this one starts from: the stage that a stage is built
    on. ``pythons`` are the minor versions of Python that it runs on (``3.11``), empty if they are unknown. Two steps install into
    the same environment if their environments are equal.
    """

    __slots__ = ("base", "kind", "name", "path", "pythons")

    def __init__(
        self, kind: str, path: str, name: str, base: Environment | None = None, pythons: Sequence[str] = ()
    ) -> None:
        self.kind = kind
        self.path = path
        self.name = name
        self.base = base
        self.pythons = tuple(pythons)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Environment) and self.node == other.node

    def __hash__(self) -> int:
        return hash(self.node)

    @property
    def node(self) -> Node:
        """The node at which the uses by this environment begin."""
        return Node(self.path, part(self.kind, self.name))
