"""The options of uv that may have made a lock if its header does not show them: ``--excludes``, ``--override``, ``--no-deps``.

The commands are in scripts and workflows of the project. If none of them makes the lock, the lists next to it count.
"""

from __future__ import annotations

from pinlint.freshness.closure import compare
from pinlint.freshness.compilers import UV, read_command
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.freshness.compilers import Command
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.world import Failure
    from pinlint.requirements.model import RequirementsFile

#: What separates words in a command, besides blanks: the end of a line that continues, and the commas of a list in Python.
_BETWEEN = lazy(r"\\\r?\n|[\[\](),]")


class HiddenOptions:
    """The options that may have made one lock; read only if something fails for it."""

    __slots__ = ("_commands", "_lists", "_pairing")

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing
        self._commands: list[tuple[str, Command]] | None = None
        self._lists: list[RequirementsFile] | None = None

    def excuse(self, failure: Failure) -> str:
        """A short phrase that names the file or the command that may be the reason of a failed dependency; empty without one."""
        pairing = self._pairing
        hidden = pairing.command is None or pairing.command.tool is None
        if not hidden or (pairing.header is not None and pairing.header.tool != "uv"):
            return ""
        commands = self._of_scripts()
        for path, command in commands:
            if failure.kind == "missing-dependency" and "no-deps" in command:
                return f"{path} compiles the lock with --no-deps"
            for name in (*command.values("exclude"), *command.values("override")):
                document = pairing.collected.view.documents.get(pairing.find(name) or "")
                if document is None or _replaces(document, failure):
                    return f"{path} compiles the lock with {name}"
        if commands:
            return ""
        return next((f"{each.path} may be a file of excludes or overrides" for each in self._beside(failure)), "")

    def _of_scripts(self) -> list[tuple[str, Command]]:
        """The commands of scripts that make the lock, each with the path of the script."""
        if self._commands is None:
            found = self._pairing.collected.view.compilations(self._pairing.path)
            read = [(path, read_command(_BETWEEN.sub(" ", text))) for path, text in found]
            self._commands = [(path, command) for path, command in read if command.tool == UV]
        return self._commands

    def _beside(self, failure: Failure) -> Iterator[RequirementsFile]:
        """The files next to the lock that may exclude or override the dependency, and that nothing else names."""
        if self._lists is None:
            self._lists = list(self._pairing.collected.view.lists_beside(self._pairing.path))
        return (document for document in self._lists if _replaces(document, failure))


def _replaces(document: RequirementsFile, failure: Failure) -> bool:
    """Whether a file of excludes or overrides explains why the lock does not have what a pin requires."""
    named = [requirement for requirement in document.requirements if requirement.project == failure.project]
    if failure.kind == "missing-dependency" or failure.pin is None:
        return bool(named)
    return any(compare(requirement, failure.pin)[0] is True for requirement in named)
