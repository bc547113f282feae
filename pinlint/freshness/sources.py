"""Collects what the inputs of a lock require: requirements, constraints and overrides, through every include."""

from __future__ import annotations

from itertools import islice

from pinlint.freshness.paths import folder_of, join
from pinlint.freshness.world import COPY, DESCRIPTION, READABLE, REMOVED, SHORTER, WRITTEN_DOWN, UndecidedLock
from pinlint.requirements.model import BUILD, DEPENDENCIES, EXTRA, GROUP, PROJECT_FILES, SCRIPT
from pinlint.requirements.names import normalize
from pinlint.text.budget import Budget, ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.freshness.view import View
    from pinlint.requirements.model import Include, Requirement, RequirementsFile
    from pinlint.text.source import Location


#: The cost of adding a requirement from a file, and of checking whether a file exists.
_OF_A_REQUIREMENT = 5
_OF_A_LOOK = 20
#: The factor by which an included file costs more than another one: its pins are the lock's own.
_AS_LAYER = 3


class Selection:
    """Which parts of a project's metadata a compile command uses: extras and groups by normalized name."""

    __slots__ = ("all_extras", "build", "extras", "groups", "main")

    def __init__(
        self,
        extras: Iterable[str] = (),
        groups: Iterable[str] = (),
        *,
        all_extras: bool = False,
        build: bool = False,
        main: bool = True,
    ) -> None:
        self.extras = {normalize(extra) for extra in extras}
        self.groups = {normalize(group) for group in groups}
        self.all_extras = all_extras
        self.build = build
        self.main = main

    def takes(self, requirement: Requirement) -> bool:
        """Whether the requirement is in one of those parts."""
        if requirement.scope == EXTRA:
            return self.all_extras or requirement.group in self.extras
        if requirement.scope == GROUP:
            return requirement.group in self.groups
        if requirement.scope == BUILD:
            return self.build
        return self.main and requirement.scope in (DEPENDENCIES, SCRIPT)

    def takes_field(self, field: str) -> bool:
        """Whether a field of a project's metadata belongs to one of those parts. The field of an extra does if that extra is
        used.
        """
        name, _, extra = field.partition(".")
        if name == "optional-dependencies":
            return bool(extra) and (self.all_extras or extra in self.extras)
        return self.main and name == "dependencies"


class Common:
    """What the locks of a project share: the project's own names, and its files by their last parts."""

    __slots__ = ("_by_name", "_looked_at", "_own_names", "_view")

    def __init__(self, view: View) -> None:
        self._view = view
        self._own_names: set[str] = set()
        self._by_name: dict[str, list[str]] = {}
        self._looked_at = 0

    def named(self, name: str) -> list[str]:
        """The paths of the documents with this last part."""
        if not self._by_name:
            for path in self._view.documents:
                self._by_name.setdefault(path.rpartition("/")[2], []).append(path)
        return self._by_name.get(name, [])

    @property
    def own_names(self) -> set[str]:
        """The names of all projects that the repository describes, as far as they were read."""
        for document in islice(self._view.documents.values(), self._looked_at, None):
            if document.metadata is not None and document.metadata.name:
                self._own_names.add(normalize(document.metadata.name))
        self._looked_at = len(self._view.documents)
        return self._own_names


