"""The Python versions that the project names for a file: those of the images that install it, else that of .python-version."""

from __future__ import annotations

from posixpath import basename, dirname

from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pinlint.freshness.view import StatedPython
    from pinlint.requirements.model import RequirementsFile
    from pinlint.text.source import SourceFile
    from pinlint.uses.steps import Step


def installing(path: str, steps: Sequence[Step], documents: Mapping[str, RequirementsFile]) -> list[str]:
    """The minor versions of Python in the environments that install the file at ``path``, the oldest first.

    A file that does not exist yet is known by its name, next to the file with the command.
    """
    wanted = _with_including(path, documents)
    found = set()
    for step in steps:
        python = step.environment.python
        if python is None:
            continue
        for target in step.installs:
            missing = target.path is None and basename(target.text) == basename(path)
            if target.path in wanted or (missing and dirname(step.environment.path) == dirname(path)):
                found.add(python)
    return sorted(found, key=lambda python: [int(part) for part in python.split(".")])


def _with_including(path: str, documents: Mapping[str, RequirementsFile]) -> set[str]:
    """The file, and the files that include it."""
    found = {path}
    waiting = [path]
    while waiting:
        at = waiting.pop()
        including = {
            other for other, document in documents.items() if any(include.path == at for include in document.includes)
        }
        waiting += including - found
        found |= including
    return found


def stated(source: SourceFile | None) -> Iterator[StatedPython]:
    """The version in a ``.python-version``, if it names exactly one."""
    import re

    from pinlint.freshness.view import StatedPython

    found = list(re.finditer(r"(?m)^[ \t]*(3\.\d{1,3}(?:\.\d{1,3})?)[ \t]*\r?$", source.text if source else ""))
    if source is not None and len(found) == 1:
        yield StatedPython(found[0][1], source.at(Span(*found[0].span(1))), source.path)
