"""The configuration: each field is both a command-line option and a key of ``[tool.pinlint]``.

`pinlint.findings.config_reading` reads and validates it; a run without any settings does not load that module.
"""

from __future__ import annotations

import os

from pinlint.text.budget import LONGEST_CONFIGURATION
from pinlint.text.errors import ConfigError
from pinlint.text.observed import GITS, is_gits, look, look_for, resolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

FILE_NAMES = ("pinlint.toml", ".pinlint.toml")
#: The file that other tools use too.
SHARED = "pyproject.toml"
#: The most characters of a wrong value that are shown.
MOST_SHOWN = 100

#: Text in every comment that ignores a finding.
IGNORE_MARK = "pinlint:"
EVIDENCE = ("environment", "wheels", "cache", "uv-cache", "evidence-file")


class Field:
    """One setting. ``kind`` is one of ``names`` (rules and families), ``kinds`` (of manifests), ``environments``,
    ``strings``, ``string``, ``choice``, ``choices``, ``flag``, ``ignores`` and ``tables``; the last two have no flag."""

    __slots__ = ("choices", "default", "help", "keys", "kind", "name")

    def __init__(
        self,
        name: str,
        kind: str,
        default: Any,
        help: str,
        choices: tuple[str, ...] = (),
        keys: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.default = default
        self.help = help
        self.choices = choices
        self.keys = dict(keys or {})

    @property
    def attribute(self) -> str:
        """The name of the field in `Config`."""
        return self.name.replace("-", "_")


#: The keys of one entry of ``[[tool.pinlint.locks]]``, with their kinds.
LOCK_KEYS = {
    "lock": "string",
    "inputs": "strings",
    "constraints": "strings",
    "command": "string",
    "python": "strings",
    "allow-missing": "strings",
    "allow-extra": "strings",
}
#: The keys of one entry of ``[[tool.pinlint.manifests]]``; the adapter reads the levels below.
MANIFEST_KEYS = {
    "name": "string",
    "preset": "string",
    "files": "strings",
    "format": "string",
    "select": "strings",
    "skip-when": "string",
    "transform": "strings",
    "map": "any",
    "overrides": "any",
    "append": "any",
    "beside": "strings",
    "drop": "string",
    "pins": "string",
    "target": "any",
}

FIELDS = (
    Field("select", "names", (), "Run only these rules and families"),
    Field("extend-select", "names", (), "Also run these rules and families"),
    Field("ignore", "names", (), "Do not run these rules and families"),
    Field("per-file-ignores", "ignores", {}, "Paths, the rules to ignore there, and the reason"),
    Field("exclude", "strings", (), "Do not check these paths, for example 'vendor/*'"),
    Field("force-exclude", "flag", False, "Apply exclude also to paths given on the command line"),
    Field("inputs", "choice", "loose", "Whether inputs of a lock may be loose or must be exact", ("loose", "exact")),
    Field("require-hashes", "flag", False, "Require hashes in every lock"),
    Field("environments", "environments", (), "Environments that the locks are for, such as 'linux python3.12'"),
    Field("allowed-hosts", "strings", (), "Hosts that requirements may come from; all others are reported"),
    Field("evidence", "choices", EVIDENCE, "The sources of metadata to use", EVIDENCE),
    Field("environment", "string", "", "The virtual environment to read metadata from"),
    Field("wheels", "strings", (), "Folders of wheels to read metadata from"),
    Field("presets", "kinds", None, "Kinds of manifests to look for (default: all that are detected)"),
    Field("baseline", "string", "", "Do not report the findings in this file, written by --write-baseline"),
    Field(
        "fail-on", "choice", "error", "The lowest severity that fails the run", ("error", "warning", "info", "never")
    ),
    Field("strict", "flag", False, "Also fail if something could not be proven"),
    Field("locks", "tables", (), "The inputs of a lock, if pinlint cannot find them", keys=LOCK_KEYS),
    Field("manifests", "tables", (), "Manifests that declare requirements", keys=MANIFEST_KEYS),
)


class Config:
    """The settings of a run, with defaults for missing values.

    ``path`` is the file that the settings come from, and ``filed`` names the fields that this file sets. ``flags`` names the
    fields that the user's own command line or environment variables set.
    """

    __slots__ = ("filed", "flags", "path", *(field.attribute for field in FIELDS))

    if TYPE_CHECKING:
        select: tuple[str, ...]
        extend_select: tuple[str, ...]
        ignore: tuple[str, ...]
        per_file_ignores: dict[str, dict[str, str]]
        exclude: tuple[str, ...]
        force_exclude: bool
        inputs: str
        require_hashes: bool
        environments: tuple[str, ...]
        allowed_hosts: tuple[str, ...]
        evidence: tuple[str, ...]
        environment: str
        wheels: tuple[str, ...]
        presets: tuple[str, ...] | None
        baseline: str
        fail_on: str
        strict: bool
        locks: tuple[dict[str, Any], ...]
        manifests: tuple[dict[str, Any], ...]

    def __init__(
        self, values: Mapping[str, Any] | None = None, path: str | None = None, flags: Iterable[str] = ()
    ) -> None:
        self.path = path
        self.flags = frozenset(flags)
        self.filed = frozenset(values or ()) - self.flags
        given = values or {}
        for field in FIELDS:
            setattr(self, field.attribute, given.get(field.name, field.default))


def is_pattern(path: str) -> bool:
    """Whether a path has a wildcard of a shell."""
    return "*" in path or "?" in path or "[" in path


def rule_names() -> list[str]:
    """Every name that can select rules: the rules, their families, and ``all``."""
    from pinlint.index import RULES

    return ["all", *sorted({entry[0] for entry in RULES.values()}), *RULES]


def suggestion(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """``; did you mean 'x'?`` for the most similar of ``known``, in any case; empty if none is similar.

    ``cutoff`` is the least similarity, from 0 to 1.
    """
    from difflib import get_close_matches

    spellings = {each.lower(): each for each in known}
    near = get_close_matches(word[:MOST_SHOWN].lower(), list(spellings), 1, cutoff)
    return f"; did you mean '{spellings[near[0]]}'?" if near else ""


def selected_rules(config: Config) -> frozenset[str]:
    """The names of the rules to run: the selected ones (by default all) without the ignored ones."""
    from pinlint.index import OPT_IN, RULES

    def expand(names: Iterable[str]) -> set[str]:
        chosen = set(names)
        of_families = {r for r, entry in RULES.items() if (entry[0] in chosen or "all" in chosen) and r not in OPT_IN}
        return of_families | {rule for rule in RULES if rule in chosen}

    asked = expand(config.select or ("all",)) | expand(config.extend_select)
    # A selected rule overrides an ignored family, as in other linters.
    named = set(config.select) | set(config.extend_select)
    return frozenset(asked - (expand(config.ignore) - (named - set(config.ignore))))


def find(start: str, stop: str) -> str | None:
    """The configuration file for the folder ``start``: the nearest one upwards, not above ``stop``. Absolute paths."""
    folder = start
    while True:
        for name in (*FILE_NAMES, SHARED):
            path = os.path.join(folder, name)
            if os.path.isfile(look_for(path)):
                refuse_outside(path, stop)
                if name != SHARED or has_table(read_file(path)):
                    return path
        parent = os.path.dirname(folder)
        if folder == stop or parent == folder:
            return None
        folder = parent


def refuse_outside(path: str, root: str) -> None:
    """Raises ConfigError if ``path`` (absolute) is in ``root``, but is a link out of it or to a file of git."""
    inside = os.path.join(resolved(root), "")
    if path.startswith((inside, os.path.join(root, ""))):
        real = resolved(path)
        if not real.startswith(inside):
            raise ConfigError(f"{path}: a symbolic link that leads out of the project is not read")
        if is_gits(real[len(inside) :]):
            raise ConfigError(f"{path}: {GITS}, and is not read")


def has_table(data: bytes) -> bool:
    """Whether the text of a pyproject.toml has settings of pinlint, in any TOML spelling of the table's name."""
    # Searching the bytes first avoids the parser if there is no table.
    if b"tool.pinlint" in data:
        return True
    if not any(hint in data for hint in (b"pinlint", b"\\u", b"\\U", b"\\x")):
        return False
    import tomli

    try:
        tool = tomli.loads(data.decode("utf-8-sig")).get("tool")
    except (ValueError, RecursionError):
        return False  # a finding reports the error
    return isinstance(tool, dict) and "pinlint" in tool


def read_file(path: str) -> bytes:
    """The bytes of the configuration file ``path``. Raises ConfigError if it cannot be read or is too large."""
    try:
        with open(look(path), "rb") as file:
            data = file.read(LONGEST_CONFIGURATION + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > LONGEST_CONFIGURATION:
        raise ConfigError(f"{path}: longer than {LONGEST_CONFIGURATION:,} bytes")
    return data
