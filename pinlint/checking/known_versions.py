"""Finds versions that the project itself names. Findings that ask for a version suggest them."""

from __future__ import annotations

from pinlint.checking.dead_markers import is_dead
from pinlint.requirements.locked import POETRY, LockFile
from pinlint.requirements.model import is_in_template
from pinlint.requirements.pinning import pin_of
from pinlint.requirements.specifiers import satisfies
from pinlint.requirements.versions import version_key
from pinlint.text.budget import ExceededError
from pinlint.text.source import Location, Span
from pinlint.uses import roles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pinlint.checking.install_graph import Uses
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.requirements.model import Requirement

#: Roles of files, ordered by how likely their version is the wanted one, the likeliest first.
_KNOWN_BY = (roles.LOCK, roles.ENVIRONMENT, roles.CONSTRAINT, roles.INSTALLED)
#: The work to compare one version with a clause of a requirement.
OF_A_VERSION = 4


class KnownVersion:
    """A ``version``, and ``where`` the project names it."""

    __slots__ = ("version", "where")

    def __init__(self, version: str, where: Location) -> None:
        self.version = version
        self.where = where


class KnownVersions:
    """The pins of all locks, freezes, constraints and other requirements files, by project, and the versions of Poetry that wrote
    locks.
    """

    def __init__(self, project: CheckedProject, uses: Uses, installed: Callable[[], dict[str, set[str]]]) -> None:
        """``installed`` gives the versions in the project's own virtual environment."""
        found: dict[str, dict[str, list[Requirement]]] = {role: {} for role in _KNOWN_BY}
        self._writers: list[KnownVersion] = []
        for path, document in project.documents.items():
            by_name = found.get(uses.role(path).name)
            if by_name is None or document.metadata is not None or is_in_template(path):
                continue
            if isinstance(document, LockFile) and document.format == POETRY and document.generator:
                self._writers.append(KnownVersion(document.generator, document.source.at(Span(0, 0))))
            for requirement in document.requirements:
                is_pin = requirement.url is None and pin_of(requirement) is not None
                if requirement.project and is_pin and not is_dead(requirement, project):
                    by_name.setdefault(requirement.project, []).append(requirement)
        self._pins = found
        self._read_installed = installed
        self._installed: dict[str, set[str]] | None = None

    def of(self, requirement: Requirement) -> KnownVersion | None:
        """The version that fits the requirement; None if the files of a role do not agree on one, or pin too many versions."""
        for by_name in self._pins.values():
            pins = by_name.get(requirement.project or "", ())
            try:
                requirement.source.budget.spend(OF_A_VERSION * len(pins) * (1 + len(requirement.clauses)))
            except ExceededError:
                return None
            fitting = [pin for pin in pins if satisfies(pin.pinned_version or "", requirement.clauses) is True]
            versions = {version_key(pin.pinned_version or "") for pin in fitting}
            if len(versions) > 1 or None in versions:  # what is no version could be a command
                return None
            if fitting:
                return KnownVersion(fitting[0].pinned_version or "", fitting[0].location)
        if requirement.project == "poetry":
            wrote = [each for each in self._writers if satisfies(each.version, requirement.clauses) is True]
            return wrote[0] if len({each.version for each in wrote}) == 1 else None
        return self._of_environment(requirement)

    def _of_environment(self, requirement: Requirement) -> KnownVersion | None:
        """The version in the project's own virtual environment, which git does not track."""
        if self._installed is None:
            self._installed = self._read_installed()
        versions = self._installed.get(requirement.project or "", ())
        fitting = [version for version in versions if satisfies(version, requirement.clauses) is True]
        return (
            KnownVersion(fitting[0], Location("the virtual environment"))
            if len(versions) == len(fitting) == 1
            else None
        )
