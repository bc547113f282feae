"""missing-lock: Pipfiles without their lock, and the projects that need none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from repository import Repository
from structured import project
from trees import findings_in

PIPFILE = '[packages]\nclick = "*"\n'
DOCKERFILE = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pipenv install\n"


@pytest.mark.parametrize(
    ("path", "command"), [("Pipfile", "pipenv lock"), ("services/web/Pipfile", "cd services/web && pipenv lock")]
)
def test_a_pipfile_needs_its_lock(path: str, command: str, tmp_path: Path) -> None:
    (finding,) = findings_in(tmp_path, {path: PIPFILE}, "missing-lock")
    assert (str(finding.location), finding.severity) == (f"{path}:1", "warning")
    assert finding.message == "nothing locks this input: there is no Pipfile.lock"
    assert finding.help == f"run `{command}`"


SILENT = {
    "the lock is there": {"Pipfile": PIPFILE, "Pipfile.lock": "{}"},
    "nothing is asked for": {"Pipfile": "[packages]\n"},
    "the build says so": {"Pipfile": PIPFILE, "Dockerfile": DOCKERFILE},
    "a library of uv": {"pyproject.toml": project("click", more="[tool.uv]\n")},
    "a library of Poetry": {"pyproject.toml": project("click", more="[tool.poetry]\n")},
    "a library of PDM": {"pyproject.toml": project("click", more="[tool.pdm]\n")},
}


@pytest.mark.parametrize("case", SILENT)
def test_what_needs_none(case: str, tmp_path: Path) -> None:
    assert findings_in(tmp_path, SILENT[case], "missing-lock") == []


@pytest.mark.parametrize(
    ("files", "counted"),
    [
        pytest.param({"Pipfile": PIPFILE, ".gitignore": "Pipfile.lock\n"}, ["refused"], id="git ignores the lock"),
        pytest.param({"tests/pipfile/a/Pipfile": PIPFILE}, ["examples"], id="a program under test"),
        pytest.param({"tests/pipfile/Pipfile": PIPFILE}, [None], id="one folder below the tests"),
        pytest.param({"Pipfile": PIPFILE, ".gitignore": "*.log\n"}, [None], id="git ignores other files"),
        pytest.param(
            {"requirements.in": "click\n", ".gitignore": "requirements.txt\n"}, [None], id="the name promises a lock"
        ),
    ],
)
def test_a_lock_that_git_ignores(files: dict[str, str], counted: list[str | None], tmp_path: Path) -> None:
    Repository(tmp_path, dict(os.environ)).commit(files)
    found = findings_in(tmp_path, {})  # a rule that is selected by its name lists all
    assert [finding.counted for finding in found if finding.rule == "missing-lock"] == counted


def test_the_build_says_it_once(tmp_path: Path) -> None:
    files = {"Pipfile": PIPFILE, "Dockerfile": DOCKERFILE}
    found = findings_in(tmp_path, files, "missing-lock", "build-without-lock")
    assert [finding.rule for finding in found] == ["build-without-lock"]


@pytest.mark.parametrize("image", ["python:3.11-slim", "ghcr.io/astral-sh/uv:python3.11-bookworm"])
def test_the_lock_is_for_the_python_of_the_image_that_will_install_it(image: str, tmp_path: Path) -> None:
    dockerfile = f"FROM {image}\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"
    files = {"web/requirements.in": "click\n", "web/Dockerfile": dockerfile}
    (finding,) = findings_in(tmp_path, files, "missing-lock")
    assert finding.help == ("run `cd web && uv pip compile requirements.in --python-version 3.11 -o requirements.txt`")


def test_a_lock_that_others_read_is_made_first(tmp_path: Path) -> None:
    inputs = {"dev": "-c base.txt\n-c test.txt\nruff\n", "test": "-r base.in\npytest\n", "base": "six\n"}
    files = {f"requirements/{name}.in": text for name, text in inputs.items()}
    found = findings_in(tmp_path, files, "missing-lock")
    command = "run `cd requirements && uv pip compile {0}.in -o {0}.txt`"
    assert [(finding.location.path, finding.help) for finding in found] == [
        ("requirements/dev.in", f"make base.txt and test.txt first, then {command.format('dev')}"),
        ("requirements/test.in", command.format("test")),
    ]


def setup(version: str, *, matrix: str = "", container: str = "") -> dict[str, str]:
    """A workflow with one job, which sets up a Python."""
    text = f"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n{container}{matrix}    steps:\n"
    if version:
        text += f"      - uses: actions/setup-python@v5\n        with:\n          python-version: {version}\n"
    return {".github/workflows/test.yml": text + "      - run: pip install -r requirements.txt\n"}


MATRIX = "    strategy:\n      matrix:\n        python: ['3.13', '3.10', 3.x]\n"
GITLAB = "image: python:3.12\ntest:\n  script:\n    - pip install -r requirements.txt\n"


@pytest.mark.parametrize(
    ("files", "options"),
    [
        pytest.param(setup("'3.12'"), " --python-version 3.12", id="of a workflow"),
        pytest.param(setup("3.12.4"), " --python-version 3.12", id="of a workflow, with its patch level"),
        pytest.param(setup("3.x"), "", id="not known: any"),
        pytest.param(setup("${{ inputs.python }}"), "", id="not known: the caller decides"),
        pytest.param(
            setup("${{ matrix.python }}", matrix=MATRIX),
            " --universal --python-version 3.10",
            id="each of a matrix, the oldest first",
        ),
        pytest.param(setup("${{ matrix.other }}", matrix=MATRIX), "", id="not known: another axis"),
        pytest.param(
            setup("", container="    container: python:3.12\n"), " --python-version 3.12", id="of a container"
        ),
        pytest.param(
            setup("", container="    container:\n      image: python:3.12\n"),
            " --python-version 3.12",
            id="of the image of a container",
        ),
        pytest.param({".gitlab-ci.yml": GITLAB}, " --python-version 3.12", id="of the image of all jobs"),
        pytest.param(
            {".gitlab-ci.yml": GITLAB + "  image:\n    name: python:3.11\n"},
            " --python-version 3.11",
            id="of the image of one job",
        ),
    ],
)
def test_the_lock_is_for_the_python(files: dict[str, str], options: str, tmp_path: Path) -> None:
    (finding,) = findings_in(tmp_path, {"requirements.in": "click\n", **files}, "missing-lock")
    assert finding.help == f"run `uv pip compile requirements.in{options} -o requirements.txt`"


@pytest.mark.parametrize(
    ("images", "options"),
    [
        pytest.param(["3.11"], " --python-version 3.11", id="of the only image"),
        pytest.param(["3.11", "3.12"], "", id="of none of several images"),
    ],
)
def test_an_input_that_nothing_installs_is_for_the_python(images: list[str], options: str, tmp_path: Path) -> None:
    files = {f"{python}/Dockerfile": f"FROM python:{python}\nRUN pip install six==1.17.0\n" for python in images}
    (finding,) = findings_in(tmp_path, {"requirements.in": "click\n", **files}, "missing-lock")
    assert finding.help == f"run `uv pip compile requirements.in{options} -o requirements.txt`"


def test_a_lock_in_another_folder_is_named_with_its_folder(tmp_path: Path) -> None:
    files = {
        "requirements.in": "-r sub/requirements-base.txt\nclick\n",
        "sub/requirements-base.in": "six\n",
    }
    found = findings_in(tmp_path, files, "missing-lock")
    helps = [each.help or "" for each in found if each.location.path == "requirements.in"]
    assert helps == [
        "make sub/requirements-base.txt first, then run `uv pip compile requirements.in -o requirements.txt`"
    ]


DOCS = (
    "on: push\njobs:\n  docs:\n    steps:\n      - uses: actions/setup-python@v5\n        with:\n"
    "          python-version: '3.9'\n      - run: pip install six==1.17.0\n"
)


@pytest.mark.parametrize(
    ("files", "options"),
    [
        pytest.param({}, " --python-version 3.9", id="of the only job"),
        pytest.param({"pyproject.toml": project()}, "", id="not supported"),
        pytest.param(
            {"Dockerfile": "FROM mycorp/base\nCOPY . .\nRUN pip install -r requirements.txt\n"},
            "",
            id="not known for the image",
        ),
    ],
)
def test_the_python_of_another_job_is_used_only_if_it_fits(files: dict[str, str], options: str, tmp_path: Path) -> None:
    files = {"requirements.in": "flask\n", ".github/workflows/docs.yml": DOCS, **files}
    found = findings_in(tmp_path, files, "missing-lock", "build-without-lock")
    helps = [(each.help or "").partition(" and commit")[0] for each in found]
    assert helps == [f"run `uv pip compile requirements.in{options} -o requirements.txt`"]


#: An input, and what a compiler writes of it without header and annotations.
ASKED, LOCKED = "flask>=3\n", "flask==3.1.3\nitsdangerous==2.2.0\nwerkzeug==3.1.3\n"
INSTALLS = "FROM python:3.12\nCOPY . .\nRUN pip install -r locks/prod.txt\n"


@pytest.mark.parametrize(
    ("files", "likely"),
    [
        pytest.param({"requirements/base.txt": LOCKED}, "requirements/base.txt", id="one folder below"),
        pytest.param({"requirements-prod.txt": LOCKED}, "requirements-prod.txt", id="in the folder of the input"),
        pytest.param({"locks/prod.txt": LOCKED}, "locks/prod.txt", id="in a folder of locks that nothing uses"),
        pytest.param({"locks/prod.txt": LOCKED, "Dockerfile": INSTALLS}, "locks/prod.txt", id="installed by an image"),
        pytest.param(
            {"requirements.in": "-r web.in\nitsdangerous\n", "web.in": ASKED, "requirements/base.txt": LOCKED},
            "requirements/base.txt",
            id="of all that the input includes",
        ),
        pytest.param(
            {"requirements.in": "flask\ntyping-extensions; python_version < '3.8'\n", "requirements/base.txt": LOCKED},
            "requirements/base.txt",
            id="without what a marker leaves out",
        ),
    ],
)
def test_a_file_of_pins_that_may_be_the_lock_is_no_error(files: dict[str, str], likely: str, tmp_path: Path) -> None:
    (finding,) = findings_in(tmp_path, {"requirements.in": ASKED, **files}, "missing-lock")
    assert (finding.severity, finding.lock) == ("info", likely)
    assert finding.message == (
        f"{likely} may be the lock of this input, but nothing says so: its freshness was not checked"
    )


@pytest.mark.parametrize(
    ("input", "lock", "severity"),
    [
        pytest.param("requirements/base.in", "locks/base.txt", "info", id="next to a folder of inputs"),
        pytest.param("requirements/base.in", "requirements.txt", "info", id="above a folder of inputs"),
        pytest.param("shop/reqs/base.in", "shop/locks/base.txt", "info", id="inside of a part of the project"),
        pytest.param("shop/requirements.in", "requirements.txt", "error", id="above a part of the project"),
        pytest.param("shop/requirements.in", "web/requirements.txt", "error", id="next to a part of the project"),
    ],
)
def test_a_folder_of_inputs_can_have_its_locks_elsewhere(input: str, lock: str, severity: str, tmp_path: Path) -> None:
    (finding,) = findings_in(tmp_path, {input: ASKED, lock: LOCKED}, "missing-lock")
    assert (finding.location.path, finding.severity, finding.lock == lock) == (input, severity, severity == "info")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements/base.txt": "flask==3.1.3\n"}, id="no other pins"),
        pytest.param({"requirements/base.txt": LOCKED + "click\n"}, id="a line without a pin"),
        pytest.param(
            {"requirements/base.txt": LOCKED.replace("flask==3", "flask==2")}, id="a version that does not fit"
        ),
        pytest.param({"requirements/base.txt": LOCKED.replace("flask", "quart")}, id="without what the input names"),
        pytest.param(
            {"requirements/base.txt": LOCKED, "requirements/base.in": "flask\n"}, id="the lock of another input"
        ),
        pytest.param({"web/requirements.txt": LOCKED}, id="the same name in another folder"),
        pytest.param({"web/requirements/base.txt": LOCKED}, id="two folders below"),
        pytest.param({"requirements/constraints.txt": LOCKED}, id="named as constraints"),
        pytest.param(
            {"requirements.in": "-c requirements/base.txt\nflask\n", "requirements/base.txt": LOCKED},
            id="used as constraints",
        ),
        pytest.param(
            {"requirements.in": "-r web.in\nflask\n", "web.in": "click\n", "requirements/base.txt": LOCKED},
            id="without what the input includes",
        ),
        pytest.param({"data/prod.txt": LOCKED}, id="a text that nothing shows to be a lock"),
    ],
)
def test_a_file_that_lists_the_same_projects_is_not_the_lock(files: dict[str, str], tmp_path: Path) -> None:
    found = findings_in(tmp_path, {"requirements.in": ASKED, **files}, "missing-lock")
    assert [(each.location.path, each.severity) for each in found] == [("requirements.in", "error")]
