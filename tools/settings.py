"""The documents that are made from the fields of the configuration: its JSON schema, and the table of keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pinlint.command_line.commands import check
from pinlint.command_line.options import PlainOptions
from pinlint.command_line.variables import SHARED, variable
from pinlint.findings.config import FIELDS, Field

_STRINGS = {"type": ["array", "string"], "items": {"type": "string"}}
#: What a kind of value is called in the table.
_KINDS = {
    "names": "rules and families",
    "kinds": "kinds of manifests",
    "environments": "strings",
    "strings": "strings",
    "string": "string",
    "flag": "true or false",
    "ignores": "table of paths",
    "tables": "tables",
}


def schema(rules: Mapping[str, tuple[Any, ...]]) -> str:
    """The JSON schema of ``[tool.pinlint]``, which allows what `pinlint.findings.config.load` allows."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://github.com/pinlint/pinlint/blob/main/pinlint/schemas/config.schema.json",
        "title": "The configuration of pinlint: [tool.pinlint] in pyproject.toml, or the whole of pinlint.toml",
        "type": "object",
        "properties": {field.name: {"description": field.help, **_value(field)} for field in FIELDS},
        "additionalProperties": False,
        "$defs": {
            "rule": {"enum": rule_names(rules)},
            "rules": {"type": ["array", "string"], "items": {"$ref": "#/$defs/rule"}, **_alone("#/$defs/rule")},
        },
    }
    return json.dumps(document, indent=2) + "\n"


def rule_names(rules: Mapping[str, tuple[Any, ...]]) -> list[str]:
    """Every name that can select rules, as `pinlint.findings.config.rule_names`, but from the sources of the rules."""
    return ["all", *sorted({entry[0] for entry in rules.values()}), *rules]


def _alone(reference: str) -> dict[str, Any]:
    """A list of one may be written without its brackets: then the value itself is an item."""
    return {"if": {"type": "string"}, "then": {"$ref": reference}}


def _value(field: Field) -> dict[str, Any]:
    if field.kind == "flag":
        return {"type": "boolean", "default": field.default}
    if field.kind == "choice":
        return {"enum": list(field.choices), "default": field.default}
    if field.kind == "string":
        return {"type": "string"}
    if field.kind == "names":
        return {"$ref": "#/$defs/rules"}
    if field.kind == "choices":
        item = {"enum": list(field.choices)}
        return {"type": ["array", "string"], "items": item, "if": {"type": "string"}, "then": item}
    if field.kind == "ignores":
        reasons = {"propertyNames": {"$ref": "#/$defs/rule"}, "additionalProperties": {"type": "string"}}
        one = {"if": {"type": "object"}, "then": {"type": "object", **reasons}, "else": {"$ref": "#/$defs/rules"}}
        return {"type": "object", "additionalProperties": one}
    if field.kind == "tables":
        kinds: dict[str, dict[str, Any]] = {"string": {"type": "string"}, "strings": _STRINGS, "any": {}}
        properties = {key: kinds[kind] for key, kind in field.keys.items()}
        return {"type": "array", "items": {"type": "object", "properties": properties, "additionalProperties": False}}
    return _STRINGS


def keys_table(fields: Iterable[Field] = FIELDS) -> str:
    """The table of keys in Markdown: what each one takes, what it is without being said, and what it does."""
    lines = ["| key | value | default | |", "|---|---|---|---|"]
    for field in fields:
        value = " or ".join(f"`{choice}`" for choice in field.choices) if field.kind == "choice" else ""
        value = value or ("strings out of " + ", ".join(field.choices) if field.kind == "choices" else "")
        lines.append(f"| `{field.name}` | {value or _KINDS[field.kind]} | {_default(field)} | {field.help} |")
    return "\n".join(lines) + "\n"


def variables_table() -> str:
    """The table of environment variables in Markdown: those of the options that are not keys of the configuration."""
    plain = PlainOptions()
    check.arguments(plain)  # type: ignore[arg-type]
    keys = {field.attribute for field in FIELDS}
    lines = ["| variable | value | |", "|---|---|---|"]
    for target, how in dict(plain.spellings.values()).items():
        if target not in keys:
            value = " or ".join(f"`{choice}`" for choice in how.get("choices", ()))
            value = value or ("true or false" if how.get("action") == "store_true" else f"`{how['metavar']}`")
            of_all = "; in all commands" if target in SHARED else ""
            lines.append(f"| `{variable(target)}` | {value} | {how['help']}{of_all} |")
    return "\n".join(lines) + "\n"


def _default(field: Field) -> str:
    if field.default in (None, "", (), {}):
        return ""
    if field.default == field.choices:
        return "all"
    return f"`{str(field.default).lower()}`" if field.kind == "flag" else f"`{field.default}`"
