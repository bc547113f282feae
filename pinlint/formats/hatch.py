"""Environments of Hatch (`[tool.hatch.envs]` of pyproject.toml, and hatch.toml): their dependencies and their scripts.

Versions that the matrix of an environment sets are not read, because it installs several versions intentionally.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.formats.jobs import Job, Packages, Script, mapped
from pinlint.formats.located.plain_tree import parse_tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pinlint.formats.jobs import Action
    from pinlint.formats.located import Item, Node
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)(?:pyproject|hatch)\.toml$"
READS = "build"

_DEPENDENCIES = ("dependencies", "extra-dependencies")


def jobs(source: SourceFile) -> list[Job]:
    """The environments, each a job. Raises LocatedError for text that is malformed."""
    keys = ("envs",) if source.path.endswith("hatch.toml") else ("tool", "hatch", "envs")
    environments = parse_tables(source.text, keys).get(*keys)
    found: list[Job] = []
    if environments is None:
        return found
    for item in environments.items:
        job = Job(source, item.key, list(_actions(source, environments, item)), folder=dirname(source.path))
        if job.actions:
            found.append(job)
    return found


def _actions(source: SourceFile, environments: Node, item: Item) -> Iterator[Action]:
    environment = item.node
    variables = _variables(environments, item)
    for key in _DEPENDENCIES:
        node = environment.get(key)
        given = [mapped(source, each) for each in node.strings()] if node is not None else []
        if node is not None and given:
            yield Packages("hatch", given, node.span, variables=variables)
    yield from _overrides(source, environment, variables)
    scripts = environment.get("scripts")
    nodes = [environment.get(key) for key in ("pre-install-commands", "post-install-commands")]
    nodes += [item.node for item in scripts.items] if scripts is not None else []
    for node in nodes:
        for command in node.strings() if node is not None and node.elements else [node]:
            if command is not None and command.string is not None:
                yield Script(mapped(source, command), variables=variables)


def _overrides(source: SourceFile, environment: Node, variables: Mapping[str, str | None]) -> Iterator[Action]:
    """The dependencies that a value of the matrix, a platform or a variable adds. A version there is intentional."""
    overrides = environment.get("overrides")
    tables = [value.node for kind in (overrides.items if overrides is not None else ()) for value in kind.node.items]
    for node in (found for table in tables for key in _DEPENDENCIES if (found := table.get(key)) is not None):
        given = [each.get("value") if each.items else each for each in node.elements]
        texts = [mapped(source, each) for each in given if each is not None and each.string]
        names = [text for text in texts if not set("=<>~!@") & set(text.text)]
        if names:
            yield Packages("hatch", names, node.span, variables=variables)


def _variables(environments: Node, item: Item) -> dict[str, str | None]:
    """What ``env-vars`` sets, in an environment or in the one that is its template."""
    template = item.node.get("template")
    name = template.string if template is not None and template.string else "default"
    above = item.node if item.node.get("detached") is not None else environments.get(name)
    table = item.node.get("env-vars") or (above.get("env-vars") if above is not None else None)
    values = [(each.key, each.node.string) for each in table.items] if table is not None else []
    return {key: value if value is not None and "{" not in value else None for key, value in values}
