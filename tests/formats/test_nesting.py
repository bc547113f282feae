"""What is nested too deeply is not checked, whatever the format of its file, and this is the one finding about it."""

from __future__ import annotations

import pytest

from pinlint.formats.located import json, python, toml, yaml
from pinlint.text.budget import DEEPEST, ExceededError

MESSAGE = f"is nested more than {DEEPEST} levels deep"
LISTS = "[" * 150 + "]" * 150
LOCK = "[[package]]\nname = 'a'\nversion = '1'\nsource = {{ registry = 'https://index.example.org/simple' }}\nx = {}\n"
MARKER = "(" * 101 + "os_name == 'nt'" + ")" * 101
TREES = [
    pytest.param("requirements.txt", f"a==1; {MARKER}\n", id="a marker"),
    pytest.param("requirements.txt", f"a==1\nhttps://example.org/b.zip ; {MARKER}\n", id="a marker of a URL"),
    pytest.param(
        "pyproject.toml", f'[project]\nname = "a"\ndependencies = ["b; {MARKER}"]\n', id="a marker in a pyproject.toml"
    ),
    pytest.param("setup.cfg", f"[options]\ninstall_requires =\n    b; {MARKER}\n", id="a marker in a setup.cfg"),
    pytest.param(
        "pyproject.toml", f'[tool.poetry.dependencies]\na = {{version = "^1", markers = "{MARKER}"}}\n', id="Poetry"
    ),
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


@pytest.mark.parametrize(
    ("tree", "place", "what"),
    [
        pytest.param(
            {"Dockerfile": f'FROM python\nRUN pip install "b; {MARKER}"\n'},
            "Dockerfile:1:1",
            "this Dockerfile",
            id="a command",
        ),
        pytest.param(
            {"custom_components/a/manifest.json": f'{{"domain": "a", "requirements": ["b==1; {MARKER}"]}}'}
            | {"requirements.txt": "b==1\n"},
            "custom_components/a/manifest.json:1:35",
            "this requirement",
            id="a manifest",
        ),
    ],
)
def test_a_marker_that_is_not_followed_is_reported(check_tree, tree: dict[str, str], place: str, what: str) -> None:
    assert check_tree(tree, "not-checked", "syntax-error", "invalid-manifest") == [
        f"{place}: error: not-checked: not checked: {what} {MESSAGE}"
    ]


def test_a_manifest_is_not_checked(check_tree) -> None:
    tree = {"requirements.in": "# <INSTALLED_ADDONS>\n# </INSTALLED_ADDONS>\n", "addons/a/addon.json": LISTS}
    assert check_tree(tree, "not-checked", "invalid-manifest") == [
        f"addons/a/addon.json:1:1: error: not-checked: not checked: the manifest {MESSAGE}"
    ]
