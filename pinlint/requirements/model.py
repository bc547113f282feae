"""What the formats read: requirements and requirement sources, with the place of every part.

Formats create these objects; the proof and the rules read them. They never change afterwards. The terms come from PEP 440, 503,
508, 621, 735, and from pip's documentation.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pinlint.requirements.metadata import ProjectMetadata
    from pinlint.requirements.references import Reference
    from pinlint.text.source import Location, SourceFile, Span

#: The values of `Requirement.scope`: where a requirement is written decides what it means.
DEPENDENCIES = "dependencies"  # a requirements file's line; PEP 621 dependencies; install_requires
EXTRA = "extra"  # one of the project's own extras; `Requirement.group` names it
GROUP = "group"  # a PEP 735 dependency group; `Requirement.group` names it
BUILD = "build"  # build-system.requires, setup_requires
SCRIPT = "script"  # the inline metadata of a script, PEP 723

#: The files that describe a project; if a folder has several, the first one is used.
PROJECT_FILES = ("pyproject.toml", "setup.cfg", "setup.py")


#: The most characters of a requirement that a message quotes.
MOST_SHOWN = 300


class Clause:
    """One clause of a specifier set, such as ``>= 1.0``: ``operator``, ``version`` as written, and their ``span``."""

    __slots__ = ("operator", "span", "version")

    def __init__(self, operator: str, version: str, span: Span) -> None:
        self.operator = operator
        self.version = version
        self.span = span

    def __str__(self) -> str:
        return self.operator + self.version


class Hash:
    """The value of a ``--hash`` option, or a hash in a URL's fragment: ``algorithm`` and ``digest`` as written."""

    __slots__ = ("algorithm", "digest", "span")

    def __init__(self, algorithm: str, digest: str, span: Span) -> None:
        self.algorithm = algorithm
        self.digest = digest
        self.span = span

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.digest}"


#: The algorithms that pip accepts for ``--hash``, with the length of their digests in hexadecimal digits.
STRONG_HASHES = {"sha256": 64, "sha384": 96, "sha512": 128}


def is_strong_hash(algorithm: str, digest: str) -> bool:
    """Whether the digest is well-formed, in upper or lower case, and its algorithm is one that pip accepts."""
    return len(digest) == STRONG_HASHES.get(algorithm) and not digest.strip("0123456789abcdefABCDEF")


class Comment:
    """A comment; ``text`` begins with its ``#``, ``span`` covers it to the end of the line."""

    __slots__ = ("span", "text")

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.span = span


