"""The data of the proof's walks: the pins of a lock, what is required, what constrains it, and what fails."""

from __future__ import annotations

from pinlint.findings.report import NO_METADATA
from pinlint.text.budget import Budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from pinlint.freshness.dependencies import Dependency, Witness
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import Location

    #: Whether something is met (None if undecided); the rule that reports it; and what is wrong.
    Answer = tuple[bool | None, str, str]

#: What pip-compile leaves out of a lock by default; these packages require nothing themselves.
UNSAFE = frozenset({"setuptools", "pip", "distribute"})
#: What settles an undecided point of a lock: a copy in the project, other inputs by configuration, a file that was removed, a
#: file that can be read, a description of the project, the tool that writes the lock it was made from, the environments by
#: configuration, metadata that is written down and not computed, a shorter text, the metadata of a pin, another lock.
COPY, INPUTS, REMOVED, READABLE, DESCRIPTION, OTHER_TOOL, ENVIRONMENTS, WRITTEN_DOWN, SHORTER, METADATA, LAYER = (
    "copy",
    "inputs",
    "removed",
    "readable",
    "description",
    "other-tool",
    "environments",
    "written-down",
    "shorter",
    "metadata",
    "layer",
)
#: The answer if everything is met.
MET: Answer = (True, "", "")
#: The answer if an input asks for a package without a URL, and nothing else asks for the URL of its pin.
UNASKED: Answer = (False, "changed-artifact", "nothing asks for this URL")


class LockedPin:
    """One line of a lock: the ``requirement``, and its ``project`` and ``version`` if they are known.

    ``dependencies`` come from the metadata of the pin. If there is no metadata, they are None and ``unknown`` says why.
    ``requires_python`` is the metadata's specifier, and ``origin`` says where the metadata comes from. ``judged`` says that the
    pin is in the lock itself, not in a file that the lock includes. ``unasked`` says that nothing asks for its URL.
    """

    __slots__ = (
        "dependencies",
        "judged",
        "marker",
        "origin",
        "project",
        "requirement",
        "requires_python",
        "unasked",
        "unknown",
        "version",
    )

    def __init__(self, requirement: Requirement, project: str | None, version: str | None, judged: bool = True) -> None:
        self.requirement = requirement
        self.project = project
        self.version = version
        self.judged = judged
        self.marker = requirement.marker
        self.dependencies: Sequence[Dependency] | None = None
        self.requires_python: str | None = None
        self.origin = ""
        self.unasked = False
        self.unknown = NO_METADATA


class World:
    """The data of a walk. ``pins`` maps a project to its pins.

    ``inputs``, ``constraints`` and ``overrides`` are requirements. An override replaces every requirement on its project.
    Requirements on ``excluded`` projects are ignored (uv). ``omitted`` projects are left out of the lock intentionally. ``own``
    are names of the project itself. ``parents`` maps a pin's project to the names in its annotations; None if the lock has no
    annotations. ``roots`` are names there that count as reasons although they are not pins. ``doubts`` are names there that may
    not be reasons. ``blind`` says that some requirements may be unknown. ``faithful`` says that nothing changed the lock after
    the compiler wrote it. ``unmarked`` are inputs that the compiler may have locked where their markers are false.
    ``witnessed`` returns, by project, what pins without metadata require according to other locks. ``budget`` limits the walks.
    After their first use, ``addresses`` are the pins by their URLs (`pinlint.freshness.artifacts.Addresses`).
    """

    __slots__ = (
        "addresses",
        "blind",
        "budget",
        "constraints",
        "doubts",
        "excluded",
        "faithful",
        "inputs",
        "nameless",
        "omitted",
        "overrides",
        "own",
        "parents",
        "pins",
        "roots",
        "unmarked",
        "witnessed",
    )

    def __init__(
        self,
        pins: Iterable[LockedPin],
        inputs: Sequence[Requirement],
        *,
        constraints: Sequence[Requirement] = (),
        overrides: Sequence[Requirement] = (),
        excluded: frozenset[str] = frozenset(),
        omitted: frozenset[str] = frozenset(),
        own: frozenset[str] = frozenset(),
        parents: Mapping[str, Sequence[str]] | None = None,
        roots: Sequence[str] = (),
        doubts: Sequence[str] = (),
        blind: bool = False,
        faithful: bool = True,
        unmarked: Collection[Requirement] = (),
        budget: Budget | None = None,
    ) -> None:
        self.pins: dict[str, list[LockedPin]] = {}
        self.nameless: list[LockedPin] = []
        for pin in pins:
            if pin.project is None:
                self.nameless.append(pin)
            else:
                self.pins.setdefault(pin.project, []).append(pin)
        self.inputs = inputs
        self.constraints = by_project(constraints)
        self.overrides = by_project(overrides)
        self.excluded = excluded
        self.omitted = omitted
        self.own = own
        self.parents = parents
        self.roots = roots
        self.doubts = doubts
        self.blind = blind
        self.faithful = faithful
        self.unmarked = unmarked
        self.budget = Budget(len(self.pins)) if budget is None else budget
        self.addresses: object = None
        self.witnessed: Callable[[], Mapping[str, Sequence[Witness]]] = dict


def by_project(requirements: Iterable[Requirement]) -> dict[str, list[Requirement]]:
    """The requirements that have a name, by normalized name."""
    found: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        if requirement.project is not None:
            found.setdefault(requirement.project, []).append(requirement)
    return found


class Failure:
    """One obligation that fails, or is undecided, in one environment.

    ``kind`` is the rule's name. ``by`` is the requirement that fails: of an input or a constraint, or a dependency of
    ``parent``. ``pin`` is the pin that does not meet it. ``detail`` is the clause that fails; if the failure is undecided, the
    reason.
    """

    __slots__ = ("by", "detail", "kind", "parent", "pin", "project")

    def __init__(
        self,
        kind: str,
        project: str | None,
        *,
        by: Requirement | Dependency | None = None,
        parent: LockedPin | None = None,
        pin: LockedPin | None = None,
        detail: str = "",
    ) -> None:
        self.kind = kind
        self.project = project
        self.by = by
        self.parent = parent
        self.pin = pin
        self.detail = detail

    @property
    def key(self) -> tuple[object, ...]:
        """What identifies the same failure in another environment."""
        return self.kind, self.project, id(self.pin), self.detail


class Undecided:
    """One undecided obligation: its ``kind``, the ``project`` (None: the lock), and a short ``reason``."""

    __slots__ = ("kind", "location", "project", "reason")

    def __init__(self, kind: str, project: str | None, reason: str, location: Location | None = None) -> None:
        self.kind = kind
        self.project = project
        self.reason = reason
        self.location = location

    def __eq__(self, other: object) -> bool:
        mine = (self.kind, self.project, self.reason)
        return isinstance(other, Undecided) and mine == (other.kind, other.project, other.reason)

    def __hash__(self) -> int:
        return hash((self.kind, self.project, self.reason))

    def __repr__(self) -> str:
        return f"Undecided({self.kind}, {self.project}, {self.reason!r})"


class UndecidedLock(Undecided):
    """The reason why a lock as a whole is undecided. ``remedy`` is one of the constants above: what would decide it."""

    __slots__ = ("remedy",)

    def __init__(self, reason: str, remedy: str, location: Location | None = None) -> None:
        super().__init__("unproven-lock", None, reason, location)
        self.remedy = remedy
