"""The result of a run, for the reports: findings, a verdict for each lock, and counts."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pinlint.findings.finding import Finding, Fix
    from pinlint.findings.graphs import Graph
    from pinlint.text.source import Location, SourceFile

FRESH = "fresh"
STALE = "stale"
UNPROVEN = "unproven"

#: The reason of an obligation that is undecided because the metadata of a pin is missing.
NO_METADATA = "no metadata"


class Unproven:
    """An obligation of a lock that could not be decided.

    ``obligation`` is the obligation's name. ``project`` is the normalized name of the project, None for the whole lock.
    ``reason`` is a short phrase that does not repeat the project (``no metadata``), so that equal reasons can be counted
    together.
    """

    __slots__ = ("obligation", "project", "reason")

    def __init__(self, obligation: str, project: str | None, reason: str) -> None:
        self.obligation = obligation
        self.project = project
        self.reason = reason

    def __repr__(self) -> str:
        return f"Unproven({self.obligation!r}, {self.project!r}, {self.reason!r})"


class LockVerdict:
    """The verdict on one lock.

    ``verdict`` is FRESH, STALE or UNPROVEN. ``evidence`` names what decided it (``annotations``, ``metadata``). ``pins`` is the
    number of pins. ``metadata`` counts the pins with known metadata, by its source. ``commands`` are the commands that fix a
    stale lock, to be copied into a shell.
    """

    __slots__ = ("commands", "evidence", "inputs", "metadata", "path", "pins", "unproven", "verdict")

    def __init__(
        self,
        path: str,
        verdict: str,
        *,
        inputs: Sequence[str] = (),
        evidence: Sequence[str] = (),
        pins: int = 0,
        metadata: Mapping[str, int] | None = None,
        unproven: Sequence[Unproven] = (),
        commands: Sequence[str] = (),
    ) -> None:
        self.path = path
        self.verdict = verdict
        self.inputs = tuple(inputs)
        self.evidence = tuple(evidence)
        self.pins = pins
        self.metadata = dict(metadata or {})
        self.unproven = tuple(unproven)
        self.commands = tuple(commands)

    def __repr__(self) -> str:
        return f"LockVerdict({self.path!r}, {self.verdict})"


class Summary:
    """The numbers of files and requirements that were read, of findings by severity, of ignored findings and of fixed findings.

    ``files`` counts the files with requirements. ``checked`` counts all files by their kind, as readers call it (``Dockerfile``).
    ``elsewhere`` counts the project's locks that are outside of the checked paths, or in a format that pinlint does not read.
    """

    __slots__ = ("checked", "elsewhere", "errors", "files", "fixed", "ignored", "infos", "requirements", "warnings")

    def __init__(
        self,
        files: int = 0,
        requirements: int = 0,
        errors: int = 0,
        warnings: int = 0,
        infos: int = 0,
        ignored: int = 0,
        fixed: int = 0,
        *,
        checked: Mapping[str, int] | None = None,
        elsewhere: int = 0,
    ) -> None:
        self.checked = dict(checked or ({"file": files} if files else {}))
        self.elsewhere = elsewhere
        self.files = files
        self.requirements = requirements
        self.errors = errors
        self.warnings = warnings
        self.infos = infos
        self.ignored = ignored
        self.fixed = fixed


class Report:
    """Everything that a report shows.

    ``root`` is the project's folder as it is shown. ``findings`` are sorted. ``notes`` are sentences for the user
    without a place in a file. ``sources`` has the files that fixes edit, by path; it may lack files that findings only
    point at. ``fail_on`` is the lowest severity that fails the run. ``page`` returns a rule's documentation in Markdown,
    ``url`` its address on the web, or None. ``graphs`` makes the graphs of the locks and the install graph. ``roles`` returns a
    line for each checked file that says what it is for; its argument returns a path as it is shown.
    """

    __slots__ = (
        "_sources",
        "fail_on",
        "findings",
        "graphs",
        "locks",
        "notes",
        "page",
        "roles",
        "root",
        "summary",
        "url",
    )

    def __init__(
        self,
        root: str,
        findings: Sequence[Finding],
        locks: Sequence[LockVerdict] = (),
        summary: Summary | None = None,
        *,
        notes: Sequence[str] = (),
        sources: Mapping[str, SourceFile] | None = None,
        fail_on: str = "error",
        page: Callable[[str], str] = lambda _: "",
        url: Callable[[str], str | None] = lambda _: None,
        graphs: Callable[[], Sequence[Graph]] = tuple,
        roles: Callable[[Callable[[str], str]], Sequence[str]] = lambda _: (),
    ) -> None:
        self.root = root
        self.findings = _shown(findings)
        self.locks = list(locks)
        self.summary = summary or Summary()
        self.notes = tuple(notes)
        self.fail_on = fail_on
        self.page = page
        self.url = url
        self.graphs = graphs
        self.roles = roles
        self._sources = dict(sources or {})

    def show(self, findings: Sequence[Finding]) -> None:
        """Sets and counts the report's findings."""
        self.findings = _shown(findings)
        severities = [finding.severity for finding in findings]
        self.summary.errors = severities.count("error")
        self.summary.warnings = severities.count("warning")
        self.summary.infos = severities.count("info")

    @property
    def sources(self) -> Mapping[str, SourceFile]:
        """The files that the run has read, by path; they include all files that fixes edit."""
        return self._sources

    def source(self, path: str) -> SourceFile | None:
        """The file at ``path``, if the run has read it."""
        if path not in self._sources:
            for finding in self.findings:
                for location in (finding.location, *(related.location for related in finding.related)):
                    if location.source is not None:
                        self._sources.setdefault(location.path, location.source)
        return self._sources.get(path)

    def fix(self, finding: Finding) -> Fix | None:
        """The finding's fix, if it can be shown.

        None for a fix whose new text contains secrets, which no report repeats, and for a fix of unknown files.
        """
        from pinlint.text.secrets import pieces, without

        for edit in finding.fix.edits if finding.fix else ():
            source = self.source(edit.path)
            if source is None or without(edit.text, pieces(source)) != edit.text:
                return None
        return finding.fix

    def fails(self, finding: Finding) -> bool:
        """Whether the finding is severe enough to fail the run. A finding that is only counted never fails the run, even if it
        is listed.
        """
        from pinlint.findings.finding import SEVERITIES

        if self.fail_on == "never" or finding.counted:
            return False
        return SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.fail_on)


