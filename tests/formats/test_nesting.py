"""What is nested too deeply is not checked, whatever the format of its file, and this is the one finding about it."""

from __future__ import annotations

import pytest

from pinlint.formats.located import json, python, toml, yaml
from pinlint.text.budget import DEEPEST, ExceededError

MESSAGE = f"is nested more than {DEEPEST} levels deep"
LISTS = "[" * 150 + "]" * 150
LOCK = "[[package]]\nname = 'a'\nversion = '1'\nsource = {{ registry = 'https://index.example.org/simple' }}\nx = {}\n"
TREES = [
    pytest.param("pyproject.toml", f"[project]\nname = 'a'\nx = {LISTS}\n", id="a list in a pyproject.toml"),
    pytest.param("Pipfile", f"x = {LISTS}\n", id="a Pipfile"),
    pytest.param("uv.lock", "version = 1\n" + LOCK.format(LISTS), id="a lock in TOML"),
    pytest.param("Pipfile.lock", '{"_meta": ' + LISTS + "}", id="a lock in JSON"),
    pytest.param("setup.py", f"from setuptools import setup\nsetup(install_requires={LISTS})\n", id="a setup.py"),
    pytest.param(
        "setup.py", f"from setuptools import setup\nsetup(x={'setup(' * 1_000}", id="a setup.py that Python refuses"
    ),
]


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        pytest.param(json, "[" * 100_000, id="lists of JSON"),
        pytest.param(json, '{"a":' * 100_000, id="objects of JSON"),
        pytest.param(toml, "a = " + "[" * 101 + "]" * 101, id="lists of TOML"),
        pytest.param(toml, "a = " + "[" * 500, id="lists of TOML that tomli gives up on"),
        pytest.param(toml, "a" + ".a" * 200 + " = 1", id="keys of TOML"),
        pytest.param(toml, "a" + ".a" * 5000 + " = 1", id="keys of TOML that some versions of tomli give up on"),
        pytest.param(yaml, "[" * 100_000, id="flow sequences of YAML"),
        pytest.param(yaml, "{a: " * 100_000, id="flow mappings of YAML"),
        pytest.param(yaml, "- " * 100_000 + "a", id="block sequences of YAML"),
        pytest.param(yaml, "? " * 100_000, id="keys of YAML"),
        pytest.param(python, LISTS, id="lists of Python"),
        pytest.param(python, "(" * 1_000, id="parentheses of Python"),
    ],
)
def test_no_reader_follows(reader, text: str) -> None:
    with pytest.raises(ExceededError) as caught:
        reader.parse(text)
    assert str(caught.value) == MESSAGE


@pytest.mark.parametrize(("path", "text"), TREES)
def test_a_file_is_not_checked(check_tree, path: str, text: str) -> None:
    assert check_tree({path: text}) == [f"{path}:1:1: error: not-checked: not checked: the file {MESSAGE}"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(".github/workflows/ci.yml", "jobs: {a: {steps: [{run: pip install flask}]}}", id="a workflow"),
        pytest.param(".gitlab-ci.yml", "a: {script: pip install flask}", id="a pipeline"),
        pytest.param("compose.yaml", "services: {a: {command: pip install flask}}", id="a Compose file"),
    ],
)
def test_what_a_file_runs_is_not_checked(check_tree, path: str, text: str) -> None:
    assert check_tree({path: f"{text}\nx: {LISTS}\n"}) == [
        f"{path}:1:1: error: not-checked: not checked: this file {MESSAGE}"
    ]


def test_a_manifest_is_not_checked(check_tree) -> None:
    tree = {"requirements.in": "# <INSTALLED_ADDONS>\n# </INSTALLED_ADDONS>\n", "addons/a/addon.json": LISTS}
    assert check_tree(tree, "not-checked", "invalid-manifest") == [
        f"addons/a/addon.json:1:1: error: not-checked: not checked: the manifest {MESSAGE}"
    ]
