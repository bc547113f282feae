from __future__ import annotations

import hashlib
import os
import zipfile

import pytest

from pinlint.evidence.archives import split_name
from pinlint.evidence.wheels import Wheels

A = ("a", "1.0")


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def answer(folder, pin=A, **options):
    source = Wheels([str(folder)], **options)
    found = source.find([pin]).get(pin)
    return found and found.requires_dist, source.problems


def test_a_wheel_gives_its_metadata(folder, make_wheel):
    make_wheel(folder / "a-1-py3-none-any.whl", "a", "1.0", "b>=2")
    make_wheel(folder / "a-2-py3-none-any.whl", "a", "2", "c")
    assert answer(folder) == (("b>=2",), [])


def test_wheels_that_differ_settle_nothing(folder, make_wheel):
    make_wheel(folder / "a-1.0-cp311-cp311-win_amd64.whl", "a", "1.0", "b", "pywin32")
    make_wheel(folder / "a-1.0-cp311-cp311-linux_x86_64.whl", "a", "1.0", "b")
    assert answer(folder) == (None, ["a 1.0: its wheels differ in what they require"])


def test_the_locks_hashes_choose_among_wheels(folder, make_wheel):
    make_wheel(folder / "a-1.0-cp311-cp311-win_amd64.whl", "a", "1.0", "b", "pywin32")
    make_wheel(folder / "a-1.0-cp311-cp311-linux_x86_64.whl", "a", "1.0", "b")
    digest = hashlib.sha256((folder / "a-1.0-cp311-cp311-linux_x86_64.whl").read_bytes()).hexdigest()
    answered, problems = answer(folder, hashes={A: frozenset({digest})})
    assert answered == ("b",)
    assert problems == ["a-1.0-cp311-cp311-win_amd64.whl: its hash is not in the lock"]


def test_a_source_distribution_is_read_where_there_is_no_wheel(folder, make_sdist):
    make_sdist(folder / "a-1.0.tar.gz", "a", "1.0", "b>=2")
    assert answer(folder) == (("b>=2",), [])


def test_a_wheel_comes_before_a_source_distribution(folder, make_sdist, make_wheel):
    make_sdist(folder / "a-1.0.tar.gz", "a", "1.0", "from-sdist")
    make_wheel(folder / "a-1.0-py3-none-any.whl", "a", "1.0", "from-wheel")
    assert answer(folder) == (("from-wheel",), [])


def test_a_source_distribution_with_dynamic_dependencies_gives_none(folder, make_sdist):
    make_sdist(folder / "a-1.0.tar.gz", "a", "1.0", "b", extra_lines=["Dynamic: Requires-Dist"])
    found = Wheels([str(folder)]).find([A])
    assert found[A].requires_dist is None


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        pytest.param({"a-1.0/setup.py": "x"}, "it contains no PKG-INFO", id="no PKG-INFO"),
        pytest.param({"PKG-INFO": "x"}, "it contains no PKG-INFO", id="PKG-INFO outside the top folder"),
        pytest.param({"a-1.0/a.egg-info/PKG-INFO": "x"}, "it contains no PKG-INFO", id="PKG-INFO too deep"),
        pytest.param({"a-1.0/PKG-INFO": "x"}, "its metadata is malformed", id="not metadata"),
        pytest.param(
            {"a-1.0/PKG-INFO": "Name: b\nVersion: 1\n"},
            "its metadata is for another project or version",
            id="other",
        ),
    ],
)
def test_source_distributions_that_give_nothing(folder, make_sdist, members, problem):
    make_sdist(folder / "a-1.0.tar.gz", "a", "1.0", members=members)
    assert answer(folder) == (None, [f"a-1.0.tar.gz: {problem}"])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "it contains no PKG-INFO", id="empty"),
        pytest.param(b"\x1f\x8b\x08garbage" * 9, "it is not a readable gzip file", id="garbage"),
    ],
)
def test_broken_source_distributions(folder, content, problem):
    (folder / "a-1.0.tar.gz").write_bytes(content)
    assert answer(folder) == (None, [f"a-1.0.tar.gz: {problem}"])