def _shown(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, with the secrets of their files removed from the sentences, and with long messages shortened. The help
    is not shortened, because people run its commands.
    """
    if not findings:
        return []
    from pinlint.text.secrets import pieces, without

    for finding in findings:
        locations = (finding.location, *(related.location for related in finding.related))
        sources = {id(each.source): each.source for each in locations if each.source is not None}
        hidden = list(map(pieces, sources.values()))
        finding.message = _short(without(finding.message, *hidden))
        finding.help = without(finding.help, *hidden) if finding.help else finding.help
        for related in finding.related:
            related.message = _short(without(related.message, *hidden))
        if finding.fix is not None:
            finding.fix.title = _short(without(finding.fix.title, *hidden))
    return list(findings)


#: The longest message, in characters. Some quote words of a file, which can be as long as the file.
LONGEST_MESSAGE = 1_000


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]}..."


#: ANSI attributes by meaning. Every theme adapts the sixteen basic colours to its background. These ones are readable on a
#: light and on a dark background in all usual themes; yellow and cyan on white, and dark blue on black, are not.
_CODES = {
    "error": "1;91",
    "warning": "1;95",
    "info": "1;94",
    "good": "32",
    "strong": "1",
    "gutter": "94",
    "added": "32",
    "removed": "91",
}


class Style:
    """How a report is formatted.

    ``width`` is the terminal's width in columns; 0 means that there is no terminal, so nothing is wrapped.
    ``verbose`` shows everything, ``quiet`` only findings; ``statistics`` shows counts instead of findings. ``folder`` is the
    reader's current folder, below the root and with ``/``: paths that a person or an editor follows are shown relative to
    it. An absolute ``folder`` is the root itself, for a reader outside of the project.
    """

    __slots__ = ("colour", "folder", "hyperlinks", "quiet", "statistics", "verbose", "width")

    def __init__(
        self,
        colour: bool = False,
        width: int = 0,
        hyperlinks: bool = False,
        verbose: bool = False,
        folder: str = "",
        statistics: bool = False,
        quiet: bool = False,
    ) -> None:
        self.quiet = quiet
        self.statistics = statistics
        self.colour = colour
        self.width = width
        self.hyperlinks = hyperlinks
        self.verbose = verbose
        self.folder = folder

    def path(self, path: str) -> str:
        """``path``, relative to the root, as seen from ``folder``, and safe on a terminal."""
        if self.folder.startswith("/") or self.folder[1:2] == ":":
            path = f"{self.folder}/{path}"
        elif self.folder:
            from posixpath import relpath

            path = relpath(f"/{path}", f"/{self.folder}")
        if path.isascii() and path.replace(".", "").replace("/", "").isalnum():
            return path  # the common case
        from pinlint.text.escaping import line

        return line(path)

    def at_root(self) -> str:
        """The folder in which to run commands (`` in ../..``) if the reader is not in the root; else empty."""
        from pinlint.text.escaping import line

        if not self.folder:
            return ""
        from posixpath import relpath

        outside = self.folder.startswith("/") or self.folder[1:2] == ":"
        return f" in {line(self.folder if outside else relpath('/', f'/{self.folder}'))}"

    def from_here(self, command: str) -> str:
        """A command for the root; a ``cd`` to ``folder`` at its start is removed."""
        from pinlint.text.escaping import shell_word

        return command.removeprefix(f"cd {shell_word(self.folder)} && ") if self.folder else command

    def remedy(self, text: str) -> str:
        """A sentence that may end in a command for the root. If the reader is in another folder, it says where to run the
        command.
        """
        before, _, command = text.removesuffix("`").rpartition("`")
        if not self.folder or not text.endswith("`") or not before.endswith(("run ", ": ")):
            return text
        short = self.from_here(command)
        return f"{before}`{short}`" if short != command else text + self.at_root()

    def paint(self, kind: str, text: str) -> str:
        """``text`` in the colour of ``kind``: a severity, ``good``, ``strong``, ``gutter``, ``added`` or ``removed``."""
        return f"\x1b[{_CODES[kind]}m{text}\x1b[0m" if self.colour and text else text

    def link(self, url: str | None, text: str) -> str:
        """``text`` as a hyperlink (OSC 8) if the terminal supports it."""
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self.hyperlinks and url else text


def last_line(location: Location) -> int:
    """The line of the location's last character; a span that ends with a line end does not include the next line."""
    line, column = location.end
    return line - 1 if column == 1 and line > location.line else line


def plural(count: int, noun: str, many: str = "") -> str:
    """The count with its noun: ``1 lock``, ``2,000 locks``; ``many`` is an irregular plural."""
    return f"{count} {noun}" if count == 1 else f"{count:,} {many or noun + 's'}"
