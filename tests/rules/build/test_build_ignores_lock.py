"""build-ignores-lock: installing inputs, and tools that may rewrite a lock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from trees import findings_in

FROM = "FROM python:3.12\nWORKDIR /app\nCOPY . .\n"
TREE = {
    "requirements.in": "django\n",
    "requirements.txt": "django==5.1.2\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["django"]\n',
    "uv.lock": "version = 1\n",
}
INPUT = "error: `pip install` installs requirements.in: the pins of requirements.txt have no effect"
RELOCK = "warning: `uv sync` resolves again without a warning if uv.lock does not match pyproject.toml"
PROJECT = "warning: `pip install` resolves the dependencies of pyproject.toml again: uv.lock has no effect"


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        pytest.param("RUN pip install -r requirements.in", [INPUT], id="the input of a lock"),
        pytest.param("RUN pip install -r requirements.in -c requirements.txt", [], id="its lock constrains it"),
        pytest.param("RUN pip install -r requirements.txt", [], id="the lock"),
        pytest.param("RUN uv sync", [RELOCK], id="uv may lock anew"),
        pytest.param("RUN uv sync --frozen", [], id="uv must not"),
        pytest.param(
            "RUN uv export > all.txt", [RELOCK.replace("sync", "export")], id="uv may lock anew before it exports"
        ),
        pytest.param("RUN uv export --locked -o all.txt", [], id="uv must not before it exports"),
        pytest.param("RUN poetry export -o all.txt", [], id="Poetry exports what it has"),
        pytest.param("ENV UV_LOCKED=1\nRUN uv sync", [], id="uv must not, by the environment"),
        pytest.param("RUN UV_FROZEN=1 uv sync", [], id="uv must not, by the command's environment"),
        pytest.param("RUN pip install .", [PROJECT], id="the project with what it depends on"),
        pytest.param('RUN pip install -e ".[dev]"', [PROJECT], id="the project, editable, with an extra"),
        pytest.param("RUN pip install --no-deps .", [], id="the project alone"),
        pytest.param("RUN pip install -r requirements.txt && pip install .", [], id="behind the lock"),
        pytest.param("RUN uv sync --locked\nRUN pip install .", [], id="behind the tool's own lock"),
        pytest.param("RUN pip install ./other", [], id="another folder"),
        pytest.param("RUN false || pip install -r requirements.in", [INPUT], id="under a condition"),
        pytest.param(
            "RUN uv pip install -r pyproject.toml",
            ["error: `uv pip install` installs pyproject.toml: the pins of uv.lock have no effect"],
            id="the project's own file as requirements",
        ),
        pytest.param("RUN pip install --group dev", [PROJECT], id="a dependency group"),
        pytest.param(
            "RUN uv pip install -r uv.lock",
            ["error: `uv pip install` cannot read uv.lock: it is not a requirements file"],
            id="the lock of uv as requirements",
        ),
    ],
)
def test_verdict(commands: str, expected: list[str], check_tree: Callable[..., list[str]]) -> None:
    found = check_tree({"Dockerfile": FROM + commands + "\n", **TREE}, "build-ignores-lock")
    assert [line.partition(": ")[2].replace("build-ignores-lock: ", "") for line in found] == expected


SETUP = "from setuptools import setup\nsetup(name='shop', install_requires={}.read().splitlines())\n"
READING = {"setup.py": SETUP.format('open("reqs/base.in")'), "reqs/base.in": "six\n", "reqs/base.txt": "six==1.17.0\n"}
OF_INPUT = "`{}` resolves the dependencies of {} again: reqs/base.txt has no effect"
DYNAMIC = """[project]
name = "shop"
version = "1"
dynamic = ["dependencies"]
[tool.setuptools.dynamic]
dependencies = {file = ["reqs/base.in"]}
"""


@pytest.mark.parametrize(
    ("command", "more", "expected"),
    [
        pytest.param(
            "pip install -e .", {}, [OF_INPUT.format("pip install", "setup.py")], id="setup.py reads the input"
        ),
        pytest.param(
            "pip install .",
            {"setup.py": "", "pyproject.toml": DYNAMIC},
            [OF_INPUT.format("pip install", "pyproject.toml")],
            id="pyproject.toml reads the input",
        ),
        pytest.param(
            "python setup.py develop",
            {},
            [OF_INPUT.format("setup.py develop", "setup.py")],
            id="setup.py itself installs the project",
        ),
        pytest.param("pip install -r reqs/base.txt && pip install .", {}, [], id="behind the lock"),
        pytest.param("pip install --no-deps .", {}, [], id="the project alone"),
        pytest.param("pip install . -c reqs/base.txt", {}, [], id="the lock constrains it"),
        pytest.param(
            "pip install .",
            {"setup.py": SETUP.format('open("reqs/base.txt")')},
            [],
            id="setup.py reads the lock itself",
        ),
        pytest.param(
            "pip install .",
            {"setup.py": SETUP.format('open("setup.cfg")')},
            [],
            id="setup.py reads another description",
        ),
        pytest.param("pip install .", {"reqs/base.txt": ""}, [], id="without a lock"),
    ],
)
def test_the_lock_of_an_input_that_a_project_reads(
    command: str, more: dict[str, str], expected: list[str], check_tree: Callable[..., list[str]]
) -> None:
    files = {**READING, "Dockerfile": f"{FROM}RUN {command}\n", **more}
    files = {path: text for path, text in files.items() if text}
    found = check_tree(files, "build-ignores-lock")
    assert [line.partition("build-ignores-lock: ")[2] for line in found] == expected


def test_what_installs_a_lock_instead_of_setup_py(findings) -> None:
    files = {"setup.py": SETUP.format("data"), "pyproject.toml": TREE["pyproject.toml"], "uv.lock": TREE["uv.lock"]}
    (found,) = findings({**files, "Dockerfile": f"{FROM}RUN python setup.py install\n"}, "build-ignores-lock")
    assert found.help == "use `uv sync --locked` instead"


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


HEADERS = {
    "uv": "# This file was autogenerated by uv via the following command:\n#    uv pip compile {} -o requirements.txt\n",
    "pip-compile": "#\n# This file is autogenerated by pip-compile with Python 3.12\n# by the following command:\n#\n"
    "#    pip-compile {}\n#\n",
}


@pytest.mark.parametrize(
    ("tool", "given", "command", "expected"),
    [
        pytest.param("uv", "pyproject.toml", "pip install .", True, id="the project, which its header names"),
        pytest.param("uv", "pyproject.toml", "pip install -c requirements.txt .", False, id="the lock constrains it"),
        pytest.param("pip-compile", "setup.cfg", "pip install -e '.[dev]'", True, id="a project of setup.cfg"),
        pytest.param("pip-compile", "other/setup.cfg", "pip install .", False, id="the lock of another project"),
    ],
)
def test_locks_whose_header_names_the_project(
    tool: str, given: str, command: str, expected: bool, check_tree: Callable[..., list[str]]
) -> None:
    project = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["six"]\n'
    setup = "[metadata]\nname = shop\n[options]\ninstall_requires =\n    six\n"
    name = "pyproject.toml" if tool == "uv" else "setup.cfg"
    text = project if tool == "uv" else setup
    tree = {name: text, given: text, "requirements.txt": HEADERS[tool].format(given) + "six==1.17.0\n"}
    found = check_tree({"Dockerfile": f"{FROM}RUN {command}\n", **tree}, "build-ignores-lock")
    message = f"`pip install` resolves the dependencies of {name} again: requirements.txt has no effect"
    assert [line.partition(": warning: build-ignores-lock: ")[2] for line in found] == ([message] if expected else [])


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        pytest.param("pip install -r requirements.in", "warning", id="an input"),
        pytest.param("uv sync", "warning", id="uv may lock anew"),
        pytest.param("pip install -e .", "info", id="the project"),
        pytest.param("pip install -r requirements.in && twine upload x", "error", id="an input, in what is published"),
        pytest.param("uv sync --locked", None, id="the lock"),
    ],
)
def test_jobs(command: str, severity: str | None, check_tree: Callable[..., list[str]]) -> None:
    workflow = f"on: push\njobs:\n  a:\n    steps:\n      - run: {command}\n"
    found = check_tree({".github/workflows/a.yml": workflow, **TREE}, "build-ignores-lock")
    assert [line.split(": ")[1] for line in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("before", "is_reported"),
    [
        pytest.param("uv sync --locked", False, id="a strict installation"),
        pytest.param("UV_LOCKED=1 uv sync", False, id="a strict installation, by a variable"),
        pytest.param("uv lock --check", False, id="a check of the lock"),
        pytest.param("uv sync --frozen", True, id="an installation that compares nothing"),
        pytest.param("uv sync --locked || true", True, id="an installation that may fail"),
        pytest.param("cd other && uv sync --locked && cd ..", True, id="the lock of another project"),
    ],
)
def test_an_earlier_command_of_the_job_proves_the_lock(
    before: str, is_reported: bool, check_tree: Callable[..., list[str]]
) -> None:
    workflow = f"on: push\njobs:\n  a:\n    steps:\n      - run: {before}\n      - run: uv export > audit.txt\n"
    other = {"other/pyproject.toml": TREE["pyproject.toml"], "other/uv.lock": TREE["uv.lock"]}
    found = check_tree({".github/workflows/a.yml": workflow, **TREE, **other}, "build-ignores-lock")
    assert len([line for line in found if "`uv export`" in line]) == is_reported


def test_another_job_does_not_prove_the_lock(check_tree: Callable[..., list[str]]) -> None:
    steps = "    steps:\n      - run: "
    workflow = f"on: push\njobs:\n  a:\n{steps}uv sync --locked\n  b:\n{steps}uv export > audit.txt\n"
    assert len(check_tree({".github/workflows/a.yml": workflow, **TREE}, "build-ignores-lock")) == 1


PROJECT_FILE = (
    '[project]\nname = "shop"\nversion = "1"\ndependencies = ["django"]\n[dependency-groups]\ndev = ["django"]\n'
)
COMPILED = HEADERS["uv"].replace("requirements.txt", "locked.txt")


@pytest.mark.parametrize(
    ("command", "lock", "expected"),
    [
        pytest.param("pip install -r requirements.in", "requirements.txt", "warning", id="a .in file"),
        pytest.param("pip install -r requirements.txt", "locked.txt", "warning", id="requirements.txt beside its lock"),
        pytest.param("uv pip install -r pyproject.toml", "uv.lock", "warning", id="pyproject.toml as requirements"),
        pytest.param("pip install .", "poetry.lock", "info", id="the project"),
        pytest.param("pip install -e .", "pdm.lock", "info", id="the project, editable"),
        pytest.param("uv pip install --group dev", "uv.lock", "info", id="a group"),
        pytest.param("uv sync", "uv.lock", "warning", id="uv sync"),
        pytest.param("uv sync --frozen", "uv.lock", None, id="uv sync --frozen"),
        pytest.param("uv sync --locked", "uv.lock", None, id="uv sync --locked"),
        pytest.param("pdm install", "pdm.lock", "warning", id="pdm install"),
        pytest.param("pdm install --frozen-lockfile", "pdm.lock", None, id="pdm install --frozen-lockfile"),
        pytest.param("pdm sync", "pdm.lock", None, id="pdm sync"),
        pytest.param("pipenv install", "Pipfile.lock", "warning", id="pipenv install"),
        pytest.param("pipenv install --deploy", "Pipfile.lock", None, id="pipenv install --deploy"),
        pytest.param("poetry install", "poetry.lock", None, id="poetry install"),
        pytest.param("pip install -r locked.txt", "locked.txt", None, id="the lock"),
        pytest.param(
            "pip install -r locked.txt && pip install .", "locked.txt", None, id="the project behind its lock"
        ),
    ],
)
def test_all_ways_to_pass_by_a_lock(
    command: str, lock: str, expected: str | None, check_tree: Callable[..., list[str]]
) -> None:
    tree = {
        ".github/workflows/a.yml": f"jobs:\n  a:\n    steps:\n      - run: {command}\n",
        "pyproject.toml": PROJECT_FILE,
        "requirements.in": "django\n",
        "requirements.txt": "django==5.1.2\n",
        "Pipfile": '[packages]\ndjango = "*"\n',
        lock: (COMPILED.format("requirements.txt") + "django==5.1.2\n" if lock == "locked.txt" else "")
        or ("django==5.1.2\n" if lock.endswith(".txt") else "version = 1\n"),
    }
    if lock == "locked.txt":
        del tree["requirements.in"]
        tree["requirements.txt"] = "django\n"
        tree[lock] += "    # via -r requirements.txt\n"
    found = check_tree(tree, "build-ignores-lock")
    assert [line.split(": ")[1] for line in found] == ([expected] if expected else [])


LOCKED = {
    "pyproject.toml": PROJECT_FILE,
    "Pipfile": '[packages]\ndjango = "*"\n',
    **dict.fromkeys(("uv.lock", "poetry.lock", "pdm.lock"), "version = 1\n"),
    "Pipfile.lock": "{}\n",
}


@pytest.mark.parametrize(
    ("tool", "strict"),
    [
        pytest.param("uv sync", "uv sync --locked", id="uv sync"),
        pytest.param("uv sync", "uv sync --frozen", id="uv sync, frozen"),
        pytest.param("uv sync", "UV_LOCKED=1 uv sync", id="uv sync, by a variable"),
        pytest.param("uv sync", "UV_FROZEN=1 uv sync", id="uv sync, frozen by a variable"),
        pytest.param("uv export", "uv export --locked", id="uv export"),
        pytest.param("uv export", "uv export --frozen", id="uv export, frozen"),
        pytest.param("uv export", "UV_LOCKED=1 uv export", id="uv export, by a variable"),
        pytest.param("uv export", "UV_FROZEN=1 uv export", id="uv export, frozen by a variable"),
        pytest.param("pdm install", "pdm install --check", id="pdm install"),
        pytest.param("pdm install", "pdm install --check", id="pdm install that checks"),
        pytest.param("pdm install", "pdm install --no-lock", id="pdm install without a lock"),
        pytest.param("pdm install", "PDM_FROZEN_LOCKFILE=1 pdm install", id="pdm install, by a variable"),
        pytest.param("pipenv install", "pipenv install --deploy", id="pipenv install"),
        pytest.param("pipenv install", "pipenv install --ignore-pipfile", id="pipenv install of the lock alone"),
        pytest.param("pipenv install", "PIPENV_DEPLOY=1 pipenv install", id="pipenv install, by a variable"),
    ],
)
def test_what_makes_a_tool_take_its_lock_unchanged(
    tool: str, strict: str, check_tree: Callable[..., list[str]]
) -> None:
    def found(command: str) -> list[str]:
        tree = {**LOCKED, "Dockerfile": f"{FROM}RUN {command}\n"}
        return [line for line in check_tree(tree, "build-ignores-lock") if f"`{tool}` resolves again" in line]

    assert [len(found(tool)), len(found(strict))] == [1, 0]


@pytest.mark.parametrize(
    ("lock", "help"),
    [
        pytest.param("uv.lock", "use `uv sync --locked` instead", id="uv"),
        pytest.param("poetry.lock", "use `poetry install` instead", id="Poetry"),
        pytest.param("pdm.lock", "use `pdm install --check` instead", id="PDM"),
        pytest.param("Pipfile.lock", "use `pipenv install --deploy` instead", id="Pipenv"),
        pytest.param("app/uv.lock", "use `cd app && uv sync --locked` instead", id="in a folder"),
    ],
)
def test_a_lock_that_is_no_requirements_file_is_installed_by_its_tool(lock: str, help: str, tmp_path: Path) -> None:
    tree = {lock: LOCKED[lock.rpartition("/")[2]], "Dockerfile": f"{FROM}RUN uv pip install -r {lock}\n"}
    found = [each for each in findings_in(tmp_path, tree, "build-ignores-lock") if "cannot read" in each.message]
    assert [(each.message, each.help) for each in found] == [
        (f"`uv pip install` cannot read {lock}: it is not a requirements file", help)
    ]


def test_a_lock_that_is_the_input_of_another_one_is_a_lock(check_tree: Callable[..., list[str]]) -> None:
    header = HEADERS["pip-compile"].replace("pip-compile {}", "make upgrade")
    tree = {
        ".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n      - run: pip install -r base.txt\n",
        "base.in": "django\n",
        "base.txt": header + "django==5.1.2\n    # via -r base.in\n",
        "dev.in": "-r base.txt\npytest\n",
        "dev.txt": header + "django==5.1.2\n    # via -r base.txt\npytest==8.4.0\n    # via -r dev.in\n",
    }
    assert check_tree(tree, "build-ignores-lock") == []


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        pytest.param("example/workflows/uv-sync@v1", [], id="an action that installs a lock, by its name"),
        pytest.param("example/label-sync@v1", ["error"], id="an action that syncs something else"),
        pytest.param("example/setup-uv@v1", ["error"], id="an action that installs the tool"),
    ],
)
def test_actions_of_others(action: str, expected: list[str], check_tree: Callable[..., list[str]]) -> None:
    steps = [f"uses: {action}", "run: uv pip install -r pyproject.toml", "run: twine upload dist/*"]
    text = "jobs:\n  a:\n    steps:\n" + "".join(f"      - {step}\n" for step in steps)

    found = check_tree(
        {".github/workflows/a.yml": text, "pyproject.toml": PROJECT_FILE, "uv.lock": "version = 1\n"},
        "build-ignores-lock",
    )

    assert [line.split(": ")[1] for line in found] == expected


def test_an_action_after_the_installation_has_not_installed_the_lock(check_tree: Callable[..., list[str]]) -> None:
    steps = "      - run: uv pip install -r pyproject.toml\n      - uses: example/uv-sync@v1\n"

    found = check_tree(
        {
            ".github/workflows/a.yml": f"jobs:\n  a:\n    steps:\n{steps}",
            "pyproject.toml": PROJECT_FILE,
            "uv.lock": "version = 1\n",
        },
        "build-ignores-lock",
    )

    assert [line.partition(": ")[0] for line in found] == [".github/workflows/a.yml:4:32"]


@pytest.mark.parametrize(
    ("commands", "named"),
    [
        pytest.param("RUN pip install .", "uv.lock", id="pip"),
        pytest.param("RUN pip install poetry==1.8.5\nRUN pip install .", "poetry.lock", id="an image with Poetry"),
        pytest.param("RUN pip install pdm==2.29.4 && pip install .", "pdm.lock", id="PDM in the same command"),
        pytest.param("RUN pip install poetry==1.8.5\nRUN uv pip install .", "uv.lock", id="a command of uv"),
    ],
)
def test_of_several_locks_that_of_the_tool_is_named(commands: str, named: str, findings) -> None:
    locks = dict.fromkeys(("uv.lock", "poetry.lock", "pdm.lock"), "version = 1\n")
    files = {"pyproject.toml": TREE["pyproject.toml"], **locks, "Dockerfile": f"{FROM}{commands}\n"}
    (found,) = findings(files, "build-ignores-lock")
    assert found.message.endswith(f": {named} has no effect")


@pytest.mark.parametrize(
    ("lock", "command", "help"),
    [
        pytest.param("uv.lock", "pip install .", "use `uv sync --locked` instead", id="the lock of uv"),
        pytest.param("poetry.lock", "pip install .", "use `poetry install` instead", id="the lock of Poetry"),
        pytest.param("uv.lock", "uv pip install -r pyproject.toml", "use `uv sync --locked` instead", id="a file"),
        pytest.param("requirements.txt", "pip install -r requirements.in", "install requirements.txt", id="an input"),
        pytest.param(
            "requirements.txt",
            "pip install .",
            "install requirements.txt first, then the project itself with --no-deps",
            id="a project with a compiled lock",
        ),
    ],
)
def test_what_to_install_instead(lock: str, command: str, help: str, findings) -> None:
    given = "requirements.in" if command.endswith(".in") else "pyproject.toml"
    header = "# This file was autogenerated by uv via the following command:\n"
    compiled = f"{header}#    uv pip compile {given} -o requirements.txt\ndjango==5.1.2\n"
    text = compiled if lock == "requirements.txt" else "version = 1\n"
    files = {path: text for path, text in TREE.items() if path.endswith((".in", ".toml"))}
    (found,) = findings({**files, lock: text, "Dockerfile": f"{FROM}RUN {command}\n"}, "build-ignores-lock")
    assert found.help == help


@pytest.mark.parametrize(
    ("path", "command", "help"),
    [
        pytest.param(
            "a.yml", "pip install ./backend", "use `cd backend && uv sync --locked` instead", id="from the root"
        ),
        pytest.param(
            "a.yml",
            "uv pip install -r backend/pyproject.toml",
            "use `cd backend && uv sync --locked` instead",
            id="a file, from the root",
        ),
        pytest.param(
            "a.yml", "cd backend && pip install '.[dev]'", "use `uv sync --locked` instead", id="in the folder"
        ),
        pytest.param(
            "Dockerfile",
            "pip install /app",
            "install what backend/uv.lock pins first, then the project itself with --no-deps",
            id="a path of an image",
        ),
    ],
)
def test_the_help_runs_where_the_lock_is(path: str, command: str, help: str, findings) -> None:
    step = f"jobs:\n  a:\n    steps:\n      - run: {command}\n"
    image = f"FROM python:3.12\nCOPY backend /app\nRUN {command}\n"
    place = f".github/workflows/{path}" if path == "a.yml" else path
    files = {f"backend/{name}": TREE[name] for name in ("pyproject.toml", "uv.lock")}
    found = findings({**files, place: step if path == "a.yml" else image}, "build-ignores-lock")
    assert [each.help for each in found] == [help]


RENEWED = "`{} {}` replaces what {} has installed before: it installs newer releases for {}"
LOCK_FIRST = "RUN pip install -r requirements.txt\nRUN pip install "
UV_FIRST = "RUN uv sync --locked\nRUN uv pip install "


@pytest.mark.parametrize(
    ("commands", "option"),
    [
        pytest.param(LOCK_FIRST + "-r requirements.in", "", id="what is installed satisfies the input"),
        pytest.param(LOCK_FIRST + "-U -r requirements.in", "-U", id="pip upgrades what the input names"),
        pytest.param(LOCK_FIRST + "--force-reinstall -r requirements.in", "--force-reinstall", id="pip reinstalls"),
        pytest.param(LOCK_FIRST + "-U -r requirements.in -c requirements.txt", "", id="the lock is a constraint"),
        pytest.param(LOCK_FIRST + "-U -r other.in", "", id="another input"),
        pytest.param("RUN pip install -r other.txt\nRUN pip install -U -r requirements.in", "", id="another lock"),
        pytest.param(LOCK_FIRST + "-U ./web", "", id="pip keeps the dependencies of a project"),
        pytest.param(LOCK_FIRST + "--upgrade -e ./web", "", id="pip keeps those of an editable project"),
        pytest.param(LOCK_FIRST + "-U --no-deps -r requirements.in", "-U", id="without dependencies of the input"),
        pytest.param("RUN uv sync --locked\nRUN pip install -U .", "", id="pip keeps what uv has installed"),
        pytest.param(
            "RUN uv sync --locked\nRUN pip install -U --upgrade-strategy eager .", "-U", id="pip upgrades eagerly"
        ),
        pytest.param("RUN uv sync --locked\nRUN pip install -I .", "-I", id="pip ignores what is installed"),
        pytest.param(
            "RUN uv sync --locked\nRUN pip install --ignore-installed .",
            "--ignore-installed",
            id="the same, spelled out",
        ),
        pytest.param("RUN uv sync --locked\nRUN pip install -I --no-deps .", "", id="the project alone"),
        pytest.param(UV_FIRST + ".", "", id="uv keeps what is installed"),
        pytest.param(UV_FIRST + "--upgrade .", "--upgrade", id="uv upgrades all"),
        pytest.param(UV_FIRST + "--reinstall .", "--reinstall", id="uv reinstalls all"),
    ],
)
def test_an_upgrade_after_the_lock(commands: str, option: str, check_tree: Callable[..., list[str]]) -> None:
    others = {"other.in": "six\n", "other.txt": "six==1.17.0\n"}
    found = check_tree({"Dockerfile": FROM + commands + "\n", **TREE, **others}, "build-ignores-lock")
    tool = "uv pip install" if "uv pip" in commands else "pip install"
    pair = ("uv.lock", "pyproject.toml") if "uv sync" in commands else ("requirements.txt", "requirements.in")
    expected = [f"error: build-ignores-lock: {RENEWED.format(tool, option, *pair)}"] if option else []
    assert [line.partition(": ")[2] for line in found] == expected


@pytest.mark.parametrize(
    ("place", "before", "expected"),
    [
        pytest.param(".github/workflows/a.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: ", 1, id="a job"),
        pytest.param("Makefile", "upgrade:\n\t", 0, id="a target for developers"),
        pytest.param("Makefile", "upload:\n\ttwine upload x\n\t", 1, id="a target that publishes"),
    ],
)
def test_an_upgrade_outside_of_images(
    place: str, before: str, expected: int, check_tree: Callable[..., list[str]]
) -> None:
    text = f"{before}pip install -r requirements.txt && pip install -U -r requirements.in\n"
    files = {path: TREE[path] for path in ("requirements.in", "requirements.txt")}
    found = check_tree({place: text, **files}, "build-ignores-lock")
    assert [line.split(": ")[1] for line in found] == (["error" if "twine" in before else "warning"] * expected)


@pytest.mark.parametrize(
    ("makefile", "commands", "expected"),
    [
        pytest.param("env:\n\tuv sync\n", "make env", 1, id="a target that a workflow runs"),
        pytest.param("env:\n\tuv sync\ntest: env\n\tpytest\n", "make test", 1, id="a target that such a target needs"),
        pytest.param("env:\n\tuv sync\ntest: env\n\tpytest\n", "pytest", 0, id="a target that only targets need"),
        pytest.param("devenv:\n\tuv sync\n", "make devenv", 0, id="a target that sets up the machine of a developer"),
    ],
)
def test_targets_may_lock_again_on_the_machine_of_a_developer(
    makefile: str, commands: str, expected: int, check_tree: Callable[..., list[str]]
) -> None:
    workflow = f"on: push\njobs:\n  a:\n    steps:\n      - run: {commands}\n"
    files = {path: TREE[path] for path in ("pyproject.toml", "uv.lock")}
    found = check_tree({**files, "Makefile": makefile, ".github/workflows/a.yml": workflow}, "build-ignores-lock")
    assert [line.split(": ")[0] for line in found] == ["Makefile:2:2"] * expected


LOCKED_FILE = "COPY . .\nRUN pip install -r requirements.txt\n"


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param("sed -i s/1.17/1.16/ requirements.txt", 0, id="changed in place"),
        pytest.param("sed s/1.17/1.16/ requirements.txt", 1, id="only read"),
        pytest.param("chmod 644 requirements.txt", 1, id="other rights"),
    ],
)
def test_a_pin_of_a_file_that_a_step_changes(first: str, expected: int, check_tree: Callable[..., list[str]]) -> None:
    commands = f"COPY . .\nRUN {first} && pip install -r requirements.txt\nRUN pip install six==1.16.0\n"
    found = check_tree({"Dockerfile": FROM + commands, "requirements.txt": "six==1.17.0\n"}, "build-ignores-lock")
    assert len(found) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param("sed -i s/a/b/ pyproject.toml", 0, id="changed in place"),
        pytest.param("cat pyproject.toml", 1, id="only read"),
    ],
)
def test_a_project_that_a_step_changes_may_lock_again(
    change: str, expected: int, check_tree: Callable[..., list[str]]
) -> None:
    files = {path: TREE[path] for path in ("pyproject.toml", "uv.lock")}
    found = check_tree({**files, "Dockerfile": f"{FROM}COPY . .\nRUN {change} && uv sync\n"}, "build-ignores-lock")
    assert len(found) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        pytest.param("RUN pip install six==1.16.0", "six==1.16.0", id="another pin"),
        pytest.param("RUN pip install -U 'six<1.17'", "six<1.17", id="a range without the pin"),
        pytest.param("RUN pip install six==1.17", None, id="the same version"),
        pytest.param("RUN pip install 'six>1'", None, id="a range with the pin"),
        pytest.param("RUN pip install other==2", None, id="another package"),
        pytest.param("RUN /opt/venv/bin/pip install six==1.16.0", None, id="another environment"),
        pytest.param("RUN python3 -m pip install six==1.16.0", "six==1.16.0", id="a Python without a version"),
        pytest.param("RUN conda run -n a pip install six==1.16.0", None, id="an environment of conda"),
        pytest.param(
            "RUN conda run -n base pip install six==1.16.0", "six==1.16.0", id="the environment of conda itself"
        ),
        pytest.param("RUN ssh host pip install six==1.16.0", None, id="another machine"),
        pytest.param("RUN docker run x pip install six==1.16.0", None, id="another container"),
        pytest.param("RUN pip install 'six==1.16.0; python_version < \"3\"'", None, id="under a condition"),
        pytest.param("RUN pip install --no-index -f w six==1.16.0", None, id="files of a folder"),
        pytest.param("FROM a\nRUN pip install six==1.16.0", None, id="another image"),
        pytest.param("FROM one AS two\nRUN pip install six==1.16.0", "six==1.16.0", id="an image based on it"),
    ],
)
def test_a_later_command_replaces_a_pin(rest: str, expected: str | None, check_tree: Callable[..., list[str]]) -> None:
    dockerfile = "FROM python:3.12 AS one\n" + LOCKED_FILE + rest + "\n"
    found = check_tree({"Dockerfile": dockerfile, "requirements.txt": "six==1.17.0\n"}, "build-ignores-lock")
    message = f"{expected} replaces six 1.17.0, which an earlier command installs from requirements.txt"
    assert [line.partition(": warning: build-ignores-lock: ")[2] for line in found] == ([message] if expected else [])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param("python3.12 -m pip", "python3.11 -m pip", 0, id="another Python"),
        pytest.param("pip3.12", "pip3.11", 0, id="the pip of another Python"),
        pytest.param("python3.12 -m pip", "pip3.12", 1, id="the same Python"),
        pytest.param("conda run -n web pip", "conda run -n docs pip", 0, id="another environment of conda"),
        pytest.param("conda run -n web pip", "conda run --name=docs pip", 0, id="another environment, after a sign"),
        pytest.param("conda run -n web pip", "mamba run --name web pip", 1, id="the same environment of conda"),
    ],
)
def test_another_python_has_its_own_packages(
    first: str, second: str, expected: int, check_tree: Callable[..., list[str]]
) -> None:
    dockerfile = f"FROM a\nCOPY . .\nRUN {first} install -r requirements.txt\nRUN {second} install django==4.2\n"
    files = {path: TREE[path] for path in ("requirements.in", "requirements.txt")}
    assert len(check_tree({"Dockerfile": dockerfile, **files}, "build-ignores-lock")) == expected


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        pytest.param("", 1, id="none"),
        pytest.param("--no-cache-dir", 1, id="one that changes no version"),
        pytest.param("-U", 0, id="upgrade"),
        pytest.param("--upgrade", 0, id="upgrade, spelled out"),
        pytest.param("--force-reinstall", 0, id="reinstall all"),
        pytest.param("-I", 0, id="ignore what is installed"),
        pytest.param("--ignore-installed", 0, id="ignore what is installed, spelled out"),
        pytest.param("--upgrade-package six", 0, id="upgrade a package"),
        pytest.param("-P six", 0, id="upgrade a package, with the short option"),
    ],
)
def test_options_between_a_file_and_another_version(
    option: str, expected: int, check_tree: Callable[..., list[str]]
) -> None:
    dockerfile = f"FROM a\n{LOCKED_FILE}RUN pip install {option} six\nRUN pip install six==1.16.0\n"
    found = check_tree({"Dockerfile": dockerfile, "requirements.txt": "six==1.17.0\n"}, "build-ignores-lock")
    assert len(found) == expected


OLD, NEW = "RUN pip install -r old.txt\n", "RUN pip install -r new.txt\n"
LATER, WHEEL = "RUN pip install -r /b.txt", "https://host/six-1.16.0-py2.py3-none-any.whl"
EITHER = 'RUN if [ -n "$X" ]; then pip install -r {}; else pip install -r {}; fi\n'


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        pytest.param(OLD + NEW + "RUN pip install 'six>=1.17'", "old.txt", id="the newest file decides"),
        pytest.param(
            NEW + OLD + "RUN pip install 'six>=1.17'", "new.txt old.txt", id="the newest file has the old one"
        ),
        pytest.param(EITHER.format("old.txt", "new.txt") + "RUN pip install 'six>=1.17'", "", id="one of two accepts"),
        pytest.param(EITHER.format("new.txt", "old.txt") + "RUN pip install 'six>=1.17'", "", id="the other accepts"),
        pytest.param(EITHER.format("old.txt", "new.txt") + "RUN pip install six==1.15", "new.txt", id="both refuse"),
        pytest.param("RUN pip wheel -r old.txt\nRUN pip install six==1.17", "", id="a wheel is only built"),
        pytest.param("RUN pip download -r old.txt\nRUN pip install six==1.17", "", id="only downloaded"),
        pytest.param("RUN pip install --dry-run -r old.txt\nRUN pip install six==1.17", "", id="only tried"),
        pytest.param(OLD + "RUN pip download six==1.17", "", id="the later command only downloads"),
        pytest.param(OLD + "RUN pip uninstall -y Six\nRUN pip install six==1.17", "", id="removed"),
        pytest.param(OLD + "RUN pip uninstall -y -r old.txt\nRUN pip install six==1.17", "", id="a file is removed"),
        pytest.param(OLD + "RUN pip uninstall -y $X\nRUN pip install six==1.17", "", id="something is removed"),
        pytest.param(OLD + "RUN pip uninstall -y x\nRUN pip install six==1.17", "old.txt", id="another is removed"),
        pytest.param(OLD + "RUN pip install six\nRUN pip install six==1.17", "old.txt", id="a name changes nothing"),
        pytest.param(OLD + "RUN pip install -U six\nRUN pip install six==1.15", "", id="upgraded"),
        pytest.param(OLD + "RUN pip install -r $X\nRUN pip install six==1.17", "", id="an unknown file"),
        pytest.param("RUN pip install -r past.txt\nRUN pip install six==1.17", "", id="another Python's pin"),
        pytest.param("RUN pip install -r open.txt\nRUN pip install six==1.17", "", id="an undecided marker"),
        pytest.param("RUN pip install -r now.txt\nRUN pip install six==1.17", "now.txt", id="a true marker"),
        pytest.param("RUN pip install -r text.txt\nRUN pip install six==1.16.0", "", id="=== in the file"),
        pytest.param(OLD + "RUN pip install six===1.16", "", id="=== in the command"),
        pytest.param("RUN pip install -r all.txt\nRUN pip install six==1.17", "old.txt", id="an included file"),
        pytest.param(NEW + OLD, "new.txt", id="a later file"),
        pytest.param(NEW + "RUN pip install -r all.txt", "new.txt", id="a later file includes it"),
        pytest.param(OLD + "RUN pip install -r all.txt", "", id="a later file has the same"),
        pytest.param(NEW + "RUN pip install -r past.txt", "", id="a later file, for another Python"),
        pytest.param(NEW + "RUN pip install -r other.txt", "", id="a later file has other packages"),
        pytest.param(NEW + "RUN pip install -r $X -r past.txt", "", id="a later file is unknown"),
        pytest.param(NEW + "RUN pip install -r old.txt -r new.txt", "", id="later files disagree"),
        pytest.param(NEW + "RUN python -m venv /v\nRUN /v/bin/pip install -r old.txt", "", id="elsewhere"),
        pytest.param(NEW + "RUN uv pip sync --system old.txt", "", id="the later command makes all anew"),
        pytest.param(EITHER.format("old.txt", "new.txt") + OLD, "", id="a later file repeats one of two"),
        pytest.param(NEW + f"COPY <<EOF /b.txt\nsix==1.16.0\nEOF\n{LATER}", "new.txt", id="a here-document"),
        pytest.param(NEW + f"RUN cat > /b.txt <<EOF\nsix==1.17\nEOF\n{LATER}", "", id="a here-document agrees"),
        pytest.param(f"COPY <<EOF /b.txt\nsix==1.17\nEOF\n{LATER}\n{OLD}", "/b.txt", id="a file after a here-document"),
        pytest.param(NEW + f"RUN pip install {WHEEL}", "new.txt", id="the archive of a URL"),
        pytest.param(NEW + f"RUN pip install 'six @ {WHEEL}'", "new.txt", id="a named archive"),
        pytest.param(OLD + f"RUN pip install {WHEEL}", "", id="the archive of a URL is the same"),
        pytest.param(NEW + "RUN pip install git+https://host/six@v1", "", id="a repository has an unknown version"),
        pytest.param(NEW + "RUN pip install six==1.17.0+cu118", "", id="another build of the same version"),
        pytest.param(NEW + "RUN pip install six===1.17.0+cu118", "", id="another build by its text"),
        pytest.param(NEW + "RUN pip install six==1.16.0+cu118", "new.txt", id="a build of another version"),
        pytest.param(NEW + "RUN pip install -r built.txt", "", id="a file with another build"),
        pytest.param(NEW + f"RUN pip install six==1.16.0\n{NEW}", "", id="the file is installed again"),
        pytest.param(NEW + f"RUN pip install six==1.16.0\n{OLD}", "new.txt", id="another file is installed later"),
        pytest.param(NEW + f"{OLD}{NEW}", "old.txt", id="a file is replaced and installed again"),
        pytest.param(
            NEW + "RUN pip install six==1.16.0\nRUN if x; then pip install -r new.txt; fi",
            "new.txt",
            id="the file may be installed again",
        ),
    ],
)
def test_the_newest_installed_version_is_compared(
    rest: str, expected: str, check_tree: Callable[..., list[str]]
) -> None:
    tree = {
        "old.txt": "six==1.16.0\n",
        "built.txt": "six==1.17.0+cpu\n",
        "new.txt": "six==1.17.0\n",
        "past.txt": 'six==1.16.0 ; python_version < "3.8"\n',
        "now.txt": 'six==1.16.0 ; python_version >= "3.8" and sys_platform == "linux"\n',
        "open.txt": 'six==1.16.0 ; platform_machine == "arm64"\n',
        "text.txt": "six===1.16\n",
        "all.txt": "-r old.txt\nother==1\n",
        "other.txt": "other==1\n",
    }
    found = check_tree({"Dockerfile": f"FROM python:3.12\nCOPY . .\n{rest}\n", **tree}, "build-ignores-lock")
    assert [line.rpartition(" installs from ")[2] for line in found] == expected.split()


def test_many_pins_that_agree_with_a_large_file_are_checked(check_tree: Callable[..., list[str]]) -> None:
    pins = "".join(f"p{number}==1.{number}\n" for number in range(2000))
    runs = [" ".join(f"p{i}==1.{i}" for i in range(first, first + 5)) for first in range(0, 100, 5)]
    dockerfile = "FROM python:3.12\n" + LOCKED_FILE + "".join(f"RUN pip install {words}\n" for words in runs)
    assert check_tree({"Dockerfile": dockerfile, "requirements.txt": pins}, "build-ignores-lock,not-checked") == []


@pytest.mark.parametrize(
    ("jobs", "severity", "is_counted"),
    [
        pytest.param("  a:\n    steps: [{}, {}]\n", "warning", True, id="a check with an older version"),
        pytest.param(
            "  a:\n    steps: [{}, {{run: pip install six==1.18.0}}]\n", "warning", False, id="a check with a newer one"
        ),
        pytest.param("  latest:\n    steps: [{}, {}]\n", "warning", True, id="a check with other versions on purpose"),
        pytest.param("  a:\n    steps: [{}, {}, {{run: twine upload x}}]\n", "error", False, id="a job that publishes"),
    ],
)
def test_what_a_job_replaces(jobs: str, severity: str, is_counted: bool, findings) -> None:
    steps = jobs.format("{run: pip install -r requirements.txt}", "{run: pip install six==1.16.0}")
    lock = "# This file was autogenerated by uv via the following command:\n#    uv pip compile requirements.in\n"
    tree = {"requirements.txt": f"{lock}six==1.17.0\n", "requirements.in": "six\n"}
    (found,) = findings({".github/workflows/a.yml": f"on: push\njobs:\n{steps}", **tree}, "build")
    assert (found.severity, found.counted is not None) == (severity, is_counted)


def test_uv_run_installs_its_groups_from_the_lock(check_tree: Callable[..., list[str]]) -> None:
    workflow = "on: push\njobs:\n  a:\n    steps:\n      - run: uv run --group dev --with six==1 twine upload x\n"
    tree = {"pyproject.toml": PROJECT_FILE, "uv.lock": 'version = 1\nrequires-python = ">=3.12"\n'}
    assert check_tree({".github/workflows/a.yml": workflow, **tree}, "build-ignores-lock") == []


def test_a_lock_in_an_environment_from_another_stage_is_not_ignored(check_tree: Callable[..., list[str]]) -> None:
    stages = (
        "FROM python:3.12 AS one\nWORKDIR /app\nCOPY . .\nRUN python -m venv .venv\n"
        "RUN . .venv/bin/activate && pip install -r requirements.txt\n"
        "FROM python:3.12\nWORKDIR /app\nCOPY --from=one /app/.venv /app/{}\nCOPY . .\n"
        "RUN . .venv/bin/activate && pip install -e .[x]\n"
    )
    lock = "# This file was autogenerated by uv via the following command:\n#    uv pip compile pyproject.toml\n"
    tree = {"requirements.txt": f"{lock}six==1.17.0\n", "pyproject.toml": PROJECT_FILE}
    assert check_tree({"Dockerfile": stages.format(".venv"), **tree}, "build-ignores-lock") == []
    assert len(check_tree({"Dockerfile": stages.format("other"), **tree}, "build-ignores-lock")) == 1


def test_a_lock_that_the_image_lacks_is_one_finding(tmp_path: Path) -> None:
    head = "FROM ghcr.io/astral-sh/uv:python3.12-bookworm\nWORKDIR /app\nCOPY pyproject.toml .\n"
    tree = {"pyproject.toml": PROJECT_FILE, "uv.lock": 'version = 1\nrequires-python = ">=3.12"\n'}
    (found,) = findings_in(tmp_path, {"Dockerfile": f"{head}RUN uv sync\n", **tree}, "build")
    assert found.message == "`uv sync` reads uv.lock, but nothing copies it into the image: every build resolves again"
    assert found.help == "copy uv.lock before this command, and use `uv sync --locked`"


@pytest.mark.parametrize(
    ("command", "lock", "count"),
    [
        pytest.param("pip install .", "requirements.txt", 1, id="the lock of the project"),
        pytest.param("pip install .", "docs/requirements.txt", 0, id="a lock of the documentation"),
        pytest.param("uv pip install . --group test", "requirements-docs.txt", 0, id="a lock of another group"),
        pytest.param("uv pip install . --group docs", "requirements-docs.txt", 2, id="the lock of the group"),
        pytest.param("pip install -e '.[test,Dev]'", "requirements-dev.txt", 1, id="the lock of an extra"),
        pytest.param("uv pip install -r pyproject.toml --extra dev", "dev.txt", 1, id="the lock of an option"),
        pytest.param("pip install -r dev.in", "dev.txt", 1, id="the lock of a file"),
    ],
)
def test_a_lock_for_something_else_is_not_ignored(
    command: str, lock: str, count: int, check_tree: Callable[..., list[str]]
) -> None:
    of = "dev.in" if "dev.in" in command else "pyproject.toml"
    command_line = f"uv pip compile {of} -o {lock}"
    pins = f"# This file was autogenerated by uv via the following command:\n#    {command_line}\ndjango==5.1.2\n    # via shop\n"
    groups = "[dependency-groups]\ndocs = ['sphinx']\ntest = ['pytest']\n"
    tree = {"pyproject.toml": TREE["pyproject.toml"] + groups, "dev.in": "django\n", lock: pins}
    found = check_tree({"Dockerfile": f"{FROM}RUN {command}\n", **tree}, "build-ignores-lock")
    assert len(found) == count
