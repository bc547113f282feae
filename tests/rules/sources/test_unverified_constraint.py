from __future__ import annotations

import pytest

CONSTRAINTS = "requests==2.32.3\nurllib3==2.2.3\nidna==3.10\n"
INSTALL = "FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt constraints.txt ./\nRUN pip install {}\n"
SLIM = "FROM python:3.12-slim\n"
INTO_ACME = "FROM acme/flow:2.0.2-python3.8\n"
NOT_CHECKED = "versions that these constraints set were not checked: they are"
LOOSENESS = (
    "unpinned-requirement",
    "loose-requirement",
    "unlocked-requirements",
    "unpinned-install",
    "unverified-constraint",
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"requirements.txt": "-c constraints.txt\nrequests\nurllib3>=1\n", "constraints.txt": CONSTRAINTS},
            [],
            id="by the file",
        ),
        pytest.param(
            {"requirements.txt": "-c constraints.txt\nrequests\nflask\n", "constraints.txt": CONSTRAINTS},
            ["requirements.txt:3:1: error: unpinned-requirement: flask is not pinned: this file has no lock"],
            id="a name that no constraint pins",
        ),
        pytest.param(
            {"requirements.txt": "-c constraints.txt\nrequests\n", "constraints.txt": "requests>=2\n"},
            ["requirements.txt:2:1: error: unpinned-requirement: requests is not pinned: this file has no lock"],
            id="a constraint that is a range",
        ),
        pytest.param(
            {"requirements.txt": "requests\nurllib3>=1\n", "constraints.txt": CONSTRAINTS,
             "Dockerfile": INSTALL.format("-r requirements.txt -c constraints.txt")},
            [],
            id="by the command",
        ),
        pytest.param(
            {"requirements.txt": "requests\n", "constraints.txt": CONSTRAINTS,
             "Dockerfile": INSTALL.format("-r requirements.txt -c constraints.txt") + "RUN pip install -r requirements.txt\n"},
            ["requirements.txt:1:1: error: unpinned-requirement: requests is not pinned: this file has no lock"],
            id="by one of two commands",
        ),
        pytest.param(
            {"requirements.txt": "requests\n", "constraints.txt": CONSTRAINTS,
             "Dockerfile": INSTALL.format("-r requirements.txt && pip install idna flask").replace(
                 "COPY", "ENV PIP_CONSTRAINT=/app/constraints.txt\nCOPY")},
            ["Dockerfile:5:57: error: unpinned-install: flask is not pinned: every build installs the newest release"],
            id="by the environment",
        ),
        pytest.param(
            {"requirements.txt": '-c "https://example.org/c.txt"\nacme-google\npandas\n'},
            [f"requirements.txt:1:5: info: unverified-constraint: {NOT_CHECKED} a URL"],
            id="a URL",
        ),
        pytest.param(
            {"requirements.txt": "-r base.txt\n-c https://example.org/c.txt\npandas\n", "base.txt": "six==1.17.0\n"},
            [f"requirements.txt:2:4: info: unverified-constraint: {NOT_CHECKED} a URL"],
            id="a URL after an included file",
        ),
        pytest.param(
            {"requirements.txt": "-c https://example.org/c.txt\nacme-google==1\n"}, [], id="a URL that sets nothing"
        ),
        pytest.param(
            {"Dockerfile": INTO_ACME + "ARG FLOW=2\nRUN pip install acme-google -c https://example.org/${FLOW}/c.txt\n"},
            [f"Dockerfile:3:32: info: unverified-constraint: {NOT_CHECKED} a URL"],
            id="a URL in a build",
        ),
        pytest.param(
            {"Dockerfile": INTO_ACME + "ARG URL\nCOPY requirements.txt /r.txt\nRUN pip install --constraint ${URL} -r /r.txt\n",
             "requirements.txt": "acme-postgres\npsycopg2-binary\n"},
            [f"Dockerfile:4:30: info: unverified-constraint: {NOT_CHECKED} a variable"],
            id="a variable in a build",
        ),
        pytest.param(
            {"Dockerfile": SLIM + "RUN curl -sSfo c.txt https://example.org/c.txt && pip install portal -c c.txt\n"},
            [f"Dockerfile:2:73: info: unverified-constraint: {NOT_CHECKED} a file that is not in the project"],
            id="a file that the build fetches",
        ),
        pytest.param(
            {"requirements.txt": "-c constraints.txt\nrequests\n",
             "constraints.txt": "requests @ https://wheels.example.org/requests-2.32.3-py3-none-any.whl\n"},
            [],
            id="a constraint that is a URL",
        ),
        pytest.param(
            {"requirements.txt": "bleach==6.3.0\nbleach[css]\n"}, [], id="extras on a second line"
        ),
    ],
)  # fmt: skip
def test_what_constraints_pin(check_tree, files: dict[str, str], expected: list[str]) -> None:
    assert check_tree(files, *LOOSENESS) == expected
