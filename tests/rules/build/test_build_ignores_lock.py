"""build-ignores-lock: installing inputs, and tools that may rewrite a lock."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FROM = "FROM python:3.12\nWORKDIR /app\nCOPY . .\n"
TREE = {
    "requirements.in": "django\n",
    "requirements.txt": "django==5.1.2\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["django"]\n',
    "uv.lock": "version = 1\n",
}
INPUT = "error: `pip install` installs requirements.in, so the pins of requirements.txt have no effect"
RELOCK = "warning: `uv sync` resolves anew where uv.lock does not fit pyproject.toml, and the build does not say so"
PROJECT = "warning: `pip install` resolves the dependencies of pyproject.toml anew, so uv.lock has no effect"


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        pytest.param("RUN pip install -r requirements.in", [INPUT], id="the input of a lock"),
        pytest.param("RUN pip install -r requirements.in -c requirements.txt", [], id="its lock constrains it"),
        pytest.param("RUN pip install -r requirements.txt", [], id="the lock"),
        pytest.param("RUN uv sync", [RELOCK], id="uv may lock anew"),
        pytest.param("RUN uv sync --frozen", [], id="uv must not"),
        pytest.param("ENV UV_LOCKED=1\nRUN uv sync", [], id="uv must not, by the environment"),
        pytest.param("RUN UV_FROZEN=1 uv sync", [], id="uv must not, by the command's environment"),
        pytest.param("RUN pip install .", [PROJECT], id="the project with what it depends on"),
        pytest.param('RUN pip install -e ".[dev]"', [PROJECT], id="the project, editable, with an extra"),
        pytest.param("RUN pip install --no-deps .", [], id="the project alone"),
        pytest.param("RUN pip install -r requirements.txt && pip install .", [], id="behind the lock"),
        pytest.param("RUN uv sync --locked\nRUN pip install .", [], id="behind the tool's own lock"),
        pytest.param("RUN pip install ./other", [], id="another folder"),
        pytest.param("RUN false && true || pip install -r requirements.in", [], id="perhaps"),
    ],
)
def test_verdict(commands: str, expected: list[str], check_tree: Callable[..., list[str]]) -> None:
    found = check_tree({"Dockerfile": FROM + commands + "\n", **TREE}, "build-ignores-lock")
    assert [line.partition(": ")[2].replace("build-ignores-lock: ", "") for line in found] == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("pipenv install", True, id="Pipenv may lock anew"),
        pytest.param("pipenv install --system --deploy", False, id="Pipenv must not"),
        pytest.param("pipenv sync", False, id="Pipenv's sync never does"),
        pytest.param("pipenv install django", False, id="Pipenv adds a package"),
    ],
)
def test_pipenv(command: str, expected: bool, check_tree: Callable[..., list[str]]) -> None:
    tree = {"Pipfile": '[packages]\ndjango = "*"\n', "Pipfile.lock": "{}\n"}
    found = check_tree({"Dockerfile": f"{FROM}RUN {command}\n", **tree}, "build-ignores-lock")
    assert bool(found) is expected
