"""The completion scripts for shells, made by shtab from the parsers of the commands.

The scripts are files of the package, so that users need no shtab, and no shell starts pinlint while somebody types.
"""

from __future__ import annotations

import importlib
import importlib.util
from argparse import Action, ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pinlint.command_line.commands.completion import FOLDER, SHELLS
from pinlint.command_line.options import parser
from pinlint.findings.config import FIELDS
from pinlint.index import load

_FILES = {"FILE", "PATH", "LOCK"}
_FOLDERS = {"environment", "wheels"}


def scripts(commands: Mapping[str, str], rules: Sequence[str], reports: Sequence[str]) -> dict[Path, str]:
    """The script of each shell, by path. ``rules`` has the names of rules and families, ``reports`` those of formats.

    Empty if shtab is not installed: it is in the dependency group ``test``.
    """
    if importlib.util.find_spec("shtab") is None:
        return {}
    shtab: Any = importlib.import_module("shtab")
    made = _whole(commands)
    _complete(made, shtab, {"rule": rules, "names": rules, "format": reports})
    found = {shell: shtab.complete(made, shell).rstrip("\n") + "\n" for shell in SHELLS}
    found["zsh"] = _ended_by_the_command(found["zsh"])
    return {Path(FOLDER) / f"pinlint.{shell}": text for shell, text in found.items()}


def _ended_by_the_command(script: str) -> str:
    """The script for zsh, in which the options before a command end with the command.

    Otherwise zsh completes ``pinlint graph --format`` with the values of ``pinlint --format``. What follows a path are options of
    ``check`` again. Raises ValueError if shtab writes another script than expected.
    """
    before = "_arguments -C -s $_shtab_pinlint_options"
    last = "\n      esac\n  esac\n"
    if script.count(before) != 1 or script.count(last) != 1:
        raise ValueError("shtab writes another script for zsh than before")
    of_check = "\n        *) _arguments -C -s $_shtab_pinlint_check_options ;;"
    return script.replace(before, before.replace("-s", '-s -A "-*"')).replace(last, of_check + last)


def _whole(commands: Mapping[str, str]) -> ArgumentParser:
    """The parser of all commands. Without a command, pinlint takes the options of ``check``."""
    whole = ArgumentParser(prog="pinlint", allow_abbrev=False, add_help=False)
    whole.add_argument("--help", "-h", action="help", help="show the commands")
    whole.add_argument("--version", "-V", action="version", version="", help="print the version")
    for action in _arguments("check"):
        if action.option_strings:
            whole._add_action(action)  # noqa: SLF001 - argparse copies arguments only together with their help
    below = whole.add_subparsers(dest="command")
    for name, help in commands.items():
        one = below.add_parser(name, help=help, description=help)
        for action in _arguments(name):
            one._add_action(action)  # noqa: SLF001
    return whole


def _arguments(command: str) -> list[Action]:
    """The arguments of a command, without its ``--help``."""
    actions = parser(command, load(f"command_line.commands.{command}"))._actions  # noqa: SLF001
    return [action for action in actions if action.dest != "help"]


def _complete(made: ArgumentParser, shtab: Any, words: Mapping[str, Sequence[str]]) -> None:
    """Sets what completes the value of each argument. ``words`` are values that argparse does not check, by name or kind."""
    kinds = {field.attribute: field for field in FIELDS}
    for action in made._actions:  # noqa: SLF001
        if action.dest == "command":
            for each in (action.choices or {}).values():  # type: ignore[attr-defined]
                _complete(each, shtab, words)
            continue
        if isinstance(action.metavar, str):
            action.metavar = action.metavar.partition("[")[0]  # zsh takes a colon in it for the end
        field = kinds.get(action.dest)
        choices = action.choices or words.get(field.kind if field else action.dest) or (field and field.choices)
        if choices:
            action.choices = list(choices)
        elif action.dest in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