def test_a_bomb_is_not_unpacked(folder, monkeypatch):
    import gzip

    from pinlint.evidence import archives

    monkeypatch.setattr(archives, "SDIST_BUDGET", 1024 * 1024)
    header = bytearray(512)
    header[:5], header[124:135], header[156:157] = b"a/big", b"00077777777", b"0"
    (folder / "a-1.0.tar.gz").write_bytes(gzip.compress(bytes(header) + bytes(20_000_000)))
    assert answer(folder) == (None, ["a-1.0.tar.gz: its PKG-INFO is too far from its beginning"])


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        pytest.param({"a/x": ""}, "it contains no METADATA files", id="none"),
        pytest.param(
            {"a-1.dist-info/METADATA": "x", "b-1.dist-info/METADATA": "x"}, "it contains 2 METADATA files", id="two"
        ),
        pytest.param({"x/a-1.dist-info/METADATA": "x"}, "it contains no METADATA files", id="too deep"),
        pytest.param({"a-1.dist-info/METADATA": "x"}, "its metadata is malformed", id="malformed"),
        pytest.param(
            {"a-1.dist-info/METADATA": "Name: a\nVersion: 2\n\n"},
            "its metadata is for another project or version",
            id="of another version",
        ),
    ],
)
def test_wheels_that_give_nothing(folder, make_wheel, entries, problem):
    make_wheel(folder / "a-1.0-py3-none-any.whl", "a", "1.0", entries=entries)
    assert answer(folder) == (None, [f"a-1.0-py3-none-any.whl: {problem}"])


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 100_000, b"PK\x05\x06" + b"\xff" * 18])
def test_broken_wheels(folder, content):
    (folder / "a-1.0-py3-none-any.whl").write_bytes(content)
    assert answer(folder) == (None, ["a-1.0-py3-none-any.whl: it is not a readable wheel"])


def test_other_ways_of_packing_are_refused(folder, make_wheel):
    make_wheel(folder / "a-1.0-py3-none-any.whl", "a", "1.0", compression=zipfile.ZIP_LZMA)
    assert answer(folder)[1] == ["a-1.0-py3-none-any.whl: its METADATA is compressed in a way that wheels do not use"]


def test_a_huge_directory_is_not_read(folder, make_wheel, monkeypatch):
    from pinlint.evidence import archives

    monkeypatch.setattr(archives, "WHEEL_BUDGET", 10_000)
    entries = {f"file-{number}": "" for number in range(500)}
    make_wheel(folder / "a-1.0-py3-none-any.whl", "a", "1.0", entries=entries)
    assert answer(folder) == (None, ["a-1.0-py3-none-any.whl: its directory is too large"])


def test_a_folder_that_a_checked_file_names_stays_in_the_project(tmp_path, make_wheel):
    root = tmp_path / "project"
    (root / "wheels").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    make_wheel(tmp_path / "outside" / "a-1.0-py3-none-any.whl", "a", "1.0", "outside")
    make_wheel(root / "wheels" / "b-1.0-py3-none-any.whl", "b", "1.0", "inside")
    os.symlink(tmp_path / "outside" / "a-1.0-py3-none-any.whl", root / "wheels" / "a-1.0-py3-none-any.whl")
    os.symlink(tmp_path / "outside", root / "linked")
    source = Wheels([], root=str(root), inside=["wheels", "../outside", "linked"])
    assert list(source.find([A, ("b", "1.0")])) == [("b", "1.0")]
    assert source.problems == [
        "../outside is outside of the project; pinlint does not read it",
        "linked is outside of the project; pinlint does not read it",
        "a-1.0-py3-none-any.whl: it cannot be read",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in folders are a POSIX thing")
def test_a_pipe_does_not_block(folder):
    os.mkfifo(folder / "a-1.0-py3-none-any.whl")
    assert answer(folder) == (None, ["a-1.0-py3-none-any.whl: it cannot be read"])


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("Some_Name-1.0-py3-none-any.whl", ("some-name", "1.0", "wheel")),
        ("a-1.0-1-cp311-cp311-linux_x86_64.whl", ("a", "1.0", "wheel")),
        ("some-name-1.0.tar.gz", ("some-name", "1.0", "sdist")),
        ("a-1.0.zip", ("a", "1.0", "sdist")),
        ("a-1.0.exe", None),
        ("a.whl", None),
        ("a.tar.gz", None),
    ],
)
def test_file_names(filename, expected):
    assert split_name(filename) == expected
