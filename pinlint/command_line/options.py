"""Reads the options of a command.

Importing argparse and making a parser takes two thirds as long as Python's own start, and most runs of ``pinlint check``
name paths only: those take every option's default without it.
"""

from __future__ import annotations

from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, HelpFormatter, Namespace
    from types import ModuleType
    from typing import Any, NoReturn

    from _typeshed import SupportsWrite

#: The columns that a help fills where there are more of them.
_WIDTH = 100


class Options:
    """The arguments by name, as argparse would have them."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values


class Defaults:
    """Takes options as a parser does, and gives each its default; only the first positional argument has a value."""

    def __init__(self) -> None:
        self._positional = ""
        self._values: dict[str, Any] = {}

    def add_argument(self, name: str, *_: str, **how: Any) -> None:
        """Takes one argument; ``name`` is an option's long name."""
        if name.startswith("-"):
            default = how.get("default", False if how.get("action") == "store_true" else None)
            self._values[name.lstrip("-").replace("-", "_")] = default
        else:
            self._positional = name

    def namespace(self, given: list[str]) -> Namespace:
        """The arguments."""
        return Options({**self._values, self._positional: given})  # type: ignore[return-value]


def parser(command: str, module: ModuleType) -> ArgumentParser:
    """The parser of a command's arguments. Its complaints end in UsageError, with the nearest option named."""
    from argparse import ArgumentParser, HelpFormatter

    class Parser(ArgumentParser):
        """An argument parser that raises instead of leaving."""

        def error(self, message: str) -> NoReturn:
            """Raises UsageError."""
            if message.startswith("unrecognized arguments: "):
                from pinlint.findings.config import suggestion

                word = message.split(": ", 1)[1].split(maxsplit=1)[0].split("=", maxsplit=1)[0]
                message += suggestion(word, [option for action in self._actions for option in action.option_strings])
            raise UsageError(message)

        def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
            # argparse's own ignores that a full disk does not take it.
            if message and file is not None:
                file.write(message)

        def format_help(self) -> str:
            """The help, in lines that fit the terminal."""
            from shutil import get_terminal_size

            width = min(get_terminal_size((_WIDTH, 24)).columns, _WIDTH)
            self.formatter_class = lambda prog: HelpFormatter(prog, width=width, max_help_position=width * 32 // 100)
            return super().format_help()

    made = Parser(prog=f"pinlint {command}", description=module.__doc__, formatter_class=_formatter, allow_abbrev=False)
    module.arguments(made)
    return made


def _formatter(prog: str) -> HelpFormatter:
    # A given width spares `import shutil` at each option: argparse makes a formatter for every one it adds.
    from argparse import HelpFormatter

    return HelpFormatter(prog, width=_WIDTH)
