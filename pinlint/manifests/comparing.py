"""What the manifests ask for against what a target has. Pure: everything was read before."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeVar

    from pinlint.model import Requirement
    from pinlint.source import Edit, Location

    #: What a requirement means: name, extras, clauses, marker, URL.
    Meaning = tuple[object, ...]
    Thing = TypeVar("Thing", "Entry", "Line")


#: So many entries and lines of one project are compared with each other; a hostile file has many more.
MOST = 100


class Entry:
    """A requirement of a manifest: which ``addon`` asks for it, and where. ``text`` is what the target should say.

    The ``place`` may be told later, when a finding asks for it: a clean check has no use for it.
    """

    __slots__ = ("_meaning", "_place", "addon", "requirement", "text")

    def __init__(
        self, addon: str, text: str, requirement: Requirement, place: Location | Callable[[], Location]
    ) -> None:
        self.addon = addon
        self.text = text
        self.requirement = requirement
        self._place = place
        self._meaning: Meaning | None = None

    @property
    def location(self) -> Location:
        """Where the manifest asks for it."""
        if callable(self._place):
            self._place = self._place()
        return self._place

    @property
    def meaning(self) -> Meaning:
        """What the requirement asks for, whatever its spelling."""
        if self._meaning is None:
            self._meaning = meaning(self.requirement)
        return self._meaning

    @property
    def project(self) -> str:
        """The normalized name; the text of a requirement without one."""
        return self.requirement.project or self.text


class Line:
    """A line of a target. ``comments`` are the comments directly above it, with their places."""

    __slots__ = ("_meaning", "commented", "comments", "location", "requirement", "text")

    def __init__(
        self,
        requirement: Requirement,
        location: Location,
        comments: Sequence[tuple[str, Location]] = (),
        commented: bool = False,
    ) -> None:
        self.requirement = requirement
        self.location = location
        self.comments = comments
        self.commented = commented
        self._meaning: Meaning | None = None
        assert location.source is not None
        assert location.span is not None
        self.text = location.source.text[location.span.start : location.span.end]

    @property
    def meaning(self) -> Meaning:
        """What the requirement asks for, whatever its spelling."""
        if self._meaning is None:
            self._meaning = meaning(self.requirement)
        return self._meaning

    @property
    def project(self) -> str:
        """The normalized name; the text of a requirement without one."""
        return self.requirement.project or self.text


class Difference:
    """Manifests and target disagree on ``project``.

    ``kind`` is one of ``unlocked`` (the target lacks it), ``stale`` (only the target has it), ``mismatch`` (both have it,
    differently), ``conflict`` (two manifests ask for different things), ``attribution`` (a comment names a manifest that
    does not ask for it), ``pins`` (against the policy) and ``unused`` (an override of nothing). ``certain`` says that what
    the manifests ask for is not what gets installed, whatever else is.
    """

    __slots__ = (
        "certain",
        "command",
        "edits",
        "entries",
        "kind",
        "line",
        "location",
        "mode",
        "project",
        "reason",
        "target",
    )

    def __init__(
        self,
        kind: str,
        project: str,
        location: Location,
        *,
        entries: Sequence[Entry] = (),
        line: Line | None = None,
        target: str = "",
        mode: str = "",
        command: str = "",
        reason: str = "",
        certain: bool = True,
        edits: Sequence[Edit] = (),
    ) -> None:
        self.kind = kind
        self.project = project
        self.location = location
        self.entries = entries
        self.line = line
        self.target = target
        self.mode = mode
        self.command = command
        self.reason = reason
        self.certain = certain
        self.edits = edits

    def __repr__(self) -> str:
        return f"Difference({self.kind}, {self.project}, {self.location})"


def meaning(requirement: Requirement) -> Meaning:
    """What two requirements have in common that ask for the same: spelling, order and blanks do not count."""
    from pinlint.versions import version_key

    clauses = set()
    for clause in requirement.clauses:
        exact = clause.operator not in ("~=", "===") and not clause.version.endswith(".*")
        key = version_key(clause.version) if exact else None
        clauses.add((clause.operator, key if key is not None else clause.version.lower()))
    return (
        requirement.project,
        frozenset(requirement.extras),
        frozenset(clauses),
        _marker(requirement.marker),
        requirement.url,
        requirement.editable,
    )


def _marker(marker: str | None) -> str:
    if not marker:
        return ""
    from packaging.markers import InvalidMarker, Marker

    try:
        return str(Marker(marker))
    except InvalidMarker:
        return marker.strip()


def by_project(things: Iterable[Thing]) -> dict[str, list[Thing]]:
    """The entries or lines of each project, in the order they came."""
    found: dict[str, list[Thing]] = {}
    for thing in things:
        found.setdefault(thing.project, []).append(thing)
    return found


def mirror(entries: Sequence[Entry], lines: Sequence[Line]) -> Iterator[tuple[str, Line | None, list[Entry]]]:
    """How a target differs from the manifests whose mirror it is: kind, line, entries.

    A line and an entry of one project that are left over on both sides are one mismatch.
    """
    wanted = by_project(entries)
    present = by_project(lines)
    for project in sorted({*wanted, *present}):
        asked: dict[Meaning, list[Entry]] = {}
        for entry in wanted.get(project, ()):
            asked.setdefault(entry.meaning, []).append(entry)
        extra: list[Line] = []
        seen: set[Meaning] = set()
        for line in present.get(project, ()):
            said = line.meaning
            if said not in asked:
                extra.append(line)
            seen.add(said)
        missing = [group for said, group in asked.items() if said not in seen]
        for index in range(max(len(missing), len(extra))):
            if index >= len(missing):
                # Another requirement of the project is there: what is too much is this line.
                yield "stale", extra[index], list(wanted.get(project, ()))
            elif index >= len(extra):
                yield "unlocked", None, missing[index]
            else:
                yield "mismatch", extra[index], missing[index]


def satisfied(
    entries: Sequence[Entry], lines: Sequence[Line], *, whole: bool
) -> Iterator[tuple[str, Line | None, list[Entry]]]:
    """Which entries no line satisfies: kind, line, entries. With ``whole`` every entry must have a line."""
    present = by_project(lines)
    for project, group in sorted(by_project(entries).items()):
        here = present.get(project)
        if here is None:
            if whole:
                yield "unlocked", None, group
            continue
        refused: dict[int, list[Entry]] = {}
        for entry in group[:MOST]:
            if not any(satisfies(line.requirement, entry.requirement) for line in here[:MOST]):
                refused.setdefault(id(here[0]), []).append(entry)
        for line in here:
            if id(line) in refused:
                yield "mismatch", line, refused[id(line)]


def contradicted(entries: Sequence[Entry], lines: Sequence[Line]) -> Iterator[tuple[str, Line | None, list[Entry]]]:
    """Which entries all lines of their project forbid: kind, line, entries. Lines may be for different environments."""
    present = by_project(lines)
    for project, group in sorted(by_project(entries).items()):
        here = present.get(project, [])[:MOST]
        forbidden = [
            e for e in group[:MOST] if here and all(_impossible(line.requirement, e.requirement) for line in here)
        ]
        if forbidden:
            yield "mismatch", here[0], forbidden


def satisfies(line: Requirement, asked: Requirement) -> bool:
    """Whether everything that ``line`` admits is what ``asked`` asks for; True where that cannot be decided."""
    if meaning(line) == meaning(asked):
        return True
    if asked.url is not None or line.url is not None:
        return asked.url is None or line.url is None or asked.url == line.url
    if not asked.clauses:
        return True
    from pinlint.specifiers import satisfies as admits

    if line.pinned_version is not None:
        return admits(line.pinned_version, asked.clauses) is not False
    from packaging.specifiers import SpecifierSet

    try:
        return SpecifierSet(line.specifier).is_subset(SpecifierSet(asked.specifier))
    except ValueError:  # malformed, or with a number too long for Python
        return True


def conflicts(entries: Sequence[Entry]) -> Iterator[tuple[str, list[Entry], bool]]:
    """Projects that several entries ask for differently where they can be active together, and whether none can hold both."""
    from pinlint.overlaps import Overlaps

    overlaps = Overlaps()
    for project, group in sorted(by_project(entries).items()):
        distinct: dict[Meaning, Entry] = {}
        for entry in group:
            distinct.setdefault(entry.meaning, entry)
        several = list(distinct.values())
        pairs = [(a, b) for i, a in enumerate(several[:MOST]) for b in several[i + 1 : MOST]]
        together = [(a, b) for a, b in pairs if overlaps.overlap(a.requirement, b.requirement)]
        if together:
            impossible = [pair for pair in together if _impossible(pair[0].requirement, pair[1].requirement)]
            chosen = impossible or together
            members = {id(entry): entry for pair in chosen for entry in pair}
            yield project, list(members.values()), bool(impossible)


def _impossible(one: Requirement, other: Requirement) -> bool:
    if one.url is not None and other.url is not None:
        return one.url != other.url
    from packaging.specifiers import SpecifierSet

    try:
        return SpecifierSet(",".join(filter(None, (one.specifier, other.specifier)))).is_unsatisfiable()
    except ValueError:
        return False
