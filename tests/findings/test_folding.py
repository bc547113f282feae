"""Findings of one cause are one in a report; pip and its like are only counted."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from repository import Repository
from trees import write_tree

from pinlint.command_line.main import main
from pinlint.findings.finding import Cause, Finding, Fix
from pinlint.findings.folding import folded, listed
from pinlint.text.source import Location

Shown = Callable[..., list[str]]
PINS = {"requirements.txt": "six==1.17.0\n"}
WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
LOCK = 'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "x"\nversion = "1"\nsource = { virtual = "." }\n'
IMAGE = "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
TOX = {"tox.ini": "[testenv]\ndeps = -rrequirements-dev.txt\n"}
SETUP = "from setuptools import setup\nsetup(name='x', version='1', {})\n"
PROJECT = '[project]\nname = "x"\nversion = "1"\n'


LIBRARY = {
    "pyproject.toml": PROJECT + 'dependencies = ["attrs", "six", "idna"]\n',
    ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    steps:\n      - uses: pypa/gh-action-pypi-publish@v1\n",
}


#: Most of the commands that check are pinned.
CHECKED = {
    ".github/workflows/pins.yml": WORKFLOW
    + "      - run: pip install nox==2025.1\n      - run: pip install idna==3.10\n"
}
SETTING = (
    "      - run: pip install -e .\n      - uses: example/ruff-action@v1\n        with:\n          ruff-version: {}\n"
)
MATRIX = (
    "on: push\n\njobs:\n  a:\n    strategy: {matrix: {tool: [X]}}\n"
    "    steps: [{run: 'pip install \"${{ matrix.tool }}\"'}]\n"
)


def workflow(*commands: str) -> str:
    return WORKFLOW + "".join(f"      - run: {command}\n" for command in commands)


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shown:
    """``shown(files, *options)``: the findings of a run with those options, each on a line, and then the related places."""

    def run(files: dict[str, str], *options: str) -> list[str]:
        write_tree(tmp_path, files)
        monkeypatch.chdir(tmp_path)
        main(["check", "--format", "json", *options])
        found = json.loads(capsys.readouterr().out)["findings"]
        lines = []
        for each in found:
            lines.append(f"{each['path']}:{each['line']}: {each['severity']}: {each['message']}")
            lines += [f"  {other['path']}:{other['line']}: {other['message']}" for other in each["related"]]
        return lines

    return run


@pytest.mark.parametrize(
    ("source", "places"),
    [
        pytest.param("attrs\nsix\nidna\n", [], id="all are pinned next to it"),
        pytest.param(
            "attrs\nsix\nidna==3.10\n", ["requirements-dev.txt:1", "requirements-dev.txt:2"], id="one is a pin"
        ),
        pytest.param("attrs\nsix\nidna\nclick\n", ["requirements-dev.txt:1"], id="one is not pinned next to it"),
        pytest.param("attrs\nsix\nidna\nnox\nrich\nclick\n", [], id="one of many is not pinned next to it"),
        pytest.param(
            "attrs\nsix\n", ["requirements-dev.txt:1", "requirements-dev.txt:2"], id="two lines may be chance"
        ),
    ],
)
def test_a_file_for_developers_of_which_another_was_frozen(shown: Shown, source: str, places: list[str]) -> None:
    files = {"requirements-dev.txt": source, "requirements-prod.txt": "attrs==25.1.0\nidna==3.10\nsix==1.17.0\n"}
    files["requirements-prod.txt"] += "nox==2025.1\nrich==13.9.0\n"
    found = [line for line in shown(files, "--ignore", "meta") if line[0] != " "]
    assert [":".join(line.split(":")[:2]) for line in found] == places


def test_commands_that_check_the_project_are_one_finding(shown: Shown) -> None:
    files = {
        ".github/workflows/a.yml": workflow("pip install nox tox", "pip install ruff"),
        ".github/workflows/b.yml": workflow("pip install nox"),
        **PINS,
    }

    assert shown(files, "--select", "unpinned-install") == [
        (
            ".github/workflows/a.yml:6: warning: "
            "nox, tox and ruff are not pinned in 3 commands of 2 files that check or develop the project"
        ),
        "  .github/workflows/a.yml:7: ruff too",
        "  .github/workflows/b.yml:6: nox too",
    ]


def test_verbose_lists_all_commands_of_one_finding(shown: Shown) -> None:
    files = {".github/workflows/a.yml": workflow("pip install nox", "pip install ruff"), **PINS}

    assert len(shown(files, "--select", "unpinned-install", "--verbose")) == 2
    assert [line for line in shown(files, "--select", "unpinned-install") if line[0] != " "] == [
        ".github/workflows/a.yml:6: warning: nox and ruff are not pinned in 2 commands that check or develop the project"
    ]


def test_images_that_install_the_same_are_one_finding(shown: Shown) -> None:
    base = "FROM python:3.12-slim\nRUN pip install "
    pins = {"requirements.txt": "flask==3.1.0\ngunicorn==23.0.0\nrich==13.9.0\n"}
    images = {
        "api/Dockerfile": base + "flask\n",
        "tool/Dockerfile": base + "rich\n",
        "web/Dockerfile": base + "gunicorn\n",
        "worker/Dockerfile": base + "flask gunicorn\n",
    }

    assert shown({**images, **pins}, "--select", "unpinned-install") == [
        "api/Dockerfile:2: error: flask and gunicorn are not pinned in 3 commands of 3 files that build images",
        "  web/Dockerfile:2: gunicorn too",
        "  worker/Dockerfile:2: flask and gunicorn too",
        "tool/Dockerfile:2: error: rich is not pinned: every build installs the newest release",
    ]
    assert len(shown(images, "--select", "unpinned-install", "--verbose")) == 4


def test_images_are_one_finding_if_the_project_has_no_version_of_what_they_install(shown: Shown) -> None:
    base = "FROM python:3.12-slim\nRUN pip install "
    images = {f"{name}/Dockerfile": base + name + "\n" for name in ("api", "web")}

    assert shown(images, "--select", "unpinned-install") == [
        "api/Dockerfile:2: error: api and web are not pinned in 2 commands of 2 files that build images",
        "  web/Dockerfile:2: web too",
    ]


def test_releases_that_install_the_same_are_one_finding(shown: Shown) -> None:
    files = {f".github/workflows/{name}.yml": workflow("pip install six", "twine upload dist/*") for name in "ab"}
    files[".github/workflows/c.yml"] = workflow("pip install idna", "twine upload dist/*")
    pins = {"requirements.txt": "six==1.17.0\nidna==3.10\n"}
    message = "is not pinned: every run installs the newest release"

    assert [line for line in shown({**files, **pins}, "--select", "unpinned-install") if line[0] != " "] == [
        ".github/workflows/a.yml:6: error: six is not pinned in 2 commands of 2 files that publish or deploy the project",
        f".github/workflows/c.yml:6: error: idna {message}",
    ]


@pytest.mark.parametrize(
    ("path", "line", "listed"),
    [
        pytest.param(".devcontainer/requirements.txt", "x[all]>=1\n", False, id="a package of this project"),
        pytest.param(".devcontainer/requirements.txt", "x\nother\n", True, id="another one too"),
        pytest.param("server/requirements.txt", "x\n", True, id="in a file that is not only for developers"),
    ],
)
def test_developers_get_the_newest_release_of_the_project_itself(
    shown: Shown, path: str, line: str, listed: bool
) -> None:
    files = {"pyproject.toml": PROJECT, path: line, "requirements-dev.txt": "x==1\nother==1\nnox==2025.1\n"}
    assert bool(shown(files, "--ignore", "meta")) == listed


CHECKS = {f".github/workflows/{name}.yml": workflow("pip install tox") for name in "abcd"}
RELEASE = {".github/workflows/release.yml": workflow("pip install build twine", "twine upload dist/*")}


@pytest.mark.parametrize(
    ("files", "severities"),
    [
        pytest.param({}, [], id="all commands are open"),
        pytest.param({"pyproject.toml": PROJECT + 'dependencies = ["six>=1"]\n'}, [], id="a library"),
        pytest.param(
            {".github/workflows/d.yml": WORKFLOW + SETTING.format("3.12").replace("ruff-", "node-")},
            ["error"],
            id="three commands are no style",
        ),
        pytest.param(
            {".github/workflows/e.yml": WORKFLOW + SETTING.format("3.12").replace("ruff-", "python-")},
            [],
            id="a version of Python is no version of a tool",
        ),
        pytest.param({".github/workflows/e.yml": WORKFLOW + SETTING.format("0.5.0")}, ["error"], id="a setting"),
        pytest.param({"tox.ini": "[testenv]\ndeps = pytest==8.3.0\n"}, ["error"], id="a pin in a command"),
        pytest.param({"docs/requirements.txt": "sphinx==8.1.0\n"}, ["error"], id="a file of pins"),
        pytest.param({"uv.lock": LOCK, "pyproject.toml": PROJECT}, ["error"], id="a lock"),
        pytest.param({"Dockerfile": "FROM python:3.12\nRUN pip install six\n"}, ["error"], id="an image ships"),
    ],
)
def test_a_release_in_a_project_that_pins_no_tool(shown: Shown, files: dict[str, str], severities: list[str]) -> None:
    found = [line for line in shown({**CHECKS, **RELEASE, **files}) if line[0] != " " and "not pinned:" in line]
    assert [line.split(": ")[1] for line in found] == severities


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param(
            {
                "roles/web/tasks/main.yml": "- pip: {name: flask}\n- command: pip install gunicorn\n",
                "roles/db/tasks/main.yml": "- pip: {name: psycopg}\n",
            },
            "psycopg, flask and gunicorn are not pinned in 3 commands of 2 files that publish or deploy the project",
            id="tasks of Ansible",
        ),
        pytest.param(
            {f".github/workflows/{name}.yml": workflow("pip install tox>4") for name in "ab"},
            "the shell writes to a file '4': `pip install` installs tox without a version (2 commands)",
            id="the same range without quotes",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM x\nRUN pip install tox>4 nox>=2025 --upgrade\nRUN pip install tox>4\n",
                "web/Dockerfile": "FROM x\nRUN pip install build>1\n",
            },
            "the shell takes a part of tox>4, nox>=2025 and build>1 for the name of a file: they are installed without a "
            "version",
            id="several ranges without quotes",
        ),
        pytest.param(
            {f"{name}/Dockerfile": "FROM x\nRUN pip install git+https://example.com/a@main\n" for name in "ab"},
            "`pip install` installs git+https://example.com/a@main, which can change (2 commands)",
            id="the same branch in images",
        ),
        pytest.param(
            {f"{name}/Dockerfile": f"FROM x\nRUN pip install -r https://example.com/{name}.txt\n" for name in "ab"},
            "`pip install` installs the requirements of https://example.com/a.txt, which can change (2 commands)",
            id="files at URLs",
        ),
    ],
)
def test_commands_of_one_cause(shown: Shown, files: dict[str, str], found: str) -> None:
    lines = [line for line in shown(files, "--select", "unpinned-install") if line[0] != " "]
    assert [line.split(": ", 2)[2] for line in lines] == [found]


@pytest.mark.parametrize(
    ("path", "text", "places"),
    [
        pytest.param("t.Dockerfile", "RUN pip install ruff\n", ["t.Dockerfile:2"], id="an image that is shipped"),
        pytest.param("tests/Dockerfile", "RUN pip install pip==24.0 ruff\n", [], id="an image for tests"),
        pytest.param(
            "tests/Dockerfile",
            "RUN pip install six==1.17.0\nRUN pip install ruff\n",
            ["tests/Dockerfile:3"],
            id="an image for tests that names versions",
        ),
        pytest.param(
            ".github/workflows/b.yml", workflow("pip install ruff"), [".github/workflows/b.yml:6"], id="on the runner"
        ),
        pytest.param(
            ".github/workflows/b.yml", workflow("docker run -v .:/a x pip install ruff"), [], id="in a container"
        ),
        pytest.param(
            ".github/workflows/b.yml",
            workflow("docker run --rm x sh -c 'pip install ruff && ruff check'"),
            [],
            id="in a script in a container",
        ),
    ],
)
def test_the_versions_of_the_project_are_not_for_a_container_that_tests(
    shown: Shown, path: str, text: str, places: list[str]
) -> None:
    files = {
        "requirements-dev.txt": "ruff==0.5.0\n",
        path: text if "jobs" in text else "FROM python:3.12-slim\n" + text,
    }
    assert [line.split(": ")[0] for line in shown(files, "--extend-select", "pins")] == places


@pytest.mark.parametrize("path", ["update.yml", "pre-commit-autoupdate.yml", "version-bump.yml"])
def test_a_workflow_that_updates_something_wants_the_newest_tools(shown: Shown, path: str) -> None:
    files = {
        **CHECKED,
        "requirements-dev.txt": "ruff==0.5.0\n",
        f".github/workflows/{path}": workflow("pip install ruff"),
    }
    assert shown(files) == []
    assert len(shown({**files, ".github/workflows/lint.yml": workflow("pip install ruff")})) == 1


@pytest.mark.parametrize(
    ("more", "listed"),
    [
        pytest.param({}, False, id="only checks install it"),
        pytest.param({".github/workflows/a.yml": workflow("pytest")}, True, id="the package is not published"),
        pytest.param(
            {"pyproject.toml": "", "setup.py": SETUP.format("install_requires=read()")},
            False,
            id="setup.py computes the list",
        ),
        pytest.param({"pyproject.toml": "", "setup.py": SETUP.format("")}, True, id="setup.py requires nothing"),
        pytest.param({"Dockerfile": IMAGE}, True, id="an image installs it"),
        pytest.param({".github/workflows/b.yml": workflow("kubectl apply -f x")}, True, id="a job deploys"),
    ],
)
def test_the_requirements_of_a_published_package_for_its_checks(
    shown: Shown, more: dict[str, str], listed: bool
) -> None:
    files = {
        **LIBRARY,
        "requirements.txt": "attrs>=25\nsix>=1.17\npytest>=8\n",
        ".github/workflows/tests.yml": workflow("pip install -r requirements.txt", "pytest"),
    }
    found = shown({**files, **more})
    assert [line.partition(":")[0] for line in found if line[0] != " "] == ["requirements.txt"] * listed


def test_versions_of_installers_do_not_show_that_checks_are_pinned(shown: Shown) -> None:
    files = {f".github/workflows/{name}.yml": workflow("pip install hatch==1.14 pip==24.0") for name in "abc"}
    assert shown({**files, ".github/workflows/d.yml": workflow("pip install nox")}) == []


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        pytest.param("pip install build twine", "error", id="tools that build and upload"),
        pytest.param("pip install poetry", "error", id="a tool that does both"),
        pytest.param("pip install build==1.5.0 twine==6.1.0", None, id="with versions"),
        pytest.param("pip install --upgrade pip setuptools wheel", None, id="what installs all others"),
    ],
)
def test_what_a_job_that_publishes_installs(shown: Shown, command: str, severity: str | None) -> None:
    files = {".github/workflows/a.yml": workflow(command, "twine upload dist/*")}
    found = [line.split(": ")[1] for line in shown(files) if line.startswith(".github/workflows/a.yml")]
    assert found == ([severity] if severity else [])
    assert main(["check"]) == (severity == "error")


def test_commands_that_pass_by_one_lock_are_one_finding(shown: Shown) -> None:
    files = {
        "pyproject.toml": PROJECT,
        "uv.lock": LOCK,
        ".github/workflows/a.yml": workflow("uv sync", "uv sync --all-groups"),
    }

    assert shown(files, "--select", "build-ignores-lock") == [
        (
            ".github/workflows/a.yml:6: warning: `uv sync` resolves again without a warning if uv.lock does not match "
            "pyproject.toml (2 commands)"
        ),
        "  .github/workflows/a.yml:7: the same again",
        "  uv.lock:1: the lock",
    ]


@pytest.mark.parametrize(
    "command", ["uv sync --upgrade", "uv sync -P django", "uv sync --upgrade-package=django", "uv sync --locked"]
)
def test_a_command_that_means_to_change_the_lock_is_no_finding(shown: Shown, command: str) -> None:
    files = {"pyproject.toml": PROJECT, "uv.lock": LOCK, ".github/workflows/a.yml": workflow(command)}

    assert shown(files, "--select", "build-ignores-lock") == []


def test_examples_are_one_finding(shown: Shown) -> None:
    loose = {"examples/a/requirements.txt": "flask\n", "examples/b/requirements.txt": "django\nsix==1.17.0\nattrs\n"}
    pinned = {f"examples/{letter}/requirements.txt": "six==1.17.0\n" for letter in "cdefg"}
    less = {path: text for path, text in pinned.items() if "g" not in path.split("/")}

    assert shown(loose) == []
    assert shown({**loose, **less}) == []
    assert shown({**loose, **{f"requirements-{letter}.txt": "six==1.17.0\n" for letter in "cdefg"}}) == []
    assert shown({**loose, **pinned}) == [
        (
            "examples/a/requirements.txt:1: warning: the requirements files of 2 examples are not pinned: a copy of one "
            "installs the newest releases"
        ),
        "  examples/b/requirements.txt:1: examples/b/requirements.txt too",
        "  examples/b/requirements.txt:3: not pinned either",
    ]


def test_files_that_only_check_the_project_are_one_finding(shown: Shown) -> None:
    files = {
        "tox.ini": "[testenv]\ndeps =\n" + "".join(f"    -r requirements-{letter}.txt\n" for letter in "abcde"),
        "requirements-a.txt": "one\ntwo\nthree\n",
        "requirements-b.txt": "four\nfive\nsix\n",
        "requirements-c.txt": "seven\neight\nx==1\ny==2\n",
        "requirements-d.txt": "nine\nz==1\n",
        "requirements-e.txt": "ten==10\n",
    }

    assert [line for line in shown(files) if not line.startswith(" ")] == [
        "requirements-a.txt:1: warning: 2 requirements files that only check the project are not pinned: nothing locks them",
        (
            "requirements-c.txt:1: warning: 3 requirements in 2 files that only check the project are not pinned: "
            "nothing locks them"
        ),
    ]


def test_pins_whose_dependencies_are_open_are_a_note_whatever_this_machine_knows(
    shown: Shown, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Repository(tmp_path, dict(os.environ))
    files = {
        ".venv/pyvenv.cfg": "home = /usr\n",
        ".venv/lib/python3.12/site-packages/flask-3.1.0.dist-info/METADATA": (
            "Metadata-Version: 2.1\nName: Flask\nVersion: 3.1.0\nRequires-Dist: click\n"
        ),
        "a/requirements.txt": "flask==3.1.0\n",
        "b/requirements.txt": "flask==3.1.0\n",
    }

    assert shown(files) == []
    assert shown(files, "--verbose") == [
        f"{letter}/requirements.txt:1: info: flask==3.1.0 requires click, which nothing pins" for letter in "ab"
    ]
    capsys.readouterr()
    assert main(["check", "--fail-on", "info", "--verbose"]) == 0
    capsys.readouterr()
    main(["check"])
    assert (
        "note: pins in a/requirements.txt and b/requirements.txt require projects that nothing pins: a lock would pin them too "
        "(`--verbose` lists them)"
    ) in capsys.readouterr().out.splitlines()


RUFF = '\n[[package]]\nname = "ruff"\nversion = "0.5.0"\nsource = { registry = "https://example.com/simple" }\n'
#: A command and a file that only check the project, each with one requirement that is not pinned.
COMMAND, FILE = ".github/workflows/a.yml:6", "requirements-dev.txt:1"
BOTH = IMAGE + "COPY base.txt .\nRUN pip install -r base.txt\n"
HOOK = "repos:\n- repo: https://example.com/ruff-pre-commit\n  rev: v0.5.0\n  hooks:\n  - id: ruff\n"


@pytest.mark.parametrize(
    ("more", "listed"),
    [
        pytest.param({}, [], id="nothing is pinned"),
        pytest.param({"requirements.txt": "six==1.17.0\n"}, [], id="other projects are pinned"),
        pytest.param({"requirements.txt": "ruff==0.5.0\n"}, [COMMAND], id="a requirements file has the version"),
        pytest.param(
            {"requirements.txt": "ruff==0.5.0\n", ".github/workflows/a.yml": workflow("pip install 'ruff>=0.5'")},
            [],
            id="a range in a command is there on purpose",
        ),
        pytest.param({"constraints.txt": "pytest==8.3.0\n"}, [FILE], id="a constraints file has the version"),
        pytest.param(
            {"pyproject.toml": PROJECT + '[dependency-groups]\ndev = ["ruff"]\n', "uv.lock": LOCK + RUFF},
            [COMMAND],
            id="a lock has the version",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT, "uv.lock": LOCK + RUFF}, [], id="a lock has it only because another package needs it"
        ),
        pytest.param({"examples/requirements.txt": "ruff==0.5.0\n"}, [], id="an example has the version"),
        pytest.param(
            {"requirements.txt": "ruff==0.5.0\n", ".github/workflows/b.yml": workflow("pip install a", "uvx b", "uvx c")},
            [],
            id="a requirements file has the version, and all commands leave theirs open",
        ),
        pytest.param(
            {"requirements.txt": "ruff==0.5.0\n", ".github/workflows/b.yml": workflow("pip install a")},
            [COMMAND],
            id="a requirements file has the version, and three commands leave theirs open",
        ),
        pytest.param(
            {
                "requirements.txt": "ruff==0.5.0\n",
                ".github/workflows/b.yml": workflow("uvx a==1", "pip install b", "uvx c"),
            },
            [COMMAND],
            id="a requirements file has the version, and one of five commands has its own",
        ),
        pytest.param(
            {
                "requirements.txt": "ruff==0.5.0\n",
                ".github/workflows/a.yml": workflow("pip install ruff", "pip install -r requirements.txt"),
                ".github/workflows/b.yml": workflow("pip install a", "uvx b", "uvx c"),
            },
            [COMMAND],
            id="the same workflow installs the file with the version, and all commands leave theirs open",
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT + '[dependency-groups]\ndev = ["ruff"]\n',
                "uv.lock": LOCK + RUFF,
                ".github/workflows/b.yml": workflow("pip install a", "uvx b", "uvx c"),
            },
            [],
            id="a lock has the version, and all commands leave theirs open",
        ),
        pytest.param(
            {
                "tox.ini": "",
                ".github/workflows/b.yml": workflow("pip install six==1.17.0"),
            },
            [COMMAND],
            id="the only other command is pinned",
        ),
        pytest.param(
            {
                "tox.ini": "", "docs/requirements.txt": "sphinx==8.1.0\n",
                ".readthedocs.yaml": "python: {install: [{requirements: docs/requirements.txt}]}\n",
            },
            [],
            id="only the documentation is built with pins",
        ),
        pytest.param({"ci/oldest/requirements.txt": "ruff==0.5.0\n"}, [], id="a file of the oldest versions has the version"),
        pytest.param({".pre-commit-config.yaml": HOOK}, [], id="a hook has the version, because it must have one"),
        pytest.param({".github/workflows/b.yml": workflow("pip install pytest==8.3.0")}, [FILE], id="a command has the version"),
        pytest.param({**PINS, "Dockerfile": IMAGE + "ENV RUFF_VERSION=0.5.0\n"}, [COMMAND], id="a variable has the version"),
        pytest.param(
            {".github/workflows/b.yml": workflow("uv sync --locked", "poetry install")}, [], id="others install the lock"
        ),
        pytest.param({".github/workflows/b.yml": workflow("uvx nox@2025.1")}, [], id="fewer commands are pinned than not"),
        pytest.param(
            {
                ".github/workflows/b.yml": workflow("pip install six==${{ matrix.v }}").replace(
                    "    runs-on: x\n", "    strategy: {matrix: {v: [1.0, 2.0, 3.0, 4.0]}}\n"
                )
            },
            [],
            id="values of a matrix do not count",
        ),
        pytest.param(
            {".github/workflows/b.yml": workflow("uvx nox@2025.1", "pip install black==24.1.0", "pip install six==1.17.0")},
            [COMMAND],
            id="most commands are pinned",
        ),
        pytest.param(
            {"docs/requirements.txt": "sphinx==8.1.0\n", "tests/requirements.txt": "attrs\n"},
            [],
            id="fewer files are pinned than not",
        ),
        pytest.param(
            {"docs/requirements.txt": "sphinx==8.1.0\n", "tests/requirements.txt": "attrs\n", **PINS,
             "base.txt": "idna==3.10\n", "Dockerfile": BOTH},
            [],
            id="only what runs is pinned",
        ),
        pytest.param(
            {"docs/requirements.txt": "sphinx==8.1.0\n", "tests/requirements.txt": "six==1.17.0\n"},
            [FILE],
            id="most files are pinned",
        ),
        pytest.param({"requirements-dev.txt": "pytest\nsix==1.17.0\n"}, [COMMAND, FILE], id="half of the file is pinned"),
        pytest.param({"requirements-dev.txt": "pytest\nsix==1.17.0\nattrs\n"}, [], id="a third of the file is pinned"),
    ],
)  # fmt: skip
def test_what_only_checks_a_project_is_listed_where_the_project_wants_pins(
    shown: Shown, capsys: pytest.CaptureFixture[str], more: dict[str, str], listed: list[str]
) -> None:
    files = {
        ".github/workflows/a.yml": workflow("pip install ruff"),
        "tox.ini": "[testenv]\ndeps = -rrequirements-dev.txt\n",
        "requirements-dev.txt": "pytest\n",
        **more,
    }

    def places(*options: str) -> list[str]:
        found = {":".join(line.split(":")[:2]) for line in shown(files, *options)}
        return [place for place in (COMMAND, FILE) if place in found]

    assert places() == listed
    assert places("--verbose") == [COMMAND, FILE]
    assert places("--select", "unpinned-install,unpinned-requirement,unlocked-requirements") == [COMMAND, FILE]
    capsys.readouterr()
    main(["check"])
    left_out = [line for line in capsys.readouterr().out.splitlines() if "left out" in line]
    assert len(left_out) == (len(listed) < 2)


@pytest.mark.parametrize(
    ("more", "listed"),
    [
        pytest.param({}, [COMMAND, FILE], id="known names"),
        pytest.param(
            {".github/workflows/a.yml": workflow("pip install ruff").replace("  a:", "  latest-deps:")},
            [FILE],
            id="a job that tests the newest releases",
        ),
        pytest.param(
            {".github/workflows/a.yml": MATRIX.replace("X", "'ruff>=0.5', ruff==0.5.0")},
            [FILE],
            id="the values of a matrix",
        ),
        pytest.param(
            {".github/workflows/a.yml": MATRIX.replace("X", "ruff, mypy")}, [COMMAND, FILE], id="the names in a matrix"
        ),
        pytest.param(
            {
                ".github/workflows/a.yml": workflow("pip install 'ruff<0.6'", "pip install nox==2025.1"),
                "requirements.txt": "pytest==8.3.0\n",
            },
            [FILE],
            id="an upper bound",
        ),
        pytest.param(
            {
                "tox.ini": "[testenv:min]\ndeps = ruff==0.5.0\n[testenv]\ndeps = -rrequirements-dev.txt\n",
                "requirements.txt": "pytest==8.3.0\n",
            },
            [FILE],
            id="the oldest version in tox",
        ),
        pytest.param(
            {
                ".github/workflows/b.yml": WORKFLOW + "".join(map(SETTING.format, ("0.5.0", "0.5.1", "0.5.2"))),
                "requirements.txt": "pytest==8.3.0\n",
            },
            [FILE],
            id="three versions in one file of settings",
        ),
        pytest.param(
            {
                ".github/workflows/b.yml": WORKFLOW + "".join(map(SETTING.format, ("0.5.0", "0.5.1"))),
                "requirements.txt": "pytest==8.3.0\n",
            },
            [COMMAND, FILE],
            id="two versions in one file of settings",
        ),
        pytest.param({"requirements-dev-2.txt": "pytest<8\n"}, [COMMAND], id="a file for each range of versions"),
        pytest.param({"requirements-dev-2.txt": "pytest\n"}, [COMMAND, FILE], id="the same file without a range"),
        pytest.param({"a/requirements-dev-2.txt": "pytest<8\n"}, [COMMAND, FILE], id="a range in another folder"),
    ],
)
def test_versions_that_vary_on_purpose_are_counted(shown: Shown, more: dict[str, str], listed: list[str]) -> None:
    files = {
        ".github/workflows/a.yml": workflow("pip install ruff"),
        "tox.ini": "[testenv]\ndeps = -rrequirements-dev.txt\n",
        "requirements-dev.txt": "pytest>=8\n",
        "requirements.txt": "ruff==0.5.0\npytest==8.3.0\n",
        **more,
    }
    found = {":".join(line.split(":")[:2]) for line in shown(files)}
    assert [place for place in (COMMAND, FILE) if place in found] == listed


@pytest.mark.parametrize(
    ("files", "places"),
    [
        pytest.param({"tox.ini": "[tox]\nrequires = ruff>=0.5\n"}, 0, id="a plugin of tox with a range"),
        pytest.param({"tox.ini": "[tox]\nrequires = ruff\n"}, 1, id="a known plugin without a version"),
        pytest.param({"tox.ini": "[tox]\nrequires = attrs\n", **CHECKED}, 0, id="an unknown plugin"),
        pytest.param({"tox.ini": "[testenv]\ndeps = ruff\n"}, 1, id="an environment of tox"),
        pytest.param({"tox.ini": "[testenv]\ndeps = ruff>=0.5\n"}, 0, id="an environment of tox with a range"),
        pytest.param({"Makefile": "setup:\n\tpipx install poetry\n"}, 0, id="the tool that installs the lock"),
        pytest.param({"Makefile": "setup:\n\tpipx install poetry ruff\n"}, 1, id="another tool"),
        pytest.param({"tests/a/conda.yml": "dependencies:\n- pip:\n  - ruff\n"}, 0, id="an environment under test"),
        pytest.param({"a/conda.yml": "dependencies:\n- pip:\n  - ruff\n"}, 1, id="an environment"),
        pytest.param({"vagrant/provision.sh": "pip install attrs\n"}, 0, id="the machine of a developer"),
        pytest.param({"demos/Dockerfile": "FROM python:3.12\nRUN pip install attrs\n"}, 0, id="the image of a demo"),
    ],
)
def test_what_developers_and_tests_install(shown: Shown, files: dict[str, str], places: int) -> None:
    assert len(shown({"requirements.txt": "ruff==0.5.0\n", **files}, "--select", "pins,build")) == places


def test_commands_that_set_up_the_machine_of_a_developer_are_listed_only_for_known_names(shown: Shown) -> None:
    files = {
        ".devcontainer/Dockerfile": "FROM python:3.12-slim\nRUN pip install poetry\nRUN pip install ruff\n",
        ".github/workflows/a.yml": workflow(
            "pip install ruff==0.5.0", "pip install nox==2025.1", "pip install six==1.17.0"
        ),
    }

    assert [line.split(" is ")[0] for line in shown(files)] == [".devcontainer/Dockerfile:3: warning: ruff"]


def test_wildcards_are_one_finding_from_three_on(shown: Shown) -> None:
    files = {f"{letter}/requirements.txt": f"{letter}==1.*\nsix==1.17.0\n" for letter in "abc"}

    assert [line for line in shown(files) if line[0] != " "] == [
        "a/requirements.txt:1: error: a==1.*, b==1.* and c==1.* allow several versions: nothing locks them"
    ]


def test_files_that_nothing_is_known_to_install_are_one_finding_from_three_on(shown: Shown) -> None:
    files = {**PINS, **{f"{letter}/requirements.txt": f"{letter}\nd\ne\n" for letter in "abc"}}

    assert [line for line in shown(files) if line[0] != " "] == [
        "a/requirements.txt:1: error: 3 requirements files are not pinned: nothing locks them"
    ]
    del files["c/requirements.txt"]
    (Path.cwd() / "c/requirements.txt").unlink()
    assert len([line for line in shown(files) if line[0] != " "]) == 2


OPEN_IMAGE = "FROM python:3.12-slim\nCOPY . .\nRUN pip install -r requirements.txt\nRUN pip install gunicorn uvicorn\n"
OPEN = {
    "requirements.txt": "django\nredis\npsycopg\n",
    "Dockerfile": OPEN_IMAGE,
    "worker/Dockerfile": "FROM python:3.12-slim\nRUN pip install celery\n",
    ".github/workflows/a.yml": workflow("pip install build", "twine upload dist/*"),
}


def test_a_project_that_pins_nothing_has_one_finding(shown: Shown) -> None:
    assert shown(OPEN) == [
        "requirements.txt:1: error: this project has no lock: 1 requirements file and 2 commands install the newest releases",
        "  Dockerfile:4: gunicorn and uvicorn too",
        "  worker/Dockerfile:2: celery too",
        "  Dockerfile:3: `pip install` installs it",
        "  requirements.txt:2: not pinned either",
        "  requirements.txt:3: not pinned either",
    ]


def test_commands_of_a_project_that_pins_nothing_get_a_way_to_a_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(
        tmp_path,
        {path: text for path, text in OPEN.items() if path in ("worker/Dockerfile", ".github/workflows/a.yml")},
    )
    monkeypatch.chdir(tmp_path)
    main(["check", "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["message"] == "this project has no lock: 2 commands install the newest releases"
    command = "uv pip compile requirements.in -o requirements.txt"
    assert found["help"] == f"list what they install in requirements.in, run `{command}`, and install requirements.txt"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({"worker/requirements.txt": "six==1.17.0\n"}, 2, id="another file has a pin"),
        pytest.param(
            {"requirements.txt": "django==5.2\nredis\npsycopg\ncelery\n"}, 2, id="a quarter of the file are pins"
        ),
        pytest.param({"requirements.txt": "django==5.2\nredis\npsycopg\ncelery\na\n"}, 1, id="one of five is a pin"),
        pytest.param(
            {"worker/Dockerfile": "FROM python:3.12-slim\nRUN pip install six==1.17.0\n"}, 3, id="a command has a pin"
        ),
        pytest.param({"uv.lock": LOCK}, 3, id="there is a lock"),
        pytest.param({"c.txt": "", "x/requirements.txt": "-c ../c.txt\n"}, 2, id="a file names constraints"),
        pytest.param({"requirements-dev.txt": "pytest==8.4.1\n"}, 1, id="only a file for developers has pins"),
        pytest.param({"tox.ini": "[testenv]\ndeps = mypy==1.15.0\n"}, 1, id="only a command that checks has pins"),
        pytest.param(
            {"pyproject.toml": "[build-system]\nrequires = ['flit_core==3.12.0']\n"}, 1, id="the build has pins"
        ),
    ],
)
def test_what_shows_that_a_project_pins(shown: Shown, files: dict[str, str], found: int) -> None:
    joined = [line for line in shown({**OPEN, **files}) if line[0] != " " and ": error: " in line]
    assert len(joined) == found, joined


@pytest.mark.parametrize(
    ("files", "note"),
    [
        pytest.param(
            {"requirements.txt": "six==1.17.0\nsphinx # always the latest version\n"},
            "comments or tasks say that requirements have no version on purpose in 1 place",
            id="a comment in a requirements file",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3\n# deliberately unpinned\nRUN pip install sphinx\n"},
            "comments or tasks say that requirements have no version on purpose in 1 place",
            id="a comment above a command",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3\n# deliberately unpinned\nRUN pip install \\\n    sphinx \\\n    furo\n"},
            "comments or tasks say that requirements have no version on purpose in 1 place",
            id="a comment above a command of several lines",
        ),
        pytest.param(
            {"playbooks/a.yml": "- hosts: web\n  tasks:\n  - pip: {name: flask, state: latest}\n"},
            "comments or tasks say that requirements have no version on purpose in 1 place",
            id="a task of Ansible that wants the newest",
        ),
        pytest.param(
            {
                "pyproject.toml": '[build-system]\nrequires = ["hatchling", "jupyterlab>=4,<5"]\n',
                ".github/workflows/a.yml": workflow("pip install 'jupyterlab>=4,<5'", "twine upload dist/*"),
            },
            "commands install what `[build-system]` requires, with the same ranges, in 1 place",
            id="the ranges of the build",
        ),
    ],
)
def test_what_is_open_on_purpose_is_counted(
    shown: Shown, capsys: pytest.CaptureFixture[str], files: dict[str, str], note: str
) -> None:
    assert shown(files) == []
    main(["check"])
    assert note in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("files", [pytest.param(PINS, id="pins"), pytest.param({}, id="nothing else")])
def test_the_commands_of_one_image_are_never_put_together(shown: Shown, files: dict[str, str]) -> None:
    files = {**files, "Dockerfile": "FROM python:3.12-slim\nRUN pip install a\nRUN pip install b\nRUN pip install c\n"}

    assert [line.split(" is ")[0] for line in shown(files, "--select", "unpinned-install")] == [
        "Dockerfile:2: error: a",
        "Dockerfile:3: error: b",
        "Dockerfile:4: error: c",
    ]


def test_the_lines_of_one_file_stay_findings_of_their_own(shown: Shown) -> None:
    assert [line.partition(" ")[0] for line in shown({"requirements.txt": "django>=5\nredis\n"})] == [
        "requirements.txt:1:",
        "requirements.txt:2:",
    ]


def test_an_ignore_comment_takes_its_own_line_out_of_the_finding_for_the_project(shown: Shown) -> None:
    files = {
        "Dockerfile": OPEN_IMAGE.replace(
            "RUN pip install g", "# pinlint: ignore[unpinned-install] newest\nRUN pip install g"
        )
    }
    found = shown({"requirements.txt": OPEN["requirements.txt"], **files})
    assert [line for line in found if line[0] != " "] == [
        "requirements.txt:1: error: none of the 3 requirements is pinned: this file has no lock"
    ]


def test_hooks_that_are_behind_are_one_finding_from_three_on(shown: Shown) -> None:
    hooks = "repos:\n" + "".join(
        f"- repo: https://example.com/{name}\n  rev: v1.0\n  hooks:\n  - id: {name}\n"
        for name in ("one", "two", "three")
    )
    files = {".pre-commit-config.yaml": hooks, "requirements.txt": "one==2.0\ntwo==2.0\nthree==2.0\n"}

    assert [line for line in shown(files) if line[0] != " "] == [
        "requirements.txt:1: warning: hooks require other versions than one==2.0, two==2.0 and three==2.0"
    ]
    files["requirements.txt"] = "one==2.0\ntwo==2.0\n"
    assert [line.partition(": ")[0] for line in shown(files) if line[0] != " "] == [
        "requirements.txt:1",
        "requirements.txt:2",
    ]


def test_a_note_says_how_many_findings_on_checks_are_left_out(shown: Shown, capsys: pytest.CaptureFixture[str]) -> None:
    shown({".github/workflows/a.yml": workflow("pip install ruff", "pip install nox")})
    main(["check", "--fail-on", "info"])

    assert capsys.readouterr().out.splitlines()[1] == (
        "note: 2 findings about unpinned requirements that only check or develop this project are left out, because "
        "nothing shows that they are meant to be pinned (`--verbose` lists them)"
    )


def test_only_the_commands_that_install_a_known_name_are_listed(shown: Shown) -> None:
    files = {
        ".github/workflows/a.yml": workflow("pip install nox", "pip install ruff mypy", "pip install tox"),
        "requirements.txt": "ruff==0.5.0\n",
    }

    assert shown(files) == [
        ".github/workflows/a.yml:7: warning: ruff and mypy are not pinned: every run installs the newest releases"
    ]


@pytest.mark.parametrize(
    ("files", "listed"),
    [
        pytest.param({"install.sh": "pip install ruff\n"}, True, id="a script that people run"),
        pytest.param({"test.sh": "pip install ruff\n"}, False, id="a script that is named after its purpose"),
        pytest.param(
            {"run.sh": "pip install ruff\n", **PINS}, False, id="a script of a project with a requirements file"
        ),
        pytest.param(
            {"run.sh": "pip install ruff\n", "pyproject.toml": LIBRARY["pyproject.toml"]},
            False,
            id="a script of a project that requires something",
        ),
        pytest.param(
            {"run.sh": "pip install ruff\n", "pyproject.toml": PROJECT},
            True,
            id="a script of a project that requires nothing",
        ),
        pytest.param({"Makefile": "lint:\n\tpip install ruff\n"}, False, id="a target that is named after its purpose"),
        pytest.param(
            {"install.sh": "pip install ruff\n", ".github/workflows/a.yml": workflow("./install.sh")},
            False,
            id="a script that a check runs",
        ),
        pytest.param({"Makefile": "x:\n\tpip install requirements.txt\n"}, True, id="a missing option"),
        pytest.param(
            {".github/workflows/a.yml": workflow("pip install requirements.txt")}, True, id="the same in a workflow"
        ),
        pytest.param(
            {".github/workflows/a.yml": workflow("pip install ruff>=0.5")}, True, id="a version without quotes"
        ),
    ],
)
def test_what_surely_only_checks_the_project(shown: Shown, files: dict[str, str], listed: bool) -> None:
    assert bool(shown(files)) is listed


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({".github/workflows/a.yml": workflow("pip install -r requirements.txt")}, id="a workflow"),
        pytest.param({"setup.sh": "pip install -r requirements.txt\n"}, id="a script"),
        pytest.param({"Makefile": "x:\n\tpip install flask\n", "requirements.txt": ""}, id="a Makefile"),
    ],
)
def test_what_people_may_run_themselves_is_listed(shown: Shown, files: dict[str, str]) -> None:
    assert shown({"requirements.txt": "flask\n", **files}, "--select", "unpinned-requirement,unpinned-install") != []


INSTALLS = "pip install -r requirements.txt\npip install ruff\n"
ACTION = "runs: {using: composite, steps: [{shell: bash, run: pip install ruff}]}\n"


@pytest.mark.parametrize(
    ("files", "listed"),
    [
        pytest.param({"install.sh": INSTALLS}, True, id="a script that installs the product too"),
        pytest.param(
            {"install.sh": "pip install six==1.17.0\npip install ruff\n"}, True, id="a script that names a version"
        ),
        pytest.param({"install.sh": "pip install ruff\n"}, False, id="a script that installs only tools"),
        pytest.param({"bin/bootstrap": f"#!/bin/sh\n{INSTALLS}"}, True, id="a script without an ending"),
        pytest.param({"tests/install.sh": "pip install ruff\n"}, False, id="a script in a folder of tests"),
        pytest.param(
            {"install.sh": "pip install ruff\n", ".github/workflows/a.yml": workflow("./install.sh")},
            False,
            id="a script that a check runs",
        ),
        pytest.param(
            {"Makefile": "install:\n\tpip install -r requirements.txt ruff\n"}, True, id="a target that installs"
        ),
        pytest.param(
            {"Makefile": "x:\n\t./install.sh\n", "install.sh": INSTALLS},
            True,
            id="a script that only a target runs",
        ),
        pytest.param(
            {"ci/x.sh": "./install.sh\n", "install.sh": "pip install ruff\n"},
            False,
            id="a script that a script of CI runs",
        ),
        pytest.param(
            {
                "Makefile": "x:\n\t./install.sh\n",
                "install.sh": "pip install ruff\n",
                ".github/workflows/a.yml": workflow("make x"),
            },
            False,
            id="a script that a check runs by a target",
        ),
        pytest.param({"Makefile": "deploy-web:\n\tpip install six==1.17.0 ruff\n"}, True, id="a target that deploys"),
        pytest.param({"Makefile": "install-dev:\n\tpip install ruff\n"}, False, id="a target for developers"),
        pytest.param({"Makefile": "x:\n\tpip install ruff\n"}, False, id="a target with another name"),
        pytest.param({"action.yml": ACTION}, True, id="the action of the project"),
        pytest.param(
            {"action.yml": ACTION, ".github/workflows/a.yml": workflow("x\n      - uses: ./")},
            True,
            id="the action of the project, in its own test",
        ),
        pytest.param({".github/actions/x/action.yml": ACTION}, False, id="an action for the project"),
        pytest.param({"x.mk": "zip:\n\tpip install -t build ruff\n"}, True, id="packages in a folder"),
        pytest.param(
            {".github/workflows/a.yml": workflow("pip install --target=lib ruff")},
            True,
            id="a workflow that packs a folder",
        ),
        pytest.param({"Makefile": "test:\n\tpip install -t build ruff\n"}, False, id="a folder for tests"),
        pytest.param({"bin/post_compile": "#!/bin/sh\npip install ruff\n"}, True, id="a hook of Heroku"),
        pytest.param({"terraform/user_data.sh": "#!/bin/sh\npip install ruff\n"}, True, id="the start of a machine"),
        pytest.param(
            {"user-data.sh": "pip install ruff\n", ".github/workflows/a.yml": workflow("pip install ruff")},
            True,
            id="a check that installs the same",
        ),
    ],
)
def test_what_reaches_users_is_listed_although_a_file_pins_the_product(
    shown: Shown, files: dict[str, str], listed: bool
) -> None:
    assert bool(shown({**PINS, **files})) is listed


COMPILED = "#\n# This file is autogenerated by pip-compile with Python {}\n# by the following command:\n#\n#    pip-compile {}\n"
TAGS = "".join(f"{name} @ git+https://example.com/{name}.git@{{0}}\n    # via -r {{1}}.in\n" for name in "ab")


FRAGMENTS = "".join(f"git+https://example.com/{name}.git@{'0' * 40}#egg={name}==1.0\n" for name in "ab")


@pytest.mark.parametrize(
    ("files", "rule", "found"),
    [
        pytest.param(
            {"requirements.txt": "a @ file:///opt/a\nb @ file:///opt/b\n./nothing-1.0.zip\n"},
            "local-path",
            [
                (
                    "requirements.txt:1: warning: /opt/a and /opt/b are paths that other machines may not have: nothing "
                    "pins what is there"
                ),
                "requirements.txt:3: error: ./nothing-1.0.zip is not in the project",
            ],
            id="absolute paths of one file",
        ),
        pytest.param(
            {
                "base.in": "a @ git+https://example.com/a.git@2.0\nb @ git+https://example.com/b.git@2.0\n",
                "base.txt": COMPILED.format("3.12", "base.in") + TAGS.format("1.0", "base"),
            },
            "changed-artifact",
            ["base.txt:6: error: a and b are not what the inputs of base.txt name"],
            id="pins of one lock that its input names differently",
        ),
        pytest.param(
            {"base.in": FRAGMENTS, "base.txt": COMPILED.format("3.12", "base.in") + FRAGMENTS},
            "egg-mismatch",
            ["base.in:1: error: pip 26 refuses '#egg=a==1.0' and '#egg=b==1.0': the fragment may only be a name"],
            id="fragments of an input and of its lock",
        ),
        pytest.param(
            {"base.in": "a\nb\n", "base.txt": COMPILED.format("3.12", "base.in") + FRAGMENTS},
            "egg-mismatch",
            ["base.txt:6: error: pip 26 refuses '#egg=a==1.0' and '#egg=b==1.0': the fragment may only be a name"],
            id="fragments that only a lock has",
        ),
        pytest.param(
            {
                f"{name}.txt": COMPILED.format("3.12", f"{name}.in") + TAGS.format("1.0", name) for name in ("base", "dev")
            } | {
                f"{name}.in": "a @ git+https://example.com/a.git@1.0\nb @ git+https://example.com/b.git@1.0\n"
                for name in ("base", "dev")
            } | {
                "Dockerfile": "FROM python:3.12-slim\nCOPY base.txt .\nRUN pip install -r base.txt\n",
                "tox.ini": "[testenv]\ndeps = -rdev.txt\n",
            },
            "mutable-reference",
            ["base.txt:6: error: a and b are installed from branches or tags, which can change in 2 files"],
            id="the same tags in a lock of the product and in one of checks",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM python:3.12-slim\nCOPY *.txt ./\nRUN pip install -r a.txt -r b.txt\n",
                "a.txt": COMPILED.format("3.9", "a.in") + "six==1.17.0\n",
                "b.txt": COMPILED.format("3.10", "b.in") + "idna==3.10\n",
            },
            "platform-mismatch",
            ["Dockerfile:1: warning: the image has Python 3.12, but a.txt and b.txt were compiled for others"],
            id="the locks of one image",
        ),
        pytest.param(
            {
                "install.sh": "pip install -c https://example.com/c.txt flask\n"
                "pip install -c https://example.com/d.txt django\n"
            },
            "unverified-constraint",
            [
                (
                    "install.sh:1: info: versions that these constraints set were not checked: 2 commands name constraints "
                    "outside the project"
                )
            ],
            id="constraints that one script does not have",
        ),
        pytest.param(
            {"requirements.txt": "six==1.17.0\nidna==3.10 --only-binary all; sys_platform == 'win32'\n"},
            "ignored-text",
            ["requirements.txt:2: warning: '--only-binary' has no effect after a requirement"],
            id="what pip ignores in one line",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM python:3.12-slim\nCOPY *.txt ./\nRUN pip install -r production.txt\n",
                "production.txt": "-r base.txt\ngunicorn\npsycopg\nredis\n",
                "base.txt": "django\npillow\nrequests\n",
            },
            "unlocked-requirements",
            ["base.txt:1: error: 2 requirements files that are installed together are not pinned: nothing locks them"],
            id="a file and one that it includes",
        ),
    ],
)  # fmt: skip
def test_one_cause_is_one_finding(shown: Shown, files: dict[str, str], rule: str, found: list[str]) -> None:
    assert [line for line in shown(files, "--select", rule) if line[0] != " "] == found


@pytest.mark.parametrize(
    ("files", "places"),
    [
        pytest.param({"Dockerfile": "FROM python:3.12-slim\nRUN pip install 'acme~=1.2'\n"}, [], id="a series in an image"),
        pytest.param({"Dockerfile": "FROM python:3.12-slim\nRUN pip install acme==1.*\n"}, [], id="a wildcard"),
        pytest.param(
            {"Dockerfile": "FROM python:3.12-slim\nRUN pip install 'acme>=1.2,<2'\n"}, ["Dockerfile:2"], id="bounds"
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12-slim\nRUN pip install 'acme~=1.2' attrs\n"}, ["Dockerfile:2"], id="a name beside it"
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12-slim\nRUN pip install 'six~=1.2'\n"}, ["Dockerfile:2"], id="a version is known"
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12-slim\nRUN pip install acme pytest\n"}, ["Dockerfile:2"], id="an image with pytest"
        ),
        pytest.param(
            {"tests/Dockerfile": "FROM python:3.12-slim\nRUN pip install acme pytest\n"}, [], id="an image for tests with pytest"
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12-slim\nRUN pip install X[all]\n", "pyproject.toml": PROJECT},
            [],
            id="the project itself",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12-slim\nRUN pip install x acme\n", "pyproject.toml": PROJECT},
            ["Dockerfile:2"],
            id="the project itself and another one",
        ),
        pytest.param({"Dockerfile": "FROM python:3.12-slim\nRUN pip install uv\n"}, [], id="an installer without a lock"),
        pytest.param(
            {"Dockerfile": "FROM python:3.12-slim\nRUN pip install uv\n", "requirements.txt": "six==1.17.0\nuv==0.5.1\n"},
            ["Dockerfile:2"],
            id="an installer in an image, whose version the project has",
        ),
        pytest.param(
            {"Dockerfile": "FROM python:3.12-slim\nRUN pip install uv\n", "pyproject.toml": PROJECT, "uv.lock": LOCK},
            ["Dockerfile:2"],
            id="an installer in the image of a project with a lock",
        ),
        pytest.param({"web/{{cookiecutter.name}}/requirements.txt": "acme\n"}, [], id="a template without pins"),
        pytest.param(
            {"web/{{cookiecutter.name}}/requirements.txt": "acme\nidna==3.10\n"},
            ["web/{{cookiecutter.name}}/requirements.txt:1"],
            id="a template with pins",
        ),
        pytest.param({"collection/test-requirements.txt": "acme\nattrs\nidna\n"}, [], id="tests that nothing is known to run"),
        pytest.param(
            {
                "Dockerfile": "FROM python:3.12-slim\nCOPY . .\nRUN pip install -r base.txt -r requirements/test.txt acme\n",
                "base.txt": "six==1.17.0\n",
                "requirements/test.txt": "idna==3.10\n",
            },
            ["Dockerfile:3"],
            id="an image with tools for tests",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM python:3.12-slim\nCOPY . .\nRUN pip install acme\n"
                "RUN if [ $DEV ]; then pip install -r requirements/test.txt; fi\n",
                "requirements/test.txt": "idna==3.10\n",
            },
            ["Dockerfile:3"],
            id="an image with tools for tests on request",
        ),
        pytest.param({**CHECKED, ".github/workflows/a.yml": workflow("pip install uv")}, [], id="the installer of a check"),
        pytest.param(
            {**CHECKED, ".github/workflows/a.yml": workflow("pip install uv"),
             ".github/workflows/b.yml": workflow("pip install uv==0.5.0")},
            [".github/workflows/a.yml:6"],
            id="an installer whose version the project has",
        ),
        pytest.param(
            {**CHECKED, ".github/workflows/a.yml": workflow("pip install uv"),
             "Dockerfile": "FROM ghcr.io/astral-sh/uv:0.5.1\nRUN uv pip install six==1.17.0\n"},
            [".github/workflows/a.yml:6"],
            id="an installer whose image has a version",
        ),
    ],
)  # fmt: skip
def test_what_somebody_chose_is_counted(shown: Shown, files: dict[str, str], places: list[str]) -> None:
    found = shown({**PINS, **files})
    assert [":".join(line.split(":")[:2]) for line in found if line[0] != " "] == places


def test_branches_are_one_finding_a_file_and_one_for_all_that_only_check(shown: Shown) -> None:
    branches = "a @ git+https://github.com/example/a.git@main\nb @ git+https://github.com/example/b.git\n"
    files = {
        "tox.ini": "[testenv]\ndeps =\n    -r requirements-test.txt\n    -r requirements-lint.txt\n",
        "requirements-test.txt": branches,
        "requirements-lint.txt": "six==1.17.0\nc @ git+https://github.com/example/c.git@main\n",
        "requirements.txt": branches,
        "Dockerfile": "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
    }

    assert [line for line in shown(files, "--select", "mutable-reference") if not line.startswith(" ")] == [
        "requirements-lint.txt:2: warning: c, a and b are installed from branches or tags, which can change in 2 files",
        "requirements.txt:1: error: a and b are installed from branches or tags, which can change",
    ]


def test_references_and_paths_of_one_file_or_of_one_name_are_one_finding(shown: Shown) -> None:
    branch = "{0} @ git+https://github.com/example/{0}.git@main\n"
    files = {f"{name}/requirements.txt": f"-e src\n{branch.format('a')}" for name in ("one", "two")}
    files["two/requirements.txt"] += branch.format("b") + "-e lib\n"
    files["three/requirements.txt"] = branch.format("c") + "-e other\n"
    found = shown(files, "--select", "mutable-reference", "--select", "local-path")
    assert [line for line in found if line[0] != " "] == [
        "one/requirements.txt:1: error: src and lib are paths that other machines may not have: nothing pins what is there",
        "one/requirements.txt:2: error: a and b are installed from branches or tags, which can change in 2 files",
        "three/requirements.txt:1: error: c is installed from 'main', which looks like a branch and can change",
        "three/requirements.txt:2: error: other is not in the project",
    ]
    del files["three/requirements.txt"]
    files["two/requirements.txt"] = "-e src\n"
    assert "one/requirements.txt:1: error: src is not in the project (2 lines)" in shown(
        files, "--select", "local-path"
    )


@pytest.mark.parametrize(
    ("files", "note"),
    [
        pytest.param(
            {"examples/a/requirements.txt": "flask\n", "examples/b/requirements.txt": "django\n"},
            "requirements of examples and scripts are not pinned in 2 places",
            id="examples",
        ),
        pytest.param(
            {**TOX, "requirements-dev.txt": "git+https://github.com/example/tool.git\nattrs\n", **PINS},
            "files and commands that only check or develop this project install branches or tags in 1 place",
            id="a branch in a file of tox",
        ),
        pytest.param(
            {".github/workflows/a.yml": workflow("pip install git+https://github.com/example/tool.git"), **PINS},
            "files and commands that only check or develop this project install branches or tags in 1 place",
            id="a branch in a command",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT, "uv.lock": LOCK,
             ".github/workflows/a.yml": workflow("pip install .", "pip install .[x]")},
            "commands that only check this project install it without its lock in 2 places",
            id="the newest releases in a workflow",
        ),
        pytest.param(
            {"requirements.txt": "a @ https://example.com/a-1.0-py3-none-any.whl\n"},
            "files from URLs have no hash in 1 place",
            id="a URL in a project without hashes",
        ),
        pytest.param(
            {"scripts/a/requirements.txt": "flask\n", "scripts/b/requirements.txt": "django>=5\n", **PINS},
            "requirements of examples and scripts are not pinned in 2 places",
            id="scripts",
        ),
        pytest.param(
            {**LIBRARY, "requirements.txt": "attrs\nsix>=1\nidna\n"},
            "requirements files repeat, without pins, what the published package requires in 1 place",
            id="the dependencies of a published package",
        ),
        pytest.param(
            {"a/requirements.txt": "flask==3.*\nsix==1.17.0\n", "b/requirements.txt": "attrs==25.*\n",
             "c/requirements.txt": "django==5.*\n"},
            "requirements are pinned to a series of releases in 3 places",
            id="series of releases",
        ),
        pytest.param(
            {"requirements.txt": "--extra-index-url https://download.pytorch.org/whl/cpu\nsix==1.17.0\n"},
            "files use the index of a vendor together with the public index in 1 place",
            id="the index of a vendor",
        ),
        pytest.param(
            {**LIBRARY, "Dockerfile": "FROM python:3.12-slim\nCOPY . .\nRUN pip install .\n"},
            "images install this published package without a lock, as its users do in 1 place",
            id="the image of a published package",
        ),
        pytest.param(
            {
                ".pre-commit-config.yaml": "ci: {autoupdate_schedule: weekly}\nrepos:\n- repo: https://example.com/ruff\n"
                "  rev: 0.5.0\n  hooks: [{id: ruff}]\n",
                "requirements.txt": "ruff==0.5.1\n",
            },
            "hooks use other versions than this project in 1 place",
            id="hooks that a bot updates",
        ),
        pytest.param(
            {
                ".pre-commit-config.yaml": "repos:\n- repo: https://example.com/mypy\n  rev: main\n  hooks:\n  - id: mypy\n"
                "    additional_dependencies: [six==1.16.0]\n",
                **PINS,
            },
            "hooks use other versions than this project in 1 place",
            id="a library of a hook",
        ),
        pytest.param(
            {"tox.ini": "[testenv]\ndeps = -c{env:CONSTRAINTS}\n    -rrequirements-dev.txt\n", "requirements-dev.txt": "six\n"},
            "commands that only check this project use constraints that pinlint cannot read in 1 place",
            id="constraints of tox",
        ),
    ],
)  # fmt: skip
def test_what_people_do_on_purpose_is_counted(
    shown: Shown, capsys: pytest.CaptureFixture[str], files: dict[str, str], note: str
) -> None:
    families = "pins,build,sources,manifests"

    assert shown(files, "--select", families) == []
    assert shown(files, "--select", families, "--verbose") != []
    assert (
        shown(
            files,
            "--select",
            "mutable-reference,unlocked-requirements,build-ignores-lock,unverified-constraint,unpinned-install,unhashed-url,"
            "manifest-mismatch,unpinned-requirement,loose-requirement,wildcard-pin,extra-index,unlocked-install",
        )
        != []
    )
    capsys.readouterr()
    assert main(["check", "--select", families, "--fail-on", "info"]) == 0
    assert f"note: {note} (`--verbose` lists them)" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("files", "places"),
    [
        pytest.param({"scripts/a/requirements.txt": "flask\n"}, 1, id="scripts without another list of requirements"),
        pytest.param({"services/a/requirements.txt": "flask\n", **PINS}, 1, id="a folder with another name"),
        pytest.param(
            {"scripts/a/requirements.txt": "flask\n", **PINS,
             "Dockerfile": "FROM python:3.12-slim\nCOPY . .\nRUN pip install -r scripts/a/requirements.txt\n"},
            1,
            id="an image installs it",
        ),
        pytest.param(
            {"scripts/a/requirements.txt": "flask\nattrs==25.1.0\n", **PINS}, 1, id="half of the file is pinned"
        ),
        pytest.param(
            {"scripts/a/requirements.txt": "flask\n", "scripts/b/requirements.txt": "attrs==25.1.0\n", **PINS},
            1,
            id="half of the scripts are pinned",
        ),
        pytest.param({"tests/requirements.txt": "six\n", **PINS}, 1, id="what the tests require"),
        pytest.param({"tests/apps/a/requirements.txt": "six\n", **PINS}, 0, id="a program under test"),
        pytest.param({**LIBRARY, "requirements.txt": "attrs\nsix==1.17.0\nidna\n"}, 2, id="a package, with a pin"),
        pytest.param({**LIBRARY, "requirements.txt": "attrs\nsix\nflask\n"}, 1, id="a package, with another name"),
        pytest.param(
            {"pyproject.toml": LIBRARY["pyproject.toml"], "requirements.txt": "attrs\nsix\nidna\n"},
            1,
            id="a project that nothing publishes",
        ),
        pytest.param({"requirements.txt": "a==1.*\nb==1.*\nc==1\nd==1\ne==1\nf==1\n"}, 2, id="few wildcards"),
        pytest.param({"requirements.txt": "a==1.*\nb==1.*\nc==1.*\n"}, 1, id="a file of wildcards"),
    ],
)  # fmt: skip
def test_what_is_listed_nevertheless(shown: Shown, files: dict[str, str], places: int) -> None:
    found = shown(files, "--select", "pins,build")
    assert len([line for line in found if line[0] != " "]) == places


@pytest.mark.parametrize(
    ("path", "more", "severity"),
    [
        pytest.param("docs-requirements.txt", {}, "warning", id="a file for developers"),
        pytest.param("requirements/docs.txt", {}, "warning", id="in a folder"),
        pytest.param("requirements.txt", {}, "error", id="platforms install this one"),
        pytest.param(
            "docs-requirements.txt",
            {"Dockerfile": "FROM python:3.12-slim\nCOPY . .\nRUN pip install -r docs-requirements.txt\n"},
            "error",
            id="an image installs it",
        ),
        pytest.param("docs/requirements.txt", {}, "warning", id="no platform installs the one of the documentation"),
        pytest.param("tests/a/requirements.txt", {}, "warning", id="no platform installs those of tests"),
        pytest.param("web/requirements.txt", {}, "error", id="a platform may install that of another folder"),
        pytest.param("docs-requirements.txt", {"pyproject.toml": PROJECT}, "warning", id="metadata without dependencies"),
        pytest.param(
            "requirements-full.txt", {"pyproject.toml": "[tool.x]\n"}, "error", id="no metadata, and a name that says nothing"
        ),
        pytest.param("docs-requirements.txt", {"pyproject.toml": "[tool.x]\n"}, "warning", id="no metadata"),
        pytest.param(
            "docs-requirements.txt",
            {"pyproject.toml": PROJECT + 'dynamic = ["dependencies"]\n[tool.setuptools.dynamic]\n'
             'dependencies = {file = "base.txt"}\n', "base.txt": "six\n"},
            "warning",
            id="metadata in another file",
        ),
    ],
)  # fmt: skip
def test_files_beside_the_metadata_of_a_project(shown: Shown, path: str, more: dict[str, str], severity: str) -> None:
    files = {"pyproject.toml": PROJECT + 'dependencies = ["six"]\n', path: "sphinx\n", **more}

    assert shown(files, "--select", "unpinned-requirement")[0] == (
        f"{path}:1: {severity}: sphinx is not pinned: this file has no lock"
    )


def test_the_same_line_in_many_files_is_one_finding(shown: Shown) -> None:
    files = {f"{letter}/requirements.txt": "numpy<3\nsix==1.17.0\n" for letter in "abc"}

    assert [line for line in shown(files, "--select", "pins") if line[0] != " "] == [
        "a/requirements.txt:1: error: numpy<3 is not pinned in 3 files: nothing locks them"
    ]


def test_the_same_project_with_several_markers_is_one_finding_of_one_file(shown: Shown) -> None:
    markers = ("python_version < '3.9'", "python_version == '3.9'", "python_version > '3.9'")
    pins = "".join(f"pin{number}==1\n" for number in range(30))
    files = {"requirements.txt": "".join(f"numpy; {marker}\n" for marker in markers) + pins}

    assert [line for line in shown(files, "--select", "unpinned-requirement") if line[0] != " "] == [
        "requirements.txt:1: error: numpy is not pinned in 3 lines: this file has no lock"
    ]


def test_installers_of_several_images_are_one_finding(shown: Shown) -> None:
    files = {f"{letter}/Dockerfile": "FROM python:3.12-slim\nRUN pip install uv wheel\n" for letter in "ab"}

    assert [line for line in shown(files, "--select", "unpinned-install") if line[0] != " "] == [
        "a/Dockerfile:2: warning: uv is not pinned in 2 commands of 2 files that build images"
    ]


def test_lines_that_pip_cannot_check_are_one_finding(shown: Shown) -> None:
    digest = "--hash=sha256:" + "0" * 64
    commit = "0123456789" * 4
    line = f"six==1.17.0 {digest}\n" + "".join(
        f"{name} @ git+https://example.com/{name}.git@{commit}\n" for name in "ab"
    )

    assert [
        found for found in shown({"requirements.txt": line}, "--select", "unhashable-requirement") if found[0] != " "
    ] == ["requirements.txt:2: error: pip refuses a and b: it cannot check them with hashes"]


def test_locks_that_another_tool_wrote_are_one_finding(shown: Shown) -> None:
    header = (
        "#\n# This file is autogenerated by pybuild-deps with Python 3.12\n# by the following command:\n#\n"
        "#    pybuild-deps compile requirements.txt\n#\n"
    )
    files = {f"{name}/requirements-build.txt": header + "flit-core==3.12.0\n" for name in "ab"}
    found = shown(
        {**files, "a/requirements.txt": "six==1.17.0\n", "b/requirements.txt": "six==1.17.0\n"},
        "--select",
        "unproven-lock",
    )
    assert [line.partition(": ")[0] for line in found] == ["a/requirements-build.txt:1", "  b/requirements-build.txt:1"]
    assert found[0].endswith("(2 locks)")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"examples/a/requirements.txt": "flask\n", "examples/a/Dockerfile": IMAGE}, [], id="its own image"),
        pytest.param(
            {"labs/a/web/requirements.txt": "flask\n", "labs/a/run.sh": "pip install -r web/requirements.txt\n"},
            [],
            id="a script of the same lab",
        ),
        pytest.param(
            {
                "examples/a/requirements.txt": "flask\n",
                "Dockerfile": "FROM x\nCOPY . .\nRUN pip install -r examples/a/requirements.txt\n",
            },
            ["examples/a/requirements.txt:1: error"],
            id="an image of the project",
        ),
        pytest.param(
            {"images/notebook/requirements.txt": "flask\n", "images/notebook/Dockerfile": IMAGE},
            ["images/notebook/requirements.txt:1: error"],
            id="an image for notebooks is a product",
        ),
        pytest.param(
            {"docs/use/app/requirements.txt": "flask\n", "docs/use/app/Dockerfile": IMAGE},
            [],
            id="an image in the documentation",
        ),
        pytest.param(
            {f"Chapter0{number}/app/{name}": text for number in range(3) for name, text in
             {"requirements.txt": "flask\n", "Dockerfile": IMAGE}.items()},
            [],
            id="chapters of a book",
        ),
        pytest.param(
            {"unit1/app/requirements.txt": "flask\n", "unit1/app/Dockerfile": IMAGE},
            ["unit1/app/requirements.txt:1: error"],
            id="one folder with a number is no book",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT, "examples/a/requirements.txt": "x\nsix==1.17.0\nidna==3.10\nattrs==25.1.0\n"},
            [],
            id="an example leaves the version of this project open",
        ),
        pytest.param(
            {"examples/a/requirements.txt": "x\nsix==1.17.0\nidna==3.10\nattrs==25.1.0\n"},
            ["examples/a/requirements.txt:1: warning"],
            id="an example leaves the version of another project open",
        ),
        pytest.param(
            {"model/MLmodel": "x: 1\n", "model/requirements.txt": "mlflow<3\nsix==1.17.0\n"},
            [],
            id="MLflow wrote it together with a model",
        ),
        pytest.param(
            {"setup.py": "setup(name='x')", **{f"plugins/{name}/requirements.txt": "flask\n" for name in "abc"}},
            [],
            id="plugins of a package",
        ),
        pytest.param(
            {"setup.py": "setup(name='x')", **{f"plugins/{name}/requirements.txt": "flask\n" for name in "ab"},
             "plugins/c/requirements.txt": "git+https://github.com/x/c.git\nsix\n"},
            [],
            id="a plugin of a package with the branch of another project",
        ),
        pytest.param(
            {"setup.py": "setup(name='x', url='https://github.com/x/term')",
             "Dockerfile": "FROM python:3\nRUN pip install git+https://github.com/x/term.git@main\n"},
            ["Dockerfile:2"],
            id="an image of a branch of the project itself",
        ),
        pytest.param(
            {"requirements.in": "a\nb\nc\n", "Dockerfile": "FROM python:3\nCOPY . .\nRUN pip install -r requirements.in\n"},
            ["requirements.in:1: error"],
            id="an input that an image installs is one finding",
        ),
        pytest.param(
            {f"plugins/{name}/requirements.txt": "flask\n" for name in "abc"},
            ["plugins/a/requirements.txt:1: error"],
            id="several programs without a package",
        ),
        pytest.param(
            {"setup.py": "setup(name='x', classifiers=['Topic :: Games'])", "requirements.txt": "six==1.17.0\n",
             "x/part/requirements.txt": "flask\n"},
            [],
            id="one part of a package that is classified for the index",
        ),
        pytest.param(
            {"setup.py": "setup(name='x', classifiers=['Private :: No'])", "requirements.txt": "six==1.17.0\n",
             "x/part/requirements.txt": "flask\n"},
            ["x/part/requirements.txt:1: error"],
            id="one part of a package that nobody publishes",
        ),
        pytest.param(
            {"setup.py": "setup(name='x', classifiers=['Topic :: Games'])", "requirements.txt": "six==1.17.0\n",
             "x/part/requirements.txt": "flask\n", "x/part/Procfile": "web: x\n"},
            ["x/part/requirements.txt:1: error"],
            id="an application inside a package",
        ),
        pytest.param(
            {"setup.py": "setup(name='x', classifiers=['Topic :: Games'])", "requirements.txt": "six==1.17.0\n",
             "x/part/requirements.txt": "flask\nidna==3.10\n"},
            ["x/part/requirements.txt:1: error"],
            id="a part of a package with a version",
        ),
        pytest.param(
            {"setup.py": "setup(name='x')", "requirements.txt": "flask\n",
             **{f"plugins/{name}/requirements.txt": "flask\n" for name in "abc"}},
            ["requirements.txt:1: error"],
            id="the file in the root of a package with plugins",
        ),
    ],
)  # fmt: skip
def test_what_only_readers_and_few_users_install(shown: Shown, files: dict[str, str], expected: list[str]) -> None:
    found = [line for line in shown(files) if line[0] != " "]
    assert [line.rpartition(": ")[0].rpartition(": ")[0] or line for line in found] == expected


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        pytest.param({}, None, id="nearly all folders only have a README"),
        pytest.param({"python/package.json": "{}"}, None, id="a tool in JavaScript is for all"),
        pytest.param({"python/setup.py": "setup(name='x')"}, "error", id="the folder around them is a package"),
        pytest.param({"Dockerfile": "FROM x\n"}, "error", id="the root is an image"),
        pytest.param({f"python/t{number}/a.py": "" for number in range(8)}, "error", id="many folders have no README"),
    ],
)
def test_the_folders_in_a_folder_can_be_samples(shown: Shown, more: dict[str, str], severity: str | None) -> None:
    files = {f"python/s{number}/README.md": "x\n" for number in range(15)}
    found = shown({**files, "python/s1/requirements.txt": "flask\n", **more})
    assert [line.split(": ")[1] for line in found if line[0] != " "] == ([severity] if severity else [])


def test_a_collection_of_samples_is_one_finding(shown: Shown) -> None:
    sample = {"compose.yaml": "services: {}\n", "README.md": "x\n", "Dockerfile": IMAGE, "requirements.txt": "flask\n"}
    files = {f"{letter}/{name}": text for letter in "abcde" for name, text in sample.items()}
    four = {path: text for path, text in files.items() if path[0] != "e"}

    assert shown(four, "--select", "pins")[0] == (
        "a/requirements.txt:1: error: flask is not pinned in 4 files: nothing locks them"
    )
    assert shown(files, "--select", "pins") == []
    message = "the requirements files of 2 examples are not pinned: a copy of one installs the newest releases"
    assert shown({**files, "e/requirements.txt": "six==1.17.0\n"}, "--select", "pins") == []
    more = {f"{letter}/{name}": text for letter in "fg" for name, text in sample.items()}
    pinned = {**files, **more, **{f"{letter}/requirements.txt": "six==1.17.0\n" for letter in "cdefg"}}
    found = [line for line in shown(pinned, "--select", "pins") if line[0] != " "]
    assert found == [f"a/requirements.txt:1: warning: {message}"]
    service = {**files, "compose.yaml": "services: {}\n"}
    assert ": error: " in shown(service, "--select", "pins")[0]


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        pytest.param({}, "warning", id="nearly all folders only have a README"),
        pytest.param({"requirements.txt": "six==1.17.0\n"}, "error", id="the root is installed too"),
        pytest.param({"pyproject.toml": PROJECT}, "error", id="the root describes a project"),
        pytest.param({f"s{number}/Dockerfile": IMAGE for number in range(8)}, "error", id="many folders are deployed"),
        pytest.param({f"t{number}/a.py": "" for number in range(8)}, "error", id="many folders have no README"),
    ],
)
def test_a_project_of_very_many_described_folders_is_a_collection_of_samples(
    shown: Shown, more: dict[str, str], severity: str
) -> None:
    files = {f"s{number}/README.md": "x\n" for number in range(15)}
    files["s1/requirements.txt"] = "flask\nsix==1.17.0\nattrs==25.1.0\nidna==3.10\n"
    found = shown({**files, **more}, "--select", "loose-requirement,unpinned-requirement,unlocked-requirements")
    assert [line.split(": ")[:2] for line in found if line[0] != " "] == [["s1/requirements.txt:1", severity]]


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        pytest.param({"README.md": "\n# Payment Samples\n\nThese are ours.\n"}, "warning", id="samples"),
        pytest.param(
            {"README.rst": "PAYMENT EXAMPLES\n================\n"}, "warning", id="a README of another format"
        ),
        pytest.param({"README.md": "# Python samples for Payment\n"}, "warning", id="samples for something"),
        pytest.param({"README.md": "# Payment samples server\n"}, "error", id="a program about samples"),
        pytest.param({"README.md": "# Payment Labs\n"}, "error", id="a company"),
        pytest.param({"README.md": "# Payment\n\nSee our Samples\n"}, "error", id="the text names samples elsewhere"),
        pytest.param(
            {"README.md": "# Payment\n\nThis repository contains notebooks and code samples for it.\n"},
            "warning",
            id="the introduction says what the project contains",
        ),
        pytest.param(
            {"README.md": "# Payment\n\nThis repository contains the server. See examples.\n"},
            "error",
            id="the introduction names a server",
        ),
        pytest.param(
            {"README.md": "# Payment\n\nThis repository contains source code and examples.\n"},
            "error",
            id="the introduction names more than samples",
        ),
        pytest.param(
            {"README.md": "# Payment Samples\n", "pyproject.toml": PROJECT}, "error", id="a project in the root"
        ),
        pytest.param({"README.md": "# Payment Samples\n", "Dockerfile.dev": IMAGE}, "error", id="an image in the root"),
        pytest.param(
            {"README.md": "# Payment Samples\n", "dockerfile.lint.yaml": ""}, "warning", id="a job that lints"
        ),
    ],
)
def test_the_title_of_a_project_says_that_it_is_a_collection_of_samples(
    shown: Shown, more: dict[str, str], severity: str
) -> None:
    files = {f"s{number}/Dockerfile": IMAGE for number in range(5)}
    files["s1/requirements.txt"] = "flask\nsix==1.17.0\nattrs==25.1.0\nidna==3.10\n"
    found = shown({**files, **more}, "--select", "loose-requirement,unpinned-requirement,unlocked-requirements")
    assert [line.split(": ")[:2] for line in found if line[0] != " "] == [["s1/requirements.txt:1", severity]]


@pytest.mark.parametrize(
    ("path", "command", "deployed"),
    [
        pytest.param(".github/workflows/a.yml", "kubectl apply -f one/k8s", True, id="a workflow deploys one"),
        pytest.param(
            ".github/workflows/a.yml", "kubectl apply -f one-more", False, id="a workflow deploys another folder"
        ),
        pytest.param(".github/workflows/a.yml", "pytest one", False, id="a workflow tests one"),
        pytest.param("two/.github/workflows/a.yml", "kubectl apply -f one", False, id="a sample of a workflow"),
    ],
)
def test_a_deployed_folder_is_not_a_sample(shown: Shown, path: str, command: str, deployed: bool) -> None:
    folders = ("one", "two", "three", "four", "five")
    files = {f"{folder}/{name}": "x: 1\n" for folder in folders for name in ("compose.yaml", "README.md")}
    job = f"jobs:\n  a:\n    steps:\n      - run: {command}\n"
    found = shown({**files, "one/requirements.txt": "flask\nsix==1.17.0\n", path: job}, "--select", "pins")
    assert found[0].split(": ")[1] == ("error" if deployed else "warning")


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        pytest.param("RUN pip install flask\n", [], id="only counted"),
        pytest.param("RUN pip install flask django\nRUN pip install six==1.17.0\n", [], id="a version of few"),
        pytest.param(
            "RUN pip install flask\nRUN pip install six==1.17.0\n", ["s1/Dockerfile:2: error"], id="beside a version"
        ),
    ],
)
def test_commands_in_a_collection_of_samples(shown: Shown, dockerfile: str, expected: list[str]) -> None:
    files = {f"s{number}/README.md": "x\n" for number in range(15)}
    found = shown({**files, "s1/Dockerfile": "FROM python:3.12-slim\n" + dockerfile})
    assert [": ".join(line.split(": ")[:2]) for line in found] == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"requirements.txt": "pandas~=2.0\n"}, [], id="ranges are only counted"),
        pytest.param(
            {"requirements.txt": "pandas\nsix==1.17.0\nidna==3.10\n"},
            ["warning: 1 of 3 requirements is not pinned: this file has no lock"],
            id="a line without a version among pins is a warning",
        ),
        pytest.param(
            {"requirements.txt": "pandas~=2.0\n", **{f"{name}.py": "" for name in "abc"}},
            ["error: pandas~=2.0 allows several versions: this file has no lock"],
            id="as many programs as notebooks are an application",
        ),
        pytest.param(
            {
                "requirements.txt": "pandas~=2.0\n",
                "Dockerfile": IMAGE + "COPY . .\nRUN pip install -r requirements.txt\n",
            },
            ["error: pandas~=2.0 allows several versions: this file has no lock"],
            id="an image installs the file",
        ),
        pytest.param(
            {"web/requirements.txt": "pandas~=2.0\n"},
            ["error: pandas~=2.0 allows several versions: this file has no lock"],
            id="the notebooks are in another folder",
        ),
        pytest.param(
            {"requirements.txt": "pandas~=2.0\n", "Procfile": "web: gunicorn app\n"},
            ["error: pandas~=2.0 allows several versions: this file has no lock"],
            id="a platform runs what is beside the notebooks",
        ),
    ],
)
def test_readers_install_what_is_beside_notebooks(shown: Shown, files: dict[str, str], expected: list[str]) -> None:
    notebooks = {f"{number}.ipynb": "{}" for number in range(3)}
    found = shown({**notebooks, **files}, "--select", "pins")
    assert [line.partition(": ")[2] for line in found if line[0] != " "] == expected


def test_files_without_any_version_are_one_finding_however_short_they_are(shown: Shown) -> None:
    files = {
        "a/requirements.txt": "flask\n",
        "b/requirements.txt": "six>=1\n",
        "c/requirements.txt": "idna\nattrs==25.*\n",
    }
    lines = shown(files, "--select", "pins")
    assert lines == [
        "a/requirements.txt:1: error: 3 requirements files are not pinned: nothing locks them",
        "  b/requirements.txt:1: b/requirements.txt too",
        "  c/requirements.txt:1: c/requirements.txt too",
        "  c/requirements.txt:2: not pinned either",
    ]
    del files["b/requirements.txt"]
    pinned = {"b/requirements.txt": "six==1.17.0\nflask\n"}
    found = [line for line in shown({**files, **pinned}, "--select", "pins") if line[0] != " "]
    assert [line.split(": ")[0] for line in found] == [
        "a/requirements.txt:1",
        "b/requirements.txt:2",
        "c/requirements.txt:1",
        "c/requirements.txt:2",
    ]


def test_what_samples_pin_says_nothing_about_the_tools_of_the_project(shown: Shown) -> None:
    apps = {f"sample-apps/{name}/requirements.txt": "six==1.17.0\n" for name in "abc"}
    images = {f"sample-apps/{name}/Dockerfile": IMAGE for name in "abc"}
    locked = {"app/uv.lock": LOCK + '\n[[package]]\nname = "ruff"\nversion = "0.5.0"\n', "app/pyproject.toml": PROJECT}
    locked["app/pyproject.toml"] += 'dependencies = ["ruff"]\n'
    files = {".github/workflows/a.yml": workflow("pip install ruff", "pip install idna"), **PINS}

    assert [line for line in shown({**files, **apps, **images, **locked}) if "a.yml" in line] == []


def test_the_lock_of_an_image_in_one_folder_says_nothing_about_the_tools_of_the_project(shown: Shown) -> None:
    image = {"image/Dockerfile": IMAGE + "COPY . .\nRUN pip install -r requirements.txt\n"}
    files = {".github/workflows/a.yml": workflow("pip install ruff"), "image/requirements.txt": "ruff==0.5.0\n"}

    assert [line for line in shown({**files, **image}) if "a.yml" in line] == []
    installed = {**files, ".github/workflows/b.yml": workflow("pip install -r image/requirements.txt")}
    assert [line for line in shown({**installed, **image}) if "a.yml" in line] != []


def test_pip_and_its_like_are_counted_and_fail_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(
        tmp_path,
        {
            "requirements.txt": "setuptools\nwheel\nsix==1.17.0\n",
            "Dockerfile": "FROM python:3.12-slim\nRUN pip install -U pip\nRUN pip install -U pip\n",
        },
    )
    monkeypatch.chdir(tmp_path)

    status = main(["check", "--fail-on", "info"])

    lines = capsys.readouterr().out.splitlines()
    assert (status, lines[0]) == (0, "No findings in 1 requirements file and 1 Dockerfile (3 requirements).")
    assert "note: pip, setuptools and wheel have no version in 4 places (`--verbose` lists them)" in lines


def test_findings_of_one_cause_are_at_the_gravest_and_those_with_a_fix_stay_by_themselves() -> None:
    def finding(line: str, severity: str = "warning", fix: Fix | None = None) -> Finding:
        cause = Cause(("x",), 2, lambda group: (f"{len(group)} of them", None))
        return Finding("r", "f", severity, Location(line), "one", cause=cause, fix=fix)

    found = [finding("a"), finding("b", "error"), finding("c", fix=Fix("Change", [])), finding("d")]

    assert [(each.location.path, each.message) for each in folded(found)] == [
        ("b", "3 of them"),
        ("c", "one"),
    ]


def test_names_in_a_sentence() -> None:
    assert [listed(names) for names in (["a"], ["a", "b", "a"], ["a", "b", "c"], list("abcdef"))] == [
        "a",
        "a and b",
        "a, b and c",
        "a, b, c, d and 2 more",
    ]
