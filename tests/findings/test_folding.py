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
WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
LOCK = 'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "x"\nversion = "1"\nsource = { virtual = "." }\n'
PROJECT = '[project]\nname = "x"\nversion = "1"\n'


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


def test_commands_that_check_the_project_are_one_finding_from_three_on(shown: Shown) -> None:
    files = {
        ".github/workflows/a.yml": workflow("pip install nox tox", "pip install ruff"),
        ".github/workflows/b.yml": workflow("pip install nox"),
    }

    assert shown(files, "--select", "unpinned-install") == [
        ".github/workflows/a.yml:6: warning: nox, tox and ruff are not pinned in 3 commands of 2 files that check the project",
        "  .github/workflows/a.yml:7: ruff too",
        "  .github/workflows/b.yml:6: nox too",
    ]


def test_two_commands_stay_two_findings_and_verbose_lists_all(shown: Shown) -> None:
    files = {".github/workflows/a.yml": workflow("pip install nox", "pip install ruff", "pip install tox")}
    two = {".github/workflows/a.yml": workflow("pip install nox", "pip install ruff")}

    assert len(shown(files, "--select", "unpinned-install", "--verbose")) == 3
    assert len(shown(two, "--select", "unpinned-install")) == 2


def test_what_is_built_into_an_image_is_never_put_together(shown: Shown) -> None:
    files = {"Dockerfile": "FROM python:3.12-slim\nRUN pip install a\nRUN pip install b\nRUN pip install c\n"}

    assert [line.split(" is ")[0] for line in shown(files, "--select", "unpinned-install")] == [
        "Dockerfile:2: error: a",
        "Dockerfile:3: error: b",
        "Dockerfile:4: error: c",
    ]


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
    files = {"examples/a/requirements.txt": "flask\n", "examples/b/requirements.txt": "django\nsix==1.17.0\nattrs\n"}

    assert shown(files) == [
        (
            "examples/a/requirements.txt:1: warning: the requirements files of 2 examples are not pinned: a copy of one "
            "installs the newest releases"
        ),
        "  examples/b/requirements.txt:1: examples/b/requirements.txt too",
        "  examples/b/requirements.txt:3: open too",
    ]


def test_files_that_only_check_the_project_are_one_finding(shown: Shown) -> None:
    files = {
        "tox.ini": "[testenv]\ndeps =\n" + "".join(f"    -r requirements-{letter}.txt\n" for letter in "abcd"),
        "requirements-a.txt": "one\ntwo\nthree\n",
        "requirements-b.txt": "four\nfive\nsix\n",
        "requirements-c.txt": "seven\neight\nx==1\ny==2\n",
        "requirements-d.txt": "nine\nz==1\n",
    }

    assert [line for line in shown(files) if not line.startswith(" ")] == [
        "requirements-a.txt:1: warning: 2 requirements files that only check the project are not pinned: nothing locks them",
        (
            "requirements-c.txt:1: warning: 3 requirements in 2 files that only check the project are not pinned: "
            "nothing locks them"
        ),
    ]


def test_files_whose_pins_leave_dependencies_open_are_one_finding(shown: Shown, tmp_path: Path) -> None:
    Repository(tmp_path, dict(os.environ))
    files = {
        ".venv/pyvenv.cfg": "home = /usr\n",
        ".venv/lib/python3.12/site-packages/flask-3.1.0.dist-info/METADATA": (
            "Metadata-Version: 2.1\nName: Flask\nVersion: 3.1.0\nRequires-Dist: click\n"
        ),
        "a/requirements.txt": "flask==3.1.0\n",
        "b/requirements.txt": "flask==3.1.0\n",
    }

    assert shown(files) == [
        "a/requirements.txt:1: warning: the pins of 2 requirements files require projects that nothing pins",
        "  b/requirements.txt:1: b/requirements.txt too",
    ]


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

    assert (status, capsys.readouterr().out.splitlines()[:3]) == (
        0,
        [
            "No findings in 1 requirements file and 1 Dockerfile (3 requirements).",
            "note: the dependencies of 1 pin in requirements.txt were not checked: a lock would list them",
            "note: pip, setuptools and wheel have no version in 4 places: counted, not listed",
        ],
    )


def test_findings_with_a_fix_or_of_another_severity_stay_by_themselves() -> None:
    def finding(line: str, severity: str = "warning", fix: Fix | None = None) -> Finding:
        cause = Cause(("x",), 2, lambda group: (f"{len(group)} of them", None))
        return Finding("r", "f", severity, Location(line), "one", cause=cause, fix=fix)

    found = [finding("a"), finding("b", "error"), finding("c", fix=Fix("Mend", [])), finding("d")]

    assert [(each.location.path, each.message) for each in folded(found)] == [
        ("a", "2 of them"),
        ("b", "one"),
        ("c", "one"),
    ]


def test_names_in_a_sentence() -> None:
    assert [listed(names) for names in (["a"], ["a", "b", "a"], ["a", "b", "c"], list("abcdef"))] == [
        "a",
        "a and b",
        "a, b and c",
        "a, b, c, d and 2 more",
    ]
