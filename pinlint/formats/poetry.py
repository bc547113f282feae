"""Poetry's own tables in pyproject.toml as requirements: ``[tool.poetry]``, its groups and extras.

Follows Poetry's documentation of dependency specification; constraints become specifiers of PEP 440 as poetry-core makes
them (`pinlint.formats.poetry_constraints`).
"""

from __future__ import annotations

from pinlint.formats.located import ARRAY, STRING, TABLE, Node
from pinlint.requirements.metadata import ProjectMetadata
from pinlint.requirements.model import DEPENDENCIES, EXTRA, GROUP, Clause, Requirement
from pinlint.requirements.names import is_valid, normalize
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats import poetry_constraints
    from pinlint.formats.located import Item
    from pinlint.formats.located.requirement import Collector

_SCP = lazy(r"(?:[\w.-]+@)?[\w.-]+:(?!//)")
_PLATFORM = lazy(r"\s*(?:(==|!=)\s*)?([\w-]+)\s*")


def read_poetry(poetry: Node, into: Collector, metadata: ProjectMetadata, *, main: bool) -> ProjectMetadata:
    """Collects the requirements of ``[tool.poetry]``; returns the metadata with what these tables add.

    ``main`` says whether ``tool.poetry.dependencies`` has the dependencies. If a ``[project]`` table lists them, that table of
    Poetry only says where they come from.
    """
    reader = _Reader(into)
    before = len(into.requirements)
    extras, members = _extras(poetry, into)
    python = None
    limits: dict[str, str] = {}
    for item in into.entries(poetry.get("dependencies"), "tool.poetry.dependencies"):
        name = normalize(item.key)
        if name == "python":
            python = item.node if main else None
        elif not main or (_optional(item.node) and name not in members):
            reader.limit(item, limits)
        elif _optional(item.node):
            for extra in members[name]:
                reader.dependency(item, EXTRA, extra)
        else:
            reader.dependency(item, DEPENDENCIES, None)
    own = into.requirements[before:]
    groups = dict.fromkeys(metadata.groups)
    included = dict(metadata.included)
    for item in into.entries(poetry.get("group"), "tool.poetry.group"):
        name = normalize(item.key)
        groups[name] = None
        reader.group(item.node.get("dependencies"), f"tool.poetry.group.{item.key}.dependencies", name)
        others = item.node.get("include-groups")
        if others is not None:
            included[name] = tuple(normalize(node.value) for node in others.strings())
    for key in ("dev-dependencies", "dev_dependencies"):
        if poetry.get(key) is not None:
            groups["dev"] = None
            reader.group(poetry.get(key), f"tool.poetry.{key}", "dev")
    name_node = poetry.get("name") if metadata.name is None else None
    requires_python = reader.python(python) if metadata.requires_python is None else None
    return ProjectMetadata(
        into.string(name_node, "tool.poetry.name") or metadata.name,
        requires_python or metadata.requires_python,
        name_span=name_node.content if name_node is not None else metadata.name_span,
        requires_python_span=python.content
        if python is not None and requires_python
        else metadata.requires_python_span,
        extras=(*metadata.extras, *(extra for extra in extras if extra not in metadata.extras)),
        groups=tuple(groups),
        included=included,
        unreadable={**metadata.unreadable, **reader.unreadable},
        read_from=metadata.read_from,
        of_poetry=own,
        limits=limits,
    )


def _extras(poetry: Node, into: Collector) -> tuple[dict[str, None], dict[str, dict[str, None]]]:
    """The extras, and a mapping of each optional dependency to the extras that it belongs to. All names are normalized."""
    extras: dict[str, None] = {}
    members: dict[str, dict[str, None]] = {}
    for item in into.entries(poetry.get("extras"), "tool.poetry.extras"):
        extra = normalize(item.key)
        extras[extra] = None
        for node in item.node.strings():
            members.setdefault(normalize(node.value), {})[extra] = None
    return extras, members


