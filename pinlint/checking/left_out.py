"""Which unpinned lines of installed files are only counted, and why: how the project treats its other files is the evidence."""

from __future__ import annotations

from pinlint.requirements.model import PROJECT_FILES, is_in_template
from pinlint.requirements.names import normalize
from pinlint.requirements.pinning import LOOSE, MUTABLE, PIN, WILDCARD, are_mostly_pins, is_file_meant_to_pin, kind_of
from pinlint.requirements.policies import PACKAGING_TOOLS
from pinlint.uses import roles
from pinlint.uses.steps import CHECK, DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.checking.install_graph import Uses
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement, RequirementsFile

#: Folders with programs that are not part of the product: each has a requirements file of its own.
_ASIDE = frozenset(
    """
    contrib script scripts tool tools util utils utilities hack misc benchmark benchmarks eval evals experiments playground
    """.split()  # noqa: SIM905
)
_TESTS = frozenset(("test", "tests"))
#: Files by which platforms run an application, after they installed its requirements.txt.
PLATFORM_FILES = ("Procfile", "app.yaml", "render.yaml", "fly.toml", "vercel.json")
#: This many files without any version, which nothing is known to install, have one cause, however short they are.
FILES_OF_ONE_CAUSE = 3
#: The kinds of lines of a file without any version.
_OPEN = (*LOOSE, MUTABLE)
#: A file repeats the metadata if the metadata requires this part of its lines: some lines were added later.
_PART_REPEATED = 3 / 4
#: From so many wildcards on, they are the style of a project.
WILDCARDS_OF_A_STYLE = 3


