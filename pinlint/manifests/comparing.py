"""Compares what the manifests require with what a target contains. Pure: it reads no files."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeVar

    from pinlint.freshness.overlaps import Overlaps
    from pinlint.requirements.model import Requirement
    from pinlint.text.budget import Budget
    from pinlint.text.source import Edit, Location

    #: What a requirement means: name, extras, clauses, marker, URL.
    Meaning = tuple[object, ...]
    Thing = TypeVar("Thing", "Entry", "Line")
    #: Comments and the offsets at which they begin.
    Comments = Sequence[tuple[str, int]]


#: The cost of a comparison, in the units of `pinlint.text.budget`: of two pins, and of two ranges.
_OF_PINS = 50
_OF_RANGES = 600


class Entry:
    """A requirement of a manifest: which ``addon`` requires it, and where. ``text`` is what the target should contain.

    The location may be computed later, when a finding needs it. So may the requirement of a pin: then ``project`` is given. A
    clean check needs neither of them.
    """

    __slots__ = ("_meaning", "_place", "_requirement", "addon", "project", "text")

    def __init__(
        self,
        addon: str,
        text: str,
        requirement: Requirement | Callable[[], Requirement],
        place: Location | Callable[[], Location],
        project: str = "",
    ) -> None:
        self.addon = addon
        self.text = text
        self._requirement = requirement
        self._place = place
        self._meaning: Meaning | None = None
        #: The normalized name; the text of a requirement without one.
        self.project: str = project or self.requirement.project or text

    @property
    def requirement(self) -> Requirement:
        """The requirement itself."""
        if callable(self._requirement):
            self._requirement = self._requirement()
        return self._requirement

    @property
    def is_pin(self) -> bool:
        """Whether it asks for one version."""
        return callable(self._requirement) or self._requirement.pinned_version is not None

    @property
    def location(self) -> Location:
        """Where it is written in the manifest."""
        if callable(self._place):
            self._place = self._place()
        return self._place

    @property
    def meaning(self) -> Meaning:
        """What the requirement asks for, independent of its spelling."""
        if self._meaning is None:
            self._meaning = meaning(self.requirement)
        return self._meaning


class Line:
    """A line of a target; ``location`` is by default that of its requirement.

    ``comments`` are the comments directly above it, with the offsets at which they begin.
    """

    __slots__ = ("_location", "_meaning", "commented", "comments", "project", "requirement", "text")

    def __init__(
        self,
        requirement: Requirement,
        location: Location | None = None,
        comments: Comments = (),
        commented: bool = False,
    ) -> None:
        self.requirement = requirement
        self._location = location
        self.comments = comments
        self.commented = commented
        self._meaning: Meaning | None = None
        source, span = requirement.source, requirement.span
        if location is not None:
            assert location.source is not None
            assert location.span is not None
            source, span = location.source, location.span
        self.text = source.text[span.start : span.end]
        #: The normalized name; the text of a requirement without one.
        self.project: str = requirement.project or self.text

    @property
    def location(self) -> Location:
        """Where it is written in the target."""
        return self._location or self.requirement.location

    @property
    def meaning(self) -> Meaning:
        """What the requirement asks for, independent of its spelling."""
        if self._meaning is None:
            self._meaning = meaning(self.requirement)
        return self._meaning


class Asking:
    """Entries, indexed by what they ask for."""

    __slots__ = ("_by_meaning", "_by_project", "_only")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_project = by_project(entries)
        self._only: dict[str, str | None] = {}
        self._by_meaning: dict[tuple[str, Meaning], list[Entry]] = {}

    def for_line(self, line: Line) -> Sequence[Entry]:
        """The entries of manifests that a line satisfies."""
        group = self._by_project.get(line.project, ())
        if line.project not in self._only:
            self._only[line.project] = only_text(group)
        if self._only[line.project] == line.text:
            return group
        if group and (line.project, group[0].meaning) not in self._by_meaning:
            for entry in group:
                self._by_meaning.setdefault((line.project, entry.meaning), []).append(entry)
        return self._by_meaning.get((line.project, line.meaning), ())


class Difference:
    """Manifests and target disagree on ``project``.

    ``kind`` is one of these: ``unlocked`` (missing in the target), ``stale`` (only in the target), ``mismatch`` (different in
    both), ``installed`` (a line should be a comment), ``conflict`` (between two manifests), ``attribution`` (a comment names
    the wrong manifest), ``layout`` (another comment, a blank line or the order is wrong), ``pins`` (not what the policy allows),
    ``unused`` (an override without effect). ``certain`` means that what the manifests ask for is not installed, in every case.
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


