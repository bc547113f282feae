"""The commands of the tools that write structured locks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from structured import poetry_lock, poetry_package, project, root, uv_lock, uv_package
from trees import write_tree

from pinlint.command_line import main as cli
from pinlint.compiling import programs
from pinlint.compiling.confines import Confines

LOCK = poetry_lock(poetry_package("alpha", "1.0"))
OLD = LOCK.replace("Poetry 2.3.1", "Poetry 1.8.5").replace('lock-version = "2.1"', 'lock-version = "2.0"')


@pytest.mark.parametrize(
    ("lock", "installed", "command"),
    [
        pytest.param(LOCK, 2, "poetry lock", id="a lock of Poetry 2"),
        pytest.param(OLD, 1, "poetry lock --no-update", id="a lock of Poetry 1, which is installed"),
        pytest.param(OLD, 2, "poetry lock", id="a lock of Poetry 1, but Poetry 2 is installed, without that option"),
        pytest.param(OLD, 0, "poetry lock --no-update", id="a lock of Poetry 1, and Poetry is not installed"),
    ],
)
def test_poetry_updates_only_what_is_needed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    lock: str,
    installed: int,
    command: str,
) -> None:
    monkeypatch.setattr(programs, "says", lambda confines, name, words: words == f"version {installed}")
    monkeypatch.chdir(tmp_path)
    write_tree(tmp_path, {"pyproject.toml": project("alpha>=2", more="[tool.poetry]\n"), "poetry.lock": lock})

    cli.main(["compile", "--dry-run"])

    assert f"poetry.lock: {command}\n" in capfd.readouterr().err


def test_a_program_says_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, name = os.path.split(sys.executable)
    monkeypatch.setenv("PATH", folder)
    confines = Confines(str(tmp_path), "", None)

    assert programs.says(confines, name, "Python 3.")
    assert not programs.says(confines, name, "Python 2.")
    assert not programs.says(confines, "no-such-program", "")


def test_uv_is_not_run_for_a_lock_that_it_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    lock = uv_lock(root("alpha"), uv_package("alpha")).replace('"alpha"\nversion = "1.0"', '"alpha"\nversion = "0.9"')
    write_tree(tmp_path, {"pyproject.toml": project("alpha>=1"), "uv.lock": lock})

    cli.main(["compile", "--yes"])

    said = capfd.readouterr().err
    assert (
        "uv.lock: not compiled: uv cannot read it\n  if you trust the files of this project, run `rm uv.lock && uv lock`\n"
        in said
    )
    assert (tmp_path / "uv.lock").read_text() == lock
