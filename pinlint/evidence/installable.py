"""Selects the files of a version that can be installed. A wheel that no Python of the lock can install does not matter."""

from __future__ import annotations

from pinlint.requirements.distributions import python_tags, runs_on

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    File = TypeVar("File")


def installable(files: Sequence[File], name: Callable[[File], str], minors: Sequence[str] | None) -> Sequence[File]:
    """The ``files`` that one of the ``minors``, Python versions such as ``3.11``, can install.

    ``name`` is a function that returns the name of a file. Source distributions are kept. If ``minors`` is empty, all files are
    kept. If no file is left, wheels for another minor version of the same major Python are returned: they are built from the
    same project.
    """
    if not minors:
        return files
    tagged = [(file, python_tags(name(file))) for file in files]
    found = [file for file, tags in tagged if not tags or runs_on(tags, minors)]
    if len(found) == len(files):
        return found
    majors = {minor.partition(".")[0] for minor in minors}
    return found or [
        file for file, tags in tagged if any(f"{letters}{m}" in tags for m in majors for letters in ("py", "cp", "pp"))
    ]
