"""The configuration: each field is both a command-line option and a key of ``[tool.pinlint]``, and is strictly validated.

The table is in pyproject.toml, or alone in pinlint.toml or .pinlint.toml. An unknown key, a value of a wrong kind and an unknown
rule are errors; the error suggests a similar name.
"""

from __future__ import annotations

import os

from pinlint.findings.config_files import SHARED, read_file
from pinlint.text.budget import MOST_OF_PATTERNS, MOST_PATTERNS, MOST_VALUES
from pinlint.text.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

#: The most characters of a wrong value that are shown.
_MOST_SHOWN = 100

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


def load(path: str | None, overrides: Mapping[str, Any], variables: Mapping[str, str] | None = None) -> Config:
    """The configuration from the file ``path`` (None: no file), overridden by the flags in ``overrides``.

    ``variables`` names the environment variables that some of the overrides come from. Raises ConfigError if the file cannot
    be read, is not TOML, or contains something that is not a setting.
    """
    return settings(read_file(path) if path is not None else b"", path, overrides, variables)


def settings(
    data: bytes, path: str | None, overrides: Mapping[str, Any], variables: Mapping[str, str] | None = None
) -> Config:
    """The configuration from ``data``, the bytes of the file ``path`` (None: no file). Raises the same errors as `load`."""
    table = _table(data, path) if path is not None else {}
    values = {key: _read(key, value, f"{path}: ") for key, value in table.items()}
    for key, value in overrides.items():
        values[key] = _read(key, value, f"{(variables or {}).get(key, 'on the command line')}: ")
    if overrides.get("select") and "ignore" not in overrides:
        values.pop("ignore", None)  # the file must not hide rules that the command line selects
    return Config(values, path, overrides)


def _table(data: bytes, path: str) -> dict[str, Any]:
    import tomli

    try:
        document = tomli.loads(data.decode())
    except (ValueError, RecursionError) as error:  # also for an integer with more digits than Python converts
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    if os.path.basename(path) == SHARED:
        tool = document.get("tool", {})
        document = tool.get("pinlint", {}) if isinstance(tool, dict) else {}
    elif "tool" in document:
        raise ConfigError(
            f"{path}: write the keys without the heading [tool.pinlint], which is only for pyproject.toml"
        )
    if not isinstance(document, dict):
        raise ConfigError(f"{path}: tool.pinlint must be a table")
    return document


def _read(key: str, value: Any, where: str) -> Any:
    for field in FIELDS:
        if field.name == key:
            return _value(field, value, where)
    raise ConfigError(f"{where}unknown key '{_short(key)}'{suggestion(key, [f.name for f in FIELDS])}")


def _value(field: Field, value: Any, where: str) -> Any:
    kind = field.kind
    if kind == "flag":
        return _expect(isinstance(value, bool), value, where, field.name, "true or false")
    if kind == "string":
        return _expect(isinstance(value, str), value, where, field.name, "a string")
    if kind == "choice":
        _expect(isinstance(value, str), value, where, field.name, "a string")
        return _known(value, field.choices, where, field.name)
    if kind == "ignores":
        return _ignores(field, value, where)
    if kind == "tables":
        return _tables(field, value, where)
    values = tuple(_strings(value, where, field.name))
    if kind == "choices":
        for item in values:
            _known(item, field.choices, where, field.name)
    if kind == "names":
        known = rule_names()
        for item in values:
            _known(item, known, where, field.name)
    if kind == "kinds":
        from pinlint.index import MANIFESTS

        for item in values:
            _known(item, [name.replace("_", "-") for name in MANIFESTS], where, field.name)
    if kind == "environments":
        _environments(values, where, field.name)
    if field.name == "exclude":
        _bounded(values, where, field.name)
    return values


def _bounded(patterns: Sequence[str], where: str, name: str) -> None:
    """Limits the patterns, since each path is matched against all of them and too many take too long."""
    if len(patterns) > MOST_PATTERNS or sum(map(len, patterns)) > MOST_OF_PATTERNS:
        most = f"{MOST_PATTERNS} patterns, or {MOST_OF_PATTERNS:,} characters of them"
        raise ConfigError(f"{where}'{name}' has more than {most}")


