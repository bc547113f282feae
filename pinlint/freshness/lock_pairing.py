"""What makes each structured lock: the project next to it, and for uv the members of its workspace."""

from __future__ import annotations

from pinlint.freshness.environments import MINORS, PLATFORMS, Claim
from pinlint.freshness.lock_graph import meets
from pinlint.freshness.paths import folder_of, join
from pinlint.freshness.project_fields import is_built_by, table_at
from pinlint.requirements.locked import PDM, PIPFILE, POETRY, PYLOCK, UV, WITH_SPECIFIERS, LockedRequirement, LockFile
from pinlint.requirements.model import BUILD, PROJECT_FILES
from pinlint.requirements.names import normalize
from pinlint.requirements.versions import release_of
from pinlint.text.budget import LONGEST_WORD
from pinlint.text.source import Location, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from pinlint.freshness.compilers import Command
    from pinlint.freshness.settings import Settings
    from pinlint.freshness.view import View
    from pinlint.freshness.world import Failure, LockedPin, UndecidedLock
    from pinlint.requirements.locked import Package
    from pinlint.requirements.model import Requirement, RequirementsFile


class Everything:
    """The selection of a structured lock: all requirements of its projects, with every extra and group."""

    main = True

    def takes(self, requirement: Requirement) -> bool:
        """Whether the requirement is part of the selection."""
        return requirement.scope != BUILD


class LockPairing:
    """A structured lock with the projects that it is made from.

    It has what rules, reports and commands use of `pinlint.freshness.pairing.Pairing`. For packages that are folders,
    ``projects`` maps the package's number to the document that describes it. The project in the lock's own folder has the number
    -1. A pylock.toml may be made from several files: these have the numbers -1, -2 and so on. ``members`` are the numbers of the
    projects that are locked with their groups.
    """

    __slots__ = (
        "_requirements",
        "allow_extra",
        "allow_missing",
        "annotated",
        "base",
        "claim",
        "command",
        "document",
        "evidence",
        "files",
        "folders",
        "header",
        "layers",
        "left_out",
        "members",
        "parts",
        "projects",
        "selection",
        "sources",
        "stated_command",
        "tables",
        "unread",
        "unused",
        "view",
    )

    def __init__(self, document: LockFile, view: View) -> None:
        self.document = document
        self.view = view
        self.projects: dict[int, RequirementsFile] = {}
        self.members: set[int] = set()
        self.sources: list[str] = []
        self.files: dict[str, str] = {}
        #: The folders of all projects in the repository that were read.
        self.folders: frozenset[str] = frozenset()
        self.layers: Sequence[RequirementsFile] = ()
        self.header = None
        self.command: Command | None = None
        self.stated_command = ""
        self.left_out: Sequence[Any] = ()
        self.base = folder_of(document.path)
        self.evidence = "format"
        self.annotated = False
        self.selection = Everything()
        self.allow_missing: frozenset[str] = frozenset()
        self.allow_extra: frozenset[str] = frozenset()
        #: The files of uv's own settings that affect the lock, as plain values.
        self.tables: Sequence[Mapping[str, Any]] = ()
        self.unread: list[UndecidedLock] = []
        #: Why no tool reads the lock; empty if one does.
        self.unused = ""
        #: The extras and groups that a command named, as pairs of scope and name; an empty name for all of a scope.
        self.parts: frozenset[tuple[str, str]] = frozenset()
        self.claim = Claim()
        self._requirements: dict[int, LockedRequirement] = {}

    @property
    def path(self) -> str:
        """The lock's path."""
        return self.document.path

    @property
    def location(self) -> Location:
        """The start of the lock."""
        return Location(self.path, self.document.source, Span(0, 0))

    @property
    def python(self) -> None:
        """Always None: the lock names a range of Pythons."""

    @property
    def constraints(self) -> list[str]:
        """The paths of constraints files; always empty."""
        return []

    def requirement_of(self, package: Package) -> LockedRequirement:
        """A package as a requirement; returns the same object each time."""
        found = self._requirements.get(id(package))
        if found is None:
            found = self._requirements[id(package)] = LockedRequirement(self.document.source, package)
        return found

    @property
    def complete(self) -> bool:
        """Whether the lock records each package's requirements with specifiers, and its Pythons. Then no metadata is needed."""
        by_pdm = self.document.format == PYLOCK and self.document.generator == "pdm"
        return by_pdm or self.document.format in WITH_SPECIFIERS

    def pinned_projects(self) -> set[str]:
        """The projects that the lock pins."""
        return {package.project for package in self.document.packages}

    def locked_pins(self) -> Iterator[LockedPin]:
        """The packages as pins, without the project's own folders."""
        from pinlint.freshness.world import LockedPin

        for package in self.document.packages:
            if not package.is_tree and not package.extras:
                yield LockedPin(self.requirement_of(package), package.project, package.version or None)

    def kind_of(self, failure: Failure) -> str:
        """The rule that reports a failure."""
        return failure.kind

    def fixing_command(self, upgrade: Sequence[str] = ()) -> str:
        """The narrowest command that fixes the lock and may move the pins of ``upgrade``; empty if none is known."""
        if self.command is not None:
            from pinlint.freshness.advice import fixing_command

            return fixing_command(self.command, upgrade, inputs=self.sources, output=self.path, folder=self.base)
        from pinlint.requirements.relocking import relock

        return relock(self.document, upgrade, self.sources)


