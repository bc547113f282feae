"""The command that makes a lock of a requirements file, with the compiler that the project uses."""

from __future__ import annotations

from pinlint.freshness.advice import command_for, in_folder, pip_reqs_for, remedy
from pinlint.freshness.compilers import MULTI, PIP_COMPILE, UV
from pinlint.text.escaping import shell_word
from pinlint.uses.edges import DECLARES
from pinlint.uses.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.checking.install_graph import Uses
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.freshness.pairing import Pairing

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


def locking(path: str, project: CheckedProject, uses: Uses, pairings: Sequence[Pairing]) -> str:
    """The command that replaces the file by a lock, with the file's lines as the input; for a lock, the one that recompiles it.

    A file that is also read for other purposes, such as metadata, is not replaced: the lock gets its own name.
    """
    document = project.documents.get(path)
    pairing = next((each for each in pairings if each.path == path), None)
    if pairing is not None:
        return remedy(pairing, command_for(pairing))
    if document is not None and "INSTALLED_ADDONS" in document.source.text:
        return f"run `{pip_reqs_for(path)}`"
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    stays = name.endswith(".in") or any(edge.kind == DECLARES for edge in uses.graph.into(Node(path)))
    given = name if stays else f"{stem}.in"
    made = name if not stays else f"{stem}.txt" if name.endswith(".in") else f"{stem}.lock"
    move = "" if stays else f"mv {shell_word(name)} {shell_word(given)} && "
    compiler = compiler_of(project, uses, pairings)
    option = f"-o {shell_word(made)}" if compiler == UV else f"--output-file={shell_word(made)}"
    command = in_folder(f"{move}{compiler} {shell_word(given)} {option}", folder)
    return f"run `{command}`"