class LeftOut:
    """The evidence; each kind is computed once, when it is needed."""

    def __init__(self, project: CheckedProject, uses: Uses) -> None:
        self._project = project
        self._uses = uses
        self._aside: dict[str, bool] = {}
        self._open: dict[str, bool] = {}
        self._loose_folders: dict[str, bool] = {}
        self._repeating: dict[str, bool] = {}
        self._has_series: bool | None = None
        self._open_files: int | None = None
        self._are_examples_pinned: bool | None = None

    def is_one_of_many(self, document: RequirementsFile) -> bool:
        """Whether a file without any version is one of several such files that nothing is known to install: they have one cause,
        also if each of them is short.
        """
        if not self._is_open(document):
            return False
        if self._open_files is None:
            self._open_files = sum(map(self._is_open, self._project.documents.values()))
        return self._open_files >= FILES_OF_ONE_CAUSE

    def _is_plugin(self, document: RequirementsFile) -> bool:
        """Whether nothing is known to install a file that has a folder of its own and nearly no version, in a project with a
        package: users install the package, and for some of its parts more. A single such file is inside a published package.
        """
        folder = document.path.rpartition("/")[0]
        if not folder or self._runs_on_platform(folder) or not self._is_open(document):
            return False
        if self._is_in_published(folder):
            return True
        packages = (each.metadata is not None and each.metadata.name for each in self._project.documents.values())
        return self.is_one_of_many(document) and any(packages)

    def _is_in_published(self, folder: str) -> bool:
        """Whether a folder around this one has a package that is uploaded, or classified for the index."""
        while folder:
            folder = folder.rpartition("/")[0]
            for name in PROJECT_FILES:
                described = self._project.documents.get(f"{folder}/{name}" if folder else name)
                if described is not None and described.metadata is not None and described.metadata.name:
                    text = self._project.read(described.path)
                    return self._project.uploads_package or (b" :: " in text and b"Private :: " not in text)
        return False

    def _is_open(self, document: RequirementsFile) -> bool:
        """Whether nothing is known to install a file without any version; found once for all its lines."""
        if document.path not in self._open:
            self._open[document.path] = self._lacks_versions(document)
        return self._open[document.path]

    def _lacks_versions(self, document: RequirementsFile) -> bool:
        named = [each for each in document.requirements if each.project not in PACKAGING_TOOLS]
        if document.format != "requirements-txt" or not named or not all(kind_of(each) in _OPEN for each in named):
            return False
        role = self._uses.role(document.path)
        return role.name == roles.INSTALLED and role.presumed and self._project.severity(document.path) == "error"

    def is_of_series(self, loose: Sequence[Requirement]) -> bool:
        """Whether a single line is a wildcard, in a project that means it. Many such lines say that the file has no lock."""
        return len(loose) == 1 and kind_of(loose[0]) == WILDCARD and self._pins_series

    @property
    def _pins_series(self) -> bool:
        """Whether most versions in the requirements files of the project are wildcards."""
        if self._has_series is None:
            documents = (each for each in self._project.documents.values() if each.format == "requirements-txt")
            whole = [each for each in documents if self._project.pairing_of(each.path) is None]
            kinds = [kind_of(each) for document in whole for each in document.requirements]
            wildcards = kinds.count(WILDCARD)
            self._has_series = wildcards >= WILDCARDS_OF_A_STYLE and wildcards > kinds.count(PIN)
        return self._has_series

    def is_sample(self, loose: Sequence[Requirement]) -> bool:
        """Whether who uses the file of these lines decides about versions: it is an example or for a part of the project that
        few need.
        """
        path = loose[0].source.path
        shows = self._project.is_example(path) and self.is_own(loose)
        return shows or self._is_loose_example(path) or self._is_plugin(self._project.documents[path])

    def _is_loose_example(self, path: str) -> bool:
        """Whether a file is in a template or is an example, and has few pins, as most examples of the project: who copies it
        locks the copy.
        """
        document = self._project.documents[path]
        if is_in_template(path):
            return not are_mostly_pins(document)
        return self._project.is_example(path) and not self._pins_examples and not is_file_meant_to_pin(document)

    def is_own(self, loose: Sequence[Requirement]) -> bool:
        """Whether these lines only name packages of this project: what shows or tests a project gets its newest release."""
        described = (each.metadata for each in self._project.documents.values())
        own = {normalize(each.name) for each in described if each is not None and each.name}
        return all(each.project in own for each in loose)

    @property
    def _pins_examples(self) -> bool:
        if self._are_examples_pinned is None:
            documents = self._project.documents.values()
            examples = (
                each for each in documents if each.format == "requirements-txt" and self._project.is_example(each.path)
            )
            pinned = [are_mostly_pins(each) for each in examples]
            self._are_examples_pinned = pinned.count(True) * 3 > len(pinned) * 2
        return self._are_examples_pinned

    def is_aside(self, path: str) -> bool:
        """Whether a file is for a program that is not part of the product, and the project does not pin such files.

        Nothing but checks uses the file. It is not pinned, and most of the files next to it are not pinned either.
        """
        if path not in self._aside:
            self._aside[path] = self._is_aside(path)
        return self._aside[path]

    def _is_aside(self, path: str) -> bool:
        folder = folder_aside(path)
        role = self._uses.role(path)
        if folder is None or role.name != roles.INSTALLED or role.purpose not in (None, CHECK, DEVELOP):
            return False
        if not role.presumed and folder.rpartition("/")[2] in _TESTS:
            return False
        if are_mostly_pins(self._project.documents[path]):
            return False
        if folder not in self._loose_folders:
            inside = [
                document
                for other, document in self._project.documents.items()
                if other.startswith(f"{folder}/") and document.format == "requirements-txt" and document.requirements
            ]
            self._loose_folders[folder] = sum(map(are_mostly_pins, inside)) * 2 < len(inside)
        return self._loose_folders[folder]

    def repeats_metadata(self, path: str) -> bool:
        """Whether a file lists without a pin nearly only what the metadata next to it requires, and only checks install it, in a
        project whose users install a published package: it is uploaded, or classified for the index without a platform to run it.
        """
        if path not in self._repeating:
            self._repeating[path] = self._repeats_metadata(path)
        return self._repeating[path]

    def _repeats_metadata(self, path: str) -> bool:
        document = self._project.documents[path]
        role = self._uses.role(path)
        if (not role.presumed and role.is_for_users) or any(each.pinned_version for each in document.requirements):
            return False
        folder = path.rpartition("/")[0]
        required: set[str | None] = set()
        published = False
        for name in PROJECT_FILES:
            described = self._project.documents.get(f"{folder}/{name}" if folder else name)
            if described is not None and described.metadata is not None:
                required.update(each.project for each in described.requirements)
                published = published or _is_classified(described)
        named = {each.project for each in document.requirements}
        published = published and not self._runs_on_platform(folder)
        repeated = len(named & required) >= _PART_REPEATED * len(named)
        return repeated and (published or self._project.uploads_package)

    def _runs_on_platform(self, folder: str) -> bool:
        """Whether a file in the folder or in the root says how a platform runs the project as an application."""
        return any(
            self._project.exists(f"{at}/{name}" if at else name) for at in {folder, ""} for name in PLATFORM_FILES
        )


def _is_classified(described: RequirementsFile) -> bool:
    """Whether a pyproject.toml has trove classifiers, and none of them keeps the project off the index."""
    project = described.values.get("project") if described.values else None
    classifiers = project.get("classifiers") if isinstance(project, dict) else None
    found = [each for each in classifiers if isinstance(each, str)] if isinstance(classifiers, list) else []
    return bool(found) and not any(each.startswith("Private ::") for each in found)


def folder_aside(path: str) -> str | None:
    """The folder of programs that are not part of the product, if the file is in one; also a folder deep in the tests, with a
    program under test.
    """
    folders = path.lower().split("/")[:-1]
    for at, name in enumerate(folders):
        if name in _ASIDE or (name in _TESTS and len(folders) > at + 2):
            return path[: len("/".join(folders[: at + 1]))]
    return None
