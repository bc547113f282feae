"""The content of structured locks (uv.lock, poetry.lock, pdm.lock, Pipfile.lock, pylock.toml): packages, files, a graph.

The readers in `pinlint.formats` make the same objects for every format. Names in ``project``, extras and groups are normalized;
everything else is as written. Offsets count characters of the lock's text.
"""

from __future__ import annotations

from pinlint.requirements.locked_files import NO_FILES
from pinlint.requirements.model import Clause, Hash, Requirement, RequirementsFile
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pinlint.requirements.model import Problem
    from pinlint.text.source import Location, SourceFile

#: Where a package comes from. ``index`` is a package index; the last three are folders of the project.
INDEX, GIT, URL, FILE, DIRECTORY, EDITABLE, VIRTUAL = "index", "git", "url", "file", "directory", "editable", "virtual"
#: The kinds that are a folder: its content can change, it is not one fixed version.
TREES = frozenset({DIRECTORY, EDITABLE, VIRTUAL})
#: The formats, named like the modules that read them, with the command that locks and the command that only checks.
UV, POETRY, PDM, PIPFILE, PYLOCK = "uv-lock", "poetry-lock", "pdm-lock", "pipfile-lock", "pylock"
#: The formats whose graph has the specifiers and the Python versions of each package.
WITH_SPECIFIERS = (POETRY, PDM)


class Edge:
    """One requirement of a package, or of the project, as the lock records it.

    If the lock says which of several packages with the name is meant (uv), ``version`` and ``source`` select it. ``specifier`` is
    the specifier set's text, in PEP 440's spelling; empty if the lock does not record it. ``optional`` edges count only under an
    extra that lists them (Poetry). ``url`` is the direct reference of a package that is not from an index.
    """

    __slots__ = (
        "end",
        "extras",
        "marker",
        "optional",
        "project",
        "source",
        "specifier",
        "start",
        "url",
        "version",
    )

    def __init__(
        self,
        project: str,
        start: int,
        end: int,
        *,
        extras: tuple[str, ...] = (),
        marker: str | None = None,
        specifier: str = "",
        version: str | None = None,
        source: tuple[str, str] | None = None,
        url: str | None = None,
        optional: bool = False,
    ) -> None:
        self.project = project
        self.start = start
        self.end = end
        self.extras = extras
        self.marker = marker
        self.specifier = specifier
        self.version = version
        self.source = source
        self.url = url
        self.optional = optional

    def under(self, marker: str | None) -> Edge:
        """The same requirement with another marker."""
        return Edge(
            self.project,
            self.start,
            self.end,
            extras=self.extras,
            marker=marker,
            specifier=self.specifier,
            version=self.version,
            source=self.source,
            url=self.url,
            optional=self.optional,
        )

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.start, self.end)

    @property
    def text(self) -> str:
        """The requirement in the syntax of PEP 508, without its marker."""
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        if self.url:
            from pinlint.text.secrets import redact

            return f"{self.project}{extras} @ {redact(self.url)}"
        return f"{self.project}{extras}{self.specifier}"


class PackageSource:
    """Where a package comes from. ``kind`` is one of the constants above, ``url`` the URL or path as written.

    For a repository, ``commit`` is the full commit that the lock records, ``requested`` the requested branch, tag or commit, and
    ``subdirectory`` the folder in the repository. ``url`` is empty for the default index.
    """

    __slots__ = ("commit", "end", "kind", "requested", "start", "subdirectory", "url")

    def __init__(
        self,
        kind: str,
        url: str = "",
        start: int = 0,
        end: int = 0,
        *,
        commit: str = "",
        requested: str = "",
        subdirectory: str = "",
    ) -> None:
        self.kind = kind
        self.url = url
        self.start = start
        self.end = end
        self.commit = commit
        self.requested = requested
        self.subdirectory = subdirectory

    @property
    def key(self) -> tuple[str, str]:
        """What distinguishes one source from another in an edge."""
        return self.kind, f"{self.url}#{self.commit}" if self.commit else self.url

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.start, self.end)


