"""Finds the requirements files that Ansible's execution environments and collections use as their Python metadata.

See ansible-builder's documentation, "Execution environment definition" and "Collection-level dependencies".
"""

from __future__ import annotations

from bisect import bisect_left
from posixpath import basename, dirname, join, normpath

from pinlint.text.source import Span
from pinlint.uses.edges import DECLARES, INSTALLS, LIKELY, Edge
from pinlint.uses.nodes import TOX_ENV, Environment, Node
from pinlint.uses.steps import CHECK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.text.source import SourceFile

FILES = r"(^|/)(execution[-_]environment\.(?:yml|yaml)|galaxy\.yml|meta/runtime\.yml)$"

#: The file that ansible-builder uses if a collection has no definition of its own.
_FALLBACK = "requirements.txt"
#: The folders with the contents of a collection.
_CONTENTS = ("plugins", "roles", "playbooks")
#: The file that ansible-test installs before it runs the tests of a collection.
_TESTS = ("tests/unit/requirements.txt", "tests/integration/requirements.txt")


def uses(source: SourceFile, project: CheckedProject) -> Iterator[Edge]:
    """The files that a definition names, and the files that tools look for in the folder of a collection.

    A script may write galaxy.yml when it builds the collection. Every collection also has meta/runtime.yml.
    """
    folder = dirname(source.path)
    place = source.at(Span(0, 0))
    name = basename(source.path)
    if name == "runtime.yml":
        folder = dirname(folder)
        if join(folder, "galaxy.yml") in project.path_set or not _is_collection(folder, project):
            return
    if name in ("galaxy.yml", "runtime.yml"):
        if join(folder, "meta/execution-environment.yml") not in project.path_set:
            target = Node(join(folder, _FALLBACK))
            yield Edge(DECLARES, Node(source.path), target, place, "ansible-builder", certainty=LIKELY)
        tests = Environment(TOX_ENV, source.path, "ansible-test")
        for path in _TESTS:
            target = Node(join(folder, path))
            yield Edge(INSTALLS, tests.node, target, place, "ansible-test", purpose=CHECK, certainty=LIKELY)
        return
    from pinlint.formats.located import STRING, LocatedError, yaml
    from pinlint.text.budget import ExceededError

    try:
        root = yaml.parse(source.text)
    except (LocatedError, ExceededError):
        return  # ansible-builder itself reports this
    named = root.get("dependencies", "python") if root is not None else None
    if named is not None and named.kind == STRING:
        # The paths of a collection's own definition are relative to the collection.
        base = dirname(folder) if basename(folder) == "meta" else folder
        target = Node(normpath(join(base, named.value)))
        yield Edge(DECLARES, Node(source.path), target, source.at(named.span), "ansible-builder")


def _is_collection(folder: str, project: CheckedProject) -> bool:
    """Whether a folder has the plugins, the roles or the playbooks of a collection."""
    paths = project.paths
    for name in _CONTENTS:
        inside = join(folder, name, "")
        first = bisect_left(paths, inside)
        if first < len(paths) and paths[first].startswith(inside):
            return True
    return False
