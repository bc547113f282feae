"""Divio projects: the addons that the Control Panel writes into requirements.in, settings.py and ``addons/``.

An addon is named in three places. The first is a line between the INSTALLED_ADDONS tags of requirements.in, the only place
with its version. The second is the list INSTALLED_ADDONS of the settings. The third is a folder ``addons/<name>/`` with an
addon.json. An addon under development has its source in ``addons-dev/<name>/``, which has priority. A manifest contains the
name of its package, but no version.

| subject | is | traits |
|---|---|---|
| ``addon`` | a `Drift`: two of the places differ | ``drift`` |
| ``wrapper`` | a `Wrapped` pair of pins, such as aldryn-django and Django, that differ | ``disagrees`` |
| ``problem`` | a manifest that cannot be read | ``invalid-manifest`` |
"""

from __future__ import annotations

from posixpath import dirname, join

from pinlint.build.docker_context import files_below
from pinlint.text.budget import ExceededError, check_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject, Trouble
    from pinlint.formats.divio_sections import Section
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.text.source import Location, SourceFile

FILES = r"(^|/)addons(-dev)?/[^/]+/(addon\.json|settings\.json|setup\.py)$"
#: Texts in a requirement source of such a project: the tag of the addons' section, or a wrapper in any spelling.
TEXTS = ("<INSTALLED_ADDONS>", "aldryn", "Aldryn", "ALDRYN")

#: Addons that wrap a release of a project: version A.B.C.N pins A.B.C of it.
WRAPPERS = {"aldryn-django": "django", "aldryn-django-cms": "django-cms", "aldryn-wagtail": "wagtail"}


class Drift:
    """Two places disagree on an addon. ``kind`` says how:

    ``not-in-settings``, ``not-required``, ``no-folder``, ``not-in-repository``, ``misnamed``, ``other-version``, ``moved``.
    ``location`` is where the addon is named, ``others`` are the places that it is compared with,
    ``detail`` is a name or a version. ``certain`` means that the site cannot start.
    """

    __slots__ = ("certain", "detail", "kind", "location", "name", "others")

    def __init__(
        self,
        kind: str,
        name: str,
        location: Location,
        others: list[Location],
        detail: str = "",
        certain: bool = False,
    ) -> None:
        self.certain = certain
        self.kind = kind
        self.name = name
        self.location = location
        self.others = others
        self.detail = detail


class Wrapped:
    """A pin of a wrapper and a pin of the wrapped project that belong to different releases."""

    __slots__ = ("core", "core_version", "wrapper", "wrapper_version")

    def __init__(self, wrapper: Requirement, wrapper_version: str, core: Requirement, core_version: str) -> None:
        self.wrapper = wrapper
        self.wrapper_version = wrapper_version
        self.core = core
        self.core_version = core_version

    @property
    def expected(self) -> str:
        """The release of the wrapped project that the wrapper is made for."""
        return ".".join(self.wrapper_version.split(".")[:3])


class Manifest:
    """An ``addon.json``: the ``folder`` it describes, that folder's ``name``, and the package it names."""

    __slots__ = ("folder", "name", "package", "place")

    def __init__(self, folder: str, package: str | None, place: Location) -> None:
        self.folder = folder
        self.name = folder.rpartition("/")[2]
        self.package = package
        self.place = place

    @property
    def root(self) -> str:
        """The folder of the project that the addon belongs to."""
        return dirname(dirname(self.folder))


