"""Decides how strictly each requirement is judged: by the role of its file, and by what else pins it in the same installation."""

from __future__ import annotations

from pinlint.build.purposes import is_below_checks, names_check
from pinlint.checking.dead_markers import is_dead
from pinlint.findings.folding import CHECKS, REPEATED, SERIES, STATED
from pinlint.findings.folding import EXAMPLES as EXAMPLE_FILES
from pinlint.requirements import policies
from pinlint.requirements.model import DEPENDENCIES, PROJECT_FILES, is_in_template
from pinlint.requirements.pinning import (
    BARE,
    LOOSE,
    RANGE,
    are_mostly_pins,
    are_partly_pins,
    in_input,
    is_file_meant_to_pin,
    is_meant_to_pin,
    kind_of,
)
from pinlint.requirements.policies import OPEN, PINNED, UNVERIFIED, WHOLE_FORMATS
from pinlint.requirements.stated_purposes import is_open_on_purpose
from pinlint.uses import roles, steps
from pinlint.uses.edges import ADDON_TESTS, DECLARES, INCLUDES, INSTALLS
from pinlint.uses.nodes import PROJECT, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.checking.builds import Builds
    from pinlint.checking.collections_of_samples import Samples
    from pinlint.checking.constraining import Installation, Installations
    from pinlint.checking.install_graph import Uses
    from pinlint.checking.left_out import LeftOut
    from pinlint.checking.wanted_pins import WantedPins
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.text.source import Location
    from pinlint.uses.edges import Edge

#: This many loose lines in a file, if they are more than this part of all lines, have one cause: nothing locks the file.
LINES_OF_ONE_CAUSE = 3
PART_OF_ONE_CAUSE = 5
#: In a file with more lines than this, a version on all other lines is a habit.
LINES_OF_A_HABIT = 3
#: Tools that install into environments that only check the project, by their names in edges.
CHECKERS = ("tox", "session.install", ADDON_TESTS)
#: The roles of files that list what users of a project install.
_PRODUCT = (roles.INSTALLED, roles.LOCK, roles.INPUT, roles.METADATA)


class _OpenLines:
    """How many lines of a file have no version, how many of each project are no pins, and which projects have pins."""

    def __init__(self, requirements: Sequence[Requirement]) -> None:
        self.without_version = 0
        self.unpinned: dict[str | None, int] = {}
        self.pinned: set[str | None] = set()
        for each in requirements:
            self.without_version += not any(clause.operator == "==" for clause in each.clauses)
            if each.pinned_version is not None:
                self.pinned.add(each.project)
            else:
                self.unpinned[each.project] = self.unpinned.get(each.project, 0) + 1