class Collected:
    """Collects what the sources of one lock require. ``files`` are the paths of everything that was used, inputs first."""

    def __init__(self, view: View, lock: str, base: str, common: Common) -> None:
        self.view = view
        self.common = common
        document = view.documents.get(lock)
        #: The budget for the files that the lock leads to.
        self._budget = Budget(len(document.source.text) if document is not None else 0)
        self._full = False
        #: Whether the budget for looking up files ran out.
        self.exceeded = False
        #: Files in ``files`` that were not read because the budget ran out.
        self.untaken: set[str] = set()
        self.lock = lock
        self.base = base
        self.inputs: list[Requirement] = []
        self.constraints: list[Requirement] = []
        self.overrides: list[Requirement] = []
        self.own: set[str] = set()
        self.unread: list[UndecidedLock] = []
        self._has_addons: bool | None = None
        #: Whether more may be required than was read.
        self.open = False
        self.files: dict[str, str] = {}
        self.own_unread = False

    def add_input(self, path: str, selection: Selection) -> None:
        """Adds the requirements of the file at ``path`` and of the files it includes."""
        self._add(path, "input", selection)

    def add_constraint(self, path: str) -> None:
        """Adds the requirements of a constraints file; everything that it includes is a constraint."""
        self._add(path, "constraint", Selection())

    def add_override(self, path: str) -> None:
        """Adds the requirements of an overrides file."""
        document = self._document(path, "override")
        if document is not None:
            self._add_file(document, self.overrides)

    @property
    def has_addons(self) -> bool:
        """Whether the first input has a section of addons, which only Divio's own compiler reads."""
        if self._has_addons is None:
            source = self.inputs[0].source if self.inputs else None
            self._has_addons = False
            if source is not None and "INSTALLED_ADDONS" in source.text:
                from pinlint.formats.divio_sections import has_addons

                self._has_addons = has_addons(source)
        return self._has_addons

    def missing(self, kind: str, path: str) -> None:
        """Notes a file that is named but missing: this does not make the lock stale, but the file's requirements are unknown."""
        self.note(f"the {kind} {path} was not found", kind, REMOVED)

    def note(self, reason: str, kind: str, remedy: str, location: Location | None = None) -> None:
        """Notes why the requirements of a file of this kind are unknown, and what to do about it."""
        self.unread.append(UndecidedLock(reason, remedy, location))
        self.open = self.open or kind in ("input", "requirement")

    def _document(self, path: str, kind: str) -> RequirementsFile | None:
        document = self.view.documents.get(path)
        path = document.path if document is not None else path  # the target of a symbolic link
        known_as = self.files.get(path)
        named_twice = known_as == "constraint" and kind == "input"  # with -c, and with -r as well
        if path == self.lock or (known_as is not None and not named_twice):
            return None
        self.files[path] = kind
        if document is None:
            self.note(f"the {kind} {path} could not be read", kind, READABLE)
        elif not self.admits(document):
            self.untaken.add(path)
            return None
        return document

    def admits(self, document: RequirementsFile, *, as_layer: bool = False) -> bool:
        """Whether the budget allows another file. If not, this is noted."""
        size = (2 + len(document.requirements) + len(document.includes)) * (_AS_LAYER if as_layer else 1)
        self._budget.add(len(document.source.text), led_to=True)
        if self._full or not self._spends(_OF_A_REQUIREMENT * size):
            self._full = True
            self.exceed("it has too many inputs for a lock of its size")
            return False
        return True

    def exists(self, path: str) -> bool:
        """Whether there is a file at ``path``. After too many look-ups the answer is always False, and this is noted."""
        if self.exceeded or not self._spends(_OF_A_LOOK):
            self.exceeded = True
            self.exceed("it names too many files for a lock of its size")
            return False
        return self.view.exists(path)

    def _spends(self, units: int) -> bool:
        """Spends ``units``; returns whether the budget had enough left."""
        try:
            self._budget.spend(units)
        except ExceededError:
            return False
        return True

    def exceed(self, reason: str) -> None:
        """Notes, once, that there is more than the limits allow to read."""
        if all(entry.reason != reason for entry in self.unread):
            self.note(reason, "input", SHORTER)

    def _add_file(self, document: RequirementsFile, into: list[Requirement]) -> None:
        into += document.requirements
        for problem in document.problems:
            if problem.rule in ("syntax-error", "unreadable-file", "not-checked"):
                location = document.source.at(problem.span)
                kind = "input" if into is self.inputs else "constraint"
                self.note(f"{location} could not be read", kind, READABLE, location)

    def _add(self, path: str, kind: str, selection: Selection) -> None:
        """Adds a file and the files that it includes, in order. Not recursive: a long chain would exceed Python's stack."""
        waiting = self._take(path, kind, selection)
        while waiting and not self._full:
            include, kind = waiting.pop()
            if include.path is not None:
                waiting += self._take(include.path, kind, selection)
            else:
                what = "URL" if "://" in include.target else "path outside the project"
                self.note(f"an included {include.kind} is a {what}", include.kind, COPY)

    def _take(self, path: str, kind: str, selection: Selection) -> list[tuple[Include, str]]:
        """Adds one file; returns its includes with their roles, the last one first."""
        document = self._document(path, kind)
        if document is None:
            return []
        if kind == "constraint":
            self._add_file(document, self.constraints)
        elif document.format == "requirements-txt":
            self._add_file(document, self.inputs)
            self._expand_paths(document)
        else:
            self._add_project(document, selection)
            return []
        bound = kind == "constraint"
        return [(i, "constraint" if bound or i.kind == "constraint" else "input") for i in reversed(document.includes)]

    def _expand_paths(self, document: RequirementsFile) -> None:
        """Adds the dependencies of the project's own packages that a requirements file names by path."""
        expanded: set[Requirement] = set()
        taken: set[tuple[object, ...]] = set()
        for requirement in document.requirements:
            if requirement.url is None or "://" in requirement.url:
                continue
            found = self._project_named(requirement.url.partition("#")[0], document.path)
            if found is None:
                continue
            expanded.add(requirement)
            asked = found.path, requirement.extras, requirement.marker
            if asked in taken:
                continue
            taken.add(asked)
            if not self.admits(found):
                break
            self._add_project(found, Selection(requirement.extras), requirement.marker)
        if expanded:
            self.inputs = [requirement for requirement in self.inputs if requirement not in expanded]

    def _project_named(self, target: str, path: str) -> RequirementsFile | None:
        """The document that describes the project in the folder ``target``, as the file at ``path`` names it."""
        folders = dict.fromkeys((folder_of(path), self.base, ""))
        return next((found for folder in folders if (found := self._project_at(join(folder, target)))), None)

    def _project_at(self, folder: str | None) -> RequirementsFile | None:
        if folder is None:
            return None
        found = [self.view.documents.get(join(folder, name) or "") for name in PROJECT_FILES]
        described = [document for document in found if document is not None and document.metadata is not None]
        # If a pyproject.toml does not describe the project, the setup.py next to it counts.
        named = [document for document in described if document.metadata and document.metadata.name]
        return next(iter(named or described), None)

    def _add_project(self, document: RequirementsFile, selection: Selection, marker: str | None = None) -> None:
        self.files.setdefault(document.path, "input")
        if document.metadata is None:
            self.note(f"{document.path} does not describe a project", "input", DESCRIPTION)
            self.own_unread = True
            return
        from pinlint.freshness.project_fields import FIELDS, stating

        stated = {field: stating(self.view, document, field) for field in FIELDS}
        described = list(dict.fromkeys([document, *stated.values()]))
        for each in described:
            if each.metadata is not None and each.metadata.name:
                self.own.add(normalize(each.metadata.name))
            for group in list(selection.groups):
                selection.groups.update(each.metadata.included.get(group, ()) if each.metadata is not None else ())
        for each in described:
            self._follow_own_extras(each, selection)
        for each in described:
            fields = {field for field, file in stated.items() if file is each}
            if each is document or fields:
                self._add_fields(each, fields, selection, marker)

    def _add_fields(
        self, document: RequirementsFile, fields: set[str], selection: Selection, marker: str | None
    ) -> None:
        """Adds what a project's file states: the ``fields``, and what no other file can state."""
        from pinlint.freshness.project_fields import FIELDS, left_over

        self.files.setdefault(document.path, "input")
        unread = left_over(document, stated=False)
        elsewhere = {scope for field, scope in FIELDS.items() if field not in fields}
        asked = [r for r in document.requirements if r.scope not in elsewhere and id(r) not in unread]
        taken = [r for r in asked if selection.takes(r)]
        self.inputs += taken if marker is None else [_narrowed(requirement, marker) for requirement in taken]
        metadata = document.metadata
        stated = {f: reason for f, reason in metadata.unreadable.items() if f in fields} if metadata is not None else {}
        if metadata is not None:
            others = (f for f in metadata.unreadable if f not in FIELDS)
            stated.update((f, metadata.unreadable[f]) for f in others)
        unreadable = [field for field in stated if _bears_on(field, selection)]
        unreadable = [field for field in unreadable if not self._add_files_of(document, field, selection)]
        for field in unreadable:
            self.own_unread = True
            self.note(f"{document.path}: {field} {stated[field]}", "input", WRITTEN_DOWN)
        for problem in document.problems:
            if problem.rule in ("syntax-error", "unreadable-file", "not-checked"):
                location = document.source.at(problem.span)
                self.note(f"{location} could not be read", "input", READABLE, location)
                self.own_unread = True

    def _add_files_of(self, document: RequirementsFile, field: str, selection: Selection) -> bool:
        """If the project's configuration names files for a field, adds those from which the build reads the selected part."""
        from pinlint.freshness.project_fields import files_of

        named = files_of(self.view, document, field, self.lock, selection.takes_field)
        for found in named:
            if found.path not in self.files:
                self.files[found.path] = "input"
                self._add_file(found, self.inputs)
        return bool(named)

    def _follow_own_extras(self, document: RequirementsFile, selection: Selection) -> None:
        """Adds the extras that the project requires from itself, as in ``all = ["demo[a,b]"]``."""
        asking = [r for r in document.requirements if r.extras and r.project in self.own]
        waiting = [requirement for requirement in asking if selection.takes(requirement)]
        if waiting and not selection.main:
            selection.main = True
            waiting += [requirement for requirement in asking if requirement.scope == DEPENDENCIES]
        by_extra: dict[str | None, list[Requirement]] = {}
        for requirement in asking:
            if requirement.scope == EXTRA:
                by_extra.setdefault(requirement.group, []).append(requirement)
        while waiting:
            for extra in waiting.pop().extras:
                if extra not in selection.extras:
                    selection.extras.add(extra)
                    waiting += by_extra.get(extra, ())


def _narrowed(requirement: Requirement, marker: str) -> Requirement:
    """The requirement, limited to environments where ``marker`` is true too."""
    from copy import copy

    narrowed = copy(requirement)
    narrowed.marker = f"({requirement.marker}) and ({marker})" if requirement.marker else marker
    return narrowed


def _bears_on(field: str, selection: Selection) -> bool:
    """Whether a field that could not be read may contain requirements of the selection."""
    if field.startswith("optional-dependencies"):
        return bool(selection.extras) or selection.all_extras
    return "dependencies" in field