class Package:
    """One package of a lock.

    ``edges`` are the requirements of the package, ``optional`` its requirements under each extra. For a member of a workspace,
    ``dev`` are the requirements of each dependency group. ``files`` are the package's wheels and source distributions. ``groups``
    are the groups and extras of the project that need the package; None if the lock does not say. ``marker`` says in which
    environments the package is installed. If a name has several entries, ``forks`` are the markers of the environments that this
    entry is for. An entry with ``extras`` is a separate entry for those extras, besides the one without extras (pdm).
    ``recorded`` is what the project required when it was locked, by scope and group; None if the lock does not record it.
    ``requires_python`` is empty if the lock does not record it.
    """

    __slots__ = (
        "category",
        "dev",
        "edges",
        "extras",
        "fields",
        "files",
        "forks",
        "groups",
        "marker",
        "markers",
        "name",
        "name_place",
        "optional",
        "project",
        "recorded",
        "requires_python",
        "source",
        "start",
        "version",
        "version_place",
    )

    def __init__(self, name: str, project: str, name_place: int, start: int) -> None:
        self.name = name
        self.project = project
        self.name_place = name_place
        self.start = start
        self.version = ""
        self.version_place = -1
        self.source = _DEFAULT
        self.edges: Sequence[Edge] = ()
        self.optional: Mapping[str, Sequence[Edge]] = {}
        self.dev: Mapping[str, Sequence[Edge]] = {}
        self.files = NO_FILES
        self.groups: tuple[str, ...] | None = None
        self.marker: str | None = None
        #: If the groups need it in different environments: group -> marker.
        self.markers: Mapping[str, str] = {}
        self.forks: Sequence[str] = ()
        self.extras: tuple[str, ...] = ()
        self.requires_python = ""
        self.recorded: Mapping[tuple[str, str], Sequence[Edge]] | None = None
        #: What else uv records of a project: its extras, its default groups and the Pythons of its groups.
        self.fields: Mapping[str, object] = _NO_FIELDS
        #: pipenv's group of packages that it belongs to.
        self.category = ""

    @property
    def shown(self) -> str:
        """Name and version, for messages."""
        return f"{self.name} {self.version}" if self.version else self.name

    @property
    def span(self) -> Span:
        """Where the version is written; without a version, where the name is."""
        if self.version_place >= 0:
            return Span(self.version_place, self.version_place + len(self.version))
        return Span(self.name_place, self.name_place + len(self.name))

    @property
    def key(self) -> tuple[object, ...]:
        """A key that no two packages of a valid lock share."""
        return self.project, self.version, self.source.key, self.extras, self.category, self.marker

    @property
    def is_tree(self) -> bool:
        """Whether the package is a folder in or next to the project."""
        return self.source.kind in TREES


_DEFAULT = PackageSource(INDEX)
_NO_FIELDS: Mapping[str, object] = {}
_LENGTH = len("sha256:") + 64


class LockedRequirement(Requirement):
    """A package of a structured lock as a requirement: ``name==version``, with its files' hashes."""

    __slots__ = ("package",)

    def __init__(self, source: SourceFile, package: Package) -> None:
        self.package = package
        kind, url = package.source.kind, package.source.url
        span = package.span
        super().__init__(
            source,
            span,
            name=package.name,
            name_span=Span(package.name_place, package.name_place + len(package.name)),
            project=package.project,
            clauses=(Clause("==", package.version, span),) if package.version and kind == INDEX else (),
            specifier_span=span if package.version else None,
            marker=package.marker,
            url=None if kind == INDEX else _reference(package.source, url),
            url_span=None if kind == INDEX else package.source.span,
            editable=kind == EDITABLE,
        )

    @property
    def shown(self) -> str:
        """The requirement in short; for a project of the repository only its name."""
        return self.package.name if self.package.is_tree else super().shown

    @property
    def hashed(self) -> bool:
        """Whether one of its files has a hash."""
        return any(file.hash for file in self.package.files)

    @property
    def hashes(self) -> tuple[Hash, ...]:
        """The hashes of its files, each once."""
        found = {}
        for file in self.package.files:
            if file.hash and file.hash not in found:
                algorithm, _, digest = file.hash.partition(":")
                found[file.hash] = Hash(algorithm, digest, file.hash_span)
        return tuple(found.values())

    @hashes.setter
    def hashes(self, _: tuple[Hash, ...]) -> None:
        """Setting it has no effect: the hashes always come from the files."""


