"""pyproject.toml as a source of requirements.

Reads ``[project]`` (PEP 621), ``[dependency-groups]`` (PEP 735), ``[build-system]`` (PEP 518), Poetry's tables, and the
development dependencies in the tables of uv and PDM. It also keeps the values of ``[tool]`` as they are.
"""

from __future__ import annotations

from pinlint.formats.located import ARRAY, STRING, TABLE, LocatedError, Node, plain_tree
from pinlint.formats.located.requirement import Collector, read_from
from pinlint.formats.plain_values import NotPlain
from pinlint.requirements.metadata import ProjectMetadata
from pinlint.requirements.model import BUILD, EXTRA, GROUP, RequirementsFile
from pinlint.requirements.names import is_valid, leading_name, normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pinlint.text.source import SourceFile

FILES = r"(^|/)pyproject\.toml$"
FORMAT = "pyproject-toml"

# A file without any of these words says nothing about requirements; the escapes are here because they could hide such a word.
_RELEVANT = (
    *("project", "dependency-groups", "build-system", "poetry", "uv", "pip-tools", "pdm", "hatch", "pinlint"),
    *("\\u", "\\U", "\\x"),
)
#: The file that pbr reads a distribution's requirements from.
PBR_FILE = "requirements.txt"
#: Reasons for fields that are computed.
_DYNAMIC = "is dynamic: the build backend computes it"


def parse(source: SourceFile) -> RequirementsFile:
    """The requirements and the project's metadata of a pyproject.toml.

    Malformed TOML is one problem. Every entry that breaks its specification is one problem too; all other entries are read.
    """
    if not any(word in source.text for word in _RELEVANT):
        return RequirementsFile(source, FORMAT, ())
    return _plainly(source) or _exactly(source)


def _plainly(source: SourceFile) -> RequirementsFile | None:
    """The document, read the fast way; None if it is not plain, or if it has a problem."""
    into = Collector(source)
    try:
        root, values = plain_tree.parse(source.text)
    except NotPlain:
        return None
    metadata = _read(root, into)
    if into.problems or not _stands_somewhere(into, metadata):
        return None
    return _document(into, metadata, values)


def _stands_somewhere(into: Collector, metadata: ProjectMetadata | None) -> bool:
    """Whether the fast way knows the places of everything that was read."""
    spans = [
        span for r in into.requirements for span in (r.span, r.name_span, r.specifier_span, r.marker_span, r.url_span)
    ]
    if metadata is not None:
        spans += [metadata.name_span, metadata.requires_python_span]
    return all(span is None or span.start >= 0 for span in spans)


def _exactly(source: SourceFile) -> RequirementsFile:
    from pinlint.formats.located import toml

    into = Collector(source)
    metadata: ProjectMetadata | None = None
    values: dict[str, Any] = {}
    try:
        values = toml.loads(source.text)
        root = toml.locate(source.text, values)
    except LocatedError as error:
        into.problem(f"the file {error.message}", error.span)
    else:
        metadata = _read(root, into)
    return _document(into, metadata, values)


def _document(into: Collector, metadata: ProjectMetadata | None, values: dict[str, Any]) -> RequirementsFile:
    tool = values.get("tool")
    document = RequirementsFile(
        into.source,
        FORMAT,
        into.requirements,
        problems=into.problems,
        metadata=metadata,
        tool=tool if isinstance(tool, dict) else None,
    )
    document.values = values
    return document


