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
    ],
)  # fmt: skip
def test_what_one_command_installs(check_tree, files: dict[str, str], expected: list[str]) -> None:
    assert check_tree(files, RULE) == expected