def meaning(requirement: Requirement) -> Meaning:
    """A value that is equal for requirements with the same meaning; spelling, order and blanks do not count."""
    from pinlint.requirements.markers import parse_marker
    from pinlint.requirements.versions import version_key

    marker = requirement.marker
    clauses = set()
    for clause in requirement.clauses:
        exact = clause.operator not in ("~=", "===") and not clause.version.endswith(".*")
        key = version_key(clause.version) if exact else None
        clauses.add((clause.operator, key if key is not None else clause.version.lower()))
    return (
        requirement.project,
        frozenset(requirement.extras),
        frozenset(clauses),
        (parse_marker(marker) or marker) if marker else None,
        requirement.url,
        requirement.editable,
    )


def by_project(things: Iterable[Thing]) -> dict[str, list[Thing]]:
    """The entries or lines of each project, in the order they came."""
    found: dict[str, list[Thing]] = {}
    for thing in things:
        found.setdefault(thing.project, []).append(thing)
    return found


def only_text(things: Iterable[Entry | Line]) -> str | None:
    """The common spelling of all texts. None if there is no text, or if two spellings differ."""
    texts = {thing.text for thing in things}
    return texts.pop() if len(texts) == 1 else None


def mirror(
    entries: Sequence[Entry], lines: Sequence[Line], budget: Budget, *, once: bool = False
) -> Iterator[tuple[str, Line | None, list[Entry]]]:
    """How a target differs from the manifests that it mirrors: kind, line, entries. Raises ExceededError.

    A line and an entry of one project that match nothing on the other side are one mismatch. A repeated line is
    superfluous if fewer entries ask for it: a generator may write one line per entry, or, ``once``, one line for all.
    """
    # Equal spelling on both sides means the same.
    odd = {entry.text for entry in entries} ^ {line.text for line in lines}
    things: list[Entry | Line] = [*entries, *lines]
    projects = {thing.project for thing in things if thing.text in odd}
    if len({line.text for line in lines}) < len(lines):
        from collections import Counter

        counts = Counter(line.text for line in lines)
        projects |= {line.project for line in lines if counts[line.text] > 1}
    wanted = by_project(entry for entry in entries if entry.project in projects)
    present = by_project(line for line in lines if line.project in projects)
    for project in sorted(projects):
        budget.spend(40 * (len(wanted.get(project, ())) + len(present.get(project, ()))))
        asked: dict[Meaning, list[Entry]] = {}
        for entry in wanted.get(project, ()):
            asked.setdefault(entry.meaning, []).append(entry)
        extra: list[Line] = []
        seen: dict[Meaning, int] = {}
        for line in present.get(project, ()):
            said = line.meaning
            seen[said] = seen.get(said, 0) + 1
            if seen[said] > (1 if once and said in asked else len(asked.get(said, ()))):
                extra.append(line)
        missing = [group for said, group in asked.items() if said not in seen]
        for index in range(max(len(missing), len(extra))):
            if index >= len(missing):
                # Another requirement of the project is present, so this line is superfluous.
                budget.spend(len(wanted.get(project, ())))
                yield "stale", extra[index], list(wanted.get(project, ()))
            elif index >= len(extra):
                yield "unlocked", None, missing[index]
            else:
                yield "mismatch", extra[index], missing[index]


