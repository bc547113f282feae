"""Recognizes what readers copy and try, but nobody deploys: collections of samples, and notebooks.

In a collection, sibling folders each have their own README and Compose file. Readers copy one of the folders. A project of
services has one Compose file for all of them, or none. If very many folders have a README, few of them have a package or a
Dockerfile, and the root has nothing to install, the project is a collection too. A folder that a job for the whole project
deploys is not a sample.
"""

from __future__ import annotations

from pinlint.checking.left_out import PLATFORM_FILES
from pinlint.requirements.model import PROJECT_FILES
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.checking.builds import Builds
    from pinlint.findings.checked_project import CheckedProject

#: Folders with examples for readers to try.
_EXAMPLES = frozenset(
    """
    example examples sample samples snippet snippets demo demos tutorial tutorials notebook notebooks course courses exercise
    exercises workshop workshops bootcamp bootcamps
    """.split()  # noqa: SIM905
)
#: With at least this many folders, the project is a collection.
FOLDERS_OF_A_COLLECTION = 5
#: So many times more of them, if only their README is known.
TIMES_WITHOUT_SERVICES = 3
#: With at least this many notebooks, and more of them than programs, a folder is there for its notebooks.
NOTEBOOKS_OF_A_FOLDER = 3
_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_README = ("README.md", "README.rst", "README.txt", "README")
#: Files in the root of what is installed or deployed as a whole.
_OF_ONE_PRODUCT = lazy(
    r"(?:[^/]*require[^/]*\.(?:txt|in)|pipfile|package\.json|[^/]*dockerfile[^/]*|[^/]*compose[^/]*\.ya?ml|environment\.ya?ml)\Z"
)
_WORD = lazy(r"[\w.-]+")


class Samples:
    """What of a project is a sample; each fact is computed once."""

    def __init__(self, project: CheckedProject, builds: Builds | None) -> None:
        self._project = project
        self._builds = builds
        #: The words of the files of commands in the root that deploy something.
        self._deployed: set[str] | None = None
        self._is_described: bool | None = None
        self._services: set[str] | None = None
        #: The notebooks and the programs, and the folders that are there for their notebooks.
        self._programs: tuple[list[str], list[str]] | None = None
        self._notebooks: dict[str, bool] = {}

    def is_sample(self, path: str) -> bool:
        """Whether a file is in a sample of a collection."""
        folder, _, rest = path.partition("/")
        if not rest:
            return False
        if self._services is None:
            self._services = _services(self._project)
        if folder not in self._services:
            if self._is_described is None:
                self._is_described = _is_described(self._project)
            if not self._is_described:
                return False
        if self._deployed is None:
            deploying = self._builds.deploying if self._builds is not None else ()
            texts = (source.text for source in deploying if _is_of_all(source.path))
            self._deployed = {word for text in texts for word in _WORD.findall(text)}
        return folder not in self._deployed

    def is_copied(self, path: str) -> bool:
        """Whether a file that nothing uses is there for readers: it is in a folder of examples or of notebooks."""
        return not _EXAMPLES.isdisjoint(path.lower().split("/")[:-1]) or self._is_beside_notebooks(path)

    def _is_beside_notebooks(self, path: str) -> bool:
        """Whether a file is in a folder of notebooks, where readers install what they need to run the notebooks."""
        folder = path[: path.rfind("/") + 1]
        if self._programs is None:
            paths = self._project.paths
            self._programs = [p for p in paths if p.endswith(".ipynb")], [p for p in paths if p.endswith(".py")]
        if folder not in self._notebooks:
            notebooks, programs = (sum(each.startswith(folder) for each in kind) for kind in self._programs)
            is_run = any(f"{folder}{name}" in self._project.path_set for name in PLATFORM_FILES)
            self._notebooks[folder] = not is_run and notebooks >= NOTEBOOKS_OF_A_FOLDER and notebooks > programs
        return self._notebooks[folder]


def _is_of_all(path: str) -> bool:
    """Whether a file of commands is for the whole project, and not for one of the folders in its root."""
    return path.startswith(".") or "/" not in path


def _services(project: CheckedProject) -> set[str]:
    """The folders in the root with an own README and Compose file, if they are several, and the root has no Compose file."""
    if any(name in project.path_set for name in _COMPOSE):
        return set()
    composed = {path.partition("/")[0] for path in project.paths if path.partition("/")[2] in _COMPOSE}
    found = {folder for folder in composed if _has(folder, _README, project)}
    return set() if len(found) < FOLDERS_OF_A_COLLECTION else found


def _is_described(project: CheckedProject) -> bool:
    """Whether nearly all of very many folders in the root have an own README, and nothing describes the whole."""
    tops: set[str] = set()
    for path in project.paths:
        top, _, rest = path.partition("/")
        if not rest and (path in PROJECT_FILES or _OF_ONE_PRODUCT.match(path.lower())):
            return False
        if rest and not top.startswith("."):
            tops.add(top)
    described = sum(_has(top, _README, project) for top in tops)
    products = sum(_has(top, (*PROJECT_FILES, "Dockerfile"), project) for top in tops)
    many = described >= TIMES_WITHOUT_SERVICES * FOLDERS_OF_A_COLLECTION
    return many and described * 4 > len(tops) * 3 and products * 4 < described


def _has(folder: str, names: Sequence[str], project: CheckedProject) -> bool:
    return any(f"{folder}/{name}" in project.path_set for name in names)
