"""Reads one ``[[tool.pinlint.manifests]]``; presets use the same keys. A set of manifests declares requirements, and one or more
files, its targets, must follow them. The mode of a target says how. ``mirror``: the lines are the manifests' requirements.
``locked``: a line satisfies each requirement, and there may be more lines. ``contains``: if both name a project, the line
satisfies the requirement. ``constraint``: no line contradicts a requirement.
"""

from __future__ import annotations

import re

from pinlint.manifests.selector import Selector
from pinlint.text.budget import LONGEST_PATH
from pinlint.text.errors import ConfigError
from pinlint.text.globs import Glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from pinlint.formats.located import Node

MODES = ("mirror", "locked", "contains", "constraint")
FORMATS = ("json", "yaml", "toml", "python-literal", "python-call", "lines")
TRANSFORMS = ("strip-option", "split-whitespace", "wheel-filename")
PINS = ("any", "exact", "bounded", "no-exact")
EXTRAS = ("error", "ignore", "attributed")


_CONDITION = re.compile(r"(?P<path>[^=!\s]+)(?:\s*(?P<operator>==|!=)\s*(?P<value>\S.*))?$")


class Condition:
    """The value of ``skip-when``. A selector alone is true if it finds a true value; ``==`` and ``!=`` compare.

    In a comparison with ``true`` or ``false``, a value counts as Python's `bool` of it, so ``0`` is false.
    """

    __slots__ = ("equal", "selector", "value")

    def __init__(self, text: str) -> None:
        found = _CONDITION.match(text)
        if found is None:
            raise ConfigError(f"{text!r} is not a condition: write 'key', 'key == value' or 'key != value'")
        self.selector = Selector(found["path"])
        self.equal = found["operator"] != "!="
        self.value: Any = None
        if found["operator"]:
            import json

            try:
                self.value = json.loads(found["value"])
            except (ValueError, RecursionError) as error:
                raise ConfigError(f"{text!r} is not a condition: {found['value']!r} is not a JSON value") from error

    def is_met(self, root: Node) -> bool:
        """Whether to skip the manifest. Raises WrongTypeError."""
        return self.is_met_by([node.plain() for node in self.selector.select(root)])

    def is_met_by(self, values: Sequence[Any]) -> bool:
        """The same, for values that are already selected."""
        if self.value is None:
            return any(value not in (False, None, "", 0) for value in values)
        if isinstance(self.value, bool):
            return any((bool(value) is self.value) is self.equal for value in values)
        return any((value == self.value) is self.equal for value in values)


class Companion:
    """A file next to a manifest that changes its meaning: ``file`` may contain ``{folder}``, ``{name}`` and ``{parent}``."""

    __slots__ = ("file", "format", "selector")

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        reader = _Reader(table, where, ("file", "format", "select"))
        self.file: str = reader.take("file", str)
        self.format: str = reader.one_of("format", FORMATS, "toml")
        self.selector = Selector(reader.take("select", str))


class Target:
    """A file that must follow the manifests.

    ``attribution`` is the comment above a line that names the line's origin. A manifest concerns this target only if a path that
    begins with ``only_with`` exists. Both settings may contain ``{name}``. ``hand_kept`` means that people edit the file, and
    that something else may install what is missing in it. Then differences are warnings. ``module_names`` means that a bare name
    in a manifest may be the name of a module. If ``commented_names`` are given, a requirement in a comment counts only if its
    name is one of them; with ``names_in_text``, also if its text contains one of them. ``once`` means that no line is repeated.
    """

    __slots__ = (
        "attribution",
        "commented_counts",
        "commented_names",
        "extra",
        "file",
        "fix",
        "hand_kept",
        "mode",
        "module_names",
        "names_in_text",
        "once",
        "only_with",
        "provided",
        "provided_by",
    )

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        keys = tuple(slot.replace("_", "-") for slot in self.__slots__)
        reader = _Reader(table, where, keys)
        self.file: str = reader.take("file", str)
        self.mode: str = reader.one_of("mode", MODES, "locked")
        self.extra: str = reader.one_of("extra", EXTRAS, "error")
        self.commented_counts: bool = reader.take("commented-counts", bool, False)
        self.commented_names: list[str] = reader.strings("commented-names")
        self.names_in_text: bool = reader.take("names-in-text", bool, False)
        self.once: bool = reader.take("once", bool, False)
        self.attribution: str = reader.take("attribution", str, "")
        self.only_with: str = reader.take("only-with", str, "")
        self.module_names: bool = reader.take("module-names", bool, False)
        self.hand_kept: bool = reader.take("hand-kept", bool, False)
        self.fix: str = reader.take("fix", str, "")
        self.provided: list[str] = reader.strings("provided")
        self.provided_by: list[str] = reader.strings("provided-by")