def satisfied(
    entries: Sequence[Entry], lines: Sequence[Line], budget: Budget, *, whole: bool
) -> Iterator[tuple[str, Line | None, list[Entry]]]:
    """The entries of manifests that no line satisfies, each with the kind of the problem and its line. With ``whole`` every
    entry must have a line. Raises ExceededError.
    """
    present = by_project(lines)
    for project, group in sorted(by_project(entries).items()):
        here = present.get(project)
        if here is None:
            if whole:
                yield "unlocked", None, group
            continue
        texts = {line.text for line in here}
        refused = [
            entry
            for entry in group
            if entry.text not in texts and not any(satisfies(line, entry, budget) for line in here)
        ]
        if refused:
            yield "mismatch", here[0], refused


def contradicted(
    entries: Sequence[Entry], lines: Sequence[Line], budget: Budget
) -> Iterator[tuple[str, Line | None, list[Entry]]]:
    """The entries that all lines of their project forbid: kind, line, entries. Lines may be for different environments.

    Raises ExceededError.
    """
    present = by_project(lines)
    for project, group in sorted(by_project(entry for entry in entries if entry.project in present).items()):
        here = present[project]
        texts = {line.text for line in here}
        forbidden = [
            entry
            for entry in group
            if not (entry.is_pin and entry.text in texts)
            and all(_impossible(line.requirement, entry.requirement, budget) for line in here)
        ]
        if forbidden:
            yield "mismatch", here[0], forbidden


def satisfies(having: Entry | Line, asking: Entry, budget: Budget) -> bool:
    """Whether ``asking`` allows everything that ``having`` allows; True if that cannot be decided.

    Raises ExceededError.
    """
    budget.spend(_OF_PINS)
    line, asked = having.requirement, asking.requirement
    if asked.url is not None or line.url is not None:
        return asked.url is None or line.url is None or asked.url == line.url
    if not asked.clauses:
        return True
    from pinlint.requirements.specifiers import satisfies as admits

    if line.pinned_version is not None:
        return admits(line.pinned_version, asked.clauses) is not False or having.meaning == asking.meaning
    if having.meaning == asking.meaning:
        return True
    from packaging.specifiers import SpecifierSet

    budget.spend(_OF_RANGES * (1 + len(line.clauses) + len(asked.clauses)))
    try:
        return SpecifierSet(line.specifier).is_subset(SpecifierSet(asked.specifier))
    except ValueError:  # malformed, or with a number too long for Python
        return True


def conflicts(entries: Sequence[Entry], budget: Budget) -> Iterator[tuple[str, list[Entry], bool]]:
    """The projects for which active entries differ. Also whether two of their requirements exclude each other.

    Raises ExceededError.
    """
    budget.spend(len(entries))
    overlaps: Overlaps | None = None
    groups = [(project, group) for project, group in by_project(entries).items() if len(group) > 1]
    for project, group in sorted(groups):
        if only_text(group) is not None:
            continue
        if overlaps is None:
            from pinlint.freshness.overlaps import Overlaps

            overlaps = Overlaps(budget)
        budget.spend(40 * len(group))
        distinct: dict[Meaning, Entry] = {}
        for entry in group:
            distinct.setdefault(entry.meaning, entry)
        several = list(distinct.values())
        budget.spend(4 * len(several) * len(several))
        pairs = [(a, b) for i, a in enumerate(several) for b in several[i + 1 :]]
        together = [(a, b) for a, b in pairs if overlaps.overlap(a.requirement, b.requirement)]
        if together:
            impossible = [pair for pair in together if _impossible(pair[0].requirement, pair[1].requirement, budget)]
            chosen = impossible or together
            members = {id(entry): entry for pair in chosen for entry in pair}
            yield project, list(members.values()), bool(impossible)


def _impossible(one: Requirement, other: Requirement, budget: Budget) -> bool:
    budget.spend(_OF_PINS)
    if one.url is not None and other.url is not None:
        return one.url != other.url
    from pinlint.requirements.specifiers import satisfies as admits

    for pin, asked in ((one, other), (other, one)):
        if len(pin.clauses) == 1 and pin.pinned_version is not None and admits(pin.pinned_version, asked.clauses):
            return False
    from packaging.specifiers import SpecifierSet

    budget.spend(_OF_RANGES * (len(one.clauses) + len(other.clauses)))
    try:
        return SpecifierSet(",".join(filter(None, (one.specifier, other.specifier)))).is_unsatisfiable()
    except ValueError:
        return False
