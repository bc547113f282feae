"""How git is started, and what is said if it does not answer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pinlint.project import git

OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")
OF_PATHS = ("GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS")


def test_git_can_fetch_ask_and_lock_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "https")
    found = git.environment()
    assert {name: value for name, value in found.items() if name in git.FORBIDDEN} == {
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }


@pytest.mark.parametrize("name", [*OF_HOOKS, *OF_PATHS])
def test_a_variable_that_selects_another_repository_is_left_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    monkeypatch.setenv("GIT_SSH_COMMAND", "x")
    assert name not in git.environment()
    assert git.environment()["GIT_SSH_COMMAND"] == "x"


def put_on_the_path(program: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(text)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join(["relative", str(program.parent), os.environ["PATH"]]))


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
@pytest.mark.parametrize(("given", "read"), [(b"", ""), (b"a\0b", "a\0b")], ids=["no input", "an input"])
def test_the_words_that_git_gets(given: bytes, read: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_the_path(tmp_path / "bin/git", "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexec cat\n", monkeypatch)
    settings = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never", "fetch.bundleURI="]
    words = [word for setting in settings for word in ("-c", setting)]
    answer = git.ask(str(tmp_path / "project"), ["ls-files", "--", "a b"], given)
    assert answer is not None
    assert (
        answer.decode()
        == "".join(
            f"{word}\n"
            for word in [*words, "--no-optional-locks", "-C", str(tmp_path / "project"), "ls-files", "--", "a b"]
        )
        + read
    )


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
@pytest.mark.parametrize(
    ("program", "reason"),
    [
        pytest.param("#!/bin/sh\nexit 0\n", None, id="it answers"),
        pytest.param(
            "#!/bin/sh\necho 'fatal: a: b' >&2; echo 'error: c' >&2; exit 1\n", "git says: c", id="two reasons"
        ),
        pytest.param("#!/bin/sh\necho 'fatal: a: b' >&2; echo 'hint: c' >&2; exit 1\n", "git says: a: b", id="a hint"),
        pytest.param("#!/bin/sh\necho 'fatal: x'; exit 1\n", "git failed", id="no reason"),
        pytest.param(
            "#!/bin/sh\necho 'fatal: detected dubious ownership in repository' >&2; exit 128\n",
            "git refuses /project, which belongs to another user (see `safe.directory` in git's documentation)",
            id="another owner",
        ),
        pytest.param(
            "#!/bin/sh\necho \"fatal: unsafe repository ('/project' is owned by someone else)\" >&2; exit 128\n",
            "git refuses /project, which belongs to another user (see `safe.directory` in git's documentation)",
            id="another owner, in the words of an older git",
        ),
        pytest.param("no program", "git cannot be run: Exec format error", id="no program"),
        pytest.param(
            '#!/bin/sh\necho "fatal: $LC_ALL $GIT_ALLOW_PROTOCOL $*" >&2; exit 1\n',
            "git says: C none -c core.fsmonitor=false -c core.hooksPath=/dev/null -c protocol.allow=never "
            "-c fetch.bundleURI= --no-optional-locks -C /project ls-files -z -- :(top)",
            id="what is asked",
        ),
    ],
)
def test_why_git_does_not_answer(
    program: str, reason: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_the_path(tmp_path / "git", program, monkeypatch)
    assert git.trouble("/project") == reason


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_which_program_is_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "project"
    for path in ("project/bin/git", "right/git", "later/git"):
        put_on_the_path(tmp_path / path, "#!/bin/sh\n", monkeypatch)
    (tmp_path / "folder/git").mkdir(parents=True)
    put_on_the_path(tmp_path / "text/git", "#!/bin/sh\n", monkeypatch)
    (tmp_path / "text/git").chmod(0o644)
    (tmp_path / "linked").mkdir()
    os.symlink(root / "bin/git", tmp_path / "linked/git")
    folders = ["project/bin", "folder", "text", "linked", "right", "later"]
    path = ["", "bin", *(str(tmp_path / folder) for folder in folders)]
    monkeypatch.setenv("PATH", os.pathsep.join(path))
    monkeypatch.chdir(root)
    assert git.find_program(str(root)) == str(tmp_path / "right/git")
    assert git.find_program(str(tmp_path / "projec")) == str(tmp_path / "project/bin/git")
    assert git.find_program("/") == str(tmp_path / "project/bin/git")
    monkeypatch.setenv("PATH", str(root / "bin"))
    assert git.find_program(str(root)) is None
    assert git.trouble(str(root)) == "git is not installed, or not on the PATH outside of the project"
    assert git.ask(str(root), ["x"]) is None
