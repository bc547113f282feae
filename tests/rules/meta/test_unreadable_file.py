from __future__ import annotations

import os

import pytest

RULE = "unreadable-file"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"click==8.1.7\n# caf\xe9\n", "not UTF-8", id="another encoding, unsaid"),
        pytest.param(
            b"# coding: no-such\nclick==8.1.7\n", "'no-such', which is not a text encoding", id="an unknown encoding"
        ),
        pytest.param(b"\xff\xfea", "not UTF-16", id="half a character"),
    ],
)
def test_what_is_no_text(check_tree, data: bytes, reason: str) -> None:
    [found] = check_tree({"requirements.txt": data}, RULE)
    assert found.startswith(f"requirements.txt:1:1: error: {RULE}: cannot be read: ")
    assert reason in found


LICENSE = "Redistribution and use of this program is permitted to everybody here.\n" * 9


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({"licenses/requirements-parser.txt": LICENSE}, [], id="a file that only has such a name"),
        pytest.param({"requirements.txt": LICENSE}, ["requirements.txt:1:1"], id="the usual name"),
        pytest.param(
            {"requirements-dev.txt": LICENSE, "tox.ini": "[testenv]\ndeps = -r requirements-dev.txt\n"},
            ["requirements-dev.txt:1:1"],
            id="a file that something installs",
        ),
    ],
)
def test_prose(check_tree, files, found) -> None:
    what = f"info: {RULE}: this is prose, not a list of requirements"
    assert check_tree(files, RULE) == [f"{place}: {what}" for place in found]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("click==8.1.7\n# café\n".encode(), id="UTF-8"),
        pytest.param("click==8.1.7\n".encode("utf-16"), id="saved by PowerShell"),
        pytest.param("# coding: latin-1\n# café\nclick==8.1.7\n".encode("latin-1"), id="another encoding, said"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_text(check_tree, data: bytes) -> None:
    assert check_tree({"requirements.txt": data}, RULE) == []


def test_links_that_lead_nowhere_or_in_a_circle_and_folders(check_tree, tmp_path) -> None:
    (tmp_path / "requirements-gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "requirements-loop.txt").symlink_to("requirements-loop.txt")
    (tmp_path / "requirements-out.txt").symlink_to("/etc/hostname")
    (tmp_path / "requirements-dir.txt").mkdir()
    found = check_tree({"requirements.txt": "click==8.1.7\n"}, RULE)
    assert all(f":1:1: error: {RULE}: cannot be read: " in line for line in found)
    assert "requirements-out.txt" in "".join(found)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(check_tree, tmp_path) -> None:
    (tmp_path / "requirements-dev.txt").write_text("click==8.1.7\n")
    (tmp_path / "requirements-dev.txt").chmod(0)
    assert check_tree({}, RULE) == [f"requirements-dev.txt:1:1: error: {RULE}: cannot be read: permission denied"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x7fELF\xff\xfe\n pip install six\n", id="a program"),
        pytest.param(
            b"#!/usr/bin/python3\n# -*- coding: latin-1 -*-\n# \xe9 pip install six\n", id="a program of Python"
        ),
        pytest.param(b"#!/bin/sh\npip install six\nexit\n\0\xff\xfe", id="a script with an archive behind it"),
    ],
)
def test_a_file_without_an_ending_may_be_no_script(check_tree, data: bytes) -> None:
    tree = {"bin/setup": data, "Dockerfile": "FROM python:3.12\n", "requirements.txt": "click==8.1.7\n"}
    assert check_tree(tree, RULE) == []