def _optional(node: Node) -> bool:
    nodes = node.elements or [node]
    return any((flag := inner.get("optional")) is not None and flag.value is True for inner in nodes)


class _Reader:
    """Reads dependencies; ``unreadable`` says which parts of them PEP 508 cannot express."""

    def __init__(self, into: Collector) -> None:
        self.into = into
        self.unreadable: dict[str, str] = {}

    def group(self, table: Node | None, where: str, name: str) -> None:
        """Reads the dependencies of one group."""
        for item in self.into.entries(table, where):
            if normalize(item.key) != "python":
                self.dependency(item, GROUP, name)

    def python(self, node: Node | None) -> str | None:
        """The interpreter's versions as a specifier set."""
        if node is None or node.kind != STRING:
            return None
        found = self.constraint(node, "python")
        if found is None:
            return None
        pieces, exact = found
        if not exact:
            self.unreadable["requires-python"] = (
                "tool.poetry.dependencies.python uses '||', which no specifier can express"
            )
            return None
        return ",".join(operator + version for operator, version, _, _ in pieces) or None

    def constraint(self, node: Node, name: str) -> tuple[list[poetry_constraints.Piece], bool] | None:
        """The clauses of the constraint in a string; None, and a problem, if it is not a constraint."""
        from pinlint.formats import poetry_constraints

        try:
            return poetry_constraints.parse(node.value)
        except ValueError as error:
            self.into.problem(f"the constraint of {name}: {error}", node.span)
            return None

    def dependency(self, item: Item, scope: str, group: str | None) -> None:
        """One entry: a constraint, a table, or an array of tables that apply to different environments."""
        if not is_valid(item.key):
            self.into.problem(f"{item.key!r} is not a valid project name", item.key_span)
            return
        for node in item.node.elements if item.node.kind == ARRAY else [item.node]:
            if node.kind == STRING:
                self.add(item, node, node, None, scope, group)
            elif node.kind == TABLE:
                self.add(item, node, node.get("version"), node, scope, group)
            else:
                self.into.problem(f"the dependency {item.key} must be a string or a table", node.span)

    def add(
        self, item: Item, node: Node, version: Node | None, table: Node | None, scope: str, group: str | None
    ) -> None:
        clauses: list[Clause] = []
        if version is not None:
            if version.kind != STRING:
                self.into.problem(f"the version of {item.key} is not a string", version.span)
                return
            found = self.constraint(version, item.key)
            if found is None:
                return
            clauses = [Clause(op, text, version.part(start, end)) for op, text, start, end in found[0]]
            if not found[1]:
                reason = "uses '||': pinlint knows only its lowest and highest version"
                self.unreadable[f"tool.poetry.dependencies.{item.key}"] = reason
        url, url_node = _url(table) if table is not None else (None, None)
        marker, marker_node = self.marker(table, item.key) if table is not None else (None, None)
        develop = table.get("develop") if table is not None else None
        extras = table.get("extras") if table is not None else None
        source = self.into.source
        # In an array of tables every element is a requirement of its own; otherwise the requirement begins at its key.
        start = node.start if item.node.kind == ARRAY else min(item.key_start, node.start)
        self.into.requirements.append(
            Requirement(
                source,
                Span(start, node.end),
                name=item.key,
                name_span=item.key_span,
                project=normalize(item.key),
                extras=tuple(normalize(extra.value) for extra in extras.strings()) if extras is not None else (),
                clauses=tuple(clauses) if url is None else (),
                specifier_span=version.content if version is not None and clauses and url is None else None,
                marker=marker,
                marker_span=marker_node.content if marker_node is not None else None,
                url=url,
                url_span=url_node.content if url_node is not None else None,
                editable=develop is not None and develop.value is True,
                scope=scope,
                group=group,
            )
        )

    def limit(self, item: Item, limits: dict[str, str]) -> None:
        """Adds the marker of an entry that only says more about a requirement of ``[project]``."""
        nodes = item.node.elements or [item.node]
        markers = [self.marker(node, item.key)[0] if node.kind == TABLE else None for node in nodes]
        known = [marker for marker in markers if marker]
        if len(known) == len(markers):
            limits[normalize(item.key)] = " or ".join(f"({marker})" for marker in known)

    def marker(self, table: Node, name: str) -> tuple[str | None, Node | None]:
        """The marker that ``markers``, ``python`` and ``platform`` make together, and the node of the first of them."""
        parts = []
        where = None
        for key, read in (("markers", self.written), ("python", self.python_marker), ("platform", _platform_marker)):
            node = table.get(key)
            if node is None or node.kind != STRING:
                continue
            marker = read(node, name)
            if marker:
                parts.append(marker)
                where = where or node
        if len(parts) > 1:
            parts = [f"({part})" for part in parts]
        return " and ".join(parts) or None, where

    def written(self, node: Node, name: str) -> str | None:
        """The text of ``markers``, if it is valid."""
        from pinlint.formats import pep508
        from pinlint.formats.pep508_parts import InvalidRequirement

        try:
            pep508.parse_marker(node.value)
        except InvalidRequirement as error:
            span = node.part(error.start, error.end)
            self.into.problem(f"the markers of {name}: {error.message}", span, error.help)
            return None
        return str(node.value)

    def python_marker(self, node: Node, name: str) -> str | None:
        """The marker from `marker_of_python`. If the string is not a constraint, adds a problem and returns None."""
        try:
            return marker_of_python(node.value)
        except ValueError as error:
            self.into.problem(f"the Python versions of {name}: {error}", node.span)
            return None


