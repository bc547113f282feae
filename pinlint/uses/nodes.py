"""The nodes of the install graph: sets of requirements, and what installs them."""

from __future__ import annotations

#: What `Node.part` can be. A part that has a name is made by `part`: ``extra:dev``.
WHOLE = ""  # the whole file: a requirements file, a lock
PROJECT = "project"  # the dependencies of the project that the file describes
BUILD_SYSTEM = "build-system"  # what its build requires (PEP 518)
EXTRA = "extra"  # one of its extras
GROUP = "group"  # a dependency group (PEP 735)
MEMBER = "package"  # one package of a lock that holds several
#: The parts that install something: the kinds of an `Environment`.
STAGE = "stage"  # a stage of an image
JOB = "job"  # a job of a CI system, or the whole of a script
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

    def __repr__(self) -> str:
        return f"Node({str(self)!r})"

    def __str__(self) -> str:
        return f"{self.path} [{self.part}]" if self.part else self.path

    @property
    def kind(self) -> str:
        """The part without its name."""
        return self.part.partition(":")[0]

    @property
    def name(self) -> str:
        """The name of the part; empty where it has none."""
        return self.part.partition(":")[2]


class Environment:
    """Where something gets installed, so that "is it installed already?" can be asked of it.

    ``kind`` is STAGE, JOB, TOX_ENV or VENV; ``path`` the file that makes it and ``name`` its name there (of a virtual
    environment its path). ``base`` is the environment that it begins with: the stage that a stage is built on.
    Two steps install into one environment if theirs are equal.
    """

    __slots__ = ("base", "kind", "name", "path")

    def __init__(self, kind: str, path: str, name: str, base: Environment | None = None) -> None:
        self.kind = kind
        self.path = path
        self.name = name
        self.base = base

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Environment) and self.node == other.node

    def __hash__(self) -> int:
        return hash(self.node)

    def __repr__(self) -> str:
        return f"Environment({str(self.node)!r})"

    @property
    def node(self) -> Node:
        """The node that uses of this environment begin at."""
        return Node(self.path, part(self.kind, self.name))