def pair_locks(view: View, settings: Settings) -> list[LockPairing]:
    """The structured locks among the documents, each with what makes it."""
    found = []
    projects = (path for path, document in view.documents.items() if document.metadata is not None)
    folders = frozenset(map(folder_of, projects))
    for document in list(view.documents.values()):
        if isinstance(document, LockFile):
            pairing = LockPairing(document, view)
            entry = settings.entry(document.path) or {}
            pairing.allow_missing = frozenset(map(normalize, entry.get("allow-missing", ())))
            pairing.allow_extra = frozenset(map(normalize, entry.get("allow-extra", ())))
            _find_projects(pairing, view)
            pairing.unused = _unused(pairing, view)
            pairing.tables = [table for path, (_, table) in settings.tables.items() if path.endswith("uv.toml")]
            pairing.folders = folders
            pairing.claim = _claim(pairing)
            found.append(pairing)
    return found


def _find_projects(pairing: LockPairing, view: View) -> None:
    lock, folder = pairing.document, pairing.base
    if lock.format == PIPFILE:
        _take(pairing, -1, view.documents.get(join(folder, "Pipfile") or ""))
    elif lock.path.endswith(".py.lock"):
        _take(pairing, -1, view.documents.get(lock.path[:-5]))
    elif lock.format == PYLOCK:
        from pinlint.freshness.pylock_inputs import origin

        found = origin(lock, view)
        pairing.command = found.command
        if found.base is not None:
            pairing.base = found.base
        pairing.parts = found.parts
        _take(pairing, -1, found.project)
        for number, document in enumerate(found.inputs, 1):
            _take(pairing, -number, document)
        if found.guessed:
            from pinlint.freshness.recognizing import NEIGHBOUR

            pairing.evidence = NEIGHBOUR
    else:
        _take(pairing, -1, project_at(view, folder))
        if lock.format == UV:
            _find_members(pairing, view)
    if not pairing.sources:
        from pinlint.freshness.world import INPUTS, UndecidedLock

        pairing.unread.append(UndecidedLock("its inputs are not known", INPUTS))


def _unused(pairing: LockPairing, view: View) -> str:
    """Why no tool reads the lock; empty if one does, or may."""
    lock, folder = pairing.document, pairing.base
    if lock.format == PIPFILE:
        return "" if pairing.sources else "there is no Pipfile next to it"
    if lock.format == PYLOCK or lock.path.endswith(".py.lock"):
        return ""
    project = view.documents.get(join(folder, "pyproject.toml") or "")
    if project is None:
        return "there is no pyproject.toml next to it" if lock.format != UV or not pairing.sources else ""
    if lock.format == UV:
        if table_at(project.tool, "uv").get("managed") is False:
            return f"{project.path} has `managed = false`"
        root = _workspace_of(folder, view)
        if root:
            return f"uv reads the lock next to {root}, the root of the workspace"
        if not lock.packages and "poetry" in project.tool and "uv" not in project.tool:
            return "it is empty, and pyproject.toml is a project of Poetry"
    tools = {POETRY: "poetry", PDM: "pdm"}
    if lock.format in tools and tools[lock.format] not in project.tool and not is_built_by(project, tools[lock.format]):
        others = [name for name in ("uv.lock", "poetry.lock", "pdm.lock") if name != lock.path.rpartition("/")[2]]
        left = next((name for name in others if view.exists(join(folder, name) or "")), "")
        if left:
            return f"{left} is next to it, and pyproject.toml has no [tool.{tools[lock.format]}]"
        other = next((name for name in ("uv", "poetry", "pdm") if name in project.tool), "")
        if other:
            return f"pyproject.toml has [tool.{other}], but no [tool.{tools[lock.format]}]"
    return ""


def _workspace_of(folder: str, view: View) -> str:
    """The pyproject.toml above a folder whose uv workspace includes the folder; empty if there is none."""
    above = folder
    while above:
        above = folder_of(above)
        path = join(above, "pyproject.toml") or ""
        document = view.documents.get(path)
        workspace = table_at(document.tool, "uv", "workspace") if document is not None else {}
        if not workspace:
            continue
        return path if includes(workspace, folder[len(above) + 1 :] if above else folder) else ""
    return ""


def includes(workspace: dict[str, Any], relative: str, *, by_name: bool = False) -> bool:
    """Whether a uv workspace includes a folder; ``relative`` is its path below the root of the workspace. uv looks for members on
    the disk, name by name; only when it looks for the root does ``*`` match a slash.
    """
    members, excluded = workspace.get("members"), workspace.get("exclude")
    return _matches(members, relative, by_name=by_name) and not _matches(excluded, relative)


