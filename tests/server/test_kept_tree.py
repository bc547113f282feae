"""What the server keeps of the files on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from pinlint.project.files import Unreadable
from pinlint.server.kept_tree import KeptTree


def test_a_file_behind_a_link_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("one")
    (tmp_path / "link.txt").symlink_to("there.txt")
    tree = KeptTree(str(tmp_path.resolve()))
    assert tree.read("link.txt") == tree.read("there.txt") == b"one"
    (tmp_path / "there.txt").write_text("two and more")
    assert tree.read("link.txt") == tree.read("there.txt") == b"two and more"


@pytest.mark.parametrize("path", ["folder", "gone.txt", "a\0b"])
def test_what_is_no_file_is_never_kept(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    tree = KeptTree(str(tmp_path.resolve()))
    for _ in range(2):
        with pytest.raises(Unreadable):
            tree.read(path)
