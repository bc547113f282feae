"""Environments of Hatch (`[tool.hatch.envs]` of pyproject.toml, and hatch.toml): their dependencies and their scripts.

The dependencies in the matrix of an environment are not read, because they install several versions intentionally.
"""

from __future__ import annotations

from posixpath import dirname

from pinlint.formats.jobs import Job, Packages, Script, mapped
from pinlint.formats.located.plain_tree import parse_tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.formats.jobs import Action
    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)(?:pyproject|hatch)\.toml$"
READS = "build"


def jobs(source: SourceFile) -> list[Job]:
    """The environments, each a job. Raises LocatedError for text that is malformed."""
    keys = ("envs",) if source.path.endswith("hatch.toml") else ("tool", "hatch", "envs")
    environments = parse_tables(source.text, keys).get(*keys)
    found = []
    for item in environments.items if environments is not None else []:
        job = Job(source, item.key, list(_actions(source, item.node)), folder=dirname(source.path))
        if job.actions:
            found.append(job)
    return found


def _actions(source: SourceFile, environment: Node) -> Iterator[Action]:
    for key in ("dependencies", "extra-dependencies"):
        node = environment.get(key)
        given = [mapped(source, each) for each in node.strings()] if node is not None else []
        if node is not None and given:
            yield Packages("hatch", given, node.span)
    scripts = environment.get("scripts")
    for item in scripts.items if scripts is not None else []:
        for command in item.node.strings() if item.node.elements else [item.node]:
            if command.string is not None:
                yield Script(mapped(source, command))
