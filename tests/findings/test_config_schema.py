"""The JSON schema of the configuration and the reader of it agree; the page on it has every key."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import tomli

from pinlint.findings import config_reading
from pinlint.findings.config import FIELDS, LOCK_KEYS, MANIFEST_KEYS
from pinlint.findings.documentation import schema_url
from pinlint.text.errors import ConfigError
from tools.settings import descriptions

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "pinlint" / "schemas" / "config.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("select = ['pins', 'wildcard-pin', 'all']", True, id="rules and families"),
        pytest.param("select = 'pins'", True, id="a rule without brackets"),
        pytest.param("select = 'pin'", False, id="an unknown rule without brackets"),
        pytest.param("extend-select = ['nope']", False, id="an unknown rule"),
        pytest.param("ignore = [3]", False, id="a number among rules"),
        pytest.param("ignore = 3", False, id="a number for rules"),
        pytest.param("extend_select = ['pins']", False, id="an underscore in a key"),
        pytest.param("[per-file-ignores]\n'a.txt' = ['pins']", True, id="ignores without reasons"),
        pytest.param("[per-file-ignores]\n'a.txt' = 'pins'", True, id="an ignore without brackets"),
        pytest.param("[per-file-ignores]\n'a.txt' = { pins = 'why' }", True, id="ignores with reasons"),
        pytest.param("[per-file-ignores]\n'a.txt' = { pins = true }", False, id="a reason that is no text"),
        pytest.param("[per-file-ignores]\n'a.txt' = { pin = 'why' }", False, id="an unknown rule with a reason"),
        pytest.param("[per-file-ignores]\n'a.txt' = ['pin']", False, id="an unknown rule for a path"),
        pytest.param("[per-file-ignores]\n'a.txt' = 1", False, id="a number for a path"),
        pytest.param("per-file-ignores = ['a.txt']", False, id="ignores that are no table"),
        pytest.param("exclude = ['vendor/*']\nwheels = 'dist'", True, id="strings"),
        pytest.param("exclude = [['a']]", False, id="a list in a list"),
        pytest.param("inputs = 'exact'", True, id="a choice"),
        pytest.param("inputs = 'EXACT'", False, id="a choice in capitals"),
        pytest.param("inputs = ['exact']", False, id="a choice in brackets"),
        pytest.param("evidence = ['cache', 'uv-cache']", True, id="choices"),
        pytest.param("evidence = 'cache'", True, id="a choice of several without brackets"),
        pytest.param("evidence = ['index']", False, id="an unknown source of evidence"),
        pytest.param("evidence = []", True, id="no evidence at all"),
        pytest.param("environment = '.venv'", True, id="a string"),
        pytest.param("environment = ['.venv']", False, id="a string in brackets"),
        pytest.param("strict = true\nrequire-hashes = false", True, id="flags"),
        pytest.param("strict = 1", False, id="a number for a flag"),
        pytest.param("fail-on = 'never'", True, id="a severity"),
        pytest.param("presets = []", True, id="no manifests"),
        pytest.param("[[locks]]\nlock = 'a.txt'\ninputs = 'a.in'\npython = ['3.12']", True, id="a lock"),
        pytest.param("[[locks]]\nlock = ['a.txt']", False, id="a lock in brackets"),
        pytest.param("[[locks]]\nallow-missing = { a = 1 }", False, id="a table for strings"),
        pytest.param("[[locks]]\noutput = 'a.txt'", False, id="an unknown key of a lock"),
        pytest.param("locks = { lock = 'a' }", False, id="one table for tables"),
        pytest.param("locks = ['a']", False, id="a string for a table"),
        pytest.param(
            "[[manifests]]\nname = 'x'\nfiles = ['*.json']\ntarget = [{ file = 'a' }]\nmap = { a = 'b' }",
            True,
            id="manifests",
        ),
        pytest.param("[[manifests]]\nfile = '*.json'", False, id="an unknown key of manifests"),
    ],
)
def test_the_schema_and_the_reader_agree(tmp_path: Path, text: str, valid: bool) -> None:
    path = tmp_path / "pinlint.toml"
    path.write_text(text)

    assert VALIDATOR.is_valid(tomli.loads(text)) is valid
    if valid:
        config_reading.load(str(path), {})
    else:
        with pytest.raises(ConfigError):
            config_reading.load(str(path), {})


SCHEMAS = sorted((ROOT / "pinlint" / "schemas").glob("*.json"))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_valid_and_has_its_address(path: Path) -> None:
    subprocess.run([sys.executable, "-m", "check_jsonschema", "--check-metaschema", str(path)], check=True)
    schema = json.loads(path.read_text("utf-8"))
    # The newest draft that SchemaStore takes.
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["$id"] == schema_url(path.name)
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_every_key_has_a_description(path: Path) -> None:
    keys = dict(properties(json.loads(path.read_text("utf-8"))))
    assert len(keys) > 30
    assert [name for name, schema in keys.items() if not schema.get("description")] == []


def properties(schema: object, name: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """The schema of each key, at any depth."""
    if isinstance(schema, dict):
        for key, inner in schema.items():
            if key == "properties":
                yield from ((f"{name}.{each}", found) for each, found in inner.items())
            yield from properties(inner, name if key in ("properties", "items") else f"{name}.{key}")
    elif isinstance(schema, list):
        for inner in schema:
            yield from properties(inner, name)


def test_descriptions_are_taken_from_the_tables_of_a_page() -> None:
    page = "| `a` | no |\n\n## Keys\n\n| `b`, `c` | `x`: see [there](y.md) |\n| `b` | again |\n| d | not a key |\n"
    assert descriptions(page, "## Keys") == {"b": "X: see there", "c": "X: see there"}


def test_the_defaults_are_valid() -> None:
    assert VALIDATOR.is_valid({f.name: json.loads(json.dumps(f.default)) for f in FIELDS if f.default is not None})


@pytest.mark.parametrize(
    ("page", "keys"),
    [("configuration.md", LOCK_KEYS), ("guides/manifests.md", MANIFEST_KEYS)],
    ids=["locks", "manifests"],
)
def test_every_key_of_a_table_is_documented(page: str, keys: dict[str, str]) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert [key for key in keys if f"`{key}`" not in text and f"{key} = " not in text] == []
