"""The context of a Docker build: which folder of the project it is, and which files a ``.dockerignore`` excludes."""

from __future__ import annotations

from bisect import bisect_left
from posixpath import basename, dirname, join

from pinlint.build.build_budget import OF_AN_INSTRUCTION, work_of
from pinlint.text.globs import Glob
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinlint.build.build_budget import BuildBudget
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.formats.dockerfile import Dockerfile


#: The working folder of a base image that sets an unknown one.
UNKNOWN_FOLDER = "?"
#: A step that builds an image, and the beginning of the next one.
_BUILDING = lazy(r"uses:[ \t]*[\"']?docker/build-push-action@")
_NEXT_STEP = lazy(r"\n[ \t]*-[ \t]")
_DIVIO_IMAGE = lazy(r"(?:.*/)?(?:divio/base|aldryn/base-project)(?::.*)?")


class Context:
    """The files of a build's context. ``folder`` is relative to the project's root; None if unknown.

    Its methods raise ExceededError if they take more than the ``budget``, and so do the methods of stages that use it.
    """

    __slots__ = ("_from_git", "_ignore", "budget", "depth", "dockerfile", "folder", "project")

    def __init__(
        self, project: CheckedProject, folder: str | None, dockerfile: Dockerfile | None, budget: BuildBudget
    ) -> None:
        #: The Dockerfile that is built; None if a script sees the files of the folder directly.
        self.dockerfile = dockerfile
        self.project = project
        self.folder = folder
        self.budget = budget
        #: The number of stages through which a file is currently followed.
        self.depth = 0
        self._ignore: list[tuple[Glob, bool]] = []
        #: Whether a workflow builds from the repository on the server, once this is asked.
        self._from_git: bool | None = None
        if folder is not None and dockerfile is not None:
            self._ignore = _read_ignore(
                project, budget, dockerfile.path + ".dockerignore", join(folder, ".dockerignore")
            )

    def find(self, source: str, inside: str, is_folder: bool) -> tuple[str, bool] | None:
        """The project's file that ``COPY source target`` puts at ``inside`` below the target, and whether the ``.dockerignore``
        excludes it; None if there is no such file. The folder must be known."""
        assert self.folder is not None
        for path in self._candidates(source, inside, is_folder):
            full = join(self.folder, path)
            if full in self.project.path_set:
                return full, self.ignores(path)
        return None

    def covers(self, source: str, path: str) -> bool:
        """Whether ``COPY source`` copies the file ``path`` of the context."""
        self.budget.spend(1 + len(path) // 16)
        if self.ignores(path):
            return False
        if Glob.is_one(source):
            return _matches(Glob(source), path, self.budget, parents=True)
        return source in ("", path) or path.startswith(source + "/")

    def _candidates(self, source: str, inside: str, is_folder: bool) -> Iterable[str]:
        """The files of the context that may end up at ``inside``."""
        if Glob.is_one(source):
            return self._matching(Glob(source), inside)
        if inside == ".":
            return [] if is_folder else [source]
        # A folder's content, or a file that is copied into a folder.
        return [join(source, inside), source] if basename(source) == inside else [join(source, inside)]

    def _matching(self, glob: Glob, inside: str) -> Iterable[str]:
        assert self.folder is not None
        prefix = join(self.folder, "")
        folder = "/" + inside
        for full in files_below(self.project, join(prefix, glob.prefix)):
            self.budget.spend()
            path = full[len(prefix) :]
            if (path.endswith(folder) or path == inside) and "/" not in inside and _matches(glob, path, self.budget):
                yield path
            elif path.endswith(folder) and _matches(glob, path[: -len(folder)], self.budget):
                yield path  # a folder that the pattern matches: its content is copied

    def ignores(self, path: str) -> bool:
        """Whether the ``.dockerignore`` excludes ``path`` (relative to the context); its last matching line decides."""
        ignored = False
        for pattern, excludes in self._ignore:
            if excludes != ignored and _matches(pattern, path, self.budget, parents=True):
                ignored = excludes
        if ignored and self._from_git is None:
            self._from_git = any(map(_builds_from_git, _workflows(self.project)))
        return ignored and not self._from_git


def _workflows(project: CheckedProject) -> Iterator[str]:
    for path in files_below(project, ".github/workflows/"):
        source = project.source(path) if path.endswith((".yml", ".yaml")) else None
        if source is not None:
            yield source.text


def _builds_from_git(workflow: str) -> bool:
    """Whether a step builds an image from the repository on the server, which is the default of this action: BuildKit reads no
    ``.dockerignore`` there.
    """
    settings = (_NEXT_STEP.split(step, 1)[0] for step in _BUILDING.split(workflow)[1:])
    return any("context:" not in each or "defaultContext" in each for each in settings)


def context_of(dockerfile: Dockerfile, project: CheckedProject, budget: BuildBudget) -> Context:
    """The most likely context of a Dockerfile: the nearest folder upwards that has the files that it copies.

    Raises ExceededError if this takes more than the ``budget``.
    """
    sources = list(dict.fromkeys(source for source in _sources(dockerfile, budget) if source not in ("", ".")))
    folder = dirname(dockerfile.path)
    candidates = [folder]
    while folder:
        folder = dirname(folder)
        candidates.append(folder)
    if not sources or len(candidates) == 1:
        # The context is unknown, unless there is only one candidate.
        return Context(project, candidates[0] if len(candidates) == 1 else None, dockerfile, budget)
    best, most = candidates[0], 0
    for candidate in candidates:
        found = sum(_exists(project, join(candidate, source), budget) for source in sources)
        if found > most:
            best, most = candidate, found
    return Context(project, best if most else None, dockerfile, budget)


def _sources(dockerfile: Dockerfile, budget: BuildBudget) -> Iterable[str]:
    for instruction in dockerfile.instructions:
        if instruction.name in ("COPY", "ADD") and not any(flag.name == "from" for flag in instruction.flags):
            budget.spend(work_of(instruction))
            budget.go_through(OF_AN_INSTRUCTION)
            for word in instruction.words[:-1]:
                value = word.literal
                if value and "://" not in value and not value.startswith("<<"):
                    yield value.removeprefix("./").strip("/")


def _matches(glob: Glob, path: str, budget: BuildBudget, *, parents: bool = False) -> bool:
    budget.spend(2 + glob.length * len(path) // 200)
    return glob.matches(path, parents=parents)


def _exists(project: CheckedProject, path: str, budget: BuildBudget) -> bool:
    budget.spend(3 + len(path) // 16)
    if Glob.is_one(path):
        glob = Glob(path)
        if None in glob.parts:
            return any(_matches(glob, each, budget, parents=True) for each in files_below(project, glob.prefix))
        return leads_somewhere(project, glob, budget)
    return path in project.path_set or next(iter(files_below(project, path + "/")), None) is not None


def files_below(project: CheckedProject, prefix: str) -> Iterable[str]:
    """The project's files whose paths begin with ``prefix``."""
    paths = project.paths
    for index in range(bisect_left(paths, prefix), len(paths)):
        if not paths[index].startswith(prefix):
            return
        yield paths[index]


def leads_somewhere(project: CheckedProject, glob: Glob, budget: BuildBudget) -> bool:
    """Whether a glob without ``**`` matches a file or a folder of the project. It looks only into the folders that match."""
    folders = [""]
    for part in glob.parts:
        found = []
        for folder in folders:
            if isinstance(part, str):
                found.append(f"{folder}{part}/")
                continue
            for name in names_in(project, folder):
                budget.spend(2 + len(name) // 16)
                if part is not None and part.match(name.rstrip("/")):
                    found.append(f"{folder}{name.rstrip('/')}/")
        folders = found
    paths = project.path_set
    return any(folder[:-1] in paths or paths.begins(folder) for folder in folders)


def names_in(project: CheckedProject, folder: str) -> Iterator[str]:
    """The names in ``folder``, which is empty or ends with a slash. The names of folders end with a slash too."""
    paths = project.paths
    at = bisect_left(paths, folder)
    while at < len(paths) and paths[at].startswith(folder):
        name, slash, _ = paths[at][len(folder) :].partition("/")
        yield name + slash
        # "0" is the character after the slash: everything below the folder comes before it.
        at = bisect_left(paths, f"{folder}{name}0", at) if slash else at + 1


def _read_ignore(project: CheckedProject, budget: BuildBudget, *paths: str) -> list[tuple[Glob, bool]]:
    for path in paths:
        if path in project.path_set:
            source = project.source(path)
            text = source.text if source is not None else ""
            budget.spend(5 * text.count("\n") + len(text) // 4)
            lines = text.splitlines()
            return [rule for rule in map(_ignore_rule, lines) if rule is not None]
    return []


def _ignore_rule(line: str) -> tuple[Glob, bool] | None:
    line = line.strip()
    if not line or line.startswith("#"):
        return None
    excludes = not line.startswith("!")
    pattern = line.removeprefix("!").strip().strip("/").removeprefix("./")
    return None if pattern in ("", ".") else (Glob(pattern), excludes)


def below(path: str, folder: str) -> list[str]:
    """``path`` relative to ``folder`` (``.`` for itself), or the possible paths if one of them is in an unknown folder."""
    if path == folder:
        return ["."]
    if folder == "/" and path.startswith("/"):
        return [path[1:]]
    if path.startswith(folder + "/"):
        return [path[len(folder) + 1 :]]
    if path.startswith(UNKNOWN_FOLDER) == folder.startswith(UNKNOWN_FOLDER):
        return []
    if path.startswith(UNKNOWN_FOLDER):
        rest = path[2:]
        return ["."] if folder.endswith("/" + rest) else [rest]
    names = path.split("/")[1:]
    return ["/".join(names[index:]) for index in range(min(len(names), 8))]


def first_folder(image: str | None, *, bare: bool) -> str:
    """The folder in which the commands of an image begin; ``bare`` images contain no project's files."""
    if image is not None and "/base" in image and _DIVIO_IMAGE.fullmatch(image):
        return "/app"
    return "/" if bare else UNKNOWN_FOLDER
