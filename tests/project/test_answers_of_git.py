"""The variables with which git is started."""

from __future__ import annotations

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
