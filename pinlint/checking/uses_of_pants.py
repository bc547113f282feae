"""Finds the requirements files that Pants locks: those of `python_requirements` targets, and those that pants.toml names.

pinlint does not read the format of these lock files; the files that they are made of are inputs.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from pinlint.text.patterns import lazy
from pinlint.text.source import Span
from pinlint.uses.edges import COMPILES, Edge
from pinlint.uses.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.text.source import SourceFile

_CONFIGURATION = "pants.toml"
_STRING = lazy(r"[\"']([^\"'\n]+)[\"']")
_TARGET = lazy(r"python_requirements\(([^()]*)\)")
_SOURCE = lazy(r"source\s*=\s*[\"']([^\"'\n]+)[\"']")
#: The default file of a target.
_DEFAULT = "requirements.txt"


def edges(project: CheckedProject) -> Iterator[Edge]:
    """An edge from each such file to the first lock file that pants.toml names."""
    configuration = project.source(_CONFIGURATION)
    if configuration is None:
        return
    named = {match[1]: match.span(1) for match in _STRING.finditer(configuration.text)}
    lock = next((path for path in named if path.endswith(".lock") and project.exists(path)), None)
    if lock is None:
        return
    for path, (start, end) in named.items():
        if path in project.documents:
            place = configuration.at(Span(start, end))
            yield Edge(COMPILES, Node(path), Node(lock), place, "pants.toml")
    for path in (*project.ending("BUILD"), *project.ending("BUILD.pants")):
        if path.rpartition("/")[2] not in ("BUILD", "BUILD.pants"):
            continue
        source = project.source(path)
        if source is not None:
            yield from _of_build(source, lock, project)


def _of_build(source: SourceFile, lock: str, project: CheckedProject) -> Iterator[Edge]:
    for match in _TARGET.finditer(source.text):
        given = _SOURCE.search(match[1])
        path = normpath(join(dirname(source.path), given[1] if given is not None else _DEFAULT))
        if path in project.documents:
            place = source.at(Span(*match.span()))
            yield Edge(COMPILES, Node(path), Node(lock), place, "python_requirements")
