"""missing-lock: Pipfiles without their lock, and the projects that need none."""

from __future__ import annotations

from pathlib import Path

import pytest
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
