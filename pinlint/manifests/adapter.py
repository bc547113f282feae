"""Compares manifests with the files that must follow them: reads both, and finds how they differ.

| subject | is | traits |
|---|---|---|
| ``manifest`` | a `pinlint.manifests.comparing.Difference` | its kind |
| ``problem`` | a manifest that cannot be read | ``invalid-manifest`` |
"""

from __future__ import annotations

import sys
from bisect import bisect_right

from pinlint.findings.subjects import as_far_as_checked
from pinlint.manifests import comparing
from pinlint.manifests.comparing import Difference, Line
from pinlint.manifests.reading import read_manifests
from pinlint.manifests.requirement_texts import requirement_of
from pinlint.manifests.settings import ManifestSet, Target
from pinlint.requirements.names import normalize
from pinlint.text.patterns import lazy
from pinlint.text.source import Edit, Location, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject
    from pinlint.manifests.comparing import Comments, Entry
    from pinlint.manifests.reading import Reading
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import Location

#: In longer targets, some details that compare every line with every difference are skipped.
MOST_LINES = 5_000

# pip reads the option and ignores the requirement after it; the generator requires it all the same.
_OPTION_FIRST = lazy(r"(?m)^--[\w-]+(?:=\S+)?[ \t]+([A-Za-z0-9][\w.-]*==\S+)[ \t]*$")
_COMMENTED = lazy(r"#\s*(?:--\S+\s+)*([A-Za-z0-9][\w.\[\],-]*\s*[=<>~!]=\s*\S+.*)")


def wanted(project: CheckedProject, preset: str) -> bool:
    """Whether to detect ``preset``. It is not detected if the configuration lists other presets, or sets this one up itself."""
    presets = project.config.presets
    if any(table.get("preset") == preset for table in project.config.manifests):
        return False
    return presets is None or preset in presets


def mirrors_of(table: Mapping[str, Any]) -> list[str]:
    """The targets of a set that are copies of its manifests' requirements."""
    targets = table.get("target", [])
    return [
        target["file"]
        for target in (targets if isinstance(targets, list) else [targets])
        if isinstance(target, dict) and target.get("mode") == "mirror" and isinstance(target.get("file"), str)
    ]


def check(
    project: CheckedProject, table: Mapping[str, Any], where: str = "manifests", others: Sequence[Entry] = ()
) -> Iterator[Subject]:
    """The findings for one set of manifests, described by its table. Raises ConfigError.

    ``others`` are requirements of the targets that come from other places. Comments in the targets have their addons' names
    unchanged.
    """
    manifests = ManifestSet(table, where)
    place = manifests.targets[0].file if manifests.targets else "."
    return as_far_as_checked(_check(project, manifests, others), Location(place), "comparing the manifests with")


def compare(project: CheckedProject, table: Mapping[str, Any], reading: Reading) -> Iterator[Subject]:
    """How one target differs from the manifests that were read. A table describes the target. Raises ConfigError and
    ExceededError.
    """
    for difference in _Comparison(project, reading, Target(table, "target")).differences():
        yield "manifest", difference.kind, difference


def _check(project: CheckedProject, manifests: ManifestSet, others: Sequence[Entry]) -> Iterator[Subject]:
    reading = read_manifests(project, manifests)
    own = list(reading.entries)
    reading.entries += others
    reading.producers.update(entry.addon for entry in others)
    for trouble in reading.troubles:
        yield "problem", trouble.problem.rule, trouble
    for key, place in reading.unused:
        yield "manifest", "unused", Difference("unused", key, place)
    for entry in own:
        reason = _against(manifests.pins, entry)
        if reason:
            yield "manifest", "pins", Difference("pins", entry.project, entry.location, entries=[entry], reason=reason)
    if any(target.mode in ("mirror", "locked") for target in manifests.targets):
        for name, entries, impossible in comparing.conflicts(reading.entries, reading.budget):
            found = Difference("conflict", name, entries[0].location, entries=entries, certain=impossible)
            yield "manifest", "conflict", found
    for target in manifests.targets:
        for difference in _Comparison(project, reading, target).differences():
            yield "manifest", difference.kind, difference


