"""Answer an editor over standard input and output: findings, fixes and explanations while you type (Language Server Protocol)."""

from __future__ import annotations

from pinlint.command_line.invocation import admitted, configured, configuring, existing, located
from pinlint.command_line.main import CLEAN, FINDINGS
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.command_line.main import Console
    from pinlint.findings.report import Report
    from pinlint.server.checked_folder import Opened


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint server``."""
    parser.add_argument("--stdio", action="store_true", help="use standard input and output, which is also the default")
    configuring(parser)


def run(options: Namespace, console: Console) -> int:
    """Serve until the editor ends the session. Raises UsageError if the extra is not installed."""
    from importlib.util import find_spec

    if find_spec("pygls") is None or find_spec("lsprotocol") is None:
        from pinlint.findings.documentation import REPOSITORY
        from pinlint.setup.origin import RELEASED

        source = f"git+{REPOSITORY}@{RELEASED}"  # `pinlint` alone is another project on PyPI
        raise UsageError(
            f"the server needs the extra 'lsp': install it with `pipx install --force 'pinlint[lsp] @ {source}'`"
        )
    import sys

    from pinlint.server.running import serve

    if sys.stdin.isatty():
        console.say("waiting for messages of an editor on standard input; Ctrl+C ends the server")
    with console.channel() as output:
        ended = serve(lambda path, here: _opened(options, path, here), output)
    return CLEAN if ended else FINDINGS  # the protocol wants 1 if the editor has not asked for the end


def _opened(options: Namespace, path: str, here: str) -> Opened:
    """What ``pinlint check PATH`` would check in the folder ``here``. The file may be one that is not saved yet."""
    import os

    from pinlint.command_line.commands.check import leave_out_known
    from pinlint.server.checked_folder import Opened

    there = path if os.path.lexists(path) else existing(os.path.dirname(path))
    root, targets, folder = located([there], here)
    config = configured(options, root, folder)
    if there != path:
        targets = [os.path.relpath(path, root).replace(os.sep, "/")]
    targets = admitted(targets, config)

    def leave_out(report: Report) -> None:
        if config.baseline:
            leave_out_known(report, root, targets, config)

    return Opened(root, targets, config, leave_out)
