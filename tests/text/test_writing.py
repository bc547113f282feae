"""Files are written as a whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pinlint.text.writing import Draft, write_atomically, write_named


def test_a_new_file_has_the_mode_that_others_have(tmp_path: Path) -> None:
    write_atomically(str(tmp_path / "folder" / "new.txt"), b"text\n")
    (tmp_path / "usual.txt").write_bytes(b"")
    (tmp_path / "usual.txt").chmod(0o644)

    file = tmp_path / "folder" / "new.txt"
    assert file.read_bytes() == b"text\n"
    assert stat.S_IMODE(file.stat().st_mode) & ~0o644 == 0
    assert os.listdir(file.parent) == ["new.txt"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_mode_of_the_file_stays(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    file.chmod(mode)

    write_atomically(str(file), b"new")

    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", mode)


def test_a_symbolic_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "secret")

    write_atomically(str(tmp_path / "link"), b"new")

    assert (tmp_path / "secret").read_bytes() == b"old"
    assert (tmp_path / "link").read_bytes() == b"new"


def test_a_link_that_the_user_named_is_followed(tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "report")
    (tmp_path / "later").symlink_to(tmp_path / "new")

    write_named(str(tmp_path / "link"), b"new")
    write_named(str(tmp_path / "later"), b"newer")

    assert [(tmp_path / name).is_symlink() for name in ("link", "later")] == [True, True]
    assert [(tmp_path / name).read_bytes() for name in ("report", "new")] == [b"new", b"newer"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_that_the_user_named_stays_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_named(str(tmp_path / "pipe"), b"text")
    assert (os.read(reader, 9), os.listdir(tmp_path)) == (b"text", ["pipe"])
    os.close(reader)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other modes and links")
def test_a_file_keeps_its_other_names_and_a_new_one_gets_the_usual_mode(tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(b"old")
    (tmp_path / "same").hardlink_to(tmp_path / "report")
    before = os.umask(0o002)
    try:
        write_named(str(tmp_path / "new"), b"new")
    finally:
        os.umask(before)
    write_named(str(tmp_path / "report"), b"newer")

    assert (tmp_path / "same").read_bytes() == b"newer"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o664


@pytest.mark.parametrize("name", ["/dev/stdout", "/proc/self/fd/1"])
@pytest.mark.parametrize("into", ["a pipe", "a file"])
def test_standard_output_by_its_name_stays_open(tmp_path: Path, into: str, name: str) -> None:
    if not os.path.exists(name):
        pytest.skip("this system has no such name for standard output")
    script = f"from pinlint.text.writing import write_named; write_named('{name}', b'text\\n'); print('after')"
    command = [sys.executable, "-c", script]
    if into == "a pipe":
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    else:
        with open(tmp_path / "log", "a", encoding="utf-8") as log:
            subprocess.run(command, stdout=log, check=True)
        said = (tmp_path / "log").read_text("utf-8")

    assert said.split()[-1] == "after"


@pytest.mark.parametrize("step", ["open", "replace"])
def test_a_file_in_a_folder_where_none_can_be_made_is_written_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no") if step == "open" else OSError(errno.EBUSY, "mounted")

    (tmp_path / "report").write_bytes(b"longer than the new one")
    monkeypatch.setattr(os, step, refused)
    write_named(str(tmp_path / "report"), b"new")
    monkeypatch.undo()
    assert ((tmp_path / "report").read_bytes(), os.listdir(tmp_path)) == (b"new", ["report"])


def test_what_cannot_take_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    with pytest.raises(OSError, match="directory"):
        write_atomically(str(tmp_path / "a"), b"text")

    assert os.listdir(tmp_path) == ["a"]


def test_a_draft_that_is_discarded_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    draft = Draft(str(file), b"new")
    assert len(os.listdir(tmp_path)) == 2

    draft.discard()

    assert (os.listdir(tmp_path), file.read_bytes()) == (["a.txt"], b"old")
