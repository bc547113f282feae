"""Recognizes what readers copy and try, but nobody deploys: collections of samples, and notebooks.

In a collection, sibling folders each have their own README and Compose file. Readers copy one of the folders. A project of
services has one Compose file for all of them, or none. If most of very many folders have a README, few of them have a package or
a Dockerfile, and the folder around them has nothing to install, they are a collection too. They are the folders in the root, or
those in one of them. The title of the project can say so too. A folder that a job for the whole project deploys is not a sample.
"""

from __future__ import annotations

from pinlint.checking.left_out import PLATFORM_FILES
from pinlint.requirements.model import PROJECT_FILES
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pinlint.checking.builds import Builds
    from pinlint.findings.checked_project import CheckedProject

#: Folders with examples for readers to try.
_EXAMPLES = frozenset(
    """
    example examples sample samples snippet snippets demo demos tutorial tutorials course courses exercise exercises workshop
    workshops bootcamp bootcamps labs
    """.split()  # noqa: SIM905
)
#: The same, but images of products have such names too, so nothing may use what is in them.
_UNUSED_EXAMPLES = frozenset({"notebook", "notebooks"})
#: Endings of the names of folders with many examples: ``code-samples``.
_OF_MANY = ("examples", "samples", "tutorials", "demos", "exercises", "labs")
#: The same for whole programs: ``sample-apps``.
_OF_PROGRAMS = lazy(r"(?:.*[-_])?(?:sample|example|demo|tutorial)[-_](?:apps|applications|projects|programs)\Z")
#: The titles of collections: "Payment Samples", "Samples for payments". "Labs" is also what companies call themselves.
_TITLE = lazy(r"(?:.*[ ])?(?:examples|samples|tutorials|demos|exercises)(?:[ ](?:for|of|in|using|with|from)[ ].*)?\Z")
#: The same in the first sentences: "This repository contains notebooks, code samples and other resources".
_INTRODUCTION = lazy(
    r"\bthis (?:repo|repository|project) (?:contains|hosts|is a (?:collection|set) of)\b"
    r"(?:(?!\b(?:the|and|source|library|sdk)\b)[^.\n]){0,40}\b(?:examples|samples|tutorials|demos|exercises|notebooks)\b"
)
#: With at least this many folders, the project is a collection.
FOLDERS_OF_A_COLLECTION = 5
#: So many times more of them, if only their README is known.
TIMES_WITHOUT_SERVICES = 3
#: With at least this many notebooks, and more of them than programs, a folder is there for its notebooks.
NOTEBOOKS_OF_A_FOLDER = 3
#: So many chapters make a book or a course.
CHAPTERS_OF_A_BOOK = 3
_CHAPTER = lazy(r"(?:chapter|chap|ch|lesson|lecture|week|day|unit|session|exercise)[-_ ]?(?=\d)")
_NUMBER = lazy(r"\d+(?=\D)")
_DOCUMENTATION = frozenset({"doc", "docs", "documentation"})
_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_README = ("README.md", "README.rst", "README.txt", "README")
#: Files in the root of what is installed or deployed as a whole.
_OF_ONE_PRODUCT = lazy(
    r"(?:[^/]*require[^/]*\.(?:txt|in)|pipfile|package\.json|[^/]*dockerfile[^/]*(?<!ml)|[^/]*compose[^/]*\.ya?ml|environment\.ya?ml)\Z"
)
_WORD = lazy(r"[\w.-]+")