def _read(root: Node, into: Collector) -> ProjectMetadata | None:
    project = root.get("project")
    poetry = root.get("tool", "poetry")
    metadata = _project(project, root, into) if project is not None else ProjectMetadata()
    groups = _Groups(into)
    groups.read(root)
    metadata.groups = tuple(groups.names)
    metadata.included = groups.included()
    build = root.get("build-system", "requires")
    if build is not None:
        into.array(build, "build-system.requires", scope=BUILD)
    if poetry is not None:
        from pinlint.formats.poetry import read_poetry

        # Poetry takes the requirements in its own table also if `[project]` has none, for example only a `requires-python`.
        found = [project.get(key) for key in ("dependencies", "optional-dependencies")] if project is not None else []
        listed = any(node is not None and (node.elements or node.items) for node in found)
        main = not listed or "dependencies" in metadata.unreadable
        if main and _is_built_by_poetry(build):  # Poetry reads its own table for these fields
            for field in ("dependencies", "optional-dependencies", "requires-python"):
                metadata.unreadable.pop(field, None)
        metadata = read_poetry(poetry, into, metadata, main=main)
    return metadata if project is not None or poetry is not None or metadata.groups else None


def _is_built_by_poetry(requires: Node | None) -> bool:
    """Whether the build requirements name Poetry's backend. Other backends do not read Poetry's table for a field that is
    dynamic.
    """
    names = [leading_name(node.value) for node in requires.strings()] if requires is not None else []
    return any(normalize(name).startswith("poetry") for name in names)


def _project(project: Node, root: Node, into: Collector) -> ProjectMetadata:
    if project.kind != TABLE:
        into.problem("project is not a table", project.span)
        return ProjectMetadata()
    name = project.get("name")
    python = project.get("requires-python")
    dependencies = project.get("dependencies")
    if dependencies is not None:
        into.array(dependencies, "project.dependencies")
    extras: dict[str, None] = {}
    for item in into.entries(project.get("optional-dependencies"), "project.optional-dependencies"):
        if not is_valid(item.key):
            into.problem(f"{item.key!r} is not a valid name of an extra", item.key_span)
            continue
        extra = normalize(item.key)
        if extra in extras:
            into.problem(f"the extra {item.key} occurs twice, with different spellings", item.key_span)
        extras[extra] = None
        into.array(item.node, f"project.optional-dependencies.{item.key}", scope=EXTRA, group=extra)
    named = into.string(name, "project.name")
    if name is not None and named is not None and not is_valid(named):
        if named or root.get("tool", "pdm") is None:  # PDM locks and installs what a project without a name requires
            into.problem(f"{named!r} is not a valid project name", name.span)
        named = None
    unreadable, files = _dynamic(project, root, into)
    return ProjectMetadata(
        named,
        into.specifier(python, "project.requires-python"),
        name_span=name.content if name is not None else None,
        requires_python_span=python.content if python is not None else None,
        extras=tuple(extras),
        unreadable=unreadable,
        read_from=files,
    )


def _dynamic(project: Node, root: Node, into: Collector) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The fields that ``project.dynamic`` leaves to the build backend, with the reason, and the files it reads for them."""
    fields = project.get("dynamic")
    if fields is None:
        return {}, {}
    unreadable = {}
    files: dict[str, list[str]] = {}
    for node in into.elements(fields, "project.dynamic"):
        if node.kind != STRING:
            into.problem("project.dynamic has an element that is not a string", node.span)
        elif node.value in ("dependencies", "optional-dependencies", "requires-python"):
            if node.value in unreadable:
                continue
            found = _files_of_field(root, node.value)
            named = [path for paths in found.values() for path in paths]
            unreadable[node.value] = read_from(named) if named else _DYNAMIC
            files.update(found)
    return unreadable, files


def _files_of_field(root: Node, field: str) -> dict[str, list[str]]:
    """The files from which the build reads a field, or an extra of it: setuptools, the hook hatch-requirements-txt, pbr."""
    listed = root.get("tool", "setuptools", "dynamic", field)
    hooked = root.get("tool", "hatch", "metadata", "hooks", "requirements_txt")
    if field == "optional-dependencies":
        tables = (listed, hooked.get(field) if hooked is not None else None)
        items = [item for table in tables if table is not None for item in table.items]
        return {f"{field}.{normalize(item.key)}": paths for item in items if (paths := _files(item.node))}
    found = [*_files(listed), *_files(hooked.get("files") if hooked is not None else None)]
    backend = root.get("build-system", "build-backend")
    requires = root.get("build-system", "requires")
    tools = [text.value for text in requires.strings()] if requires is not None else []
    by_pbr = (backend is not None and backend.value == "pbr.build") or any(
        leading_name(text) == "pbr" for text in tools
    )
    if not found and by_pbr and field == "dependencies":
        found = [PBR_FILE]
    return {field: found} if found else {}


def _files(node: Node | None) -> list[str]:
    """The paths of setuptools' ``{file = [...]}``, or of a list."""
    if node is None:
        return []
    file = node.get("file") if node.kind == TABLE else node
    if file is None:
        return []
    return [file.value] if file.kind == STRING else [inner.value for inner in file.strings()]


