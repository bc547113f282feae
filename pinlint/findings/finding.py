"""Defines rules and their findings, which have places, severities and fixes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.text.source import Edit, Location

ERROR = "error"
WARNING = "warning"
INFO = "info"
#: The severities, the most severe first.
SEVERITIES = (ERROR, WARNING, INFO)

#: How a fix may be applied: SAFE never changes what gets installed, except to match the lock or manifest.
SAFE = "safe"
UNSAFE = "unsafe"
#: At most this many places are listed in a finding that stands for several.
MOST_RELATED = 10


class Fix:
    """Edits that fix a finding: a ``title`` in the imperative, the ``applicability``, and the ``edits``."""

    __slots__ = ("applicability", "edits", "title")

    def __init__(self, title: str, edits: Sequence[Edit], applicability: str = SAFE) -> None:
        self.title = title
        self.edits = tuple(edits)
        self.applicability = applicability

    @property
    def help(self) -> str:
        """The title as the help of a finding, if the fix alone resolves the finding."""
        return self.title[:1].lower() + self.title[1:]

    def __repr__(self) -> str:
        return f"Fix({self.title!r}, {self.applicability})"


class Related:
    """Another place that a finding is about, with a short ``message`` that says why."""

    __slots__ = ("location", "message")

    def __init__(self, location: Location, message: str) -> None:
        self.location = location
        self.message = message


class Cause:
    """The cause of a finding, if other findings may have the same cause.

    ``key`` is equal for findings of one cause. If there are at least ``fewest`` of these findings, in at least ``files`` files,
    ``say`` makes one message and one help for all. ``names`` says what each finding is about. ``offers`` are possible
    replacements, with the file that names them. ``by_name`` says that only findings about a common name have one cause, and
    ``by_file`` that findings in a common file have one, too.
    Findings with different causes, also of several rules, can have a common ``wider`` cause. Those whose wider cause has the
    lowest ``rank`` come first.
    """

    __slots__ = ("by_file", "by_name", "fewest", "files", "key", "names", "offers", "rank", "say", "wider")

    def __init__(
        self,
        key: tuple[str, ...],
        fewest: int,
        say: Callable[[Sequence[Finding]], tuple[str, str | None]],
        names: Iterable[str] = (),
        offers: Mapping[str, str] | None = None,
        files: int = 1,
        *,
        by_name: bool = False,
        by_file: bool = False,
        rank: int = 0,
    ) -> None:
        self.rank = rank
        self.wider: Cause | None = None
        self.by_name = by_name or by_file
        self.by_file = by_file
        self.key = key
        self.fewest = fewest
        self.files = files
        self.say = say
        self.names = tuple(names)
        self.offers = dict(offers or {})


class Entry:
    """A package of the structured lock at ``path``: its ``number``, or the name of a missing one. With ``file``, one file of it.
    An empty name means that the lock itself is missing.

    A finding about it that is reported at another place is not ``here``.
    """

    __slots__ = ("file", "here", "number", "path")

    def __init__(self, path: str, number: int | str, file: int | None = None, *, here: bool = True) -> None:
        self.path = path
        self.number = number
        self.file = file
        self.here = here

    @property
    def package(self) -> tuple[str, int | str]:
        """What identifies the package."""
        return self.path, self.number

    @property
    def missing(self) -> bool:
        """Whether the lock does not have the package."""
        return isinstance(self.number, str)

    def elsewhere(self) -> Entry:
        """The whole package, for a finding at another place."""
        return Entry(self.path, self.number, here=False)

    def meets(self, other: Entry) -> bool:
        """Whether both can be broken by one edit: they are not about different files."""
        return self.file == other.file or None in (self.file, other.file)


class Finding:
    """One problem: the rule that reports it, its severity, place and reason, and how to fix it.

    ``message`` is one sentence without a full stop. ``help`` is the one command or sentence that fixes it. ``project``
    is the normalized name of the project that the finding is about, if any. ``lock`` is the path of the lock that a
    freshness finding is about. ``cause`` may be shared by several findings. A finding with ``counted`` (a word of
    `pinlint.findings.folding`) only adds to that number in the summary. `--verbose` lists it. ``entry`` is the package of a
    structured lock that it is about.
    """

    __slots__ = (
        "cause",
        "counted",
        "entry",
        "family",
        "fix",
        "help",
        "location",
        "lock",
        "message",
        "project",
        "related",
        "rule",
        "severity",
    )

    def __init__(
        self,
        rule: str,
        family: str,
        severity: str,
        location: Location,
        message: str,
        *,
        project: str | None = None,
        related: Iterable[Related] = (),
        help: str | None = None,
        fix: Fix | None = None,
        lock: str | None = None,
        cause: Cause | None = None,
        counted: str | None = None,
    ) -> None:
        self.rule = rule
        self.family = family
        self.severity = severity
        self.location = location
        self.message = message
        self.project = project
        self.related = tuple(related)
        self.help = help
        self.fix = fix
        self.lock = lock
        self.cause = cause
        self.counted = counted
        self.entry: Entry | None = None

    def __repr__(self) -> str:
        return f"Finding({self.location.path}:{self.location.line}: {self.rule}: {self.message})"

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Sorts findings by place, then by rule: this is the order of a report."""
        return (self.location.path, *self.location.start, self.rule, self.message)


class Rule:
    """A rule. Its module gives its name and family, and the module's docstring is its documentation.

    A rule checks one kind of subject, ``on``: a requirement, an option, a file, an obligation and so on (the classes of
    `pinlint.findings.subjects`). It checks only subjects that have at least one of the traits in ``when``. A clean project has
    no subject with a trait, so a clean check loads no rule. A rule that is ``opt_in`` runs only if it is selected by its own
    name.
    """

    __slots__ = ("check", "family", "name", "on", "opt_in", "severity", "when")

    check: Callable[[Any, CheckedProject], Iterator[Finding]]

    def __init__(
        self, module: str, *, on: str, when: Sequence[str], severity: str = ERROR, opt_in: bool = False
    ) -> None:
        _, _, self.family, name = module.rsplit(".", 3)
        self.name = name.replace("_", "-")
        self.on = on
        self.when = tuple(when)
        self.severity = severity
        self.opt_in = opt_in

    def __call__(
        self, check: Callable[[Any, CheckedProject], Iterator[Finding]]
    ) -> Callable[[Any, CheckedProject], Iterator[Finding]]:
        """Used as a decorator: registers the generator that yields the rule's findings for one subject and its project."""
        self.check = check
        return check

    def finding(self, location: Location, message: str, *, severity: str | None = None, **details: Any) -> Finding:
        """A finding of this rule; ``details`` are the keyword arguments of `Finding`."""
        return Finding(self.name, self.family, severity or self.severity, location, message, **details)