class Requirement:
    """One requirement: its parts, and where each part is written.

    ``name`` is as written, ``project`` its normalized form (PEP 503); both are None for a URL or a path without a name. ``url``
    is the direct reference as written: the URL after ``@``, a bare URL, a local path, an editable's target. ``extras`` are
    normalized. ``clauses`` are the clauses of the specifier set, in the order written. The span of an absent part is None.
    ``group`` names the extra or dependency group for the scopes that have one.

    ``span`` covers the requirement itself, from its name or URL (or ``-e``) to its marker; ``whole_span`` also covers its
    options. ``hashes`` are the hashes of its ``--hash`` options, then the hash in its URL. ``options`` are its other options.
    """

    __slots__ = (
        "_reference",
        "clauses",
        "comment",
        "editable",
        "extras",
        "group",
        "hashes",
        "marker",
        "marker_span",
        "name",
        "name_span",
        "options",
        "project",
        "scope",
        "source",
        "span",
        "specifier_span",
        "url",
        "url_span",
        "variables",
        "whole_span",
    )

    #: Whether it is ``name[extras]==version`` in the simplest spelling, with well-formed hashes: always a pin.
    canonical = False

    def __init__(
        self,
        source: SourceFile,
        span: Span,
        *,
        name: str | None = None,
        name_span: Span | None = None,
        project: str | None = None,
        extras: tuple[str, ...] = (),
        clauses: tuple[Clause, ...] = (),
        specifier_span: Span | None = None,
        marker: str | None = None,
        marker_span: Span | None = None,
        url: str | None = None,
        url_span: Span | None = None,
        editable: bool = False,
        hashes: tuple[Hash, ...] = (),
        comment: Comment | None = None,
        variables: tuple[str, ...] = (),
        scope: str = DEPENDENCIES,
        group: str | None = None,
        whole_span: Span | None = None,
        options: tuple[Option, ...] = (),
    ) -> None:
        self.source = source
        self.span = span
        self.whole_span = whole_span or span
        self.options = options
        self.name = name
        self.name_span = name_span
        self.project = project
        self.extras = extras
        self.clauses = clauses
        self.specifier_span = specifier_span
        self.marker = marker
        self.marker_span = marker_span
        self.url = url
        self.url_span = url_span
        self.editable = editable
        self.hashes = hashes
        self.comment = comment
        self.variables = variables
        self.scope = scope
        self.group = group
        self._reference: Reference | None = None

    def __repr__(self) -> str:
        return f"Requirement({self.source.text[self.span.start : self.span.end]!r})"

    @property
    def specifier(self) -> str:
        """The specifier set without blanks, with the clauses in the order written; empty if there is no specifier."""
        return ",".join(map(str, self.clauses))

    @property
    def pinned_version(self) -> str | None:
        """The version, as written, of an ``==`` or ``===`` clause without wildcard; None without such a clause."""
        for clause in self.clauses:
            if clause.operator in ("==", "===") and not clause.version.endswith(".*"):
                return clause.version
        return None

    @property
    def hashed(self) -> bool:
        """Whether the requirement has a ``--hash`` option, which turns hash-checking mode on. A hash in the URL does not turn it
        on.
        """
        return bool(self.hashes) and (self.url_span is None or self.hashes[0].span.start >= self.url_span.end)

    @property
    def written_hashes(self) -> Sequence[str]:
        """Its hashes as ``algorithm:digest``."""
        return [str(item) for item in self.hashes]

    @property
    def sha256_digests(self) -> frozenset[str]:
        """The SHA-256 digests of its hashes, in lower case."""
        return frozenset(item.digest.lower() for item in self.hashes if item.algorithm == "sha256")

    @property
    def odd_hashes(self) -> bool:
        """Whether one of its hashes is not a well-formed SHA-256, SHA-384 or SHA-512 digest."""
        return any(not is_strong_hash(item.algorithm, item.digest) for item in self.hashes)

    @property
    def reference(self) -> Reference | None:
        """What the direct reference points to; None for a requirement without one."""
        if self._reference is None and self.url is not None:
            from pinlint.requirements.references import parse_reference

            self._reference = parse_reference(self.url, editable=self.editable)
        return self._reference

    @reference.setter
    def reference(self, reference: Reference) -> None:
        self._reference = reference

    @property
    def location(self) -> Location:
        """Where the requirement is written."""
        return self.source.at(self.span)

    @property
    def shown(self) -> str:
        """The requirement in short, for messages: name, extras, specifier or URL, without credentials. For an addon of the
        Divio platform, name and version."""
        text = self._written()
        return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "..."

    def _written(self) -> str:
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        if self.url is None:
            return f"{self.name}{extras}{self.specifier}"
        addon = self.reference.addon if self.reference is not None else None
        if addon is not None:
            return f"{addon.name}{extras} {addon.version}"
        from pinlint.text.secrets import redact

        url = redact(self.url)
        named = self.name_span is not None and self.url_span is not None and self.name_span.start < self.url_span.start
        return f"{self.name}{extras} @ {url}" if named else f"-e {url}{extras}" if self.editable else f"{url}{extras}"


class Include:
    """A ``-r`` or ``-c`` line. ``kind`` is ``requirement`` or ``constraint``; ``target`` is the path or URL as pip reads it.

    ``path`` is the included file, relative to the project's root; None for a URL and for a path outside the root.
    """

    __slots__ = ("kind", "path", "span", "target", "target_span")

    def __init__(self, kind: str, target: str, path: str | None, span: Span, target_span: Span) -> None:
        self.kind = kind
        self.target = target
        self.path = path
        self.span = span
        self.target_span = target_span


