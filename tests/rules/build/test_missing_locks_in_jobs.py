"""build-without-lock: jobs that install the lock of a project manager which nobody has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

RULE = "build-without-lock"
FILE = ".github/workflows/ci.yml"
POETRY = '[tool.poetry]\nname = "shop"\nversion = "1"\n{}\n[tool.poetry.dependencies]\nflask = "^3"\n'
PROJECT = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask"]\n'
BUILT = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
NO_PACKAGE = POETRY.format("package-mode = false")


def workflow(command: str, *before: str) -> str:
    steps = "".join(f"      - run: {each}\n" for each in (*before, command))
    head = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
    return head + steps + "      - run: pytest\n"


REPORTED = {
    "an application of Poetry": (NO_PACKAGE, "poetry install --no-root", "`poetry install` finds no poetry.lock: {}"),
    "an application of uv": (PROJECT, "uv sync", "`uv sync` finds no uv.lock: {}"),
    "a package that uv does not install": (
        f"{PROJECT}{BUILT}[tool.uv]\npackage = false\n",
        "uv sync",
        "`uv sync` finds no uv.lock: {}",
    ),
    "a lock that must be up to date": (
        PROJECT,
        "uv sync --locked",
        "`uv sync` reads uv.lock, which does not exist: this command fails",
    ),
    "a lock that is exported": (PROJECT, "uv export -o all.txt", "`uv export` finds no uv.lock: {}"),
    "an application of PDM": (
        f"{PROJECT}[tool.pdm]\ndistribution = false\n",
        "pdm install",
        "`pdm install` finds no pdm.lock: {}",
    ),
}
SILENT = {
    "a library of Poetry": (POETRY.format(""), workflow("poetry install"), {}),
    "a library of uv": (PROJECT + BUILT, workflow("uv sync"), {}),
    "a library with setup.py and uv": (
        PROJECT,
        workflow("uv sync"),
        {"setup.py": "import setuptools\nsetuptools.setup()\n"},
    ),
    "the job makes the lock": (NO_PACKAGE, workflow("poetry install", "poetry lock"), {}),
    "the job brings files": (NO_PACKAGE, workflow("poetry install", "curl -O https://example.org/all.tar"), {}),
    "the lock of the workspace": (
        "",
        workflow("cd app && uv sync"),
        {"app/pyproject.toml": PROJECT, "pyproject.toml": "[tool.uv.workspace]\nmembers = ['app']\n", "uv.lock": ""},
    ),
    "another folder": (NO_PACKAGE, workflow("cd $APP && poetry install"), {}),
    "an export of a library": (PROJECT + BUILT, workflow("uv export -o all.txt"), {}),
    "only help": (NO_PACKAGE, workflow("poetry install --help"), {}),
}


@pytest.mark.parametrize("case", REPORTED)
def test_an_application_without_its_lock(check_tree: Callable[..., list[str]], case: str) -> None:
    project, command, message = REPORTED[case]
    files = {"pyproject.toml": project, FILE: workflow(command)}

    assert check_tree(files, RULE) == [f"{FILE}:7:14: warning: {RULE}: {message.format('every build resolves again')}"]


def test_a_folder_with_a_dot(check_tree: Callable[..., list[str]]) -> None:
    files = {".site/pyproject.toml": PROJECT, FILE: workflow("cd .site && uv sync")}

    assert check_tree(files, RULE) == [
        f"{FILE}:7:26: warning: {RULE}: `uv sync` finds no .site/uv.lock: every build resolves again"
    ]


def test_the_same_lock_is_reported_once_in_a_file(check_tree: Callable[..., list[str]]) -> None:
    files = {"pyproject.toml": NO_PACKAGE, FILE: workflow("poetry install", "poetry install --only main")}

    assert len(check_tree(files, RULE)) == 1


@pytest.mark.parametrize("case", SILENT)
def test_what_needs_no_lock_or_makes_it(check_tree: Callable[..., list[str]], case: str) -> None:
    project, job, more = SILENT[case]

    assert check_tree({"pyproject.toml": project, FILE: job, **more}, RULE) == []