def _matches(globs: Any, relative: str, *, by_name: bool = False) -> bool:
    """Whether one of the patterns matches a path. ``*`` also matches a slash, unless each name is matched ``by_name``."""
    from fnmatch import fnmatchcase

    for glob in globs if isinstance(globs, list) else ():
        pattern = glob.strip("/").removeprefix("./") if isinstance(glob, str) and len(glob) < LONGEST_WORD else ""
        is_as_deep = not by_name or "**" in pattern or pattern.count("/") == relative.count("/")
        if is_as_deep and fnmatchcase(relative, pattern):
            return True
    return False


def absent_members(pairing: LockPairing) -> list[RequirementsFile]:
    """The members of the workspace whose project a uv.lock does not have."""
    root = pairing.view.documents.get(join(pairing.base, "pyproject.toml") or "")
    workspace = table_at(root.tool, "uv", "workspace") if root is not None else {}
    if not workspace:
        return []
    known = {package.project for package in pairing.document.packages if package.is_tree}
    below = f"{pairing.base}/" if pairing.base else ""
    found = []
    for path, document in pairing.view.documents.items():
        folder = folder_of(path)
        metadata = document.metadata
        if not path.endswith("pyproject.toml") or not folder.startswith(below) or folder == pairing.base:
            continue
        if metadata is None or not metadata.name or table_at(document.tool, "uv").get("managed") is False:
            continue  # uv leaves these out of the workspace
        relative = folder[len(below) :]
        is_new = not relative.startswith(".") and normalize(metadata.name) not in known
        if is_new and includes(workspace, relative, by_name=True):
            found.append(document)
    return found


def project_at(view: View, folder: str) -> RequirementsFile | None:
    """The file that describes the project in a folder; None if there is none."""
    for name in PROJECT_FILES:
        document = view.documents.get(join(folder, name) or "")
        if document is not None:
            return document
    return None


def _find_members(pairing: LockPairing, view: View) -> None:
    """Finds the projects in a uv.lock: the root, the members of its workspace, and the folders they depend on."""
    lock = pairing.document
    for number, package in enumerate(lock.packages):
        if not package.is_tree:
            continue
        folder = join(pairing.base, package.source.url)
        if folder is None:
            continue
        document = project_at(view, folder)
        if document is None:
            continue
        is_root = folder == pairing.base
        if is_root:
            pairing.projects.pop(-1, None)
        _take(pairing, number, document)
        if is_root or package.project in lock.members:
            pairing.members.add(number)


def _take(pairing: LockPairing, number: int, document: RequirementsFile | None) -> None:
    if document is None:
        return
    pairing.projects[number] = document
    if number == -1:
        pairing.members.add(-1)
    if document.path not in pairing.files:
        pairing.files[document.path] = "input"
        pairing.sources.append(document.path)


def _claim(pairing: LockPairing) -> Claim:
    """The environments that the lock says it supports, as far as its projects support them."""
    lock = pairing.document
    if lock.format == PIPFILE:
        known = lock.requires_python.count(".") and not _is_of_newer_python(lock)
        return Claim(pythons=[lock.requires_python] if known else None, minimum="3.6")
    bounds = [lock.requires_python]
    for number in pairing.members:
        document = pairing.projects.get(number)
        if document is not None and document.metadata is not None:
            bounds.append(document.metadata.requires_python or "")
    pythons = [minor for minor in MINORS if all(_admits(bound, minor) for bound in bounds)]
    if not pythons and lock.requires_python:  # the lock is for other Pythons than the project: that is one finding
        bounds = bounds[:1]
        pythons = [minor for minor in MINORS if _admits(lock.requires_python, minor)]
    known = any(bounds)
    markers = [" or ".join(f"({marker})" for marker in lock.environments)] if lock.environments else []
    plain = ",".join(bound for bound in bounds if bound and "||" not in bound)
    universal = True
    if lock.format == PYLOCK and not markers:
        from pinlint.freshness.pylock_inputs import is_universal

        universal = known and is_universal(lock, pairing.command)
    return Claim(
        universal=universal,
        pythons=None if plain or not known else pythons,
        minimum=None if known else "3.8",
        platforms=PLATFORMS,
        markers=markers,
        requires_python=plain or None,
    )


def _is_of_newer_python(lock: LockFile) -> bool:
    """Whether pipenv locked with a newer Python than the Pipfile requires: a package does not support the required one."""
    required = release_of(lock.requires_python) or ()
    for package in lock.packages:
        _, _, bound = (package.marker or "").partition("python_version >= '")
        if bound and " or " not in bound and (release_of(bound.partition("'")[0]) or ()) > required:
            return True
    return False


def _admits(specifier: str, minor: str) -> bool:
    """Whether a Requires-Python allows any patch level of a minor version."""
    return any(meets(f"{minor}.{patch}", specifier) is not False for patch in (99, 0))
