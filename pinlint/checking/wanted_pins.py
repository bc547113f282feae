"""Decides whether a project wants pins in files and commands that only check or develop it.

The project's own files and commands are the evidence. The project wants pins if it names a version of the same requirements
anywhere, or if it pins most commands or most files of that kind.
"""

from __future__ import annotations

from pinlint.build.purposes import names_variants
from pinlint.checking.builds import CheckPins
from pinlint.checking.known_versions import OF_A_VERSION
from pinlint.requirements.model import DEPENDENCIES, is_in_template
from pinlint.requirements.pinning import LOOSE, are_mostly_pins, kind_of
from pinlint.requirements.policies import INSTALLERS, LOCK_FORMATS, PACKAGING_TOOLS, WHOLE_FORMATS
from pinlint.requirements.specifiers import satisfies
from pinlint.text.budget import ExceededError
from pinlint.uses import roles
from pinlint.uses.edges import INSTALLS
from pinlint.uses.nodes import STAGE, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pinlint.checking.builds import Builds
    from pinlint.checking.install_graph import Uses
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.uses.edges import Edge

#: A file with fewer lines may only by chance list what another file pins.
LINES_OF_A_SOURCE = 3
#: From so many commands without versions on, they are the style of a project, if so few of them have versions.
COMMANDS_OF_A_STYLE = 4
#: The releases of Poetry that refuse a lock with another stamp.
FIRST_TO_REFUSE = ">=1.5"
#: Languages and programs whose versions in settings (`node-version: 22.1`) say nothing about tools from a package index.
_OTHER_PROGRAMS = frozenset(
    """
    python node nodejs npm pnpm yarn bun deno go golang ruby java jdk php dotnet rust toolchain helm kubectl docker compose
    """.split()  # noqa: SIM905
)
#: The roles of files whose pins say nothing about what the project wants.
_SILENT = (roles.FIXTURE, roles.REMOVED)