def _environments(values: Iterable[str], where: str, name: str) -> None:
    from pinlint.requirements.environment_words import is_environment

    words = [word for value in values for word in value.split(None, MOST_VALUES)]
    if len(words) > MOST_VALUES:
        raise ConfigError(f"{where}'{name}' has more than {MOST_VALUES:,} words")
    for word in words:
        if not is_environment(word):
            raise ConfigError(
                f"{where}'{name}': unknown word '{_short(word)}'; use words such as linux, x86_64 and python3.12"
            )


def _ignores(field: Field, value: Any, where: str) -> dict[str, dict[str, str]]:
    """``{"path" = ["rule"]}`` or ``{"path" = {rule = "reason"}}``, as pattern -> rule -> reason."""
    _expect(isinstance(value, dict), value, where, field.name, "a table of paths")
    if len(value) > MOST_VALUES:
        raise ConfigError(f"{where}'{field.name}' has more than {MOST_VALUES:,} paths")
    _bounded([path for path in value if is_pattern(path)], where, field.name)
    found = {}
    known = rule_names()
    for pattern, rules in value.items():
        name = f"{field.name}.'{_short(pattern)}'"
        if isinstance(rules, dict):
            reasons = {
                rule: _expect(isinstance(r, str), r, where, name, "a reason in words") for rule, r in rules.items()
            }
        else:
            reasons = dict.fromkeys(_strings(rules, where, name), "")
        for rule in reasons:
            _known(rule, known, where, name)
        found[pattern] = reasons
    return found


def _tables(field: Field, value: Any, where: str) -> tuple[dict[str, Any], ...]:
    _expect(isinstance(value, list), value, where, field.name, f"tables: [[tool.pinlint.{field.name}]]")
    found = []
    for entry in value:
        _expect(isinstance(entry, dict), entry, where, field.name, "a table")
        read = {}
        for key, item in entry.items():
            name = f"{field.name}.{key}"
            kind = field.keys.get(key)
            if kind is None:
                raise ConfigError(f"{where}unknown key '{_short(name)}'{suggestion(key, field.keys)}")
            if kind == "strings":
                read[key] = tuple(_strings(item, where, name))
                if key == "python":
                    _environments(read[key], where, name)
            elif kind == "string":
                read[key] = _expect(isinstance(item, str), item, where, name, "a string")
            else:
                read[key] = item
        found.append(read)
    return tuple(found)


def _strings(value: Any, where: str, name: str) -> list[str]:
    if isinstance(value, str):
        value = [value]
    good = isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    if good and len(value) > MOST_VALUES:
        raise ConfigError(f"{where}'{name}' has more than {MOST_VALUES:,} values")
    return list(_expect(good, value, where, name, "a list of strings"))


def _expect(good: bool, value: Any, where: str, name: str, wanted: str) -> Any:
    if not good:
        raise ConfigError(f"{where}'{name}' must be {wanted}, not {_short(repr(value))}")
    return value


def _known(value: str, known: Iterable[str], where: str, name: str) -> str:
    known = list(known)
    if value not in known:
        raise ConfigError(f"{where}'{name}': unknown value '{_short(value)}'{suggestion(value, known)}")
    return value


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."


def is_pattern(path: str) -> bool:
    """Whether a path has a wildcard of a shell."""
    return "*" in path or "?" in path or "[" in path


def rule_names() -> list[str]:
    """Every name that can select rules: the rules, their families, and ``all``."""
    from pinlint.index import RULES

    return ["all", *sorted({entry[0] for entry in RULES.values()}), *RULES]


def suggestion(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the most similar of ``known``, in any case; empty if none is similar."""
    from difflib import get_close_matches

    spellings = {each.lower(): each for each in known}
    near = get_close_matches(word[:_MOST_SHOWN].lower(), list(spellings), 1)
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
