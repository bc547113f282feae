"""Print a script that completes commands, options and rules in a shell.

The scripts ship with pinlint, and run nothing while you type. Save the script where your shell looks for completions. In bash,
this is ~/.local/share/bash-completion/completions/pinlint. In zsh, it is _pinlint in a folder of $fpath. In fish, it is
~/.config/fish/completions/pinlint.fish.

"""

from __future__ import annotations

import os

from pinlint.command_line.main import CLEAN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.command_line.main import Console

SHELLS = ("bash", "zsh", "fish")
#: The scripts, one a shell, which `python -m tools.generate` writes.
FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "completions")


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint completion``."""
    parser.add_argument("shell", choices=SHELLS, metavar="|".join(SHELLS), help="the shell to complete in")


def run(options: Namespace, console: Console) -> int:
    """Print the script of the shell, on every system with the line ends that a shell reads."""
    with open(os.path.join(FOLDER, f"pinlint.{options.shell}"), "rb") as file:
        console.write_bytes(file.read().replace(b"\r\n", b"\n"))
    return CLEAN
