from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pinlint import files


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path.resolve() / "root"
    for path in (
        "requirements.txt",
        "sub/requirements.in",
        "ignored/requirements.txt",
        ".venv/lib/requirements.txt",
        "env311/pyvenv.cfg",
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")
    (root / "env311" / "requirements.txt").write_text("")
    return root


def test_a_walk_skips_environments_and_caches(tree: Path) -> None:
    listing = files.list_files(str(tree))

    assert listing.paths == ["ignored/requirements.txt", "requirements.txt", "sub/requirements.in"]
    assert listing.tracked is None


def test_git_lists_tracked_and_untracked_but_not_ignored_files(tree: Path) -> None:
    git(tree, "init", "-q")
    (tree / ".gitignore").write_text("ignored/\n.venv/\nenv311/\n")
    git(tree, "add", "requirements.txt")

    listing = files.list_files(str(tree))

    assert listing.paths == [".gitignore", "requirements.txt", "sub/requirements.in"]
    assert listing.tracked == {"requirements.txt"}


def test_a_tracked_file_is_listed_though_it_is_ignored(tree: Path) -> None:
    git(tree, "init", "-q")
    git(tree, "add", ".")
    (tree / ".gitignore").write_text("requirements.txt\n")

    assert "requirements.txt" in files.list_files(str(tree)).paths


def test_only_the_folders_that_were_asked_for_are_listed(tree: Path) -> None:
    assert files.list_files(str(tree), ["sub"]).paths == ["sub/requirements.in"]
    git(tree, "init", "-q")
    assert files.list_files(str(tree), ["sub"]).paths == ["sub/requirements.in"]


def test_names_are_listed_as_they_are(tree: Path) -> None:
    git(tree, "init", "-q")
    (tree / "r\u00e9quirements \n.txt").write_text("")

    assert "r\u00e9quirements \n.txt" in files.list_files(str(tree)).paths


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no programs without an ending")
def test_settings_of_the_repository_start_no_program(tree: Path) -> None:
    git(tree, "init", "-q")
    program = tree / "evil"
    program.write_text("#!/bin/sh\ntouch ran\n")
    program.chmod(0o755)
    git(tree, "config", "core.fsmonitor", str(program))

    files.list_files(str(tree))

    assert not (tree / "ran").exists()


def test_without_git_the_tree_is_walked(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tree, "init", "-q")
    monkeypatch.setenv("PATH", str(tree))

    assert "requirements.txt" in files.list_files(str(tree)).paths


def test_a_broken_repository_is_walked(tree: Path) -> None:
    (tree / ".git").write_text("gitdir: nowhere\n")

    assert "requirements.txt" in files.list_files(str(tree)).paths


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(Path.mkdir, "a folder, not a file", id="a folder"),
        pytest.param(
            lambda p: p.symlink_to("/etc/hostname"),
            "a symbolic link leads out of the project",
            id="a link that leads out",
        ),
        pytest.param(lambda p: p.symlink_to(p), "too many levels of symbolic links", id="a link to itself"),
        pytest.param(os.mkfifo, "not a regular file", id="a pipe that nobody writes to"),
        pytest.param(lambda p: None, "no such file or directory", id="nothing"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as POSIX has them")
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, make, reason: str) -> None:
    root = tmp_path.resolve()
    make(root / "x")

    with pytest.raises(files.Unreadable) as caught:
        files.read(str(root), "x")

    assert str(caught.value) == reason


def test_a_link_within_the_project_is_followed(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    (root / "a").write_text("text")
    (root / "b").symlink_to("a")

    assert files.read(str(root), "b") == b"text"


def test_a_name_with_a_nul_byte_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(files.Unreadable):
        files.read(str(tmp_path), "a\0b")
    assert not files.is_file(str(tmp_path), "a\0b")
