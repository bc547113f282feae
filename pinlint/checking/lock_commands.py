"""Finds the command that makes a lock of a requirements file, with the compiler that the project uses."""

from __future__ import annotations

from pinlint.formats.divio_sections import has_addons
from pinlint.freshness.advice import command_for, compiling_command, in_folder, pip_reqs_for, remedy, under
from pinlint.freshness.compilers import MULTI, PIP_COMPILE, UV
from pinlint.freshness.paths import lock_of
from pinlint.requirements.model import is_in_template
from pinlint.text.escaping import shell_word
from pinlint.uses.edges import DECLARES
from pinlint.uses.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.checking.install_graph import Uses
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.freshness.pairing import Pairing
    from pinlint.freshness.view import View

_PIP_TOOLS = (PIP_COMPILE, MULTI)


def compiler_of(project: CheckedProject, uses: Uses, pairings: Sequence[Pairing]) -> str:
    """The compiler named by the project's locks, steps and settings; uv if none is named."""
    tools = [pairing.command.tool for pairing in pairings if pairing.command is not None]
    if any(tool in _PIP_TOOLS for tool in tools):
        return PIP_COMPILE
    if UV in tools or project.exists("uv.lock"):
        return UV
    used = {step.tool.split()[0] for step in uses.steps}
    if used & {"pip-compile", "pip-sync"} and "uv" not in used:
        return PIP_COMPILE
    settings = [document.tool for document in project.documents.values()]
    return PIP_COMPILE if any("pip-tools" in table and "uv" not in table for table in settings) else UV


def locking(
    path: str, project: CheckedProject, uses: Uses, pairings: Sequence[Pairing], python: str | None = None
) -> str:
    """The command that replaces the file by a lock; the file's lines become the input. For a lock, the command that recompiles
    it.

    A file that is also read for other purposes, such as metadata, is not replaced: the lock gets its own name. A new lock is made
    for the Pythons that the project names for the file. An existing lock keeps the Python of its header, unless ``python`` is
    given.
    """
    pairing = next((each for each in pairings if each.path == path), None)
    if pairing is not None:
        return _relocking(pairing, python)
    if is_in_template(path):
        return "write a version on each line, because a compiler cannot read a template"
    document = project.documents.get(path)
    if document is not None and has_addons(document.source):
        return f"run `{pip_reqs_for(path)}`"
    if document is not None and document.format == "script":
        return f"run `uv lock --script {shell_word(path)}`"
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    stays = name.endswith(".in") or any(edge.kind == DECLARES for edge in uses.graph.into(Node(path)))
    given = name if stays else f"{stem}.in"
    made = lock_of(name) if name.endswith(".in") else f"{stem}.lock" if stays else name
    move = "" if stays else f"mv {shell_word(name)} {shell_word(given)} && "
    pythons = project.pythons(path) or project.pythons(f"{folder}/{made}" if folder else made)
    compiler = compiler_of(project, uses, pairings)
    command = in_folder(move + compiling_command(compiler, given, made, pythons), folder)
    return under(pythons[0], command) if compiler != UV and len(pythons) == 1 else f"run `{command}`"


def first_locks(project: CheckedProject, view: View, pairings: Sequence[Pairing]) -> list[str]:
    """How to make the locks of the inputs that have none, and the missing files that those inputs read. A lock that another
    input reads comes before the lock of that input.
    """
    from pinlint.fixes.repinning import input_of
    from pinlint.freshness.surroundings import unlocked

    found = unlocked(view, pairings)
    waiting = {each.lock: each.path for each in found if each.kind == "missing-lock" and not each.likely}
    unread = list(waiting.values())
    while unread:
        for path in (each.path for each in project.documents[unread.pop()].includes):
            given = input_of(path, project) if path and path not in waiting and not project.exists(path) else None
            if path is not None and given is not None:
                waiting[path] = given
                unread.append(given)
    begun: set[str] = set()
    ordered: dict[str, None] = {}
    for lock in sorted(waiting):
        stack = [lock]
        while stack:
            begun.add(stack[-1])
            read = (each.path for each in project.documents[waiting[stack[-1]]].includes)
            before = next((path for path in read if path in waiting and path not in begun), None)
            if before is not None:
                stack.append(before)
            else:
                ordered[stack.pop()] = None
    return [project.locking(waiting[each]) for each in ordered]


def _relocking(pairing: Pairing, python: str | None) -> str:
    """How to compile a lock again, for another ``python`` if that is given."""
    command = command_for(pairing, pythons=[python] if python else None)
    if python is None or f"--python-version {python}" in command:
        return remedy(pairing, command)
    return under(python, command) if command else f"{remedy(pairing, command)}; use Python {python}"
