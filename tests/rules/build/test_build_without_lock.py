"""build-without-lock: what a build reads and nobody has."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from trees import findings_in

FROM = "FROM divio/base:1.2-py3.8-slim-buster\nCOPY requirements.* /app/\n"
RESOLVE = """\
RUN pip-reqs resolve && \\
    pip install \\
        --no-index --no-deps \\
        --requirement requirements.urls
"""
COMPILE = RESOLVE.replace("RUN ", "RUN pip-reqs compile && \\\n    ")
PYTHON = "FROM python:3.12\nWORKDIR /app\nCOPY . .\n"
INPUT = {"requirements.in": "django\n"}


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        pytest.param(
            FROM + RESOLVE,
            "Dockerfile:3:5: error: `pip-reqs resolve` reads requirements.txt, which does not exist",
            id="resolve",
        ),
        pytest.param(
            PYTHON + "RUN pip install -r requirements/prod.txt",
            "Dockerfile:4:20: error: `pip install` reads requirements/prod.txt, which does not exist",
            id="pip",
        ),
        pytest.param(
            PYTHON + "RUN pip install -rprod.txt",
            "Dockerfile:4:17: error: `pip install` reads prod.txt, which does not exist",
            id="glued",
        ),
        pytest.param(
            PYTHON + "RUN uv pip sync lock.txt",
            "Dockerfile:4:17: error: `uv pip sync` reads lock.txt, which does not exist",
            id="uv pip sync",
        ),
        pytest.param(
            PYTHON + "ARG F=prod\nRUN python3.12 -m pip --no-cache-dir install --requirement=$F.txt",
            "Dockerfile:5:46: error: `pip install` reads prod.txt, which does not exist",
            id="a variable of the Dockerfile",
        ),
        pytest.param(FROM + COMPILE, None, id="compiled before"),
        pytest.param(FROM + "RUN pip-reqs compile\n" + RESOLVE, None, id="compiled by an earlier RUN"),
        pytest.param("FROM x AS a\nRUN pip-reqs compile\nFROM a\n" + RESOLVE, None, id="compiled by an earlier stage"),
        pytest.param(PYTHON + "RUN pip install -r $F", None, id="an unknown variable"),
        pytest.param(PYTHON + "RUN pip install -r https://x/r.txt -r /dev/stdin -r -", None, id="no file of the image"),
        pytest.param(PYTHON + "RUN cat a b > r.txt && pip install -r r.txt", None, id="made by a command"),
        pytest.param(PYTHON + "RUN curl -O https://x/r.txt\nRUN pip install -r r.txt", None, id="fetched"),
        pytest.param(PYTHON + "RUN ./make.sh\nRUN pip install -r r.txt", None, id="a script may make anything"),
        pytest.param(PYTHON + "RUN git clone https://x/y && pip install -r y/r.txt", None, id="cloned"),
        pytest.param(
            PYTHON + "COPY <<EOF r.txt\nflask\nEOF\nRUN pip install -r r.txt", None, id="written in the Dockerfile"
        ),
        pytest.param(
            PYTHON + "COPY --from=x/y /r.txt .\nRUN pip install -r r.txt", None, id="copied from another image"
        ),
        pytest.param("FROM x/y\nRUN pip install -r r.txt", None, id="an unknown base image"),
        pytest.param(PYTHON + "RUN [ -f r.txt ] && pip install -r r.txt", None, id="only where it is there"),
        pytest.param(
            PYTHON + "RUN if [ -f r.txt ]; then pip install -r r.txt; fi", None, id="only where it is there, if"
        ),
        pytest.param("FROM python:3-onbuild\nRUN pip install -r r.txt", None, id="an image that copies by itself"),
        pytest.param(PYTHON + 'SHELL ["powershell"]\nRUN pip install -r r.txt', None, id="another shell"),
    ],
)
def test_verdict(dockerfile: str, expected: str | None, check_tree: Callable[..., list[str]]) -> None:
    found = check_tree({"Dockerfile": dockerfile, **INPUT}, "build-without-lock")
    assert [line.replace("build-without-lock: ", "") for line in found] == (
        [expected + ": the build fails"] if expected else []
    )


@pytest.mark.parametrize(
    ("command", "tree", "expected"),
    [
        pytest.param(
            "poetry install",
            {},
            "warning: `poetry install` finds no poetry.lock: every build resolves again",
            id="Poetry",
        ),
        pytest.param("uv sync", {}, "warning: `uv sync` finds no uv.lock: every build resolves again", id="uv"),
        pytest.param(
            "uv sync --locked",
            {},
            "error: `uv sync` reads uv.lock, which does not exist: the build fails",
            id="uv, strictly",
        ),
        pytest.param("uv sync --frozen", {"uv.lock": "version = 1\n"}, None, id="the lock is there"),
        pytest.param(
            "uv export > all.txt",
            {},
            "warning: `uv export` finds no uv.lock: every build resolves again",
            id="an export of uv",
        ),
        pytest.param(
            "uv export --frozen > all.txt",
            {},
            "error: `uv export` reads uv.lock, which does not exist: the build fails",
            id="an export of uv, strictly",
        ),
        pytest.param(
            "uv export --frozen > all.txt", {"uv.lock": "version = 1\n"}, None, id="the lock to export is there"
        ),
    ],
)
def test_projects(
    command: str, tree: dict[str, str], expected: str | None, check_tree: Callable[..., list[str]]
) -> None:
    project = {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\n', **tree}
    found = check_tree({"Dockerfile": f"{PYTHON}RUN {command}\n", **project}, "build-without-lock")
    assert [line.partition(": ")[2].replace("build-without-lock: ", "") for line in found] == (
        [expected] if expected else []
    )


@pytest.mark.parametrize(
    ("before", "command", "is_missing"),
    [
        ("poetry config virtualenvs.create false", "poetry install", True),
        ("poetry check", "poetry install --no-root", True),
        ("poetry self update", "poetry install", True),
        ("poetry env use 3.12", "poetry sync", True),
        ("poetry --version", "poetry install", True),
        ("poetry -C /app --no-ansi config virtualenvs.in-project true", "poetry install", True),
        ("python -m poetry config virtualenvs.create false", "poetry install", True),
        ("pdm config python.use_venv false", "pdm install", True),
        ("pdm use -f 3.12", "pdm sync", True),
        ("pipenv --version", "pipenv install --deploy", True),
        ("pipenv --python 3.12", "pipenv sync", True),
        ("poetry lock", "poetry install", False),
        ("python -m poetry -C . lock", "poetry install", False),
        ("poetry update", "poetry install", False),
        ("poetry add flask", "poetry install", False),
        ("poetry remove flask", "poetry install", False),
        ("poetry a-command-of-a-plugin", "poetry install", False),
        ("poetry $COMMAND", "poetry install", False),
        ("poetry show > poetry.lock", "poetry install", False),
        ("pdm lock", "pdm install", False),
        ("pdm -c pdm.toml lock", "pdm install", False),
        ("pipenv --python 3.12 lock", "pipenv sync", False),
        ("pipenv upgrade", "pipenv sync", False),
    ],
)
@pytest.mark.parametrize("between", [" && ", "\nRUN "])
def test_other_commands_of_the_project_manager(
    check_tree: Callable[..., list[str]], before: str, command: str, is_missing: bool, between: str
) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n',
        "Dockerfile": f"{PYTHON}RUN {before}{between}{command}\n",
    }
    assert bool(check_tree(files, "build-without-lock")) is is_missing


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("poetry install", "run `poetry lock` and commit poetry.lock", id="Poetry"),
        pytest.param("uv sync --locked", "run `uv lock` and commit uv.lock", id="uv"),
        pytest.param("pdm install", "run `pdm lock` and commit pdm.lock", id="PDM"),
        pytest.param("pipenv install --deploy", "run `pipenv lock` and commit Pipfile.lock", id="Pipenv"),
    ],
)
def test_the_command_that_locks(command: str, expected: str, tmp_path: Path) -> None:
    files = {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\n', "Dockerfile": f"{PYTHON}RUN {command}\n"}
    (finding,) = findings_in(tmp_path, files, "build-without-lock")
    assert finding.help == expected


def test_the_file_to_create_is_named_as_in_the_project(tmp_path: Path) -> None:
    files = {"Dockerfile": f"{PYTHON}COPY requirements.txt /app/\nRUN pip install -r /app/requirements.txt\n"}
    (finding,) = findings_in(tmp_path, files, "build-without-lock")
    assert finding.help == (
        "create and commit requirements.txt (`pinlint compile` says how), "
        "or remove /app/requirements.txt from this command"
    )


def test_the_variable_that_names_constraints(tmp_path: Path) -> None:
    files = {
        "Dockerfile": f"{PYTHON}ENV PIP_CONSTRAINT=c.txt\nRUN pip install six==1.17.0 && uv pip install six==1.17.0\n"
    }
    (finding,) = findings_in(tmp_path, files, "build-without-lock")
    assert finding.help == (
        "create and commit c.txt (`pinlint compile` says how), or remove c.txt from the variable PIP_CONSTRAINT"
    )


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param(
            ["requirements/base.in"],
            "run `cd requirements && uv pip compile base.in --python-version 3.12 -o base.txt` and commit base.txt",
            id="the input in the folder that a COPY names",
        ),
        pytest.param(
            ["a/base.in", "b/base.in"],
            "create and commit base.txt (`pinlint compile` says how), or remove base.txt from this command",
            id="two inputs, either of which may be meant",
        ),
    ],
)
def test_the_input_of_a_missing_file(inputs: list[str], expected: str, tmp_path: Path) -> None:
    dockerfile = "FROM python:3.12\nCOPY requirements/base.txt .\nRUN pip install -r base.txt\n"
    (finding,) = findings_in(
        tmp_path, {"Dockerfile": dockerfile, **dict.fromkeys(inputs, "six\n")}, "build-without-lock"
    )
    assert finding.help == expected


def test_the_input_of_a_missing_file_is_not_in_a_folder_with_a_similar_name(tmp_path: Path) -> None:
    dockerfile = "FROM python:3.12\nCOPY main.py .\nRUN pip install -r requirements.txt\n"
    files = {"app/Dockerfile": dockerfile, "app/main.py": "", "app2/requirements.in": "six\n"}
    (finding,) = findings_in(tmp_path, files, "build-without-lock")
    assert finding.help == (
        "create and commit app/requirements.txt (`pinlint compile` says how), or remove requirements.txt from this command"
    )


@pytest.mark.parametrize(
    ("dockerfile", "fixed"),
    [
        pytest.param(FROM + RESOLVE, FROM + COMPILE, id="one line becomes two"),
        pytest.param((FROM + RESOLVE).replace("\n", "\r\n"), (FROM + COMPILE).replace("\n", "\r\n"), id="CRLF"),
        pytest.param((FROM + RESOLVE)[:-1], (FROM + COMPILE)[:-1], id="no newline at the end"),
        pytest.param(
            FROM + "RUN pip-reqs resolve\nRUN pip install -r requirements.urls",
            FROM + "RUN pip-reqs compile\nRUN pip-reqs resolve\nRUN pip install -r requirements.urls",
            id="a RUN of its own",
        ),
        pytest.param(
            FROM + "RUN pip-reqs resolve && rm x\n",
            FROM + "RUN pip-reqs resolve && rm x\n",
            id="mixed with other commands",
        ),
    ],
)
def test_fix(dockerfile: str, fixed: str, fix_tree: Callable[..., dict[str, str]]) -> None:
    assert fix_tree({"Dockerfile": dockerfile, **INPUT}, "build-without-lock")["Dockerfile"] == fixed


def test_a_lock_that_git_ignores_is_there_and_not_there(tmp_path: Path, findings: Callable[..., list]) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    tree = {
        "Dockerfile": FROM + RESOLVE,
        ".gitignore": "requirements.txt\n",
        "requirements.txt": "django==5.1.2\n",
        **INPUT,
    }
    (finding,) = findings(tree, "build-without-lock")
    assert finding.message == "`pip-reqs resolve` reads requirements.txt, which is not in git: the build fails"
    assert (finding.help, finding.fix) == ("add it to git: `git add --force requirements.txt`", None)


@pytest.mark.parametrize(
    ("excluded", "count"), [pytest.param("o*.txt", 0, id="excluded"), pytest.param("x.txt", 1, id="another file is")]
)
def test_a_file_that_is_not_checked_is_not_missing(tmp_path: Path, excluded: str, count: int) -> None:
    files = {"Dockerfile": PYTHON + "RUN pip install -r old.txt\n", "old.txt": "a==1\n", ".gitignore": "old.txt\n"}
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert len(findings_in(tmp_path, files, "build-without-lock", exclude=(excluded,))) == count


BACKEND = '[build-system]\nrequires = ["hatchling==1.27.0"]\n'


@pytest.mark.parametrize(
    ("ignored", "command", "more", "counted"),
    [
        pytest.param("uv.lock", "uv sync", BACKEND, "refused", id="git ignores the lock that the tool would make"),
        pytest.param("uv.lock", "uv sync", "", None, id="an application needs the lock"),
        pytest.param("*.log", "uv sync", BACKEND, None, id="git ignores other files"),
        pytest.param("uv.lock", "uv sync --frozen", BACKEND, None, id="the tool fails without the lock"),
    ],
)
def test_a_lock_that_a_project_does_not_want(
    tmp_path: Path, findings: Callable[..., list], ignored: str, command: str, more: str, counted: str | None
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    project = f'[project]\nname = "x"\nversion = "1"\ndependencies = ["six"]\n{more}'
    tree = {
        "Dockerfile": f"FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN {command}\n",
        ".gitignore": f"{ignored}\n",
        "pyproject.toml": project,
    }
    assert [each.counted for each in findings(tree) if each.rule == "build-without-lock"] == [counted]
