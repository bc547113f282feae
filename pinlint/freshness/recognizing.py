"""Recognizes the locks among requirements files: by a header, annotations, or an input with the same name.

For a project without a lock, only this module is loaded. The modules that read and prove locks are loaded only after that.
"""

from __future__ import annotations

from pinlint.freshness import paths
from pinlint.text.budget import Budget, ExceededError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.formats.annotations import Header
    from pinlint.freshness.compilers import Command
    from pinlint.freshness.settings import Settings
    from pinlint.freshness.view import View
    from pinlint.requirements.model import RequirementsFile

#: The cost of checking whether a file exists.
_OF_A_LOOK = 20
#: The values of `Pairing.evidence`: how the inputs were found.
CONFIGURATION, HEADER, ANNOTATIONS, STEM, NEIGHBOUR = "configuration", "header", "annotations", "stem", "neighbour"


class Recognized:
    """A document that is a lock, with its header and the command in it; ``evidence`` is how it was recognized."""

    __slots__ = ("command", "document", "evidence", "header")

    def __init__(self, document: RequirementsFile, header: Header | None) -> None:
        self.document = document
        self.header = header
        self.command: Command | None = None
        self.evidence = ""


def recognized(view: View, settings: Settings) -> list[Recognized]:
    """The locks among the documents of a project, in their order."""
    found = (
        _recognize(document, view, settings) for document in list(view.documents.values())
    )  # an input is read only then
    return [lock for lock in found if lock is not None]


def _recognize(document: RequirementsFile, view: View, settings: Settings) -> Recognized | None:
    """The document as a lock; None if it is not a lock."""
    if document.format != "requirements-txt":
        return None
    entry = settings.entry(document.path)
    if entry is None and document.path.endswith(".in"):
        return None
    from pinlint.formats import annotations as comments

    header = comments.header(document)
    found = Recognized(document, header)
    if header is not None and header.command:
        from pinlint.freshness.compilers import FREEZE

        found.command = _command(header.command, document, view)
        if found.command.tool == FREEZE:
            return None
    if entry is not None:
        found.evidence = CONFIGURATION
    elif header is not None and (header.tool in TOOLS or header.command or header.listed):
        found.evidence = HEADER
    elif document.requirements and comments.via(document, document.requirements[-1]):
        found.evidence = ANNOTATIONS
    elif twin(document, view) and not any(map(view.is_mirror, document.names)):
        # A tool that writes the file from manifests says more about it than an input with its name.
        found.evidence = STEM
    else:
        return None
    return found


def _command(text: str, document: RequirementsFile, view: View) -> Command:
    """The command in the header of a lock. uv writes paths with blanks without quotes."""
    from pinlint.freshness.compilers import UV, read_command

    command = read_command(text)
    if command.tool != UV:
        return command
    budget = Budget(len(document.source.text))

    def exists(path: str) -> bool:
        budget.spend(_OF_A_LOOK)
        return view.exists(path)

    try:
        if not all(paths.find(source, document.path, None, exists) for source in command.sources):
            command = read_command(paths.with_quotes(text, document.path, exists))
    except ExceededError:
        pass  # then the missing inputs are noted
    return command


#: The compilers that a header names.
TOOLS = frozenset(
    {"pip-compile", "uv", "pip-compile-multi", "hatch-pip-compile", "pip-deepfreeze", "pip-tools", "piptools"}
)


def twin_of(path: str, view: View) -> str | None:
    """The input with the lock's stem or name (``base.in`` or ``base.txt.in`` for ``base.txt``), also in an inputs folder
    nearby."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    for candidate in (f"{stem}.in", f"{name}.in", f"in/{stem}.in", f"../in/{stem}.in"):
        found = paths.join(folder, candidate)
        if found and found != path and view.exists(found):
            return found
    return None


def twin(document: RequirementsFile, view: View) -> str | None:
    """The input with the stem or the name of the lock, or of a symbolic link to it. What includes a file is no input of it."""
    found = next((found for name in document.names if (found := twin_of(name, view))), None)
    input = view.documents.get(found) if found is not None else None
    return None if input is not None and document in layers(input, view, {found}) else found


def layers(document: RequirementsFile, view: View, seen: set[str | None]) -> Iterator[RequirementsFile]:
    """The files that a document includes with ``-r``, except those that were ``seen``."""
    waiting = [*reversed(document.includes)]
    while waiting:
        include = waiting.pop()
        if include.kind == "requirement" and include.path and include.path not in seen:
            seen.add(include.path)
            included = view.documents.get(include.path)
            if included is not None:
                yield included
                waiting += reversed(included.includes)
