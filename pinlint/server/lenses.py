"""The line above a lock: its verdict, the number of findings, and the command that compiles it."""

from __future__ import annotations

from lsprotocol import types

from pinlint.findings.report import FRESH, STALE, plural
from pinlint.text.escaping import line, shell_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.report import LockVerdict
    from pinlint.server.checked_folder import Checked
    from pinlint.server.client import Place

#: The command that shows how to compile a lock; it runs nothing.
SHOW = "pinlint.showCompileCommand"


def lenses(checked: Checked, place: Place) -> list[types.CodeLens]:
    """The lens of the lock at a place; an empty list for other files."""
    verdict = next((lock for lock in checked.report.locks if lock.path == place.path), None)
    if verdict is None:
        return []
    start = types.Position(0, 0)
    command = types.Command(title(checked, verdict), "")
    if verdict.verdict == STALE:
        command = types.Command(f"{command.title} · compile", SHOW, arguments=[place.uri(place.path)])
    return [types.CodeLens(types.Range(start, start), command=command)]


def title(checked: Checked, verdict: LockVerdict) -> str:
    """The verdict in words: ``stale: 2 findings``."""
    findings = [f for f in checked.report.findings if verdict.path in (f.lock, f.location.path)]
    if findings:
        return f"{verdict.verdict}: {plural(len(findings), 'finding')}"
    if verdict.verdict == FRESH:
        return f"{FRESH}: {plural(verdict.pins, 'pin')}"
    undecided = {entry.project for entry in verdict.unproven if entry.project is not None}
    if not undecided:
        return verdict.verdict
    return f"{verdict.verdict}: {plural(len(undecided), 'pin')} could not be checked in full"


def command_for(checked: Checked, path: str) -> str | None:
    """The command that compiles the lock at ``path``, to be copied into a shell; None if there is no such lock."""
    verdict = next((lock for lock in checked.report.locks if lock.path == path), None)
    if verdict is None:
        return None
    return line(verdict.commands[0]) if verdict.commands else f"pinlint compile {shell_word(path)}"
