from __future__ import annotations

from collections.abc import Callable

import pytest

RULE = "unlocked-install"
FROM = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n"
PROJECT = """[project]
name = "shop"
version = "1"
dependencies = ["six", "idna==3.10"]
[project.optional-dependencies]
dev = ["black"]
docs = ["sphinx"]
[dependency-groups]
dev = ["ruff", {include-group = "test"}]
test = ["pytest>=8"]
"""
SETUP = "from setuptools import setup\nsetup(name='shop', install_requires=['six'])\n"
UV_LOCK = 'version = 1\nrequires-python = ">=3.12"\n'


@pytest.mark.parametrize(
    ("command", "more", "expected"),
    [
        pytest.param(
            "pip install .", {},
            ["Dockerfile:4:17: warning: {}: 1 of 2 requirements in pyproject.toml is not pinned: nothing locks this project"],
            id="a project",
        ),
        pytest.param(
            "pip install -e .[dev]", {},
            ["Dockerfile:4:20: warning: {}: 2 of 3 requirements in pyproject.toml are not pinned: nothing locks this project"],
            id="with an extra",
        ),
        pytest.param(
            "pip install --group dev", {},
            ["Dockerfile:4:25: error: {}: none of the 2 requirements in pyproject.toml is pinned: nothing locks the group dev"],
            id="a group with what it includes",
        ),
        pytest.param(
            "python3 setup.py -q install", {"setup.py": SETUP, "pyproject.toml": "[tool.black]\n"},
            ["Dockerfile:4:13: warning: {}: the only requirement in setup.py is not pinned: nothing locks this project"],
            id="a project by its setup.py",
        ),
        pytest.param(
            "cd lib && ./setup.py build develop", {"lib/setup.py": SETUP},
            ["Dockerfile:4:15: warning: {}: the only requirement in setup.py is not pinned: nothing locks this project"],
            id="a setup.py that is a program, in another folder",
        ),
        pytest.param(
            '["python", "setup.py", "install"]', {"setup.py": SETUP, "pyproject.toml": "[tool.black]\n"},
            ["Dockerfile:4:16: warning: {}: the only requirement in setup.py is not pinned: nothing locks this project"],
            id="a setup.py in the exec form",
        ),
        pytest.param(
            "pip install .", {"setup.py": SETUP, "pyproject.toml": "[tool.black]\n"},
            ["Dockerfile:4:17: warning: {}: the only requirement in setup.py is not pinned: nothing locks this project"],
            id="a setup.py next to settings of tools",
        ),
        pytest.param("python setup.py install --root=/out", {"setup.py": SETUP, "pyproject.toml": "[tool.black]\n"}, [],
                     id="a setup.py that installs no requirements"),
        pytest.param("python setup.py develop --uninstall", {"setup.py": SETUP, "pyproject.toml": "[tool.black]\n"}, [],
                     id="a setup.py that removes the project"),
        pytest.param("python setup.py build", {"setup.py": SETUP, "pyproject.toml": "[tool.black]\n"}, [],
                     id="a setup.py that installs nothing"),
        pytest.param("pip install six==1 && python setup.py install", {"setup.py": SETUP, "pyproject.toml": "[tool.black]\n"}, [],
                     id="a setup.py behind what it requires"),
        pytest.param("pip install --no-deps .", {}, [], id="without dependencies"),
        pytest.param("pip install -r requirements.txt && pip install .", {"requirements.txt": "six==1\n"}, [],
                     id="behind a requirements file"),
        pytest.param("pip install . -c constraints.txt", {"constraints.txt": "six==1\n"}, [], id="under constraints"),
        pytest.param("pip install .", {"uv.lock": UV_LOCK}, [], id="there is a lock, which another rule is for"),
        pytest.param("pip install .", {"pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n'}, [],
                     id="a project that requires nothing"),
    ],
)  # fmt: skip
def test_projects_that_nothing_locks(check_tree, command: str, more: dict[str, str], expected: list[str]) -> None:
    files = {"pyproject.toml": PROJECT, "Dockerfile": f"{FROM}RUN {command}\n", **more}
    assert check_tree(files, RULE) == [line.format(RULE) for line in expected]


def test_a_lock_that_pinlint_does_not_read_is_what_to_install(findings) -> None:
    (found,) = findings({"pyproject.toml": PROJECT, "pixi.lock": "", "Dockerfile": f"{FROM}RUN pip install .\n"}, RULE)
    assert found.help == (
        "pinlint does not read pixi.lock, the lock of this project: `pixi install --locked` installs what is in it"
    )


def test_an_image_for_tests_is_no_finding(check_tree) -> None:
    assert check_tree({"pyproject.toml": PROJECT, "tests/Dockerfile": f"{FROM}RUN pip install .\n"}, RULE) == []


def test_what_was_installed_before_is_not_open(check_tree: Callable[..., list[str]]) -> None:
    stages = """\
FROM python:3.12-slim AS base
ENV PATH=/home/u/.local/bin:$PATH
WORKDIR /app
FROM base AS deps
COPY requirements.txt ./
RUN pip install --user -r requirements.txt
FROM base
COPY --from=deps /home/u/.local /home/u/.local
COPY . .
RUN pip install --user -e .
"""
    files = {
        "Dockerfile": stages,
        "requirements.txt": "six==1.17.0\n",
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["six>=1", "attrs"]\n',
    }

    found = check_tree(files, "unlocked-install")

    assert [line.partition("unlocked-install: ")[2] for line in found] == [
        "1 of 2 requirements in pyproject.toml is not pinned: nothing locks this project"
    ]


@pytest.mark.parametrize(
    ("command", "given"), [("pip install .", "pyproject.toml"), ("pip install --group dev", "--group dev")]
)
def test_the_lock_is_for_the_python_of_the_image(findings, command: str, given: str) -> None:
    (found,) = findings({"pyproject.toml": PROJECT, "Dockerfile": f"{FROM}RUN {command}\n"}, RULE)
    assert found.help == (
        f"run `uv pip compile {given} --python-version 3.12 -o requirements.txt` and install that file first"
    )


def test_the_groups_that_a_session_of_nox_installs(check_tree: Callable[..., list[str]]) -> None:
    body = '    session.install(*{}(FILE, "dev"))\n    session.run("twine", "upload")\n'
    session = "import nox\n@nox.session\ndef publish(session):\n" + body
    for function in ("nox.project.dependency_groups", "dependency_groups"):
        found = check_tree({"noxfile.py": session.format(function), "pyproject.toml": PROJECT}, RULE)
        assert [line.partition(": error: ")[2] for line in found] == [
            f"{RULE}: none of the 2 requirements in pyproject.toml is pinned: nothing locks the group dev"
        ]
    assert check_tree({"noxfile.py": session.format("other"), "pyproject.toml": PROJECT}, RULE) == []
