"""The documents that are made from the fields of the configuration: its JSON schema, and the table of keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pinlint.command_line.options import options_of
from pinlint.command_line.variables import SHARED, commands, variable
from pinlint.findings.config import FIELDS, Field
from pinlint.findings.documentation import schema_url

_RULE = "#/definitions/rule"
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


def schema(rules: Mapping[str, tuple[Any, ...]], described: Mapping[str, Mapping[str, str]]) -> str:
    """The JSON schema of ``[tool.pinlint]``, which allows what `pinlint.findings.config.load` allows.

    ``described`` are the descriptions of the keys in the entries of tables. The draft is the newest that SchemaStore takes.
    """
    document = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": schema_url("config.schema.json"),
        "title": "pinlint",
        "description": "The configuration of pinlint: [tool.pinlint] in pyproject.toml, or the whole of pinlint.toml",
        "type": "object",
        "properties": {
            field.name: {"description": field.help, **_value(field, described.get(field.name, {}))} for field in FIELDS
        },
        "additionalProperties": False,
        "definitions": {
            "rule": {"description": "The name of a rule or of a family", "enum": rule_names(rules)},
            "rules": {"type": ["array", "string"], "items": {"$ref": _RULE}, **_alone(_RULE)},
        },
    }
    return json.dumps(document, indent=2) + "\n"


def rule_names(rules: Mapping[str, tuple[Any, ...]]) -> list[str]:
    """Every name that can select rules, as `pinlint.findings.config.rule_names`, but from the sources of the rules."""
    return ["all", *sorted({entry[0] for entry in rules.values()}), *rules]


def _alone(reference: str) -> dict[str, Any]:
    """A list of one may be written without its brackets: then the value itself is an item."""
    return {"if": {"type": "string"}, "then": {"$ref": reference}}


def descriptions(page: str, heading: str) -> dict[str, str]:
    """What a page says about keys below a heading: the first cells of its tables, with the texts next to them."""
    rows = re.findall(r"^\| (`[^|]+`) \| (.+) \|$", page.partition(f"\n{heading}\n")[2], re.MULTILINE)
    found: dict[str, str] = {}
    for names, text in rows:
        plain = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", text).replace("`", "")
        for name in re.findall(r"`([^`]+)`", names):
            found.setdefault(name, plain[:1].upper() + plain[1:])
    return found


def _value(field: Field, described: Mapping[str, str]) -> dict[str, Any]:
    if field.kind == "flag":
        return {"type": "boolean", "default": field.default}
    if field.kind == "choice":
        return {"enum": list(field.choices), "default": field.default}
    if field.kind == "string":
        return {"type": "string"}
    if field.kind == "names":
        return {"allOf": [{"$ref": "#/definitions/rules"}]}
    if field.kind == "choices":
        item = {"enum": list(field.choices)}
        return {"type": ["array", "string"], "items": item, "if": {"type": "string"}, "then": item}
    if field.kind == "ignores":
        reasons = {"propertyNames": {"$ref": _RULE}, "additionalProperties": {"type": "string"}}
        one = {"if": {"type": "object"}, "then": {"type": "object", **reasons}, "else": {"$ref": "#/definitions/rules"}}
        return {"type": "object", "additionalProperties": one}
    if field.kind == "tables":
        kinds: dict[str, dict[str, Any]] = {"string": {"type": "string"}, "strings": _STRINGS, "any": {}}
        properties = {key: {"description": described[key], **kinds[kind]} for key, kind in field.keys.items()}
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
    rows: dict[str, str] = {}
    for command in commands():
        for target, how in options_of(command).items():
            name = variable(target, command)
            value = " or ".join(f"`{choice}`" for choice in how.get("choices", ()))
            value = value or ("true or false" if how.get("action") == "store_true" else f"`{how.get('metavar')}`")
            of = "all commands" if target in SHARED else f"`{command}`"
            rows.setdefault(name, f"| `{name}` | {of} | {value} | {how['help']} |")
    keys = {variable(field.name) for field in FIELDS}
    shown = [row for name, row in rows.items() if name not in keys]
    return "\n".join(["| variable | option of | value | |", "|---|---|---|---|", *shown]) + "\n"


def _default(field: Field) -> str:
    if field.default in (None, "", (), {}):
        return ""
    if field.default == field.choices:
        return "all"
    return f"`{str(field.default).lower()}`" if field.kind == "flag" else f"`{field.default}`"