def marker_of_python(constraint: str) -> str | None:
    """The marker for a constraint on the interpreter; None for a constraint that allows every Python.

    Raises ValueError for text that is not a constraint.
    """
    from pinlint.formats import poetry_constraints

    alternatives = []
    for part in constraint.replace("||", "|").split("|"):
        pieces, _ = poetry_constraints.parse(part)
        if not pieces:
            return None
        alternatives.append(" and ".join(_python_comparison(operator, version) for operator, version, _, _ in pieces))
    return " or ".join(f"({part})" for part in alternatives) if len(alternatives) > 1 else alternatives[0]


def _python_comparison(operator: str, version: str) -> str:
    if operator == "==" and version.endswith(".*") and version.count(".") == 2:
        return f'python_version == "{version[:-2]}"'
    # python_version has two parts: only in these comparisons does it give the same result as the whole version.
    short = operator in (">=", "<") and version.replace(".", "").isdigit() and version.count(".") == 1
    return f'{"python_version" if short else "python_full_version"} {operator} "{version}"'


def _platform_marker(node: Node, _: str) -> str | None:
    parts = [_PLATFORM.fullmatch(part) for part in node.value.replace("||", "|").split("|")]
    return " or ".join(f'sys_platform {part[1] or "=="} "{part[2]}"' for part in parts if part) or None


def _url(table: Node) -> tuple[str | None, Node | None]:
    """The direct reference of a dependency's table, as PEP 508 and pip would write it, and its node."""
    for key in ("git", "path", "file", "url"):
        node = table.get(key)
        if node is None or node.kind != STRING:
            continue
        url = str(node.value)
        if key == "git":
            url = "git+ssh://" + url.replace(":", "/", 1) if _SCP.match(url) else "git+" + url
            revision = next((found for k in ("rev", "tag", "branch") if (found := _string(table, k))), None)
            url += f"@{revision}" if revision else ""
        subdirectory = _string(table, "subdirectory")
        if subdirectory:
            url += f"#subdirectory={subdirectory}"
        return url, node
    return None, None


def _string(table: Node, key: str) -> str | None:
    node = table.get(key)
    return node.string if node is not None else None