class _Groups:
    """The dependency groups: PEP 735, and the older tables of uv and PDM."""

    def __init__(self, into: Collector) -> None:
        self.into = into
        self.names: dict[str, list[tuple[str, Node]]] = {}  # group -> included group and where

    def read(self, root: Node) -> None:
        """Collects the requirements of all groups."""
        groups = root.get("dependency-groups")
        for item in self.into.entries(groups, "dependency-groups"):
            name = normalize(item.key)
            if not is_valid(item.key):
                self.into.problem(f"{item.key!r} is not a valid name of a dependency group", item.key_span)
                continue
            if name in self.names:
                self.into.problem(
                    f"the dependency group {item.key} occurs twice, with different spellings", item.key_span
                )
            self.names.setdefault(name, [])
            for node in self.into.elements(item.node, f"dependency-groups.{item.key}"):
                self.entry(node, name, item.key)
        legacy = root.get("tool", "uv", "dev-dependencies")
        if legacy is not None:
            self.names.setdefault("dev", [])
            self.into.array(legacy, "tool.uv.dev-dependencies", scope=GROUP, group="dev")
        for item in self.into.entries(root.get("tool", "pdm", "dev-dependencies"), "tool.pdm.dev-dependencies"):
            self.pdm(normalize(item.key), item.node)

    def entry(self, node: Node, name: str, written: str) -> None:
        """One element of a group: a requirement or ``{include-group = "other"}``."""
        if node.kind == STRING:
            self.into.add(node, scope=GROUP, group=name)
            return
        other = node.get("include-group")
        if node.kind == TABLE and len(node.items) == 1 and other is not None and other.kind == STRING:
            self.names[name].append((normalize(other.value), other))
        else:
            self.into.problem(
                f"dependency-groups.{written} has an element that is not a requirement or an include", node.span
            )

    def pdm(self, name: str, node: Node) -> None:
        """A group of PDM. Its editable requirements are written as for pip, and are left out."""
        self.names.setdefault(name, [])
        for element in node.elements if node.kind == ARRAY else ():
            if element.kind == STRING and not element.value.startswith("-e"):
                self.into.add(element, scope=GROUP, group=name)

    def included(self) -> dict[str, tuple[str, ...]]:
        """Maps a group to the groups that it includes, directly or not. Unknown groups and cycles are problems."""
        found = {}
        for name, includes in self.names.items():
            for other, node in includes:
                if other not in self.names:
                    self.into.problem(f"the dependency group {node.value} is not defined", node.span)
            reached = self.reach(name)
            if name in reached:
                node = next(node for other, node in includes if other == name or name in self.reach(other))
                self.into.problem(f"the dependency group {name} includes itself", node.span)
                reached.pop(name)
            if reached:
                found[name] = tuple(reached)
        return found

    def reach(self, name: str) -> dict[str, None]:
        """The groups that ``name`` includes, directly or through others. Raises ExceededError."""
        reached: dict[str, None] = {}
        waiting = [name]
        while waiting:
            for other, _ in self.names.get(waiting.pop(), ()):
                self.into.source.budget.spend(3)
                if other in self.names and other not in reached:
                    reached[other] = None
                    waiting.append(other)
        return reached
