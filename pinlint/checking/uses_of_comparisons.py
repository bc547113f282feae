"""Finds requirements files that a script compares with the installed one.

Some projects maintain two files by hand: the input (``base_requirements.txt``) and the pins (``requirements.txt``); a script
checks that both agree. A script that installs something does not count.
"""

from __future__ import annotations

import posixpath

from pinlint.text.source import Span
from pinlint.uses.edges import DECLARES, INSTALLS, LIKELY, Edge
from pinlint.uses.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject

#: Names of folders with scripts.
_FOLDERS = frozenset({"scripts", "script", "tools", "bin", "ci", ".ci", ".github", "dev", "hack", "utils"})
#: Words in the names of scripts that compare files.
_COMPARES = frozenset({"verify", "check", "compare", "validate", "lint"})


def edges(project: CheckedProject, known: Sequence[Edge]) -> Iterator[Edge]:
    """An edge to each file that a script compares with an installed file next to it. Files with a use in
    ``known`` are left out.
    """
    used = {edge.target.path for edge in known}
    installed: dict[str, list[str]] = {}  # by folder
    for path in sorted({edge.target.path for edge in known if edge.kind == INSTALLS}):
        if path in project.documents:
            installed.setdefault(posixpath.dirname(path), []).append(path)
    candidates = {}
    for path, document in project.documents.items():
        if document.format == "requirements-txt" and path not in used:
            beside = installed.get(posixpath.dirname(path))
            if beside:
                candidates[path] = beside
    scripts = [path for path in project.ending(".py") if _compares(path)] if candidates else []
    for script in scripts:
        source = project.source(script)
        if source is None or "install" in source.text:
            continue
        for path, beside in candidates.items():
            at = _quoted(source.text, posixpath.basename(path))
            other = next((each for each in beside if _quoted(source.text, posixpath.basename(each)) >= 0), None)
            if at >= 0 and other is not None:
                place = source.at(Span(at, at + len(posixpath.basename(path))))
                yield Edge(DECLARES, Node(script), Node(path), place, f"compared with {other}", certainty=LIKELY)


def _compares(path: str) -> bool:
    """Whether a module's name says that it is a script that compares files."""
    *folders, name = path.split("/")
    words = set(name.removesuffix(".py").replace("-", "_").split("_"))
    return (not folders or not _FOLDERS.isdisjoint(folders)) and not _COMPARES.isdisjoint(words)


def _quoted(text: str, name: str) -> int:
    """The position of a name alone in quotes; -1 if there is none."""
    found = [at for mark in "'\"" if (at := text.find(f"{mark}{name}{mark}")) >= 0]
    return min(found) + 1 if found else -1