class DivioProject:
    """A project of the platform in ``folder``.

    ``block`` has the requirements between the tags, by normalized name; None if there is no such section. ``settings`` has the
    names in the list INSTALLED_ADDONS with their places; None if the list cannot be read. ``addons`` has the manifests,
    ``developed`` the source folders, both by normalized name.
    """

    __slots__ = ("addons", "block", "developed", "folder", "input", "section", "settings")

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.input: RequirementsFile | None = None
        self.section: Section | None = None
        self.block: dict[str, Requirement] | None = None
        self.settings: dict[str, tuple[str, Location]] | None = None
        self.addons: dict[str, str] = {}
        self.developed: dict[str, str] = {}


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The findings for the addons, in every folder that is a project of the platform."""
    from pinlint.findings.subjects import as_far_as_checked
    from pinlint.formats.divio_sections import has_addons
    from pinlint.text.source import Location

    for path, document in project.documents.items():
        yield from as_far_as_checked(_wrapped(document), Location(path), "comparing addons with what they wrap")
    manifests: list[Manifest] = []
    troubles: list[Trouble] = []
    for path in project.matching(r"(?:^|/)addons(?:-dev)?/[^/]+/addon\.json$"):
        source = project.source(path)
        if source is not None:
            found = read_manifest(source)
            if isinstance(found, Manifest):
                manifests.append(found)
            else:
                troubles.append(found)
    # Other ecosystems use this file name too; the content shows which it is.
    roots = {manifest.root for manifest in manifests if manifest.package is not None}
    for path, document in project.documents.items():
        if path.rpartition("/")[2] == "requirements.in" and has_addons(document.source):
            roots.add(dirname(path))
    for trouble in troubles:
        if dirname(dirname(dirname(trouble.location.path))) in roots:
            yield "problem", trouble.problem.rule, trouble
    by_root: dict[str, list[Manifest]] = {root: [] for root in sorted(roots)}
    for manifest in manifests:
        if manifest.root in by_root:
            by_root[manifest.root].append(manifest)
    for root, inner in by_root.items():
        yield from _drift(read_project(root, project), inner, project)


def read_manifest(source: SourceFile) -> Manifest | Trouble:
    """The manifest in an addon.json, or a `Trouble` if it is not a manifest."""
    from pinlint.findings.subjects import Trouble
    from pinlint.formats.located import LocatedError, json
    from pinlint.requirements.model import Problem
    from pinlint.text.source import Location, Span

    folder = dirname(source.path)
    try:
        check_source(source.text)
        root = json.parse(source.text)
    except LocatedError as error:
        return Trouble(source.at(error.span), Problem("invalid-manifest", f"the manifest {error.message}", error.span))
    except ExceededError as error:
        return Trouble(Location(source.path), Problem("not-checked", f"the manifest {error}", Span(0, 0)))
    node = root.get("package-name")
    if root.kind != "table" or (node is not None and node.string is None):
        span = node.span if node is not None else root.span
        what = (
            "the package-name is not a string" if node is not None else "the manifest of an addon must be a JSON object"
        )
        return Trouble(source.at(span), Problem("invalid-manifest", what, span))
    place = source.at(node.content if node is not None else Span(root.start, root.start))
    return Manifest(folder, node.string if node is not None else None, place)


def read_project(folder: str, project: CheckedProject) -> DivioProject:
    """What the project in ``folder`` says about its addons."""
    from pinlint.formats.divio_sections import ADDONS, find_section

    found = DivioProject(folder)
    found.input = project.documents.get(join(folder, "requirements.in"))
    if found.input is not None:
        found.section = find_section(found.input.source, ADDONS)
    if found.input is not None and found.section is not None:
        found.block = {}
        for requirement in found.input.requirements:
            name = requirement.project or _developed_name(requirement)
            if name and found.section.holds(requirement.span):
                found.block.setdefault(name, requirement)
    for path in ("settings.py", "settings/__init__.py"):
        source = project.source(join(folder, path)) if join(folder, path) in project.path_set else None
        if source is not None:
            found.settings = read_settings(source)
            break
    for kind, folders in (("addons", found.addons), ("addons-dev", found.developed)):
        above = join(folder, kind, "")
        for path in files_below(project, above):
            name, inside, _ = path[len(above) :].partition("/")
            if inside:
                folders[_normal(name)] = join(folder, kind, name)
    return found


def read_settings(source: SourceFile) -> dict[str, tuple[str, Location]] | None:
    """The literals in the first list INSTALLED_ADDONS: maps the normalized name to the name as written and its place. None
    without such a list.
    """
    import _ast as ast

    from pinlint.formats.located import LocatedError
    from pinlint.formats.located.python import Source
    from pinlint.requirements.names import normalize

    if "INSTALLED_ADDONS" not in source.text:
        return None
    try:
        check_source(source.text)
        parsed = Source(source.text)
    except (LocatedError, ExceededError):
        return None  # not what pinlint is asked to judge
    for statement in getattr(parsed.tree, "body", []):
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if not any(isinstance(target, ast.Name) and target.id == "INSTALLED_ADDONS" for target in targets):
            continue
        names = {}
        try:
            elements = parsed.literal(statement.value).elements
        except ExceededError:
            return None  # nested too deep
        for element in elements:
            if element.string:
                names[normalize(element.string)] = element.string, source.at(element.content)
        return names
    return None


def _drift(found: DivioProject, manifests: list[Manifest], project: CheckedProject) -> Iterator[Subject]:
    for manifest in manifests:
        if manifest.package is not None and _normal(manifest.package) != _normal(manifest.name):
            yield "addon", "drift", Drift("misnamed", manifest.name, manifest.place, [], manifest.package)
    if not found.block:
        return  # the template's placeholder, or a section that nobody manages
    settings = found.settings or {}
    folders = {*found.addons, *found.developed}
    for name, requirement in found.block.items():
        yield from _of_developed(found, name, requirement, project)
        if settings and name not in settings:
            yield "addon", "drift", Drift("not-in-settings", name, requirement.location, _places(found))
        if folders and name not in folders and name not in settings and not requirement.editable:
            yield "addon", "drift", Drift("no-folder", name, requirement.location, [])
    yield from _moved(found, project)
    installed = _installed(found, project)
    locked = join(found.folder, "requirements.txt") in project.documents
    for name, (written, place) in settings.items():
        if written.startswith("/"):
            continue  # the path of an addon's folder
        if name not in installed:
            # Without a lock, it may be a dependency of another addon.
            yield "addon", "drift", Drift("not-required", name, place, [_block_place(found)], certain=locked)
        line = found.block.get(name)
        if folders and name not in folders and not (line is not None and line.editable):
            yield "addon", "drift", Drift("no-folder", name, place, [], certain=True)


def _moved(found: DivioProject, project: CheckedProject) -> Iterator[Subject]:
    """The addons that the lock takes from an address that the platform no longer uses. The uploads at the new address are the
    same.
    """
    document = project.documents.get(join(found.folder, "requirements.txt"))
    if document is None or not found.block:
        return
    moved = []
    for requirement in document.requirements:
        asked = found.block.get(requirement.project or "")
        ours = asked.reference.addon if asked is not None and asked.reference is not None else None
        theirs = requirement.reference.addon if requirement.reference is not None else None
        if (
            asked is not None
            and ours is not None
            and theirs is not None
            and ours == theirs
            and ours.host != theirs.host
        ):
            moved.append((requirement, asked, theirs.host))
    if moved:
        first, asked, host = moved[0]
        others = [asked.location]
        yield "addon", "drift", Drift("moved", str(len(moved)), first.location, others, host)


def _of_developed(
    found: DivioProject, name: str, requirement: Requirement, project: CheckedProject
) -> Iterator[Subject]:
    """Checks an addon under development: its folder must exist, and a version in the block must be the version of the source."""
    folder = found.developed.get(name)
    if requirement.editable:
        if folder is None and _developed_name(requirement) is not None:
            yield "addon", "drift", Drift("not-in-repository", name, requirement.location, [])
        return
    if folder is None:
        return
    from pinlint.requirements.pinning import pin_of
    from pinlint.requirements.versions import same_version

    pin = pin_of(requirement)
    version = _source_version(folder, project)
    if pin is not None and pin.version and version is not None and same_version(pin.version, version[0]) is False:
        yield "addon", "drift", Drift("other-version", name, requirement.location, [version[1]], version[0])


def _source_version(folder: str, project: CheckedProject) -> tuple[str, Location] | None:
    """The version in the source of an addon: ``__version__``, or a literal in its setup.py."""
    import _ast as ast

    from pinlint.formats.located import LocatedError
    from pinlint.formats.located.python import Source
    from pinlint.formats.located.syntax import walk

    prefix = folder + "/"
    modules = [path for path in files_below(project, prefix) if path[len(prefix) :].count("/") < 2]
    for path in [p for p in modules if p.endswith("/__init__.py")] + [p for p in modules if p == prefix + "setup.py"]:
        source = project.source(path)
        if source is None or "version" not in source.text:
            continue
        try:
            check_source(source.text)
            parsed = Source(source.text)
        except (LocatedError, ExceededError):
            continue
        for node in walk(parsed.tree):
            named = isinstance(node, ast.keyword) and node.arg == "version"
            if isinstance(node, ast.Assign):
                named = any(isinstance(target, ast.Name) and target.id == "__version__" for target in node.targets)
            value = getattr(node, "value", None) if named else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return value.value, source.at(parsed.span(value))
    return None


def _installed(found: DivioProject, project: CheckedProject) -> set[str]:
    """The projects that the input and the lock next to it install."""
    documents = [found.input, project.documents.get(join(found.folder, "requirements.txt"))]
    requirements = [requirement for document in documents if document for requirement in document.requirements]
    return {name for r in requirements for name in [r.project or _developed_name(r)] if name}


def _developed_name(requirement: Requirement) -> str | None:
    """The name of the addon that ``-e /app/addons-dev/<name>`` points to."""
    url = (requirement.url or "").partition("#")[0].partition("[")[0].rstrip("/")
    parent, _, name = url.rpartition("/")
    return _normal(name) if requirement.editable and parent.endswith(("addons-dev", "addons")) and name else None


def _wrapped(document: RequirementsFile) -> Iterator[Subject]:
    wrappers = [r for r in document.requirements if r.project in WRAPPERS]
    if not wrappers:
        return
    from pinlint.requirements.pinning import pin_of
    from pinlint.requirements.versions import release_of

    def version_of(requirement: Requirement) -> str:
        pin = pin_of(requirement)
        return (pin.version if pin is not None else None) or ""

    wrapped_by: dict[str, list[tuple[Requirement, str]]] = {name: [] for name in WRAPPERS.values()}
    for other in document.requirements:
        if other.project in wrapped_by and (wrapped := version_of(other)):
            wrapped_by[other.project].append((other, wrapped))
    for wrapper in wrappers:
        version = version_of(wrapper)
        release = release_of(version) or ()
        if len(release) < 4:
            continue
        for other, wrapped in wrapped_by[WRAPPERS[wrapper.project or ""]]:
            document.source.budget.spend(10)
            if (*(release_of(wrapped) or ()), 0, 0, 0)[:3] != release[:3]:
                yield "wrapper", "disagrees", Wrapped(wrapper, version, other, wrapped)


def _normal(name: str) -> str:
    from pinlint.requirements.names import normalize

    return normalize(name)


def _places(found: DivioProject) -> list[Location]:
    return [place for _, place in list((found.settings or {}).values())[:1]]


def _block_place(found: DivioProject) -> Location:
    assert found.input is not None
    assert found.section is not None
    return found.input.source.at(found.section.start)
