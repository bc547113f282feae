"""What the user decided to live with: comments in the files and entries of the configuration.

``# pinlint: ignore[rule, family] reason`` behind a line ignores findings on that line, alone on a line those of the next
one; a line that a backslash continues counts with its continuations. ``# pinlint: file-ignore[rule] reason`` ignores those
of the whole file. Comments are looked for in the text, so that they work in every format that has them. An ignore that hid
nothing is itself a finding.
"""

from __future__ import annotations

from pinlint.config import IGNORE_MARK
from pinlint.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.config import Config
    from pinlint.finding import Finding
    from pinlint.source import SourceFile


class Ignore:
    """One ignore: the rules and families it names, why, and the ``lines`` it holds for (None: the whole file).

    ``names`` is empty where the comment is malformed. ``used`` collects the names that hid a finding.
    """

    __slots__ = ("lines", "names", "reason", "source", "span", "used")

    def __init__(
        self, source: SourceFile, span: Span, names: tuple[str, ...], reason: str, lines: range | None
    ) -> None:
        self.source = source
        self.span = span
        self.names = names
        self.reason = reason
        self.lines = lines
        self.used: set[str] = set()

    def hides(self, finding: Finding, first: int, last: int) -> bool:
        """Whether it hides a finding of its file that covers the lines ``first`` to ``last``; remembers that it did."""
        if self.lines is not None and (last < self.lines.start or first >= self.lines.stop):
            return False
        for name in self.names:
            if name in (finding.rule, finding.family, "all"):
                self.used.add(name)
                return True
        return False


def ignores_in(source: SourceFile) -> list[Ignore]:
    """The ignore comments of a file, in their order."""
    if IGNORE_MARK not in source.text:
        return []
    import re

    found = []
    # The reason ends where pip, to which more characters end a line, would read on.
    pattern = re.compile(r"# ?pinlint: ?(file-)?ignore(?:\[([^\[\]\n]*)\])?([^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*)")
    for match in pattern.finditer(source.text):
        line, _ = source.position(match.start())
        start = source.line_starts[line - 1]
        alone = not source.text[start : match.start()].strip(" \t#")
        names = tuple(name.strip() for name in (match[2] or "").split(",") if name.strip())
        lines = None if match[1] else statement(source, line + 1 if alone else line)
        found.append(Ignore(source, Span(match.start(), match.end()), names, match[3].strip(), lines))
    return found


def statement(source: SourceFile, line: int) -> range:
    """The lines that make one statement with ``line``: those that backslashes join."""
    first = last = line
    while first > 1 and _continues(source, first - 1):
        first -= 1
    while _continues(source, last):
        last += 1
    return range(first, last + 1)


def _continues(source: SourceFile, line: int) -> bool:
    if line >= len(source.line_starts):
        return False
    span = source.line_span(line)
    return source.text[span.start : span.end].rstrip(" \t").endswith("\\")


class Ignores:
    """All ignores of a run. `hide` sorts findings out; of the `comments`, those that hid none are findings."""

    __slots__ = ("_by_path", "_globs", "hidden")

    def __init__(self, config: Config) -> None:
        self._by_path: dict[str, list[Ignore]] = {}
        self._globs = config.per_file_ignores
        self.hidden = 0

    def add(self, source: SourceFile) -> None:
        """Takes in the comments of a file that was read."""
        found = ignores_in(source)
        if found:
            self._by_path[source.path] = found

    def hide(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that nothing hides."""
        kept = []
        for finding in findings:
            if self._hides(finding):
                self.hidden += 1
            else:
                kept.append(finding)
        return kept

    def _hides(self, finding: Finding) -> bool:
        comments = self._by_path.get(finding.location.path)
        if comments:
            first, last = finding.location.line, finding.location.end[0]
            hiding = [comment for comment in comments if comment.hides(finding, first, last)]  # each is told of its use
            if hiding:
                return True
        if self._globs:
            from pinlint.patterns import glob_matches

            paths = {finding.location.path, finding.lock or finding.location.path}
            for pattern, rules in self._globs.items():
                if any(name in rules for name in (finding.rule, finding.family, "all")) and any(
                    glob_matches(pattern, path) for path in paths
                ):
                    return True
        return False

    def comments(self) -> list[Ignore]:
        """Every ignore comment of the files that were read."""
        return [comment for comments in self._by_path.values() for comment in comments]
