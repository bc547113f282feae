"""Finds out which findings the user ignores: by comments in the files, or by entries of the configuration.

``# pinlint: ignore[rule, family] reason`` at the end of a line ignores findings on that line. If it is alone on a line, it
ignores findings on the next line. Lines joined by backslashes count as one. ``# pinlint: file-ignore[rule] reason`` ignores
findings in the whole file. Comments are searched in the text, so they work in every format that has comments. An ignore that
hides nothing is itself a finding.
"""

from __future__ import annotations

from pinlint.findings.config import IGNORE_MARK, is_pattern
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

    from pinlint.findings.config import Config
    from pinlint.findings.finding import Finding
    from pinlint.text.source import SourceFile


class Ignore:
    """One ignore, with the rules and families that it names, and the reason. ``lines`` are the lines that it applies to (None:
    the whole file).

    If the comment names nothing, ``names`` is empty and the comment has no effect.
    ``used`` collects the names that hid a finding.
    """

    __slots__ = ("lines", "names", "reason", "source", "span", "used")

    def __init__(
        self,
        source: SourceFile,
        span: Span,
        names: tuple[str, ...],
        reason: str,
        lines: range | None,
    ) -> None:
        self.source = source
        self.span = span
        self.names = names
        self.reason = reason
        self.lines = lines
        self.used: set[str] = set()

    def hides(self, rule: str, family: str) -> bool:
        """Whether this ignore hides findings of a rule in its lines. If so, its use is recorded."""
        for name in self.names:
            if name in (rule, family, "all"):
                self.used.add(name)
                return True
        return False


def ignores_in(source: SourceFile) -> list[Ignore]:
    """The ignore comments of a file, in their order."""
    if IGNORE_MARK not in source.text:
        return []
    import re

    found: list[Ignore] = []
    joined = range(0)
    # pip knows more line ends: the reason ends at the first one, after which pip would continue to read.
    pattern = re.compile(r"# ?pinlint: ?(file-)?ignore(?:\[([^\[\]\n]*)\])?([^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*)")
    for match in pattern.finditer(source.text):
        line, _ = source.position(match.start())
        start = source.line_starts[line - 1]
        alone = not source.text[start : match.start()].strip(" \t#")
        line += alone
        if line not in joined:  # one statement may contain many comments
            joined = statement(source, line)
        names = tuple(dict.fromkeys(name.strip() for name in (match[2] or "").split(",") if name.strip()))
        lines = None if match[1] else joined
        found.append(Ignore(source, Span(match.start(), match.end()), names, match[3].strip(), lines))
    return found


def statement(source: SourceFile, line: int) -> range:
    """The lines of the statement that contains ``line``. Backslashes join the lines of a statement."""
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


class _OfAFile:
    """The ignores of a file: for the whole file, and for each statement."""

    __slots__ = ("_by_lines", "_everywhere", "_known", "_stops", "all")

    def __init__(self, ignores: list[Ignore]) -> None:
        self.all = ignores
        self._everywhere = [ignore for ignore in ignores if ignore.lines is None]
        by_lines: dict[range, list[Ignore]] = {}
        for ignore in ignores:
            if ignore.lines is not None:
                by_lines.setdefault(ignore.lines, []).append(ignore)
        # No two statements overlap, and they are in the order of their lines.
        self._by_lines = list(by_lines.items())
        self._stops = [lines.stop for lines in by_lines]
        self._known: dict[tuple[int, str, str], bool] = {}

    def hide(self, finding: Finding) -> bool:
        """Whether one of these ignores hides the finding. Each one that does is marked as used."""
        from bisect import bisect_right

        first, last = finding.location.line, finding.location.end[0]
        hidden = self._do(-1, self._everywhere, finding)
        for number in range(bisect_right(self._stops, first), len(self._stops)):
            lines, ignores = self._by_lines[number]
            if lines.start > last:
                break
            hidden |= self._do(number, ignores, finding)
        return hidden

    def _do(self, number: int, ignores: list[Ignore], finding: Finding) -> bool:
        """Whether one of the ignores of a statement hides the finding, asked once for each rule."""
        key = number, finding.rule, finding.family
        if key not in self._known:
            self._known[key] = bool(
                [i for i in ignores if i.hides(finding.rule, finding.family)]
            )  # each is marked as used
        return self._known[key]


class Ignores:
    """All ignores of a run. `hides` is called for each finding; `comments` that hid nothing become findings."""

    __slots__ = ("_by_path", "_globs", "_matching", "_patterns", "_taken", "hidden")

    def __init__(self, config: Config) -> None:
        self._by_path: dict[str, _OfAFile] = {}
        self._globs = config.per_file_ignores
        self._patterns: list[tuple[re.Pattern[str], dict[str, str]]] | None = None
        self._matching: dict[str, list[dict[str, str]]] = {}
        self._taken: set[str] = set()
        self.hidden = 0

    def add(self, source: SourceFile) -> None:
        """Adds the comments of a file that was read, once."""
        if source.path in self._taken:
            return
        self._taken.add(source.path)
        found = ignores_in(source)
        if found:
            self._by_path[source.path] = _OfAFile(found)

    def hides(self, finding: Finding, source: SourceFile | None, names: Sequence[str] = ()) -> bool:
        """Whether something hides the finding. ``source`` is the finding's file, if it was read; ``names`` are the paths of the
        file.
        """
        if source is not None:
            self.add(source)
        hidden = self._hides(finding, names)
        self.hidden += hidden
        return hidden

    def _hides(self, finding: Finding, names: Sequence[str]) -> bool:
        comments = self._by_path.get(finding.location.path)
        if comments is not None and comments.hide(finding):
            return True
        if self._globs:
            for path in {finding.location.path, finding.lock or finding.location.path, *names}:
                for rules in self._of_path(path):
                    if finding.rule in rules or finding.family in rules or "all" in rules:
                        return True
        return False

    def _of_path(self, path: str) -> list[dict[str, str]]:
        """The rules that the configuration ignores in the file at ``path``, for each pattern that matches the path."""
        if self._patterns is None:
            import re

            from pinlint.text.patterns import glob_regex

            patterns = {pattern: rules for pattern, rules in self._globs.items() if is_pattern(pattern)}
            self._patterns = [(re.compile(glob_regex(pattern)), rules) for pattern, rules in patterns.items()]
        if path not in self._matching:
            found = [rules for pattern, rules in self._patterns if pattern.match(path)]
            if path in self._globs and not is_pattern(path):
                found.append(self._globs[path])
            self._matching[path] = found
        return self._matching[path]

    def comments(self, ended: Iterable[tuple[str, str]] = ()) -> list[Ignore]:
        """Every ignore comment of the files that were read. ``ended`` are the rules, with their families, that stopped at a
        limit. A comment counts as used if it may hide further findings of such a rule.
        """
        comments = [comment for comments in self._by_path.values() for comment in comments.all]
        for rule, family in ended:
            for comment in comments:
                comment.hides(rule, family)
        return comments
