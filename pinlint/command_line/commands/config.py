"""Show the settings that apply, and where each comes from: a file, an environment variable, an option or the default."""

from __future__ import annotations

import os

from pinlint.command_line.invocation import configured, configuring, located
from pinlint.command_line.main import CLEAN
from pinlint.findings.config import FIELDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping
    from typing import Any

    from pinlint.command_line.main import Console
    from pinlint.findings.config import Config

VERSION = 1


class Setting:
    """A setting: its ``value``, the kind of its ``source`` (``default``, ``file``, ``variable``, ``option``), and its name."""

    def __init__(self, name: str, value: Any, source: str, origin: str | None) -> None:
        self.name = name
        self.value = value
        self.source = source
        self.origin = origin


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint config``."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="the file or folder that would be checked (default: .)")
    add("--format", choices=("text", "json"), default="text", help="how to print them (default: text)")
    configuring(parser)


def run(options: Namespace, console: Console) -> int:
    """Print the settings. Wrong settings raise the same errors as in a check."""
    root, _, folder = located(options.paths)
    config = configured(options, root, folder)
    settings = [*_settings(config, getattr(options, "variables", {})), *_other_options()]
    if options.format == "json":
        console.write(_json(root, config, settings))
    else:
        console.write(_text(root, config, settings) + _unread(getattr(options, "unread", {})))
    return CLEAN


def _settings(config: Config, variables: dict[str, str]) -> list[Setting]:
    found = []
    for field in FIELDS:
        source, origin = "default", None
        if field.name in config.flags:
            origin = variables.get(field.attribute)
            source, origin = ("variable", origin) if origin else ("option", f"--{field.name}")
        elif field.name in config.filed:
            source, origin = "file", config.path
        found.append(Setting(field.name, getattr(config, field.attribute), source, origin))
    return found


def _other_options() -> list[Setting]:
    """The options of all commands that environment variables set, except the settings."""
    from pinlint.command_line.variables import commands, values

    fields = {field.attribute for field in FIELDS}
    found: dict[str, Setting] = {}
    for command in commands():
        for target, variable, value in values(command):
            if target not in fields:
                option = target.replace("_", "-")
                name = option if command == "check" else f"{command} --{option}"
                found.setdefault(variable, Setting(name, value, "variable", variable))
    return list(found.values())


def _unread(found: Mapping[str, str]) -> str:
    """Notes on environment variables that look like variables of pinlint but set nothing."""
    from pinlint.text.escaping import line

    return "".join(f"note: {line(name)} sets no option{near}\n" for name, near in sorted(found.items()))


def _text(root: str, config: Config, settings: list[Setting]) -> str:
    from pinlint.text.escaping import line

    file = _from(root, config.path) if config.path else "none found"
    rows = [(each.name, _place(each, root), _shown(each.value)) for each in settings]
    names, places = (max(len(row[column]) for row in rows) for column in (0, 1))
    lines = [f"project: {root}", f"configuration: {file}", ""]
    lines += [f"{name:<{names}}  {place:<{places}}  {value}" for name, place, value in rows]
    return "".join(f"{line(text)}\n" for text in lines)


def _shown(value: Any) -> str:
    """A value as it is written in the configuration; ``-`` if it is not set."""
    import json

    if value is None or value in ("", ()) or value == {}:
        return "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _place(setting: Setting, root: str) -> str:
    if setting.source == "file" and setting.origin:
        return _from(root, setting.origin)
    return setting.origin or setting.source


def _from(root: str, path: str) -> str:
    """The path relative to the root; unchanged if it is on another drive."""
    try:
        return os.path.relpath(path, root)
    except ValueError:
        return path


def _json(root: str, config: Config, settings: list[Setting]) -> str:
    import json

    from pinlint.text.escaping import json_text

    document = {
        "version": VERSION,
        "root": root,
        "file": config.path,
        "settings": {
            each.name: {"value": each.value, "source": each.source, "origin": each.origin} for each in settings
        },
    }
    return json_text(json.dumps(document, indent=2, default=str)) + "\n"
