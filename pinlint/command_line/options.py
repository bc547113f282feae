"""Reads the options of a command.

To import argparse and make a parser takes two thirds of the time of Python's own start. Most command lines spell paths and
options in the simplest way; such command lines are read without argparse.
"""

from __future__ import annotations

from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, HelpFormatter, Namespace
    from collections.abc import Sequence
    from types import ModuleType
    from typing import Any, NoReturn

    from _typeshed import SupportsWrite

#: The most columns that a help text fills.
_WIDTH = 100


class Options:
    """The arguments by name, as argparse would return them."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values


class PlainOptions:
    """Collects the options of a command like a parser, and reads arguments in their simplest spelling."""

    def __init__(self) -> None:
        self._positionals: list[tuple[str, str | None]] = []
        #: The spellings of each option, with its name in the result and the keywords of `add_argument`.
        self.spellings: dict[str, tuple[str, dict[str, Any]]] = {}
        #: The names of the options that the arguments contain, once they are read.
        self.given: set[str] = set()
        self._defaults: dict[str, Any] = {}

    def add_argument(self, name: str, *others: str, **how: Any) -> None:
        """Adds one argument; ``name`` is an option's long name."""
        if not name.startswith("-"):
            self._positionals.append((name, how.get("nargs")))
            return
        target = name.lstrip("-").replace("-", "_")
        for each in (name, *others):
            self.spellings[each] = (target, how)
        self._defaults[target] = how.get("default", False if how.get("action") == "store_true" else None)

    def read(self, arguments: Sequence[str]) -> Namespace | None:
        """The parsed arguments; None if argparse must read them: other spellings, ``--help`` and mistakes."""
        if len(self._positionals) != 1 or self._positionals[0][1] != "*":
            return None
        values = dict(self._defaults)
        paths: list[str] = []
        between = False
        waiting = iter(arguments)
        for argument in waiting:
            if not argument.startswith("-") or argument == "-":
                if between and paths:
                    return None
                paths.append(argument)
                between = False
                continue
            between = True
            option, equals, value = argument.partition("=")
            target, how = self.spellings.get(option, ("", {}))
            action = how.get("action")
            if not target or action not in (None, "append", "store_true") or how.keys() & {"const", "nargs", "type"}:
                return None
            self.given.add(target)
            if action == "store_true":
                if equals:
                    return None
                values[target] = True
                continue
            if not equals:
                value = next(waiting, "-")
                if value.startswith("-"):
                    return None
            if value not in how.get("choices", (value,)) or not option.startswith("--"):
                return None
            values[target] = [*(values[target] or ()), value] if action == "append" else value
        return Options({**values, self._positionals[0][0]: paths})  # type: ignore[return-value]


def options_of(command: str) -> dict[str, dict[str, Any]]:
    """The options of a command, each with the keywords of its ``add_argument``."""
    from pinlint.index import load

    plain = PlainOptions()
    load(f"command_line.commands.{command}").arguments(plain)
    return dict(plain.spellings.values())


def parser(command: str, module: ModuleType, epilog: str = "") -> ArgumentParser:
    """The parser of a command's arguments. Its errors are raised as UsageError, with the most similar option. Its help ends with
    the ``epilog``.
    """
    from argparse import ArgumentParser, HelpFormatter

    class Parser(ArgumentParser):
        """An argument parser that raises errors instead of exiting."""

        def error(self, message: str) -> NoReturn:
            """Raises UsageError."""
            if message.startswith("unrecognized arguments: "):
                from pinlint.findings.config import suggestion

                word = message.split(": ", 1)[1].split(maxsplit=1)[0].split("=", maxsplit=1)[0]
                message += suggestion(word, [option for action in self._actions for option in action.option_strings])
            raise UsageError(message)

        def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
            # argparse's own method ignores write errors on a full disk.
            if message and file is not None:
                file.write(message)

        def format_help(self) -> str:
            """The help, in lines that fit the terminal."""
            from shutil import get_terminal_size

            width = min(get_terminal_size((_WIDTH, 24)).columns, _WIDTH)
            self.formatter_class = lambda prog: HelpFormatter(prog, width=width, max_help_position=width * 32 // 100)
            return super().format_help()

    made = Parser(f"pinlint {command}", None, module.__doc__, epilog, formatter_class=_formatter, allow_abbrev=False)
    module.arguments(made)
    return made


def given(command: str, module: ModuleType, arguments: Sequence[str]) -> set[str]:
    """The names of the options that the arguments contain, as argparse reads them."""
    from argparse import SUPPRESS

    made = parser(command, module)
    for action in made._actions:  # noqa: SLF001 - argparse lists its options nowhere else
        if action.option_strings:
            action.default = SUPPRESS
    return set(vars(made.parse_args(arguments)))


def _formatter(prog: str) -> HelpFormatter:
    # A given width avoids `import shutil` for each option: argparse makes a formatter for every option that it adds.
    from argparse import HelpFormatter

    return HelpFormatter(prog, width=_WIDTH)
