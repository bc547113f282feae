"""Environment variables for options: ``PINLINT_FAIL_ON`` sets ``--fail-on``.

``pinlint check`` has one variable for each of its options. The other commands read the variables for the configuration and for
colours. An option on the command line has priority over its variable, and the variable has priority over the configuration file.
An empty variable counts as not set. Commas separate the items of a list.
"""

from __future__ import annotations

import os

from pinlint.findings.config import FIELDS, suggestion
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

PREFIX = "PINLINT_"
#: The options that mean the same in every command that has them.
SHARED = frozenset({"config", "isolated", "color", *(field.attribute for field in FIELDS)})
#: Variables that set something else than an option.
OTHERS = ("PINLINT_CACHE_DIR",)
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


def variable(option: str) -> str:
    """The variable for an option, given as ``--fail-on`` or ``fail_on``."""
    return PREFIX + option.lstrip("-").replace("-", "_").upper()


def fill(
    options: Namespace,
    spellings: Mapping[str, tuple[str, dict[str, Any]]],
    given: Collection[str],
    *,
    checks: bool,
) -> None:
    """Sets the ``options`` that are not ``given`` to the values of their variables.

    ``spellings`` is the attribute of `pinlint.command_line.options.PlainOptions`. ``checks`` says that the command is ``check``.
    ``options.variables`` gets the variables that set an option. For ``check``, ``options.unread`` gets the variables that set
    nothing, as `unread` returns them. Raises UsageError for a wrong value.
    """
    used = {}
    targets = dict(spellings.values())
    for target, how in targets.items():
        text = os.environ.get(variable(target), "")
        if text and target not in given and (checks or target in SHARED):
            setattr(options, target, _value(variable(target), text, how))
            used[target] = variable(target)
    options.variables = used
    options.unread = unread(os.environ, targets) if checks else {}


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


def unread(names: Iterable[str], options: Iterable[str]) -> dict[str, str]:
    """The variables in ``names`` that look like variables of pinlint but set none of the ``options``. Each comes with a similar
    name.
    """
    known = [*map(variable, options), *OTHERS]
    # All begin alike, which makes none of them similar.
    ends = [name.removeprefix(PREFIX) for name in known]
    found = [name for name in names if name.startswith(PREFIX) and name not in known]
    return {name: suggestion(name.removeprefix(PREFIX), ends).replace("'", f"'{PREFIX}", 1) for name in found}


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
    choices = how.get("choices", (text,))
    if text not in choices:
        raise UsageError(f"{name}: unknown value {text!r}: use {', '.join(choices)}{suggestion(text, choices)}")
    return text
