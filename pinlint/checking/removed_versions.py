"""Finds names whose version was removed since the last commit, or since the revision of ``--since``.

Nothing else shows this in a file that may leave versions open: the input of a lock, a file for tests, a constraints file.
"""

from __future__ import annotations

from pinlint.project import earlier_files
from pinlint.project.project import changed_since
from pinlint.requirements.pinning import BARE, kind_of
from pinlint.uses.roles import REMOVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeVar

    from pinlint.checking.judging import Judging
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.freshness.pairing import Pairing
    from pinlint.project.files import Tree
    from pinlint.project.revisions import Revision
    from pinlint.requirements.model import Requirement, RequirementsFile

    _Key = TypeVar("_Key")

#: How messages name the commit if there is no ``--since``.
_LAST = "the last commit"


class RemovedVersions:
    """The versions that were removed, found for all files at once when the first is needed."""

    def __init__(
        self,
        project: CheckedProject,
        judging: Judging,
        pairings: Sequence[Pairing],
        tree: Tree,
        base: Revision | None,
    ) -> None:
        self._project = project
        self._judging = judging
        self._pairings = pairings
        self._tree = tree
        self._base = base
        self._found: dict[int, str] | None = None

    def of(self, requirement: Requirement) -> tuple[str, str] | None:
        """The version that a name has lost, and the name of the commit that has it.

        A lock that was compiled again without the version shows that the change is on purpose; so does a constraint, or a pin in
        another file of the same installation.
        """
        if self._found is None:
            self._found = {}
            for document, before in self._changed():
                self._found.update(_removed(document.requirements, before))
        version = self._found.get(id(requirement))
        if version is None or self._project.role(requirement.source.path) == REMOVED or self._is_bounded(requirement):
            return None
        if self._project.locked_version(requirement) not in (None, version):
            return None
        return version, self._base.name if self._base is not None else _LAST

    def _is_bounded(self, requirement: Requirement) -> bool:
        """Whether something else pins the project: a file of the same installation, or what the lock is compiled with."""
        own = requirement.source.path
        paths = {path for each in self._judging.installations(own) for path in (*each.constraints, *each.files)}
        documents = (self._project.document(path) for path in paths)
        lines = [each for document in documents if document is not None for each in document.requirements]
        for pairing in self._pairings:
            if own in pairing.files:
                for given in (pairing.collected, pairing.settings):
                    lines += [*given.constraints, *given.overrides]
        others = [each for each in lines if each.project == requirement.project and each.source.path != own]
        return any(map(_has_version, others))

    def _changed(self) -> Iterable[tuple[RequirementsFile, Sequence[Requirement]]]:
        """The changed files that have names without a version, each with its requirements before the change."""
        from pinlint.project.revisions import Revision

        if isinstance(self._tree, Revision):
            return
        documents = {
            path: document
            for path, document in self._project.documents.items()
            if document.format == "requirements-txt" and any(kind_of(each) == BARE for each in document.requirements)
        }
        for path, data in _earlier(documents, self._tree, self._base).items():
            yield documents[path], _read(path, data)


def _earlier(documents: dict[str, RequirementsFile], tree: Tree, base: Revision | None) -> dict[str, bytes]:
    """The bytes of the documents in ``base``, or in the last commit; without most documents that have not changed."""
    if base is not None:
        found = {path: _bytes(path, base) for path in documents}
        return {path: data for path, data in found.items() if data is not None}
    sources = [documents[path].source for path in changed_since(list(documents), tree.root)]
    return earlier_files.committed({each.path: each.encode(each.text) for each in sources}, tree.root)


def _bytes(path: str, base: Revision) -> bytes | None:
    from pinlint.project.files import Unreadable

    try:
        return base.read(path)
    except Unreadable:
        return None


def _read(path: str, data: bytes) -> Sequence[Requirement]:
    from pinlint.formats import requirements_txt
    from pinlint.formats.decoding import Undecodable, decode
    from pinlint.text.budget import ExceededError

    try:
        return requirements_txt.parse(decode(data, path)).requirements
    except (Undecodable, ExceededError):
        return ()


def _removed(now: Sequence[Requirement], before: Sequence[Requirement]) -> dict[int, str]:
    """The versions that names of a file had ``before``, by the identity of the requirement.

    A change that removes more versions than the file keeps is on purpose.
    """
    lines, earlier, current = _by(_line, before), _by(_project, before), _by(_project, now)
    found: dict[int, str] = {}
    for each in now:
        if kind_of(each) != BARE:
            continue
        old = lines.get(_line(each), [])
        if not old and len(current[each.project]) == 1:  # its marker or its extras may have changed too
            old = earlier.get(each.project, [])
        if len(old) == 1 and _has_version(old[0]):
            found[id(each)] = old[0].pinned_version or ""
    kept = sum(map(_has_version, now))
    return found if len(found) <= max(1, kept) else {}


def _has_version(requirement: Requirement) -> bool:
    return requirement.url is None and requirement.pinned_version is not None


def _project(requirement: Requirement) -> str | None:
    return requirement.project


def _line(requirement: Requirement) -> tuple[str | None, tuple[str, ...], str | None]:
    return requirement.project, tuple(requirement.extras), requirement.marker


def _by(key: Callable[[Requirement], _Key], requirements: Iterable[Requirement]) -> dict[_Key, list[Requirement]]:
    found: dict[_Key, list[Requirement]] = {}
    for each in requirements:
        found.setdefault(key(each), []).append(each)
    return found