def _reference(source: PackageSource, url: str) -> str:
    if source.kind == GIT:
        fragment = f"#subdirectory={source.subdirectory}" if source.subdirectory else ""
        prefix = "" if url.startswith("git+") else "git+"
        at = source.commit or source.requested
        return f"{prefix}{url}{'@' + at if at else ''}{fragment}"
    return url


class LockFile(RequirementsFile):
    """A structured lock.

    ``packages`` are its entries in the order written. ``requires_python`` is its value for the project's Python versions.
    ``environments`` are markers: the lock is for environments that match one of them (empty: for all). ``groups`` are its groups;
    None if the lock does not say. ``members`` are the projects that it locks (uv). ``manifest`` has its inputs that do not belong
    to a package: ``requirements``, ``constraints``, ``overrides``, ``build-constraints`` and groups. ``stamp`` is the hash of the
    inputs, and ``generator`` the tool that wrote the lock. ``values`` are the plain values at the top of the file.
    """

    __slots__ = (
        "_refused",
        "_requirements",
        "conflicts",
        "environments",
        "generator",
        "groups",
        "indexes",
        "manifest",
        "members",
        "packages",
        "places",
        "requires_python",
        "stamp",
        "values",
        "version",
    )

    def __init__(self, source: SourceFile, format: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(source, format, problems=problems)
        self._requirements: Sequence[Requirement] | None = None
        self._refused: bool | None = None
        self.packages: list[Package] = []
        self.requires_python = ""
        self.environments: tuple[str, ...] = ()
        self.groups: tuple[str, ...] | None = None
        self.members: tuple[str, ...] = ()
        #: The indexes that the lock lists for its packages (pipenv).
        self.indexes: list[PackageSource] = []
        self.manifest: dict[tuple[str, str], list[Edge]] = {}
        self.conflicts = False
        self.stamp = ""
        self.generator = ""
        self.version: tuple[int, ...] = ()
        self.values: dict[str, object] = {}
        #: Where ``stamp``, ``requires-python`` and other parts of the top of the file are written.
        self.places: dict[str, Span] = {}

    @property
    def requirements(self) -> Sequence[Requirement]:
        """The packages as requirements. The project's own folders are left out."""
        if self._requirements is None:
            packages = (package for package in self.packages if not package.is_tree)
            self._requirements = [LockedRequirement(self.source, package) for package in packages]
        return self._requirements

    @requirements.setter
    def requirements(self, _: Sequence[Requirement]) -> None:
        """Setting it has no effect: the requirements always come from the packages."""
        self._requirements = None

    @property
    def count(self) -> int:
        """The number of requirements, without creating them."""
        return sum(not package.is_tree for package in self.packages)

    @property
    def is_refused(self) -> bool:
        """Whether uv cannot read its own lock: someone changed a version or the length of a hash, or removed the Pythons."""
        if self._refused is None:
            from pinlint.requirements.distributions import has_version

            odd = (
                (file.hash.startswith("sha256:") and len(file.hash) != _LENGTH)
                or (f"-{each.version}-" not in file.name and has_version(file.name, each.version) is False)
                for each in self.packages
                for file in each.files
            )
            self._refused = self.format == UV and (not self.requires_python or any(odd))
        return self._refused

    @property
    def is_made_up(self) -> bool:
        """Whether the file names are invented: older versions of pipenv gave all files of a package one name in pylock.toml."""
        return (
            self.format == PYLOCK
            and self.generator == "pipenv"
            and any(len(set(package.files.names)) < len(package.files) for package in self.packages)
        )

    @property
    def in_hash_mode(self) -> bool:
        """Whether its tool checks hashes: all tools do if there are hashes."""
        return False

    def at(self, place: str) -> Location:
        """Where a part of the top of the file is written; if it is missing, the beginning of the file."""
        return self.source.at(self.places.get(place, Span(0, 0)))