class Samples:
    """What of a project is a sample; each fact is computed once."""

    def __init__(self, project: CheckedProject, builds: Builds | None) -> None:
        self._project = project
        self._builds = builds
        #: The words of the files of commands in the root that deploy something.
        self._deployed: set[str] | None = None
        #: The folders whose folders are samples by their README.
        self._described: list[str] | None = None
        self._services: set[str] | None = None
        #: By folder: how many notebooks, programs and files of images are below it.
        self._notebooks: dict[str, int] | None = None
        self._programs: dict[str, int] | None = None
        self._images: dict[str, int] | None = None
        #: The numbers of the chapters, by the text before them.
        self._numbers: dict[str, set[str]] | None = None

    def is_sample(self, path: str) -> bool:
        """Whether a file is in a sample of a collection."""
        folder, _, rest = path.partition("/")
        if not rest:
            return False
        if self._services is None:
            self._services = _services(self._project)
        if folder not in self._services:
            if self._described is None:
                self._described = _described(self._project)
            if "" not in self._described:
                inner, _, rest = rest.partition("/")
                if not rest or folder not in self._described:
                    return False
                folder = inner
        if self._deployed is None:
            deploying = self._builds.deploying if self._builds is not None else ()
            texts = (source.text for source in deploying if _is_of_all(source.path))
            self._deployed = {word for text in texts for word in _WORD.findall(text)}
        return folder not in self._deployed

    def copied_with(self, path: str) -> str | None:
        """The folder that readers copy together with the file: one example, one chapter of a book or, in the documentation, an
        image. What is used outside of it is not only there for readers. A file next to notebooks is copied alone.
        """
        folders = path.split("/")[:-1]
        for at, name in enumerate(map(str.lower, folders)):
            is_of_many = name.endswith(_OF_MANY) and name.rpartition("-")[2] in _OF_MANY
            if name in _EXAMPLES or is_of_many or _OF_PROGRAMS.match(name):
                return "/".join(folders[: at + 2])
            if name in _UNUSED_EXAMPLES:
                return path
            if self._is_chapter("/".join(folders[: at + 1])):
                return "/".join(folders[: at + 1])
        folder = "/".join(folders)
        if len(folders) > 1 and folders[0].lower() in _DOCUMENTATION:
            if self._images is None:
                self._images = _below(path for path in self._project.paths if "dockerfile" in path.lower())
            return folder if self._images.get(f"{folder}/") else None
        return path if self._is_beside_notebooks(path) else None

    def _is_chapter(self, folder: str) -> bool:
        """Whether a folder is one of several with the same word and other numbers."""
        start = folder.rfind("/") + 1
        word = _CHAPTER.match(folder.lower(), start)
        if word is None:
            return False
        if self._numbers is None:
            self._numbers = _numbers(self._project.paths)
        return len(self._numbers.get(folder[: word.end()], ())) >= CHAPTERS_OF_A_BOOK

    def _is_beside_notebooks(self, path: str) -> bool:
        """Whether a file is in a folder of notebooks, where readers install what they need to run the notebooks."""
        folder = path[: path.rfind("/") + 1]
        if self._notebooks is None:
            self._notebooks = _below(path for path in self._project.paths if path.endswith(".ipynb"))
        notebooks = self._notebooks.get(folder, 0)
        if notebooks < NOTEBOOKS_OF_A_FOLDER or any(
            f"{folder}{name}" in self._project.path_set for name in PLATFORM_FILES
        ):
            return False
        if self._programs is None:
            self._programs = _below(path for path in self._project.paths if path.endswith(".py"))
        return notebooks > self._programs.get(folder, 0)


def _below(paths: Iterable[str]) -> dict[str, int]:
    """How many of the paths are in each folder and in all folders in it. A folder ends with ``/``; the root is ``""``."""
    found: dict[str, int] = {}
    for path in paths:
        end = path.rfind("/") + 1
        while end:
            found[path[:end]] = found.get(path[:end], 0) + 1
            end = path.rfind("/", 0, end - 1) + 1
        found[""] = found.get("", 0) + 1
    return found


def _numbers(paths: Iterable[str]) -> dict[str, set[str]]:
    """The numbers of all files and folders whose names begin like chapters, by the text of their paths before the number."""
    found: dict[str, set[str]] = {}
    for path in paths:
        lower = path.lower()
        start = 0
        while True:
            word = _CHAPTER.match(lower, start)
            number = _NUMBER.match(path, word.end()) if word is not None else None
            if word is not None and number is not None:
                found.setdefault(path[: word.end()], set()).add(number[0])
            start = path.find("/", start) + 1
            if not start:
                break
    return found


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


def _described(project: CheckedProject) -> list[str]:
    """The folders in which most of very many folders have an own README, and nothing describes the whole: the root
    (``""``), or some of the folders in it.
    """
    inside: dict[str, set[str]] = {}
    products: set[str] = set()
    for path in project.paths:
        top, _, rest = path.partition("/")
        inner, _, file = rest.partition("/")
        if top.startswith("."):
            continue
        if _is_of_one_product(path):
            return []
        if rest:
            inside.setdefault("", set()).add(top)
        if file:
            inside.setdefault(top, set()).add(f"{top}/{inner}")
        elif rest and inner != "package.json" and _is_of_one_product(inner):
            products.add(top)
    if len(inside.get("", ())) >= FOLDERS_OF_A_COLLECTION and _is_titled(project):
        return [""]
    return [top for top, folders in inside.items() if top not in products and _are_samples(folders, project)]


def _is_titled(project: CheckedProject) -> bool:
    """Whether the README in the root says that the project is a collection, in its title (Payment Samples) or introduction."""
    from pinlint.project.files import Unreadable

    try:
        texts = [project.read(name) for name in _README if name in project.path_set]
    except Unreadable:
        return False
    beginnings = [text.partition(b"\n## ")[0].decode(errors="replace").lower() for text in texts]
    titles = (next(filter(None, map(str.strip, text.split("\n"))), "") for text in beginnings)
    return any(map(_TITLE.match, titles)) or any(map(_INTRODUCTION.search, beginnings))


def _is_of_one_product(path: str) -> bool:
    return path in PROJECT_FILES or _OF_ONE_PRODUCT.match(path.lower()) is not None


def _are_samples(folders: set[str], project: CheckedProject) -> bool:
    if len(folders) < TIMES_WITHOUT_SERVICES * FOLDERS_OF_A_COLLECTION:
        return False
    described = sum(_has(folder, _README, project) for folder in folders)
    products = sum(_has(folder, (*PROJECT_FILES, "Dockerfile"), project) for folder in folders)
    many = described >= TIMES_WITHOUT_SERVICES * FOLDERS_OF_A_COLLECTION
    return many and described * 3 >= len(folders) * 2 and products * 3 < described


def _has(folder: str, names: Sequence[str], project: CheckedProject) -> bool:
    return any(f"{folder}/{name}" in project.path_set for name in names)