class Judging:
    """The policies of the requirements of a project; each file is judged once."""

    def __init__(self, project: CheckedProject, uses: Uses, builds: Builds | None) -> None:
        self._project = project
        self._uses = uses
        self._installations: Installations | None = None
        self._unlocked: dict[str, list[Requirement]] = {}
        self._needing: dict[str, bool] = {}
        self._builds = builds
        self._wanted: WantedPins | None = None
        self._product: bool | None = None
        #: The ranges of each project in the files for developers of each folder.
        self._ranges: dict[tuple[str, str | None], set[str]] | None = None
        self._metadata_is_pinned: bool | None = None
        self._left_out: LeftOut | None = None
        self._open_lines: dict[str, _OpenLines] = {}
        self._examples: dict[str, bool] = {}
        self._samples: Samples | None = None

    def policy(self, requirement: Requirement) -> str:
        """A word of `pinlint.requirements.policies`."""
        role = self._uses.role_of(requirement).name
        if role == roles.INPUT:
            return self._of_input(requirement)
        document = self._project.documents[requirement.source.path]
        if role == roles.METADATA and self._has_lost_its_version(requirement, document):
            return policies.ODD
        if role != roles.INSTALLED:
            return policies.BY_ROLE[role]
        if document.format not in WHOLE_FORMATS:
            return policies.ABSTRACT  # a range is right there; a missing lock is reported at the command
        if kind_of(requirement) not in LOOSE:
            return policies.FLOATING
        state = self.state_of(requirement)
        if state != OPEN:
            return policies.ODD if self._is_surely_lost(requirement, document, state) else policies.SETTLED
        if requirement.project in policies.PACKAGING_TOOLS:
            return policies.INFRASTRUCTURE
        return policies.UNLOCKED if self.unlocked(document) else policies.FLOATING

    def _has_lost_its_version(self, requirement: Requirement, document: RequirementsFile) -> bool:
        """Whether a line is only a name, and nearly all other lines of its requirements file are pins. A range does not count: it
        is intentional.
        """
        if document.format != "requirements-txt" or kind_of(requirement) != BARE:
            return False
        return is_file_meant_to_pin(document) or self._pins_metadata

    @property
    def _pins_metadata(self) -> bool:
        """Whether nearly all lines of all requirements files that metadata is read from are pins, also those of small files."""
        if self._metadata_is_pinned is None:
            documents = (each for each in self._project.documents.values() if each.format == "requirements-txt")
            read = [each for each in documents if self._uses.role(each.path).name == roles.METADATA]
            lines = [each for document in read for each in document.requirements]
            loose = [each for each in lines if kind_of(each) in LOOSE]
            self._metadata_is_pinned = is_meant_to_pin(lines) and not _are_large_part(loose, lines)
        return self._metadata_is_pinned

    def _is_surely_lost(self, requirement: Requirement, document: RequirementsFile, state: str) -> bool:
        """Whether a name must have had a version, although something else may set it: constraints that cannot be read, in a file
        in which each line has a version; a marker for old Pythons, if the other lines of the project are pins; or another line
        of a template, which a condition may leave out."""
        if kind_of(requirement) != BARE or requirement.project in policies.PACKAGING_TOOLS:
            return False
        if is_in_template(document.path) and not requirement.extras and is_file_meant_to_pin(document):
            return True
        if document.path not in self._open_lines:
            self._open_lines[document.path] = _OpenLines(document.requirements)
        lines = self._open_lines[document.path]
        if state == UNVERIFIED:
            return lines.without_version == 1 and len(document.requirements) > LINES_OF_A_HABIT
        project = requirement.project
        return lines.unpinned[project] == 1 and project in lines.pinned and is_dead(requirement, self._project)

    def _of_input(self, requirement: Requirement) -> str:
        if self._project.config.inputs == "exact":
            return policies.EXACT
        return in_input(requirement, self._project.input_policy(requirement.source.path))

    def unlocked(self, document: RequirementsFile) -> list[Requirement]:
        """The loose requirements of an installed file, if they are so many that the whole file needs a lock."""
        path = document.path
        if path not in self._unlocked:
            self._unlocked[path] = self._loose(document)
        return self._unlocked[path]

    def _loose(self, document: RequirementsFile) -> list[Requirement]:
        requirements = document.requirements
        if document.format not in WHOLE_FORMATS or self._uses.role(document.path).name != roles.INSTALLED:
            return []
        kinds = [each for each in requirements if kind_of(each) in LOOSE and not is_open_on_purpose(each)]
        from pinlint.fixes.unpassed_constraints import Unpassed, unpassed_constraints

        constraints = unpassed_constraints(document, self._project)
        whole = bool(constraints) or self.is_example(document.path) or self._left.is_one_of_many(document)
        if not whole and not _are_many(kinds, requirements):
            return []
        found = [
            requirement
            for requirement in kinds
            if requirement.project not in policies.PACKAGING_TOOLS and self.state_of(requirement) == OPEN
        ]
        if constraints is not None and found:
            return Unpassed(found, constraints)
        return found if whole or _are_many(found, requirements) else []

    def needs_lock(self, path: str) -> bool:
        """Whether an installed file has so many loose requirements that it should get a lock. The file may be short."""
        if path not in self._needing:
            self._needing[path] = self._needs_lock(path)
        return self._needing[path]

    def _needs_lock(self, path: str) -> bool:
        document = self._project.documents[path]
        loose = [
            each
            for each in document.requirements
            if kind_of(each) in LOOSE and each.project not in policies.PACKAGING_TOOLS
        ]
        return document.format in WHOLE_FORMATS and _are_large_part(loose, document.requirements)

    def state_of(self, requirement: Requirement) -> str:
        """What the installations that use the file of the requirement say about the version of the requirement."""
        if is_dead(requirement, self._project):
            return PINNED
        states = {each.state_of(requirement) for each in self.installations(requirement.source.path)}
        return OPEN if OPEN in states else UNVERIFIED if UNVERIFIED in states else PINNED

    def installations(self, path: str) -> list[Installation]:
        """The installations that a file is a part of."""
        if self._installations is None:
            from pinlint.checking.constraining import Installations

            self._installations = Installations(self._project, self._uses)
        return self._installations.of(path)

    def severity(self, path: str) -> str:
        """The severity of loose requirements in an installed file; lower for files that only check or develop the project."""
        role = self._uses.role(path)
        purpose = role.purpose
        lenient = purpose in (steps.CHECK, steps.DEVELOP) or self.is_example(path)
        lenient = lenient or (role.presumed and names_check(path))
        # A job that publishes also runs tests and builds documentation. Nothing that the file itself names gets into the release.
        lenient = lenient or (purpose == steps.PUBLISH and names_check(path))
        lenient = lenient or (is_in_template(path) and names_check(path)) or self._is_beside_metadata(path)
        return "warning" if lenient else "error"

    def _is_beside_metadata(self, path: str) -> bool:
        """Whether only checks are known to install a file, or nothing is, and users get the project's dependencies from the
        project's metadata.

        Then the file is for developers. Platforms install only files named ``requirements.txt``, and never those of tests or
        documentation. Another one is for developers if the project's own checks install it and no job deploys, in the root if
        the package is published.
        """
        role = self._uses.role(path)
        folder, _, name = path.rpartition("/")
        checked = role.purpose in (steps.CHECK, steps.DEVELOP)
        if role.name != roles.INSTALLED or not (role.presumed or checked) or is_in_template(path):
            return False
        for_platforms = name.lower() == "requirements.txt" and not is_below_checks(path)
        if for_platforms and not (checked and (folder or self._project.uploads_package) and not self._deploys):
            return False
        while True:
            if any(self._has_dependencies(f"{folder}/{file}" if folder else file) for file in PROJECT_FILES):
                return True
            if not folder:
                return False
            folder = folder.rpartition("/")[0]

    @property
    def _deploys(self) -> bool:
        return self._builds is not None and bool(self._builds.deploying)

    def _has_dependencies(self, path: str) -> bool:
        """Whether a file describes a project and has the project's dependencies, or names the files that list them."""
        document = self._project.documents.get(path)
        if document is None or document.metadata is None:
            return False
        if "dependencies" in document.metadata.unreadable:  # computed, so there are some
            return True
        if any(requirement.scope == DEPENDENCIES for requirement in document.requirements):
            return True
        return any(edge.kind == DECLARES for edge in self._uses.graph.out_of(Node(path, PROJECT)))

    def is_counted(self, loose: Sequence[Requirement]) -> bool:
        """Whether these loose requirements of an installed file are only counted. This is true if the file only checks or
        develops the project, and nothing shows that the project wants pins there.
        """
        path = loose[0].source.path
        if self.severity(path) != "warning" or self.is_example(path) or not self.surely_checks(path):
            return False
        if all(map(self._is_variant, loose)):
            return True
        document = self._project.documents[path]
        if self._uses.role(path).purpose == steps.PUBLISH and are_partly_pins(document):
            return False
        return not self.wanted.in_file(document, loose)

    def left_out(self, loose: Sequence[Requirement]) -> str | None:
        """The name under which a finding about these lines of one file is counted; None if it is listed."""
        path = loose[0].source.path
        if all(map(is_open_on_purpose, loose)):
            return STATED
        if self._left.is_sample(loose) or (self._left.is_aside(path) and self.has_product):
            return EXAMPLE_FILES
        if self._left.repeats_metadata(path):
            return REPEATED
        if self._left.is_of_series(loose):
            return SERIES
        own = self.severity(path) == "warning" and self._left.is_own(loose)
        return CHECKS if own or self.is_counted(loose) else None

    @property
    def _left(self) -> LeftOut:
        if self._left_out is None:
            from pinlint.checking.left_out import LeftOut

            self._left_out = LeftOut(self._project, self._uses)
        return self._left_out

    def _is_variant(self, requirement: Requirement) -> bool:
        """Whether another file for developers in the same folder has another range of the same project. Example:
        ``tests/requirements/django-4.2.txt`` and ``django-5.2.txt`` are each for one version under test.
        """
        if kind_of(requirement) != RANGE:
            return False
        if self._ranges is None:
            self._ranges = {}
            for path, document in self._project.documents.items():
                if document.format == "requirements-txt" and self.is_for_developers(path):
                    for each in document.requirements:
                        if kind_of(each) == RANGE:
                            key = (path.rpartition("/")[0], each.project)
                            self._ranges.setdefault(key, set()).add(each.specifier)
        folder = requirement.source.path.rpartition("/")[0]
        return len(self._ranges.get((folder, requirement.project), ())) > 1

    def leaves_open(self, requirements: Sequence[Requirement], *, by_hand: bool, purpose: str) -> bool:
        """Whether the unpinned requirements of a command that checks the project, or of a release, are only counted.

        ``by_hand`` means that people may run the command to install the project, unless another file lists what to install.
        """
        if by_hand and not self.has_product:
            return False
        if purpose == steps.PUBLISH:
            return not self.wanted.in_release(requirements)
        return not self.wanted.in_command(requirements, develops=purpose == steps.DEVELOP)

    def refusing(self, path: str) -> tuple[Location, str] | None:
        """The first command of the builds that refuses the lock at ``path`` if its stamp does not match its input."""
        warns = path.endswith("poetry.lock") and self.wanted.names_old_poetry
        return None if warns else self._uses.refusing(path)

    @property
    def has_product(self) -> bool:
        """Whether a file lists what users of the project install."""
        if self._product is None:
            from pinlint.checking.left_out import folder_aside

            listing = [path for path, document in self._project.documents.items() if document.requirements]
            self._product = any(
                self._has_dependencies(path)
                or (self._uses.role(path).name in _PRODUCT and not self.is_for_developers(path))
                for path in listing
                if not self.is_example(path) and folder_aside(path) is None
            )
        return self._product

    def surely_checks(self, path: str) -> bool:
        """Whether something shows that a file only checks or develops the project.

        A workflow is not enough evidence: a file that it installs to run tests may also be deployed by a platform or by hand.
        """
        evidence = self._uses.role(path).evidence
        if evidence and all(self._is_by_checker(edge, path) for edge in evidence):
            return True
        return names_check(path) or self._is_beside_metadata(path)

    def _is_by_checker(self, edge: Edge, path: str) -> bool:
        """Whether an edge to the file at ``path`` comes from a tool or file that only checks the project."""
        if edge.kind == INCLUDES:
            return edge.source is not None and edge.source.path != path and self.surely_checks(edge.source.path)
        return edge.kind == INSTALLS and edge.how in CHECKERS

    @property
    def wanted(self) -> WantedPins:
        """The evidence that the project wants pins in files and commands that only check or develop it."""
        if self._wanted is None:
            from pinlint.checking.wanted_pins import WantedPins

            self._wanted = WantedPins(self._project, self._uses, self._builds, self.is_for_developers)
        return self._wanted

    def is_for_developers(self, path: str) -> bool:
        """Whether a requirements file only checks or develops the project, whether it is pinned or not."""
        role = self._uses.role(path)
        if role.purpose in (steps.CHECK, steps.DEVELOP):
            return self.surely_checks(path)
        return role.purpose is None and (names_check(path) or self._is_beside_metadata(path))

    def follows_branches(self, path: str) -> bool:
        """Whether a file names a branch or tag on purpose: the file only checks or develops the project, and the other lines are
        not pins either.
        """
        return self.severity(path) == "warning" and not are_mostly_pins(self._project.documents[path])

    def is_example(self, path: str) -> bool:
        """Whether readers only copy a file, and nobody deploys it: it is in an example, a chapter or a folder of notebooks, and
        nothing outside of that uses it, or the whole project is a collection of samples.
        """
        if self._samples is None:
            from pinlint.checking.collections_of_samples import Samples

            self._samples = Samples(self._project, self._builds)
        if path not in self._examples:
            folder = self._samples.copied_with(path)
            users = (edge.place.path for edge in self._uses.role(path).evidence)
            copied = folder is not None and all(user.startswith(f"{folder}/") for user in users)
            self._examples[path] = copied or self._samples.is_sample(path)
        return self._examples[path]


def _are_many(loose: Sequence[Requirement], requirements: Sequence[Requirement]) -> bool:
    """Whether so many projects are loose that one cause is likely; repeated lines count once."""
    return len({each.project for each in loose}) >= LINES_OF_ONE_CAUSE and _are_large_part(loose, requirements)


def _are_large_part(loose: Sequence[Requirement], requirements: Sequence[Requirement]) -> bool:
    return len(loose) * PART_OF_ONE_CAUSE > len(requirements)
