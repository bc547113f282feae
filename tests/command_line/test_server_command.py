"""`pinlint server` without what it needs."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from pinlint.command_line.main import main
from pinlint.findings.documentation import REPOSITORY
from pinlint.setup.origin import RELEASED


@pytest.mark.parametrize("missing", ["pygls", "lsprotocol"])
def test_without_the_extra_one_sentence_says_how_to_install_it(missing, monkeypatch, capsys):
    original = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == missing else original(name, *rest)
    )
    assert main(["server"]) == 2
    said = (
        "pinlint: error: the server needs the extra 'lsp': install it with "
        f"`pipx install --force 'pinlint[lsp] @ git+{REPOSITORY}@{RELEASED}'`\n"
    )
    assert capsys.readouterr() == ("", said)


def test_an_editor_that_closes_the_pipe_ends_the_server_without_a_word():
    pytest.importorskip("pygls")
    command = [sys.executable, "-m", "pinlint", "server"]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, b"", b"")
