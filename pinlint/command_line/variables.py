"""Environment variables for options: ``PINLINT_FAIL_ON`` sets ``--fail-on``.

Every option of every command has one. The variables for options of ``pinlint check``, and for options that mean the same in all
commands, do not name a command: ``PINLINT_SELECT``. The others do: ``PINLINT_GRAPH_FORMAT`` sets ``--format`` of ``pinlint
graph``. An option on the command line has priority over its variable, and the variable has priority over the configuration file.
An empty variable counts as not set. Commas separate the items of a list.
"""

from __future__ import annotations

import os

from pinlint.command_line.options import options_of
from pinlint.findings.config import FIELDS, suggestion
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

PREFIX = "PINLINT_"
#: The command whose options need no command in the names of their variables.
_CHECK = "check"
#: The options that mean the same in every command that has them.
SHARED = frozenset({"config", "isolated", "color", *(field.attribute for field in FIELDS)})
#: Variables that set something else than an option.
OTHERS = ("PINLINT_CACHE_DIR",)
#: How similar a name must be to that of a variable. `PINLINT_VERSION` may be of another program.
_SIMILAR = 0.75
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


def variable(option: str, command: str = _CHECK) -> str:
    """The variable for an option of a command, given as ``--fail-on`` or ``fail_on``."""
    name = option.lstrip("-").replace("-", "_")
    return PREFIX + (name if command == _CHECK or name in SHARED else f"{command}_{name}").upper()


def fill(options: Namespace, command: str, given: Collection[str]) -> None:
    """Sets the ``options`` of a command that are not ``given`` to the values of their variables.

    ``options.variables`` gets the variables that set an option, and ``options.unread`` those that set nothing, as `unread`
    returns them. Raises UsageError for a wrong value.
    """
    options.variables = {}
    for target, name, value in values(command, given):
        setattr(options, target, value)
        options.variables[target] = name
    options.unread = unread(os.environ)


def values(command: str, given: Collection[str] = ()) -> Iterator[tuple[str, str, Any]]:
    """The options of a command that variables set, except those that are ``given``: option, variable and value.

    Raises UsageError for a wrong value.
    """
    for target, how in options_of(command).items():
        name = variable(target, command)
        text = os.environ.get(name, "")
        if text and target not in given:
            yield target, name, _value(name, text, how)


def commands() -> list[str]:
    """All commands, beginning with ``check``."""
    from pinlint.index import COMMANDS

    return sorted(COMMANDS, key=lambda command: command != _CHECK)


def in_words(command: str) -> str:
    """What the help of a command says about its variables; empty for a command without options."""
    options = options_of(command)
    own = [target for target in options if target not in SHARED and command != _CHECK]
    shared = [target for target in options if target not in own]
    sets = [f"{variable(target, command)} sets --{target.replace('_', '-')}" for target in [*own, *shared[:1]]]
    if not sets:
        return ""
    if not shared:
        return f"Each option has an environment variable: {', '.join(sets)}."
    if not own:
        return f"Each option has an environment variable. For example, {sets[-1]}."
    return (
        f"Each option has an environment variable: {', '.join(sets[:-1])}. "
        f"The other options have the same variables as in `pinlint check`. For example, {sets[-1]}."
    )


def attributed(message: str, options: Namespace) -> str:
    """The ``message`` of an error. If a variable set an option, its name replaces the option's name, or is added after a message
    about the value.
    """
    for target, name in options.variables.items():
        option = f"--{target.replace('_', '-')}"
        value = getattr(options, target)
        if option in message:
            message = message.replace(option, name)
        elif isinstance(value, str) and name not in message and _names(message, value):
            message += f" ({name})"
    return message


def _names(message: str, value: str) -> bool:
    """Whether a message is about a value: it contains the value, and not only as a part of a longer word."""
    at = message.find(value)
    while at >= 0:
        around = message[at - 1 : at] + message[at + len(value) : at + len(value) + 1]
        if not any(character.isalnum() or character in "._-/\\" for character in around):
            return True
        at = message.find(value, at + 1)
    return False


def unread(names: Iterable[str]) -> dict[str, str]:
    """The variables in ``names`` that look like variables of pinlint but set no option. Each comes with a similar name."""
    left = [name for name in names if name.startswith(PREFIX) and name not in OTHERS]
    known = [*OTHERS]
    for command in commands():
        if not left:  # the options of the other commands are not needed
            return {}
        found = [variable(option, command) for option in options_of(command)]
        left = [name for name in left if name not in found]
        known += found
    # All begin alike, which makes none of them similar.
    ends = [name.removeprefix(PREFIX) for name in known]
    similar = {name: _similar(name.removeprefix(PREFIX), ends) for name in left}
    return {name: near.replace("'", f"'{PREFIX}", 1) for name, near in similar.items()}


def _similar(end: str, ends: list[str]) -> str:
    """``; did you mean 'FORMAT'?`` for the most similar of ``ends``: with or without a command, or spelt almost the same."""
    for command in commands():
        begin = f"{command.upper()}_"
        for meant in (end.removeprefix(begin), begin + end):
            if meant != end and meant in ends:
                return f"; did you mean '{meant}'?"
    return suggestion(end, ends, _SIMILAR)


def _value(name: str, text: str, how: Mapping[str, Any]) -> Any:
    """The value of an option whose ``add_argument`` had the keywords ``how``."""
    action = how.get("action")
    if action == "store_true":
        word = text.strip().lower()
        if word not in (*_TRUE, *_FALSE):
            raise UsageError(f"{name}: {text!r} is not a boolean: use true or false")
        return word in _TRUE
    if action == "append":
        return [item.strip() for item in text.split(",") if item.strip()]
    if "type" in how:
        from argparse import ArgumentTypeError

        try:
            text = how["type"](text)
        except ArgumentTypeError as error:
            raise UsageError(f"{name}: {error}") from error
    choices = how.get("choices", (text,))
    if text not in choices:
        raise UsageError(f"{name}: unknown value {text!r}: use {', '.join(choices)}{suggestion(text, choices)}")
    return text
