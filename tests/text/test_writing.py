"""Files are written as a whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pinlint.text.writing import Draft, write_atomically


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