class Option:
    """An option that applies to the whole file: ``name`` is pip's long name without dashes (``index-url``)."""

    __slots__ = ("name", "span", "value", "value_span")

    def __init__(self, name: str, value: str | None, span: Span, value_span: Span | None) -> None:
        self.name = name
        self.value = value
        self.span = span
        self.value_span = value_span


#: What is said of a text that only has the name of a requirements file.
PROSE = "this is prose, not a list of requirements"


class Problem:
    """Text that could not be read, or that pip reads and ignores. ``rule`` is the name of the meta rule that reports this.

    ``fatal`` means that pip would refuse the whole file because of this text, or that pinlint reads nothing of the file.
    ``insertion`` is text that solves the problem: the offset at which it belongs, the text, and whether it is a safe fix.
    """

    __slots__ = ("fatal", "help", "insertion", "message", "rule", "span")

    def __init__(
        self,
        rule: str,
        message: str,
        span: Span,
        help: str | None = None,
        fatal: bool = False,
        insertion: tuple[int, str, bool] | None = None,
    ) -> None:
        self.rule = rule
        self.message = message
        self.span = span
        self.help = help
        self.fatal = fatal
        self.insertion = insertion


def is_in_template(path: str) -> bool:
    """Whether the file at ``path`` belongs to a template of projects: ``{{cookiecutter.name}}/requirements.txt``."""
    return "{{" in path


class RequirementsFile:
    """A source of requirements in any format: a requirements file, pyproject.toml, setup.cfg, setup.py, a script.

    ``format`` is the format's name (``requirements-txt``). ``metadata`` is set for the formats that describe a project.
    ``names`` are its path and the paths of symbolic links to it that were found.
    """

    __slots__ = (
        "_comments",
        "_in_hash_mode",
        "format",
        "includes",
        "meant_to_pin",
        "metadata",
        "mostly_pins",
        "names",
        "options",
        "problems",
        "requirements",
        "source",
        "tool",
        "values",
    )

    def __init__(
        self,
        source: SourceFile,
        format: str,
        requirements: Sequence[Requirement] = (),
        *,
        includes: Sequence[Include] = (),
        options: Sequence[Option] = (),
        problems: Sequence[Problem] = (),
        comments: Sequence[Comment] | Callable[[], Sequence[Comment]] = (),
        metadata: ProjectMetadata | None = None,
        tool: dict[str, object] | None = None,
    ) -> None:
        self.source = source
        self.names: Sequence[str] = (source.path,)
        self.format = format
        self.requirements = requirements
        self.includes = includes
        self.options = options
        self.problems = problems
        self._comments = comments
        self._in_hash_mode: bool | None = None
        #: What `pinlint.requirements.pinning` found out about all requirements together; None until a line asks.
        self.meant_to_pin: bool | None = None
        self.mostly_pins: bool | None = None
        self.metadata = metadata
        #: pyproject.toml's [tool] table, plain values; empty for other formats.
        self.tool = tool or {}
        #: A pyproject.toml, or a Pipfile, as plain values; empty for other formats.
        self.values: dict[str, object] = {}

    @property
    def comments(self) -> Sequence[Comment]:
        """The comments, in order; a format may read them only on first use."""
        if callable(self._comments):
            self._comments = self._comments()
        return self._comments

    @property
    def count(self) -> int:
        """How many requirements it has."""
        return len(self.requirements)

    @property
    def in_hash_mode(self) -> bool:
        """Whether pip checks hashes when it installs the file: a line has a hash, or the file has ``--require-hashes``."""
        if self._in_hash_mode is None:
            self._in_hash_mode = any(requirement.hashed for requirement in self.requirements) or any(
                option.name == "require-hashes" for option in self.options
            )
        return self._in_hash_mode

    @property
    def path(self) -> str:
        """The file's path, relative to the project's root."""
        return self.source.path