class WantedPins:
    """The evidence; each kind is computed once, when it is needed.

    ``for_developers`` says whether a file only checks or develops the project.
    """

    def __init__(
        self,
        project: CheckedProject,
        uses: Uses,
        builds: Builds | None,
        for_developers: Callable[[str], bool],
    ) -> None:
        self._project = project
        self._uses = uses
        self._builds = builds
        self._for_developers = for_developers
        self._check_pins: CheckPins | None = None
        #: For each project, the versions, and the folders for which alone they are evidence.
        self._versions: dict[str, set[tuple[str, str]]] | None = None
        #: For each project, the files that pin it.
        self._pinning: dict[str, list[str]] = {}
        self._files: list[bool] | None = None
        #: The projects that files list for the users of this project.
        self._product: set[str | None] | None = None

    def in_command(self, requirements: Sequence[Requirement], *, develops: bool) -> bool:
        """Whether the project wants pins in a command that only checks it and installs these requirements.

        A range is there on purpose: only a name can have lost its version. If the project leaves nearly all such commands open,
        only other commands of the same file show that it wants pins. For a command that ``develops`` the project, other commands
        are no evidence, and neither are the versions of installers: they say nothing about what developers install.
        """
        named = [each for each in requirements if not each.clauses and each.project not in PACKAGING_TOOLS]
        if develops:
            named = [each for each in named if each.project not in INSTALLERS]
        known = [each for each in named if self._is_known(each)]
        pinned, loose = self._checks.commands.count(True), self._checks.commands.count(False)
        if known and len(known) * 2 >= len(named):
            is_style = loose >= COMMANDS_OF_A_STYLE and loose > COMMANDS_OF_A_STYLE * pinned
            return not is_style or any(map(self._is_installed_beside, known))
        if develops or all(each.project in INSTALLERS for each in named):
            return False
        return pinned > loose or (pinned > 0 and loose == 1)  # all others are pinned

    def in_release(self, requirements: Sequence[Requirement]) -> bool:
        """Whether the project wants pins in a command that builds or publishes its releases and installs these requirements.

        It does if it pins other tools, in a command, a setting, a lock or a file for developers. What users get is judged more
        strictly: then every lock and every file of pins counts, and so do too few commands to have a style.
        """
        checks = self._checks
        named = [name for name, _ in checks.versions if name.rpartition("-")[2] not in _OTHER_PROGRAMS]
        if any(checks.commands) or checks.pins or named:
            return True
        ships = self._gets_to_users(requirements)
        for path, document in self._project.documents.items():
            if self._project.is_example(path):
                continue
            pinned = self._project.pairing_of(path) is not None or are_mostly_pins(document)
            if document.format in LOCK_FORMATS or (
                pinned and (ships or document.in_hash_mode or self._for_developers(path))
            ):
                return True
        return ships and checks.commands.count(False) < COMMANDS_OF_A_STYLE

    def _gets_to_users(self, requirements: Sequence[Requirement]) -> bool:
        """Whether a release may contain one of the requirements: the project lists it, or nothing, for its users."""
        if self._product is None:
            self._product = {
                each.project
                for path, document in self._project.documents.items()
                if not self._project.is_example(path)
                and (document.format not in WHOLE_FORMATS or not self._for_developers(path))
                for each in document.requirements
                if each.scope == DEPENDENCIES
            }
        described = self._product or any(each.metadata is not None for each in self._project.documents.values())
        return not described or any(each.project in self._product for each in requirements)

    @property
    def names_old_poetry(self) -> bool:
        """Whether all versions of Poetry in commands and settings are of the releases that only warn of another stamp."""
        pins = ((each.project, each.pinned_version) for each in self._checks.pins)
        found = [version for name, version in (*pins, *self._checks.versions) if name == "poetry" and version]
        return bool(found) and all(satisfies(version, FIRST_TO_REFUSE) is False for version in found)

    def in_file(self, document: RequirementsFile, loose: Sequence[Requirement]) -> bool:
        """Whether the project wants pins in place of these loose lines. Their file only checks or develops the project."""
        if are_mostly_pins(document):
            return True
        if self._is_pinned_beside(document, loose):
            return False
        if 2 * sum(map(self._is_known, loose)) > len(loose):
            return True
        if (len(document.requirements) == 1 and self._pins_all_but(document)) or self._is_pinned_in_image(document):
            return True
        if self._files is None:
            self._files = list(self._pinned_files())
        return self._files.count(True) > self._files.count(False)

    def _is_pinned_beside(self, document: RequirementsFile, loose: Sequence[Requirement]) -> bool:
        """Whether a file next to this one pins nearly all that this one lists: it was frozen from this one."""
        if len(loose) < LINES_OF_A_SOURCE or any(each.pinned_version for each in document.requirements):
            return False
        folder = document.path.rpartition("/")[0]
        names = {each.project for each in loose}
        return any(
            4 * len(names & {each.project for each in other.requirements if each.pinned_version}) > 3 * len(names)
            for path, other in self._project.documents.items()
            if path.rpartition("/")[0] == folder and other.format == "requirements-txt" and are_mostly_pins(other)
        )

    def _pins_all_but(self, document: RequirementsFile) -> bool:
        """Whether people write all other requirements files of the project with pins: at least two."""
        others = [
            each
            for path, each in self._project.documents.items()
            if each is not document
            and each.format == "requirements-txt"
            and each.requirements
            and self._uses.role(path).name == roles.INSTALLED
            and not self._project.is_example(path)
        ]
        return len(others) > 1 and all(map(are_mostly_pins, others))

    def _is_pinned_in_image(self, document: RequirementsFile) -> bool:
        """Whether a Dockerfile installs the file, and all other files that it installs are pinned."""
        places = {edge.place.path for edge in self._uses.graph.into(Node(document.path)) if _is_of_image(edge)}
        others = {
            edge.target.path
            for edge in self._uses.graph.edges
            if edge.place.path in places and _is_of_image(edge) and edge.target.path != document.path
        }
        found = [
            each for path in others if (each := self._project.documents.get(path)) is not None and each.requirements
        ]
        return bool(found) and all(
            are_mostly_pins(each) or self._project.pairing_of(each.path) is not None for each in found
        )

    @property
    def _checks(self) -> CheckPins:
        if self._check_pins is None:
            self._check_pins = (
                self._builds.check_pins(self._for_developers) if self._builds is not None else CheckPins()
            )
        return self._check_pins

    def _is_known(self, requirement: Requirement) -> bool:
        """Whether the project names a version that fits the requirement."""
        if self._versions is None:
            self._versions = {}
            for project, version, folder in self._named():
                self._versions.setdefault(project, set()).add((version, folder))
        path = requirement.source.path
        found = self._versions.get(requirement.project or "", ())
        versions = {version for version, folder in found if path.startswith(folder)}
        try:
            requirement.source.budget.spend(OF_A_VERSION * len(versions) * (1 + len(requirement.clauses)))
        except ExceededError:
            return False
        return any(satisfies(version, requirement.clauses) is True for version in versions)

    def _named(self) -> Iterator[tuple[str, str, str]]:
        """The projects and versions that files, commands and hooks pin, and the folder for which they are evidence.

        What only builds in one folder install says nothing about the tools of the whole project.
        """
        asked: set[str | None] = set()
        locks: list[RequirementsFile] = []
        for path, document in self._project.documents.items():
            if self._uses.role(path).name in _SILENT or self._project.is_example(path) or is_in_template(path):
                continue
            if names_variants(path):
                continue
            if document.format in LOCK_FORMATS or self._project.pairing_of(path) is not None:
                locks.append(document)
                continue
            asked.update(requirement.project for requirement in document.requirements)
            pins = _pins([each for each in document.requirements if not names_variants("", each.group or "")])
            yield from self._pinned_by(path, pins)
        for lock in locks:  # nobody chose the version of what only other packages require
            yield from self._pinned_by(lock.path, (pin for pin in _pins(lock.requirements) if pin[0] in asked))
        for pin in (*_pins(self._checks.pins), *self._checks.versions, *_pins(self._of_hooks())):
            yield (*pin, "")

    def _pinned_by(self, path: str, pins: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
        """The projects and versions that the file at ``path`` pins, and the folder for which they are evidence."""
        scope = self._scope(path)
        for project, version in pins:
            self._pinning.setdefault(project, []).append(path)
            yield project, version, scope

    def _is_installed_beside(self, requirement: Requirement) -> bool:
        """Whether another command in the file of this requirement installs a file that pins the same project."""
        commands = requirement.source.path
        return any(
            edge.kind == INSTALLS and edge.place.path == commands
            for path in self._pinning.get(requirement.project or "", ())
            for edge in self._uses.graph.into(Node(path))
        )

    def _scope(self, path: str) -> str:
        """The folder for which the pins of a file are evidence; empty for all of it. Structured locks are for their folder."""
        folder = path[: path.rfind("/") + 1]
        uses = [each for each in self._uses.graph.into(Node(path)) if each.kind == INSTALLS]
        is_of_folder = uses or self._project.documents[path].format in LOCK_FORMATS
        return folder if is_of_folder and all(each.place.path.startswith(folder) for each in uses) else ""

    def _of_hooks(self) -> list[Requirement]:
        from pinlint.manifests.pre_commit import requirements_of
        from pinlint.manifests.pre_commit_config import Hook, hooks

        try:
            configured = hooks(self._project)
        except ExceededError:
            return []  # the comparison of hooks and locks reports it
        if configured is None:
            return []
        source, found = configured
        # A hook cannot do without a `rev`: only the versions of its additional dependencies were chosen.
        chosen = [Hook(hook.id, hook.repository, None, hook.table) for hook in found]
        return [requirement for _, requirement, _ in requirements_of(source, chosen)]

    def _pinned_files(self) -> Iterator[bool]:
        """Whether each of the files that only check or develop the project is pinned."""
        for path, document in self._project.documents.items():
            if document.format != "requirements-txt" or self._project.is_example(path):
                continue
            role = self._uses.role(path).name
            if role not in (roles.INSTALLED, roles.LOCK, roles.ENVIRONMENT) or not self._for_developers(path):
                continue
            if are_mostly_pins(document):
                yield True
            elif any(kind_of(each) in LOOSE and each.project not in PACKAGING_TOOLS for each in document.requirements):
                yield False


def _pins(requirements: Sequence[Requirement]) -> Iterator[tuple[str, str]]:
    for requirement in requirements:
        if requirement.project and requirement.url is None and requirement.pinned_version is not None:
            yield requirement.project, requirement.pinned_version


def _is_of_image(edge: Edge) -> bool:
    """Whether a Dockerfile installs something by this edge."""
    environment = edge.step.environment if edge.step is not None else None
    return (
        edge.kind == INSTALLS
        and environment is not None
        and (environment.kind == STAGE or (environment.base is not None and environment.base.kind == STAGE))
    )
