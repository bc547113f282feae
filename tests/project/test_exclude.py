"""What ``exclude`` leaves out, and that what is named is checked all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from repository import Repository
from trees import write_tree

from pinlint.checking import engine
from pinlint.command_line import main as cli
from pinlint.findings.config import Config
from pinlint.text.errors import NothingToCheck

FILES = dict.fromkeys(("a/requirements.txt", "a/b/requirements.txt", "c/requirements.txt"), "flask\n")


@pytest.mark.parametrize(
    ("exclude", "targets", "found"),
    [
        pytest.param([], [""], {"a", "a/b", "c"}, id="nothing is left out"),
        pytest.param(["a/*"], [""], {"c"}, id="a pattern leaves out all that is below a folder"),
        pytest.param(["a"], [""], {"c"}, id="the name of a folder leaves it out"),
        pytest.param(["b"], [""], {"a", "c"}, id="a name is left out at any depth"),
        pytest.param(
            ["a/*"], ["a/b"], {"a/b"}, id="a folder is checked that is named, although a pattern leaves it out"
        ),
        pytest.param(["a/*"], ["a"], set(), id="a pattern for what is below a named folder holds"),
        pytest.param(["a"], ["a"], {"a", "a/b"}, id="a folder is checked that is named, although its name is left out"),
        pytest.param(["a", "b"], ["a"], {"a"}, id="other patterns hold below a named folder"),
        pytest.param(["a/*"], ["a/requirements.txt"], {"a"}, id="a file is checked that is named"),
        pytest.param(["a/*"], ["a/b", "c"], {"a/b", "c"}, id="each of several names is checked"),
    ],
)
def test_what_is_checked(tmp_path: Path, exclude: list[str], targets: list[str], found: set[str]) -> None:
    write_tree(tmp_path, FILES)
    config = Config({"exclude": exclude, "select": ["pins"]})
    try:
        findings = engine.check(str(tmp_path.resolve()), targets, config).findings
    except NothingToCheck:
        findings = []

    assert {finding.location.path.removesuffix("/requirements.txt") for finding in findings} == found


@pytest.mark.parametrize(
    ("path", "targets", "found"),
    [
        pytest.param("testdata/requirements.txt", [""], False, id="test data"),
        pytest.param("a/test_data/b/requirements.txt", [""], False, id="below test data"),
        pytest.param("a/test-data/requirements.in", [""], False, id="an input in test data"),
        pytest.param("tests/fixtures/a/requirements.txt", [""], False, id="fixtures of tests"),
        pytest.param("a/test/b/fixtures/requirements.txt", [""], False, id="fixtures deep in tests"),
        pytest.param("fixtures/requirements.txt", [""], True, id="fixtures outside of tests"),
        pytest.param("fixtures/tests/requirements.txt", [""], True, id="tests of fixtures"),
        pytest.param("tests/requirements.txt", [""], True, id="what tests are run with"),
        pytest.param("tests/fixtures.txt/requirements.txt", [""], True, id="a name that begins alike"),
        pytest.param("a/testdata/requirements.txt", ["a/testdata"], True, id="the folder is named"),
        pytest.param("a/testdata/b/requirements.txt", ["a/testdata/b"], True, id="a folder in it is named"),
        pytest.param("a/testdata/b/requirements.txt", ["a"], False, id="a folder above it is named"),
        pytest.param("tests/fixtures/a/requirements.txt", ["tests"], False, id="the tests are named"),
        pytest.param("testdata/requirements.txt", ["testdata/requirements.txt"], True, id="the file is named"),
    ],
)
def test_data_of_tests_is_left_out_unless_named(tmp_path: Path, path: str, targets: list[str], found: bool) -> None:
    pinned = dict.fromkeys(("a/requirements.txt", "tests/requirements.txt"), "flask==3.0\n")
    write_tree(tmp_path, {**pinned, path: "flask\n"})

    findings = engine.check(str(tmp_path.resolve()), targets, Config({"select": ["pins"]})).findings

    assert [finding.location.path for finding in findings] == [path] * found


def test_a_named_lock_in_test_data_is_held_against_its_input(tmp_path: Path) -> None:
    write_tree(tmp_path, {"testdata/requirements.in": "flask>=3\n", "testdata/requirements.txt": "flask==2.0\n"})

    findings = engine.check(str(tmp_path.resolve()), ["testdata/requirements.txt"], Config({})).findings

    assert [finding.rule for finding in findings] == ["violated-specifier"]


@pytest.mark.parametrize(
    ("arguments", "status", "found", "said"),
    [
        pytest.param(["a/requirements.txt"], 1, ["a"], "", id="a file is checked that is named"),
        pytest.param(
            ["--force-exclude", "a/requirements.txt", "c/requirements.txt"],
            1,
            ["c"],
            "",
            id="only what is not left out",
        ),
        pytest.param(["--force-exclude", "a/b"], 0, [], "every path is excluded", id="nothing, which is no error"),
        pytest.param(["--force-exclude"], 1, ["c"], "", id="the whole project"),
        pytest.param(["--force-exclude", "--fix", "a/b"], 0, [], "every path is excluded", id="nothing to fix"),
    ],
)
def test_what_is_named_and_left_out(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    found: list[str],
    said: str,
) -> None:
    write_tree(tmp_path, {**FILES, "pinlint.toml": "exclude = ['a/*']\n"})
    monkeypatch.chdir(tmp_path)

    assert cli.main(["check", "--select", "pins", "--format", "concise", *arguments]) == status
    captured = capsys.readouterr()
    assert [line.partition("/requirements.txt:")[0] for line in captured.out.splitlines() if ":1:1:" in line] == found
    assert said in captured.err


def test_a_command_that_needs_a_lock_is_reported_that_every_path_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tree(tmp_path, {**FILES, "pinlint.toml": "exclude = ['a']\nforce-exclude = true\n"})
    monkeypatch.chdir(tmp_path)

    assert cli.main(["why", "flask", "a/requirements.txt"]) == 2
    assert "every path is excluded" in capsys.readouterr().err


@pytest.mark.parametrize(
    "targets",
    [
        pytest.param(["a/b/c/Dockerfile"], id="a new file"),
        pytest.param(["ignored/Dockerfile"], id="a file that git ignores"),
        pytest.param(["excluded/Dockerfile"], id="a file that exclude matches"),
        pytest.param(["a"], id="a folder that holds a new file"),
        pytest.param(["requirements.txt", "a"], id="such a folder beside a file"),
    ],
)
def test_a_build_file_that_is_named_is_checked(tmp_path: Path, targets: list[str]) -> None:
    build = "FROM python:3.12\nRUN pip install click\n"
    write_tree(tmp_path, {"requirements.txt": "click==8.1.8\n", "a/b/c/x": "", ".gitignore": "ignored\n"})
    repository = Repository(tmp_path, dict(os.environ))
    repository.run("git", "add", "--all")
    write_tree(tmp_path, dict.fromkeys(("a/b/c/Dockerfile", "ignored/Dockerfile", "excluded/Dockerfile"), build))
    found = engine.check(str(tmp_path.resolve()), targets, Config({"exclude": ["excluded"]})).findings

    folder = targets[-1].partition("/")[0]
    assert [f.rule for f in found if f.location.path.startswith(folder)] == ["unpinned-install"]
