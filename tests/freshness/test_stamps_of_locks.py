"""The stamps of structured locks: what the tools hash, and that a wrong stamp is an info beside a lock that holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structured import poetry_lock, poetry_package, project, root, uv_lock, uv_package

from pinlint.freshness.stamp_hashes import dumped

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=8,
)


@given(VALUES)
def test_values_are_written_as_json_writes_them(value: Any) -> None:
    assert dumped(value) == json.dumps(value, sort_keys=True)
    assert dumped(value, ",", ":") == json.dumps(value, sort_keys=True, separators=(",", ":"))


def test_a_date_is_refused() -> None:
    with pytest.raises(TypeError):
        dumped(object())


def stamp(value: Any, **details: Any) -> str:
    """The stamp of some content."""
    return sha256(json.dumps(value, sort_keys=True, **details).encode()).hexdigest()


INPUTS = project("alpha>=1", python=">=3.12")
PROJECT = {"requires-python": ">=3.12", "dependencies": ["alpha>=1"]}
OLD = '[tool.poetry]\nname = "acme"\n\n[tool.poetry.dependencies]\npython = ">=3.12"\nalpha = ">=1"\n'
OLD_KEYS = {
    "dependencies": {"python": ">=3.12", "alpha": ">=1"},
    "dev-dependencies": None,
    "source": None,
    "extras": None,
}
GROUPS = '[dependency-groups]\ndev = ["alpha"]\n'
POETRY = {
    "2.0 with a project": (INPUTS, {"project": PROJECT, "tool": {"poetry": {}}}),
    "2.3 with groups": (
        INPUTS + GROUPS,
        {"project": PROJECT, "dependency-groups": {"dev": ["alpha"]}, "tool": {"poetry": {}}},
    ),
    "1.1": (OLD, OLD_KEYS),
    "1.2 with groups": (
        OLD + '[tool.poetry.group.dev.dependencies]\nalpha = "*"\n',
        {**OLD_KEYS, "group": {"dev": {"dependencies": {"alpha": "*"}}}},
    ),
}


@pytest.mark.parametrize("case", POETRY)
def test_poetry(case: str, check_tree: Callable[..., list[str]]) -> None:
    inputs, hashed = POETRY[case]
    package = poetry_package("alpha", groups=("main", "dev"))
    files = {"pyproject.toml": inputs, "poetry.lock": poetry_lock(package, stamp=stamp(hashed))}
    assert check_tree(files, "stale-stamp") == []
    files["poetry.lock"] = poetry_lock(package)
    (found,) = check_tree(files, "stale-stamp")
    assert found.partition(": ")[2] == (
        "info: stale-stamp: the pins are valid, but `poetry check --lock` will refuse this lock: pyproject.toml has changed"
    )


def test_pdm(check_tree: Callable[..., list[str]]) -> None:
    hashed = {
        "sources": [],
        "dependencies": ["alpha>=1"],
        "dev-dependencies": {"dev": ["alpha"]},
        "optional-dependencies": {},
        "requires-python": ">=3.12",
        "resolution": {},
    }
    lock = (
        '[metadata]\ngroups = ["default", "dev"]\nlock_version = "4.5.0"\ncontent_hash = "sha256:{}"\n\n'
        '[[package]]\nname = "alpha"\nversion = "1.0"\ngroups = ["default", "dev"]\n'
    )
    files = {"pyproject.toml": INPUTS + GROUPS, "pdm.lock": lock.format(stamp(hashed))}
    assert check_tree(files, "stale-stamp") == []
    files["pdm.lock"] = lock.format("0" * 64)
    assert [line.split(": ")[2] for line in check_tree(files, "stale-stamp")] == ["stale-stamp"]


SOURCE = '[[source]]\nname = "pypi"\nurl = "https://pypi.org/simple"\nverify_ssl = true\n\n'
PIPENV = {
    "names as they are written": ("My_Pkg", SOURCE, False),
    "names that are normalized, since 2026": ("my-pkg", SOURCE, False),
    "a name that the Pipfile does not have": ("other", SOURCE, True),
    "the index that pip.conf names, because the Pipfile names none": ("other", "", False),
}


@pytest.mark.parametrize("case", PIPENV)
def test_the_hash_of_pipenv_covers(case: str, check_tree: Callable[..., list[str]]) -> None:
    name, sources, differs = PIPENV[case]
    source = {"name": "pypi", "url": "https://pypi.org/simple", "verify_ssl": True}
    hashed = {"_meta": {"sources": [source], "requires": {}}, "default": {name: "*"}, "develop": {}}
    lock = {
        "_meta": {"hash": {"sha256": stamp(hashed, separators=(",", ":"))}},
        "default": {"my-pkg": {"version": "==1.0"}},
    }
    files = {"Pipfile": f'{sources}[packages]\nMy_Pkg = "*"\n', "Pipfile.lock": json.dumps(lock)}
    found = check_tree(files, "stale-stamp")
    assert [line.split(": ")[1:3] for line in found] == ([["info", "stale-stamp"]] if differs else [])


RECORDED = {
    "as recorded": ("alpha>=1", 'name = "alpha", specifier = ">=1"', False),
    "in another spelling": ("Alpha >= 1.0", 'name = "alpha", specifier = ">=1"', False),
    "loosened": ("alpha", 'name = "alpha", specifier = ">=1"', True),
    "a marker removed": ("alpha", 'name = "alpha", marker = "sys_platform == \'win32\'"', True),
    "a marker added": ("alpha; sys_platform == 'win32'", 'name = "alpha"', True),
    "a marker in another spelling": (
        "alpha; 'win32' == sys_platform",
        'name = "alpha", marker = "sys_platform == \'win32\'"',
        False,
    ),
    "from a source": ("alpha", 'name = "alpha", git = "https://example.org/alpha"', True),
}


@pytest.mark.parametrize("case", RECORDED)
def test_what_uv_records_is_compared_by_meaning(case: str, check_tree: Callable[..., list[str]]) -> None:
    asked, recorded, differs = RECORDED[case]
    lock = uv_lock(root("alpha", requires=[recorded]), uv_package("alpha"))
    found = check_tree({"pyproject.toml": project(asked), "uv.lock": lock}, "stale-stamp")
    assert [line.split(": ")[1:3] for line in found] == ([["info", "stale-stamp"]] if differs else [])


PYTHONS = {
    ("3.12", "3.12"): None,
    ("3.13", "3.12"): ">=3.13, and pyproject.toml is for Python >=3.12 too",
    ("3.11", "3.12"): None,
}


@pytest.mark.parametrize("case", PYTHONS, ids=" ".join)
def test_a_lock_for_fewer_pythons_than_the_project(case: tuple[str, str], check_tree: Callable[..., list[str]]) -> None:
    locked, asked = case
    lock = uv_lock(root("alpha"), uv_package("alpha"), python=f">={locked}")
    found = check_tree(
        {"pyproject.toml": project("alpha", python=f">={asked}"), "uv.lock": lock}, "environment-mismatch"
    )
    message = PYTHONS[case]
    assert found == (
        [f"uv.lock:3:20: warning: environment-mismatch: the lock is for Python {message}"] if message else []
    )


def test_each_member_is_asked_for_its_pythons(check_tree: Callable[..., list[str]]) -> None:
    members = (root("alpha"), uv_package("second", "1.0", "alpha", source='editable = "second"'), uv_package("alpha"))
    lock = uv_lock(*members, python=">=3.13", top='\n[manifest]\nmembers = ["acme", "second"]\n')
    first = project("alpha").replace('requires-python = ">=3.12"\n', "")
    found = check_tree(
        {
            "pyproject.toml": first + '[tool.uv.workspace]\nmembers = ["second"]\n',
            "second/pyproject.toml": project("alpha", name="second"),
            "uv.lock": lock,
        },
        "environment-mismatch",
    )
    assert [line.partition("the lock is for Python ")[2] for line in found] == [
        ">=3.13, and second/pyproject.toml is for Python >=3.12 too"
    ]


REFUSES = {
    "poetry.lock": {"poetry install": True, "poetry check": False},
    "uv.lock": {
        "uv sync --locked": True,
        "uv lock --check": True,
        "uv sync --frozen": False,
        "uv sync": False,
        "uv export --locked -o all.txt": True,
        "uv export --locked | uv pip install -r -": True,
        "uv export --frozen -o all.txt": False,
    },
}
COMMANDS = [(lock, command, refuses) for lock, commands in REFUSES.items() for command, refuses in commands.items()]


@pytest.mark.parametrize(("name", "command", "refuses"), COMMANDS, ids=str)
def test_a_command_that_refuses_the_lock_makes_it_a_warning(
    name: str, command: str, refuses: bool, check_tree: Callable[..., list[str]]
) -> None:
    locks = {
        "poetry.lock": poetry_lock(poetry_package("alpha", groups=("main", "dev"))),
        "uv.lock": uv_lock(root("alpha", requires=['name = "alpha", specifier = ">=2"']), uv_package("alpha")),
    }
    workflow = f"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {command}\n"
    files = {"pyproject.toml": INPUTS, name: locks[name], ".github/workflows/test.yml": workflow}
    (found,) = check_tree(files, "stale-stamp")
    assert found.split(": ")[1:3] == ["warning" if refuses else "info", "stale-stamp"]


@pytest.mark.parametrize(
    ("more", "hashed", "differs"),
    [
        pytest.param('[docs]\nsix = "*"\n', {"docs": {"six": "*"}}, False, id="a category"),
        pytest.param('[docs]\nsix = ">=1"\n', {"docs": {"six": "*"}}, True, id="a category that has changed"),
        pytest.param('[docs]\nsix = "*"\n', {}, False, id="older versions leave categories out"),
        pytest.param(
            '[docs]\nsix = "*"\n[scripts]\nx = "y"\n', {"docs": {"six": "*"}}, False, id="scripts are never in it"
        ),
        pytest.param('[dev-packages]\nsix = "*"\n', {"develop": {"six": "*"}}, False, id="packages for development"),
        pytest.param('[requires]\npython_version = "3.12"\n', {}, True, id="a Python that was not required"),
    ],
)
def test_the_hash_of_pipenv_covers_categories(
    more: str, hashed: dict[str, object], differs: bool, check_tree: Callable[..., list[str]]
) -> None:
    source = {"name": "pypi", "url": "https://pypi.org/simple", "verify_ssl": True}
    content = {"_meta": {"sources": [source], "requires": {}}, "default": {"six": "*"}, "develop": {}, **hashed}
    lock = {
        "_meta": {"hash": {"sha256": stamp(content, separators=(",", ":"))}},
        "default": {"six": {"version": "==1.0"}},
    }
    files = {"Pipfile": f'{SOURCE}[packages]\nsix = "*"\n{more}', "Pipfile.lock": json.dumps(lock)}
    assert len(check_tree(files, "stale-stamp")) == differs


@pytest.mark.parametrize(
    ("step", "severity"),
    [
        pytest.param("run: pip install poetry==1.4.2", "info", id="a command installs a Poetry that only warns"),
        pytest.param("run: pip install poetry==1.5.0", "warning", id="a command installs a Poetry that refuses"),
        pytest.param("run: pip install poetry", "warning", id="a command installs the newest Poetry"),
        pytest.param("uses: a/b@v1\n        with: {\n          poetry-version: 1.2.1}", "info", id="a setting"),
    ],
)
def test_an_old_poetry_refuses_no_lock(step: str, severity: str, check_tree: Callable[..., list[str]]) -> None:
    jobs = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {step}\n      - run: poetry install\n"
    lock = poetry_lock(poetry_package("alpha", groups=("main", "dev")))
    files = {"pyproject.toml": INPUTS, "poetry.lock": lock, ".github/workflows/a.yml": jobs}
    (found,) = check_tree(files, "stale-stamp")
    assert found.split(": ")[1] == severity
