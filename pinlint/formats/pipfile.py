"""Pipfile, the requirements of a project, for pipenv: ``[packages]``, ``[dev-packages]``, and any other category."""

from __future__ import annotations

from pinlint.formats.located import STRING, TABLE, LocatedError, Node, toml
from pinlint.formats.located.requirement import Collector
from pinlint.requirements.markers import MARKER_KEYS
from pinlint.requirements.metadata import ProjectMetadata
from pinlint.requirements.model import DEPENDENCIES, GROUP, Clause, Requirement, RequirementsFile
from pinlint.requirements.names import is_valid, normalize
from pinlint.requirements.specifiers import parse_specifier
from pinlint.requirements.versions import release_of
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.located import Item
    from pinlint.text.source import SourceFile

FILES = r"(^|/)Pipfile$"
FORMAT = "pipfile"

#: The tables without requirements.
_OTHERS = frozenset({"source", "requires", "scripts", "pipenv"})
_GROUPS = {"packages": "default", "dev-packages": "develop"}


def parse(source: SourceFile) -> RequirementsFile:
    """The requirements of a Pipfile. Malformed TOML is one problem."""
    into = Collector(source)
    metadata = ProjectMetadata()
    values = {}
    try:
        values = toml.loads(source.text)
        root = toml.locate(source.text, values)
    except LocatedError as error:
        into.problem(f"the file {error.message}", error.span)
    else:
        for item in root.items:
            if item.key not in _OTHERS and item.node.kind == TABLE:
                _category(item, into)
        python = root.get("requires", "python_full_version") or root.get("requires", "python_version")
        metadata = ProjectMetadata(groups=tuple(item.key for item in root.items if item.key not in _OTHERS))
        if python is not None and python.kind == STRING:
            metadata.requires_python = f"=={python.value}.*" if python.value.count(".") == 1 else f"=={python.value}"
            metadata.requires_python_span = python.content
    document = RequirementsFile(
        source, FORMAT, into.requirements, problems=into.problems, metadata=metadata, tool=values
    )
    document.values = values
    return document


def _category(table: Item, into: Collector) -> None:
    group = _GROUPS.get(table.key, normalize(table.key))
    for item in table.node.items:
        if not is_valid(item.key):
            into.problem(f"{item.key!r} is not a valid project name", item.key_span)
            continue
        _requirement(item, group, into)


def _requirement(item: Item, group: str, into: Collector) -> None:
    node = item.node
    version = node if node.kind == STRING else node.get("version")
    clauses: list[Clause] = []
    if version is not None and version.kind == STRING and version.value.strip() not in ("", "*"):
        for operator, text in parse_specifier(version.value):
            if not operator and release_of(text.removesuffix(".*")) is None:
                into.problem(f"{version.value!r} is not a version specifier", version.span)
                return
            clauses.append(Clause(operator or "==", text, version.content))  # pipenv reads `1.2` as `==1.2`
    url, url_node = _url(node)
    extras = node.get("extras")
    editable = node.get("editable")
    into.requirements.append(
        Requirement(
            into.source,
            Span(item.key_start, node.end),
            name=item.key,
            name_span=item.key_span,
            project=normalize(item.key),
            extras=tuple(normalize(extra.value) for extra in extras.strings()) if extras is not None else (),
            clauses=tuple(clauses) if url is None else (),
            specifier_span=version.content if version is not None and clauses and url is None else None,
            marker=_marker(node),
            url=url,
            url_span=url_node.content if url_node is not None else None,
            editable=editable is not None and editable.value is True,
            scope=DEPENDENCIES if group == "default" else GROUP,
            group=None if group == "default" else group,
        )
    )


def _marker(node: Node) -> str | None:
    found = []
    for key in ("markers", *MARKER_KEYS):
        inner = node.get(key)
        if inner is not None and inner.kind == STRING and inner.value.strip():
            found.append(inner.value if key == "markers" else f"{key} {inner.value}")
    return " and ".join(f"({part})" if len(found) > 1 else part for part in found) or None


def _url(node: Node) -> tuple[str | None, Node | None]:
    for key in ("git", "hg", "svn", "bzr", "path", "file"):
        inner = node.get(key)
        if inner is None or inner.kind != STRING:
            continue
        url = str(inner.value)
        if key in ("git", "hg", "svn", "bzr"):
            url = url if url.startswith(f"{key}+") else f"{key}+{url}"
            ref = node.get("ref")
            url += f"@{ref.value}" if ref is not None and ref.kind == STRING else ""
        return url, inner
    return None, None
