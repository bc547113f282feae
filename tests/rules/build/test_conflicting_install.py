from __future__ import annotations

import pytest

RULE = "conflicting-install"
CONSTRAINTS = "requests==2.32.3\nurllib3==2.2.3\nidna==3.10\n"
SLIM = "FROM python:3.12-slim\n"
INSTALL = SLIM + "WORKDIR /app\nCOPY requirements.txt constraints.txt ./\nRUN pip install {}\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"Dockerfile": SLIM + "COPY reqs ./reqs\nRUN pip install -r reqs/base.txt -r reqs/all.txt\n",
             "reqs/base.txt": "click==8.0.4\n", "reqs/all.txt": "click==8.1.3\n"},
            ["Dockerfile:3:5: error: conflicting-install: `pip install` cannot install both click==8.0.4 and click==8.1.3"],
            id="two files of one command",
        ),
        pytest.param(
            {"requirements.txt": "requests==2.20\n", "constraints.txt": CONSTRAINTS,
             "Dockerfile": INSTALL.format("-r requirements.txt -c constraints.txt")},
            ["Dockerfile:4:5: error: conflicting-install: `pip install` cannot install both requests==2.20 and requests==2.32.3"],
            id="a file against the constraints of the command",
        ),
        pytest.param(
            {"requirements.txt": "requests>=2.20\nrequests<2.32\n", "constraints.txt": CONSTRAINTS,
             "Dockerfile": INSTALL.format("-r requirements.txt -c constraints.txt")},
            ["Dockerfile:4:5: error: conflicting-install: `pip install` cannot install both requests<2.32 and requests==2.32.3"],
            id="the second line of a project in a file",
        ),
        pytest.param(
            {"requirements.txt": "requests>=2.20\n", "constraints.txt": CONSTRAINTS,
             "Dockerfile": INSTALL.format("-r requirements.txt -c constraints.txt")},
            [],
            id="a range that the constraints fit",
        ),
        pytest.param(
            {"requirements.txt": "requests==2.20\n", "constraints.txt": CONSTRAINTS,
             "Dockerfile": INSTALL.format("-r requirements.txt && pip install -r constraints.txt")},
            [],
            id="two commands",
        ),
        pytest.param(
            {"requirements.txt": "django==5.1\n",
             ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    strategy: {matrix: {django: ['django~=4.2']}}\n    steps:\n"
             "      - run: pip install -r requirements.txt ${{ matrix.django }}\n"},
            [],
            id="a value of a matrix",
        ),
    ],
)  # fmt: skip
def test_what_one_command_installs(check_tree, files: dict[str, str], expected: list[str]) -> None:
    assert check_tree(files, RULE) == expected


WORDS = "Dockerfile:4:5: error: conflicting-install: `pip install` cannot install both click==8.5.1 and {}"
LOCK = SLIM + "WORKDIR /app\nCOPY . .\nRUN {}\n"


@pytest.mark.parametrize(
    ("command", "marker", "conflict"),
    [
        pytest.param("pip install -r requirements.txt click==8.1.0", "", "click==8.1.0", id="another pin"),
        pytest.param('pip install -r requirements.txt "click<8.2"', "", "click<8.2", id="a range without the pin"),
        pytest.param('pip install "click<8.2" -r requirements.txt', "", "click<8.2", id="the word first"),
        pytest.param("pip install click==8.1.0 -c requirements.txt", "", "click==8.1.0", id="constraints"),
        pytest.param(
            "sed -i /click/d requirements.txt && pip install -r requirements.txt click==8.1.0", "", None, id="a changed file",
        ),
        pytest.param(
            "sed -i /click/d requirements.txt && pip install click==8.1.0 -c requirements.txt", "", None,
            id="changed constraints",
        ),
        pytest.param('pip install -r requirements.txt "click>=8.2"', "", None, id="a range with the pin"),
        pytest.param("pip install -r requirements.txt click", "", None, id="any version"),
        pytest.param("pip install -r requirements.txt Click==8.5.1", "", None, id="the same pin"),
        pytest.param("pip install -r requirements.txt && pip install click==8.1.0", "", None, id="another command"),
        pytest.param(
            "pip install -r requirements.txt \"click==8.1.0; python_version >= '3.10'\"", "", "click==8.1.0",
            id="a marker that is true in the image",
        ),
        pytest.param(
            "pip install -r requirements.txt \"click==8.1.0; python_version < '3.10'\"", "", None,
            id="a marker that is false in the image",
        ),
        pytest.param(
            "pip install -r requirements.txt \"click==8.1.0; sys_platform == 'win32'\"", "; sys_platform == 'win32'", None,
            id="the same marker, false in the image",
        ),
        pytest.param(
            "pip install -r requirements.txt click==8.1.0", "; python_version > '3.9'", "click==8.1.0",
            id="a marker of the file, true in the image",
        ),
        pytest.param(
            "pip install -r requirements.txt click==8.1.0", "; python_version < '3.9'\nclick==8.5.1", "click==8.1.0",
            id="the second line of a file, true in the image",
        ),
        pytest.param(
            "pip install -r requirements.txt click==8.5.1", "\nclick==8.4.0; python_version < '3.9'", None,
            id="the second line of a file, false in the image",
        ),
        pytest.param("pip install -r requirements.txt click==8.1.0", "; python_version < '3.9'", None, id="a marker of the file"),
        pytest.param("uv pip install -r requirements.txt click==8.1.0 --override a.txt", "", None, id="an override"),
        pytest.param("pipx install click==8.1.0 --pip-args='-c requirements.txt'", "", None, id="an environment of its own"),
        pytest.param("pip install -r requirements.txt click==$VERSION", "", None, id="an unknown version"),
    ],
)  # fmt: skip
def test_words_of_the_command(check_tree, command: str, marker: str, conflict: str | None) -> None:
    files = {"Dockerfile": LOCK.format(command), "requirements.txt": f"click==8.5.1{marker}\n"}
    assert check_tree(files, RULE) == ([WORDS.format(conflict)] if conflict else [])


def test_a_marker_without_a_known_python(check_tree) -> None:
    command = "pip install -r requirements.txt \"click==8.1.0; python_version < '3.10'\""
    files = {
        "Dockerfile": LOCK.format(command).replace("python:3.12-slim", "ubuntu:24.04"),
        "requirements.txt": "click==8.5.1\n",
    }
    assert check_tree(files, RULE) == []


def test_versions_of_a_matrix(check_tree) -> None:
    steps = (
        "      - uses: actions/checkout@v4\n      - run: pip install -r requirements.txt click==${{ matrix.click }}\n"
    )
    head = (
        'on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        click: ["8.1.0"]\n    runs-on: ubuntu-latest\n'
    )
    files = {".github/workflows/ci.yml": f"{head}    steps:\n{steps}", "requirements.txt": "click==8.5.1\n"}
    assert check_tree(files, RULE) == []
    files[".github/workflows/ci.yml"] = f"{head}    steps:\n{steps.replace('${{ matrix.click }}', '8.1.0')}"
    assert len(check_tree(files, RULE)) == 1