class ManifestSet:
    """A set of manifests and its targets, read strictly. Raises ConfigError."""

    __slots__ = (
        "append",
        "beside",
        "drop",
        "files",
        "format",
        "map",
        "name",
        "overrides",
        "pins",
        "selectors",
        "skip_when",
        "targets",
        "transforms",
    )

    def __init__(self, table: Mapping[str, Any], where: str = "manifests") -> None:
        keys = ("name", "preset", "files", "format", "select", "skip-when", "transform", "map", "overrides", "append")
        reader = _Reader(table, where, (*keys, "beside", "drop", "pins", "target"))
        self.name: str = reader.take("name", str, table.get("preset", "manifests"))
        self.files = [Glob(text) for text in reader.strings("files")]
        if not self.files:
            raise ConfigError(f"{where}: 'files' is missing")
        self.format: str = reader.one_of("format", FORMATS, "json")
        self.selectors = [Selector(text) for text in reader.strings("select")]
        condition = reader.take("skip-when", str, "")
        self.skip_when = Condition(condition) if condition else None
        self.transforms = reader.strings("transform")
        for transform in self.transforms:
            _one_of(transform, TRANSFORMS, f"{where}: transform")
        self.map: dict[str, str] = reader.take("map", dict, {})
        self.overrides = [Companion(entry, f"{where}: overrides") for entry in reader.tables("overrides")]
        self.append = [Companion(entry, f"{where}: append") for entry in reader.tables("append")]
        #: A manifest counts only if one of these files exists; if empty, every manifest counts.
        self.beside = reader.strings("beside")
        #: Names that are dropped, as globs.
        self.drop = reader.take("drop", str, "").split()
        self.pins: str = reader.one_of("pins", PINS, "any")
        targets = table.get("target", [])
        self.targets = [Target(t, f"{where}: target") for t in (targets if isinstance(targets, list) else [targets])]


def _one_of(value: str, choices: tuple[str, ...], where: str) -> str:
    if value not in choices:
        raise ConfigError(f"{where} is {value!r}; use one of {', '.join(choices)}")
    return value


class _Reader:
    """Reads the keys of one table and checks their types."""

    def __init__(self, table: Mapping[str, Any], where: str, keys: tuple[str, ...]) -> None:
        if not isinstance(table, dict):
            raise ConfigError(f"{where} is not a table")
        self.table = table
        self.where = where
        unknown = [key for key in table if key not in keys]
        if unknown:
            raise ConfigError(f"{where}: {unknown[0]!r} is not a key; the keys are {', '.join(keys)}")

    def take(self, key: str, kind: type, default: Any = None) -> Any:
        value = self.table.get(key, default)
        if not isinstance(value, kind):
            raise ConfigError(f"{self.where}: '{key}' is " + ("missing" if value is None else "of the wrong kind"))
        if isinstance(value, str) and len(value) > LONGEST_PATH:
            raise ConfigError(f"{self.where}: '{key}' has more than {LONGEST_PATH:,} characters")
        return value

    def one_of(self, key: str, choices: tuple[str, ...], default: str) -> str:
        return _one_of(self.take(key, str, default), choices, f"{self.where}: '{key}'")

    def strings(self, key: str) -> list[str]:
        found = self.take(key, (list, tuple), [])  # type: ignore[arg-type]
        if not all(isinstance(entry, str) for entry in found):
            raise ConfigError(f"{self.where}: '{key}' has an entry that is not a string")
        if any(len(entry) > LONGEST_PATH for entry in found):
            raise ConfigError(f"{self.where}: '{key}' has an entry of more than {LONGEST_PATH:,} characters")
        return list(found)

    def tables(self, key: str) -> list[dict[str, Any]]:
        found = self.take(key, list, [])
        if not all(isinstance(entry, dict) for entry in found):
            raise ConfigError(f"{self.where}: '{key}' has an entry that is not a table")
        return list(found)
