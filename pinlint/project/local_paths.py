"""Classifies the paths in requirements and options by their targets, as seen from the project."""

from __future__ import annotations

import posixpath
import re

from pinlint.text.budget import DEEPEST
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.checked_project import CheckedProject

INSIDE = "inside"  # a file or folder of the project
CONTAINER = (
    "container"  # absolute, and its last parts are a file or folder of the project, or of the folder of the file
)
MACHINE = "machine"  # in somebody's home folder, or temporary
ABSOLUTE = "absolute"  # any other absolute path
OUTSIDE = "outside"  # leads out of the project
MISSING = "missing"  # nothing is there


_MACHINE = lazy(
    r"(?:[A-Za-z]:)?[/\\](?:home|Users)[/\\][^/\\\s]+(?=[/\\]|$)|/root(?=/|$)|(?:/private)?/(?:(?:var/)?tmp|var/folders)/"
    r"|[A-Za-z]:[/\\](?:[^/\\\s]+[/\\])*?(?:Temp|TEMP)[/\\]"
)


def path_of(url: str) -> str:
    """The path that a ``file:`` URL or a path names: without scheme, host, query and fragment."""
    path = url.partition("#")[0]
    if path[:5].lower() == "file:":
        path = path[5:]
        if path.startswith("//"):
            path = "/" + path[2:].partition("/")[2]
        if "%" in path:
            from urllib.parse import unquote

            path = unquote(path)
        if path[2:3] == ":":
            path = path[1:]  # file:///C:/folder
    return path


def on_one_machine(path: str) -> bool:
    """Whether ``path`` is in somebody's home folder or among temporary files."""
    return _MACHINE.match(path) is not None


def place_of(path: str, folder: str, project: CheckedProject) -> str:
    """The kind of target of ``path``, written in a file of the project's folder ``folder``.

    pip resolves a relative path from the folder in which it runs. This may be the file's or the project's: both are accepted.
    """
    path = path.replace("\\", "/") or "."
    bases = dict.fromkeys((folder, ""))
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        if on_one_machine(path):
            return MACHINE
        parts = [part for part in path.split("/") if part][-DEEPEST:]
        ends = ("/".join(parts[start:]) for start in range(1, len(parts)))
        if len(parts) == 1 or any(_contains(project, posixpath.join(base, end)) for end in ends for base in bases):
            return CONTAINER
        return ABSOLUTE
    places = [posixpath.normpath(posixpath.join(base, path)) for base in bases]
    if any(place == "." or (not place.startswith("..") and _contains(project, place)) for place in places):
        return INSIDE
    return OUTSIDE if all(place.startswith("..") for place in places) else MISSING


def _contains(project: CheckedProject, path: str) -> bool:
    """Whether there is a file or a folder at ``path``, or will be if all submodules are checked out."""
    return project.path_set.begins(path + "/") or project.exists(path) or project.in_submodule(path)
