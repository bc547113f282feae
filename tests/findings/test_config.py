from __future__ import annotations

from pathlib import Path

import pytest

from pinlint.findings import config, config_reading
from pinlint.index import OPT_IN, RULES
from pinlint.text.budget import LONGEST_CONFIGURATION
from pinlint.text.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "selct = ['pins']", "unknown key 'selct'; did you mean 'select'?", id="an unknown key names the nearest"
        ),
        pytest.param(
            "ignore = ['loose-requirment']",
            "'ignore': unknown value 'loose-requirment'; did you mean 'loose-requirement'?",
            id="an unknown rule names the nearest",
        ),
        pytest.param("strict = 'yes'", "'strict' must be true or false, not 'yes'", id="a flag is true or false"),
        pytest.param("select = 3", "'select' must be a list of strings, not 3", id="rules are a list"),
        pytest.param("inputs = 'tight'", "'inputs': unknown value 'tight'", id="a choice is one of its words"),
        pytest.param("fail-on = ['error']", "'fail-on' must be a string, not ['error']", id="a choice is a string"),
        pytest.param(
            "[[locks]]\nlokc = 'a'", "unknown key 'locks.lokc'; did you mean 'lock'?", id="a lock's key is known"
        ),
        pytest.param("locks = 'a'", "'locks' must be tables: [[locks]], not 'a'", id="locks are tables"),
        pytest.param(
            "[per-file-ignores]\n'a.txt' = { nope = 'why' }",
            "'per-file-ignores.'a.txt'': unknown value 'nope'",
            id="an ignored rule is known",
        ),
        pytest.param(
            "presets = ['odo']",
            "'presets': unknown value 'odo'; did you mean 'odoo'?",
            id="a kind of manifest is known",
        ),
        pytest.param(
            "environments = ['lniux python3.12']",
            "'environments': unknown word 'lniux'; use words such as linux, x86_64 and python3.12",
            id="an environment is known",
        ),
        pytest.param(
            "[[locks]]\nlock = 'a'\npython = ['>=3.9']",
            "'locks.python': unknown word '>=3.9'; use words such as linux, x86_64 and python3.12",
            id="the Python of a lock is known",
        ),
        pytest.param("select = [", "not valid TOML", id="broken TOML is said to be so"),
        pytest.param(
            "[tool.pinlint]\nstrict = true",
            "write the keys without the heading [tool.pinlint], which is only for pyproject.toml",
            id="the heading of pyproject.toml stands in no other file",
        ),
    ],
)
def test_what_is_no_setting_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "pinlint.toml"
    path.write_text(text)

    with pytest.raises(ConfigError) as caught:
        config_reading.load(str(path), {})

    assert message in str(caught.value)


def test_flags_outweigh_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pinlint.toml"
    path.write_text("fail-on = 'info'\ninputs = 'exact'\n")

    loaded = config_reading.load(str(path), {"fail-on": "warning"})

    assert (loaded.fail_on, loaded.inputs) == ("warning", "exact")


@pytest.mark.parametrize(
    "word", ["linux", "manylinux_2_28", "macos", "win32", "aarch64", "3.12", "python3.12", "cpython3.11.4"]
)
def test_words_of_environments(tmp_path: Path, word: str) -> None:
    path = tmp_path / "pinlint.toml"
    path.write_text(f"environments = '{word}'")

    assert config_reading.load(str(path), {}).environments == (word,)


def test_per_file_ignores_take_reasons_or_none(tmp_path: Path) -> None:
    path = tmp_path / "pinlint.toml"
    path.write_text("[per-file-ignores]\n'a.txt' = ['pins']\n'b/*' = { pins = 'vendored' }\n")

    assert config_reading.load(str(path), {}).per_file_ignores == {"a.txt": {"pins": ""}, "b/*": {"pins": "vendored"}}


def test_the_nearest_file_is_found_and_none_above_the_root(tmp_path: Path) -> None:
    inner = tmp_path / "root" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "pinlint.toml").write_text("")
    assert config.find(str(inner), str(tmp_path / "root")) is None

    (tmp_path / "root" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert config.find(str(inner), str(tmp_path / "root")) is None

    (tmp_path / "root" / "pyproject.toml").write_text("[tool.pinlint]\nstrict = true\n")
    assert config.find(str(inner), str(tmp_path / "root")) == str(tmp_path / "root" / "pyproject.toml")
    assert config_reading.load(str(tmp_path / "root" / "pyproject.toml"), {}).strict is True


def test_selection() -> None:
    pins = {name for name, entry in RULES.items() if entry[0] == "pins"}

    assert config.selected_rules(config.Config()) == frozenset(RULES) - set(OPT_IN)
    assert config.selected_rules(config.Config({"select": ("pins",)})) == pins
    assert config.selected_rules(config.Config({"select": ("pins",), "ignore": ("wildcard-pin",)})) == pins - {
        "wildcard-pin"
    }
    assert config.selected_rules(config.Config({"select": ("wildcard-pin",), "ignore": ("pins",)})) == {"wildcard-pin"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("select = ['" + "x" * 200 + "']", f"unknown value '{'x' * 100}...'", id="a long word"),
        pytest.param(f"strict = [{'1,' * 200}]", "not [1, 1, 1", id="a long value"),
        pytest.param(f"strict = {'1' * 5000}", "not valid TOML", id="an integer of very many digits"),
        pytest.param("wheels = [" + "'a'," * 1001 + "]", "'wheels' has more than 1,000 values", id="values"),
        pytest.param("exclude = [" + "'a'," * 201 + "]", "'exclude' has more than 200 patterns", id="patterns"),
        pytest.param(
            f"exclude = ['{'a*' * 2600}']",
            "'exclude' has more than 200 patterns, or 5,000 characters",
            id="characters of patterns",
        ),
        pytest.param(f"environments = ['{'linux ' * 1001}']", "'environments' has more than 1,000 words", id="words"),
        pytest.param(
            "[per-file-ignores]\n" + "".join(f"'{number}' = ['pins']\n" for number in range(1001)),
            "'per-file-ignores' has more than 1,000 paths",
            id="paths",
        ),
        pytest.param(
            "[per-file-ignores]\n" + "".join(f"'{number}*' = ['pins']\n" for number in range(201)),
            "'per-file-ignores' has more than 200 patterns",
            id="patterns for paths",
        ),
        pytest.param("#" * LONGEST_CONFIGURATION + "\n", "longer than 1,000,000 bytes", id="a long file"),
    ],
)
def test_far_more_than_people_write_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "pinlint.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        config_reading.load(str(path), {})
    assert message in str(caught.value)
    assert len(str(caught.value)) < 400 + len(str(path))


def test_a_pyproject_toml_of_a_length_that_nobody_writes_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("#" * LONGEST_CONFIGURATION + "\n[tool.pinlint]\n")
    with pytest.raises(ConfigError, match="longer than 1,000,000 bytes"):
        config.find(str(tmp_path), str(tmp_path))
