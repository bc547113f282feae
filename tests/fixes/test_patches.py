"""What ``check --diff`` prints is what ``git apply`` takes, whatever the file's name and encoding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pinlint.findings.report import Style
from pinlint.fixes.applying import unified_diff
from pinlint.text.source import SourceFile

ROOT = Path(__file__).resolve().parents[2]
TWICE = "a==1\n# ü\na==1\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("requirements.txt", TWICE.encode(), id="UTF-8"),
        pytest.param("requirements.txt", b"\xef\xbb\xbf" + TWICE.encode(), id="a mark"),
        pytest.param("requirements.txt", f"# -*- coding: latin-1 -*-\n{TWICE}".encode("latin-1"), id="Latin-1"),
        pytest.param("requirements.txt", f"# coding: koi8-r\n{TWICE}".replace("ü", "я").encode("koi8-r"), id="KOI8-R"),
        pytest.param("requirements.txt", TWICE.replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param("my requirements.txt", TWICE.encode(), id="a blank in the name"),
        pytest.param("two  blanks/requirements é.txt", TWICE.encode(), id="blanks and a letter"),
        pytest.param('quo"te requirements.txt', TWICE.encode(), id="a quote and a blank"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_git_takes_the_patch(tmp_path: Path, name: str, data: bytes, encoding: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    variables.pop("GITHUB_ACTIONS", None)
    command = [sys.executable, "-c", "from pinlint.__main__ import entry; entry()", "check"]

    shown = subprocess.run([*command, "--diff", name], cwd=tmp_path, env=variables, capture_output=True, check=False)
    assert shown.returncode == 1, shown.stderr
    subprocess.run(["git", "apply"], cwd=tmp_path, input=shown.stdout, check=True)

    applied = path.read_bytes()
    path.write_bytes(data)
    subprocess.run([*command, "--fix", name], cwd=tmp_path, env=variables, capture_output=True, check=False)
    assert applied == path.read_bytes() != data


def test_what_no_patch_can_hold_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_bytes(b"\xff\xfe" + TWICE.encode("utf-16-le"))
    command = [sys.executable, "-c", "from pinlint.__main__ import entry; entry()", "check", "--diff"]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    variables.pop("GITHUB_ACTIONS", None)
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, check=False)
    assert done.stdout == b""
    assert done.stderr.decode().splitlines() == [
        "requirements.txt: not shown: a patch cannot contain text in UTF-16-LE; `--fix` makes the change"
    ]


def test_a_change_after_one_that_is_not_shown_has_its_line_without_it() -> None:
    index, many = "--index-url https://user:word@example.com/simple\n", "".join(f"p{n}==1\n" for n in range(20))
    source = SourceFile("a.txt", f"a==1\n{index}{index}b==1\n{many}z==1\nz==1\n")
    patch = unified_diff(source, f"a==1\nb==1\n{many}z==1\n", Style(), shown=False)
    assert (patch.left_out, patch.text.splitlines()[2]) == (1, "@@ -23,4 +23,3 @@")
