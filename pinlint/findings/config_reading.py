"""Reads and validates the settings of a run: a configuration file, overridden by the user's flags.

The table is in pyproject.toml, or alone in pinlint.toml or .pinlint.toml. An unknown key, a value of a wrong kind and an unknown
rule are errors; the error suggests a similar name.
"""

from __future__ import annotations

import os

from pinlint.findings.config import FIELDS, MOST_SHOWN, SHARED, Config, is_pattern, read_file, rule_names, suggestion
from pinlint.text.budget import MOST_OF_PATTERNS, MOST_PATTERNS, MOST_VALUES
from pinlint.text.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from pinlint.findings.config import Field


def load(path: str | None, overrides: Mapping[str, Any], variables: Mapping[str, str] | None = None) -> Config:
    """The configuration from the file ``path`` (None: no file), overridden by the flags in ``overrides``.

    ``variables`` names the environment variables that some of the overrides come from. Raises ConfigError if the file cannot
    be read, is not TOML, or contains something that is not a setting.
    """
    return settings(read_file(path) if path is not None else b"", path, overrides, variables)


def settings(
    data: bytes,
    path: str | None,
    overrides: Mapping[str, Any],
    variables: Mapping[str, str] | None = None,
    *,
    commit: str = "",
) -> Config:
    """The configuration from ``data``, the bytes of the file ``path`` (None: no file), which may be one of a commit. Raises the
    same errors as `load`.
    """
    shown = f"{commit}:{path}" if commit else path
    table = _table(data, os.path.basename(path), f"{shown}: ") if path is not None else {}
    values = {key: _read(key, value, f"{shown}: ") for key, value in table.items()}
    for key, value in overrides.items():
        values[key] = _read(key, value, f"{(variables or {}).get(key, 'on the command line')}: ")
    if overrides.get("select") and "ignore" not in overrides:
        values.pop("ignore", None)  # the file must not hide rules that the command line selects
    return Config(values, path, overrides)


def _table(data: bytes, name: str, where: str) -> dict[str, Any]:
    import tomli

    try:
        document = tomli.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # also for an integer with more digits than Python converts
        raise ConfigError(f"{where}not valid TOML: {error}") from error
    if name == SHARED:
        tool = document.get("tool", {})
        document = tool.get("pinlint", {}) if isinstance(tool, dict) else {}
    elif "tool" in document:
        raise ConfigError(f"{where}write the keys without the heading [tool.pinlint], which is only for pyproject.toml")
    if not isinstance(document, dict):
        raise ConfigError(f"{where}tool.pinlint must be a table")
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
    heading = f"tool.pinlint.{field.name}" if where.endswith(f"{SHARED}: ") else field.name
    _expect(isinstance(value, list), value, where, field.name, f"tables: [[{heading}]]")
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
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."