def _against(policy: str, entry: Entry) -> str:
    """Says how an entry breaks the policy on pins; empty if it does not."""
    if policy == "exact":
        return "" if entry.is_pin else "exact"
    if policy == "no-exact":
        return "no-exact" if entry.is_pin else ""
    if policy == "bounded" and entry.requirement.url is None:
        bounded = any(clause.operator in ("<", "<=", "==", "~=", "===") for clause in entry.requirement.clauses)
        return "" if bounded else "bounded"
    return ""


class _Comparison:
    """Compares one target with what was read."""

    def __init__(self, project: CheckedProject, reading: Reading, target: Target) -> None:
        self.project = project
        self.reading = reading
        self.target = target
        self.budget = reading.budget
        self.budget.spend(2 * len(reading.entries))
        self.document = project.document(target.file)
        self.before, _, self.behind = target.attribution.partition("{name}")
        self.lines = list(self.read_lines())
        self.squashed: list[str] | None = None
        self.others: set[str] | None = None

    def differences(self) -> Iterator[Difference]:
        """How the target differs from the manifests."""
        # If one addon brings a requirement into the target, it is present for all addons that ask for it.
        asked = {entry.text for entry in self.reading.entries if self.concerns(entry)}
        entries = [entry for entry in self.reading.entries if entry.text in asked]
        if self.document is None:
            if self.target.mode in ("mirror", "locked"):
                for _, group in sorted(comparing.by_project(entries).items()):
                    yield self.difference("unlocked", None, group, missing=True)
            return
        if self.target.mode == "mirror":
            found = comparing.mirror(entries, self.lines, self.budget, once=self.target.once)
        elif self.target.mode == "constraint":
            found = comparing.contradicted(entries, self.lines, self.budget)
        else:
            found = comparing.satisfied(entries, self.lines, self.budget, whole=self.target.mode == "locked")
        for kind, line, group in found:
            if kind == "stale" and line is not None and self.explained(line):
                continue
            if kind == "unlocked" and (group[0].project in self.provided() or self.is_module(group[0])):
                continue
            reason = self.reading.apart.get(line.project, "") if kind == "stale" and line is not None else ""
            yield self.difference(kind, line, group, reason=reason)
        if self.target.attribution:
            yield from self.attributions(entries)

    def concerns(self, entry: Entry) -> bool:
        """Whether the target must follow this entry."""
        return (
            not self.target.only_with
            or entry.addon in self.reading.producers
            or self.project.path_set.begins(self.target.only_with.replace("{name}", entry.addon))
        )

    def is_module(self, entry: Entry) -> bool:
        """Whether a bare name may be a module that Python or a line of the target provides.

        Projects are often named after their module, with extra words: ``swiftclient`` is in python-swiftclient.
        """
        if not self.target.module_names or entry.requirement.clauses:
            return False
        top = entry.text.partition(".")[0]
        if top in sys.stdlib_module_names or (top != entry.text and top.lower() in self.provided()):
            return True
        squashed = _squashed(entry.text)
        self.budget.spend(10 + min(len(self.lines), MOST_LINES) // 4)
        if self.squashed is None:
            self.squashed = [_squashed(line.project) for line in self.lines[:MOST_LINES]]
        return any(name == squashed or (len(squashed) > 4 and name.endswith(squashed)) for name in self.squashed)

    def provided(self) -> set[str]:
        """The projects that something else installs."""
        if self.others is not None:
            return self.others
        from pinlint.requirements.names import normalize

        self.others = names = set(map(normalize, self.target.provided))
        for path in self.target.provided_by:
            document = self.project.document(path)
            names.update(r.project for r in (document.requirements if document is not None else ()) if r.project)
        return names

    def read_lines(self) -> Iterator[Line]:
        """The target's lines. If more lines are allowed, also the lines of the files that it includes."""
        seen: set[str] = set()
        waiting = [self.document] if self.document is not None else []
        while waiting:
            document = waiting.pop(0)
            seen.add(document.path)
            yield from self.lines_of(document)
            if self.target.mode == "locked":
                inner = [i.path for i in document.includes if i.path and i.kind == "requirement" and i.path not in seen]
                waiting += [found for path in inner if (found := self.project.document(path)) is not None]

    def lines_of(self, document: RequirementsFile) -> Iterator[Line]:
        source = document.source
        text = source.text
        self.budget.add(len(text), led_to=True)
        self.budget.spend(4 * len(document.requirements) + len(text) // 16)
        above: dict[int, Comments] = {}
        commented: list[tuple[int, int]] = []
        if self.target.attribution or self.target.commented_counts:
            above, commented = _comments(text, self.target.commented_counts)
        starts = list(above)

        def comments_at(offset: int) -> Comments:
            return above[starts[bisect_right(starts, offset) - 1]] if starts else ()

        for requirement in document.requirements:
            yield Line(requirement, comments=comments_at(requirement.span.start))
        after: list[tuple[int, int]] = []
        if self.target.commented_counts and (text.startswith("--") or "\n--" in text):
            after = [found.span(1) for found in _OPTION_FIRST.finditer(text)]
        some = [(*span, self.target.commented_names) for span in commented]
        for start, end, names in [*some, *((*span, ()) for span in after)]:
            self.budget.spend(50 + len(names))
            from pinlint.formats.pep508_parts import InvalidRequirement

            try:
                requirement = requirement_of(text[start:end], document.path)
            except InvalidRequirement:
                continue
            if names and not _is_one_of(
                requirement.project or "", text[start:end], names, in_text=self.target.names_in_text
            ):
                continue
            yield Line(requirement, source.at(Span(start, end)), comments_at(start), commented=True)

    def named(self, comment: str) -> str | None:
        """The manifest that requires the line below a comment, according to this comment; None if the comment says something
        else.
        """
        if comment[2:] in self.reading.producers:
            return comment[2:]
        long_enough = len(comment) > len(self.before) + len(self.behind)
        if not long_enough or not comment.startswith(self.before) or not comment.endswith(self.behind):
            return None
        return comment[len(self.before) : len(comment) - len(self.behind)]

    def explained(self, line: Line) -> bool:
        """Whether a line that no manifest requires is allowed anyway."""
        if self.target.extra == "ignore":
            return True
        names = [self.named(text) for text, _ in line.comments] if self.target.attribution else []
        if self.target.extra == "attributed" and any(name is None for name in names):
            return True  # another producer's
        if not self.reading.broken:
            return False
        # A manifest that cannot be read may ask for it; a comment would name that manifest.
        return not names or not self.reading.broken.isdisjoint(names)

    def attributions(self, entries: Sequence[Entry]) -> Iterator[Difference]:
        """The wrong comments: a comment may name a manifest that does not require the line, or lack the name of a manifest that
        requires it.
        """
        asking = comparing.Asking(entries)
        for line in self.lines:
            expected = {entry.addon: entry for entry in asking.for_line(line)}
            if not expected:
                continue
            named = {}
            for text, at in line.comments:
                name = self.named(text)
                if name is not None:
                    named[name] = (at, at + len(text))
            for name, span in named.items():
                if name not in expected and name not in self.reading.broken:
                    assert line.location.source is not None
                    place = line.location.source.at(Span(*span))
                    yield self.difference("attribution", line, [], place=place, reason=name)
            for name, entry in expected.items():
                if name not in named:
                    yield self.difference("attribution", line, [entry], reason=name)

    def difference(
        self,
        kind: str,
        line: Line | None,
        entries: Sequence[Entry],
        *,
        missing: bool = False,
        place: Location | None = None,
        reason: str = "",
    ) -> Difference:
        self.budget.spend(80)
        location = place or (line.location if line is not None else entries[0].location)
        project = entries[0].project if entries else line.project if line is not None else ""
        from pinlint.freshness.compilers import SHELL  # help may suggest this command

        return Difference(
            kind,
            project,
            location,
            entries=entries,
            line=line,
            target=self.target.file,
            mode=self.target.mode,
            command=self.target.fix if SHELL.isdisjoint(self.target.fix) else "",
            reason="missing" if missing else reason,
            certain=self.target.mode in ("mirror", "locked") and not self.target.hand_kept,
            edits=self.edits(kind, line, entries) if not (missing or reason) and self.is_sole_writer() else (),
        )

    def is_sole_writer(self) -> bool:
        """Whether the target is a mirror of these manifests alone. Otherwise a compiler or another set would undo what is
        written.
        """
        project, path = self.project, self.project.real(self.target.file)
        return self.target.mode == "mirror" and project.mirrors.count(path) < 2 and project.pairing_of(path) is None

    def edits(self, kind: str, line: Line | None, entries: Sequence[Entry]) -> Sequence[Edit]:
        """The edits that correct the mirror. There are none if its lines are grouped under comments."""
        from pinlint.fixes.removal import removal, requirement_removal

        if line is not None and line.location.source is not None and line.location.span is not None:
            if kind == "mismatch":
                return [Edit(line.location.path, line.location.span, entries[0].text)]
            if kind == "stale" and not self.target.attribution:
                if line.commented:
                    source, span = line.location.source, line.location.span
                    start = source.line_span(line.location.line).start
                    is_comment = source.text.startswith("#", start)  # else an option of pip, which stays
                    edit = removal(source, Span(start, span.end) if is_comment else span)
                else:
                    edit = requirement_removal(line.requirement)
                return [edit] if edit is not None else ()
        if kind != "unlocked" or self.target.attribution or self.document is None or len(self.lines) > MOST_LINES:
            return ()
        source = self.document.source
        newline = source.newline
        text = entries[0].text
        for other in self.lines:
            assert other.location.span is not None
            if other.text.lower() > text.lower():
                start = source.line_span(other.location.line).start
                return [Edit(source.path, Span(start, start), text + newline)]
        self.budget.spend(len(self.lines) // 4)
        end = len(source.text)
        if source.text.endswith(("\\", "\\\n", "\\\r", "\\\r\n")):
            return ()  # it would join the new line to the last one
        before = "" if not source.text or source.text.endswith(("\n", "\r")) else newline
        return [Edit(source.path, Span(end, end), before + text + newline)]


def _squashed(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _is_one_of(project: str, text: str, names: Sequence[str], *, in_text: bool) -> bool:
    """Whether a requirement is for one of the projects; with ``in_text``, also if its text contains a name."""
    return any(normalize(name) == project or (in_text and name.lower() in text.lower()) for name in names)


def _comments(text: str, commented_counts: bool) -> tuple[dict[int, Comments], list[tuple[int, int]]]:
    """Maps the start of a line to the comments above it, or above its block of lines without a blank line. Also the start and end
    of requirements in comments: if they count, they are lines too.

    For pip, every line that begins with ``#`` is a comment.
    """
    above: dict[int, Comments] = {}
    commented = []
    current: list[tuple[str, int]] = []
    together = False  # the line before was a comment
    at = 0
    for line in text.splitlines(keepends=True):
        if line.startswith("#"):
            body = line.rstrip()
            found = _COMMENTED.fullmatch(body) if commented_counts and "=" in body else None
            if found is not None:
                commented.append((at + found.start(1), at + found.end(1)))
                above[at] = current
            else:
                current = current if together else []
                current.append((body, at))
            together = found is None
        else:
            together = False
            above[at] = current = [] if line.isspace() else current
        at += len(line)
    return above, commented
