"""Files that may be hostile: only regular ones are read, no further than asked, and links only where they are wanted."""

from __future__ import annotations

import os
import sys

import pytest

from pinlint.evidence import regular_file
from pinlint.evidence.regular_file import read_bytes

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes, and links that anybody may make, are of POSIX")


@pytest.mark.parametrize(
    ("limit", "expected"), [(0, b""), (1, b"a"), (5, b"abcde"), (6, b"abcdef"), (7, b"abcdef")], ids=str
)
def test_no_more_is_read_than_asked(tmp_path, limit, expected):
    (tmp_path / "x").write_bytes(b"abcdef")
    assert read_bytes(str(tmp_path / "x"), limit) == expected


@posix
@pytest.mark.parametrize("flag", [True, False], ids=["with O_NOFOLLOW", "without it"])
def test_links_are_followed_where_they_are_wanted(tmp_path, monkeypatch, flag):
    if not flag:
        monkeypatch.setattr(regular_file, "_NO_LINK", 0)
    (tmp_path / "x").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("x")
    assert read_bytes(str(tmp_path / "link"), 9) == b"abc"
    assert read_bytes(str(tmp_path / "link"), 9, links=False) is None
    assert read_bytes(str(tmp_path / "x"), 9, links=False) == b"abc"


@posix
def test_what_is_no_regular_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    for path in (str(tmp_path / "pipe"), str(tmp_path), str(tmp_path / "none"), "a\0b", os.devnull):
        assert read_bytes(path, 9) is None
    if before is not None:
        assert len(os.listdir("/proc/self/fd")) == before
