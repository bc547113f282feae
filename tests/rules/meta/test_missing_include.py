from __future__ import annotations

import pytest

RULE = "missing-include"
#: The files of a repository in which nothing is tracked.
GIT = {".git/HEAD": "ref: refs/heads/main\n", ".git/objects/.keep": "", ".git/refs/.keep": ""}


@pytest.mark.parametrize(
    ("line", "path"),
    [
        pytest.param("-r nothing.txt", "requirements/nothing.txt", id="a requirements file"),
        pytest.param("--constraint=../nothing.txt", "nothing.txt", id="a constraints file, in long"),
        pytest.param(
            "-r requirements/base.txt", "requirements/requirements/base.txt", id="counted from the wrong folder"
        ),
    ],
)
def test_what_is_not_there(check_tree, line: str, path: str) -> None:
    files = {"requirements/dev.txt": f"a==1\n{line}\n", "requirements/base.txt": "b==1\n"}
    [found] = check_tree(files, RULE)
    assert found.startswith("requirements/dev.txt:2:")
    assert found.endswith(f": error: {RULE}: {path} does not exist: pip refuses this file")


def test_a_folder_is_no_file(check_tree) -> None:
    files = {"requirements.txt": "-r base\n-r bas\n", "base/requirements.txt": "b==1\n"}
    assert check_tree(files, RULE) == [
        f"requirements.txt:1:4: error: {RULE}: base is a folder, not a file: pip refuses this file",
        f"requirements.txt:2:4: error: {RULE}: bas does not exist: pip refuses this file",
    ]


def test_the_path_that_is_probably_meant_is_named(findings) -> None:
    files = {"requirements/dev.txt": "-r requirements/base.txt\n", "requirements/base.txt": "b==1\n"}
    [finding] = findings(files, RULE)
    assert finding.help == "write the path to requirements/base.txt from the folder of this file"


@pytest.mark.parametrize(
    ("git", "severity"),
    [
        pytest.param({}, "error", id="outside of a repository"),
        pytest.param(
            GIT,
            "warning",
            id="in a repository",
        ),
    ],
)
def test_what_git_ignores_may_be_made_later(findings, git: dict[str, str], severity: str) -> None:
    files = {".gitignore": "made*\n", "requirements.txt": "-r made.txt\n-r gone.txt\n-c sub/made.txt\n", **git}
    found = findings(files, RULE)
    assert [finding.severity for finding in found] == [severity, "error", severity]
    if git:
        assert (
            found[0].message == "made.txt does not exist and git ignores it: pip refuses this file until it is created"
        )


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("x\0y.txt", id="a NUL"),
        pytest.param("a" * 300_000, id="longer than a command may be"),
        pytest.param(":(top)x.txt", id="what git would take for a pattern"),
        pytest.param("-x.txt", id="what git would take for an option"),
    ],
)
def test_a_name_that_git_cannot_be_asked_of(findings, name: str) -> None:
    found = findings({".gitignore": "*.in\n", "requirements.txt": f"-r ./{name}\n", **GIT}, RULE)
    assert [finding.severity for finding in found] == ["error"]


def test_a_name_with_half_a_surrogate_pair_is_missing(findings) -> None:
    found = findings({"requirements.txt": "# -*- coding: utf-7 -*-\n-r +2AA-x.txt\n", **GIT}, RULE)
    assert [finding.severity for finding in found] == ["error"]


def test_git_is_asked_a_bounded_number_of_times(findings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("pinlint.project.files.Tree.ignores", lambda self, path: bool(asked.append(path)))
    found = findings({"requirements.txt": "".join(f"-r gone{number}.txt\n" for number in range(200))}, RULE)
    assert len(found) == 200
    assert len(asked) < 100


def test_what_is_there(check_tree) -> None:
    files = {
        "requirements/dev.txt": "-r base.txt\n-c ../constraints.txt\n",
        "requirements/base.txt": "b==1\n",
        "constraints.txt": "c==1\n",
    }
    assert check_tree(files, RULE) == []


def test_a_missing_lock_is_compiled_from_its_input(findings) -> None:
    files = {"requirements/dev.in": "-c base.txt\nruff\n", "requirements/base.in": "six\n"}
    (found,) = findings(files, "missing-include")
    assert found.message == "requirements/base.txt does not exist: pip refuses this file"
    assert found.help == "run `cd requirements && uv pip compile base.in -o base.txt`"
