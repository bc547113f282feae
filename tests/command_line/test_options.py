"""The short way through a command line gives what argparse gives."""

from __future__ import annotations

import pytest

from pinlint.command_line.commands import check
from pinlint.command_line.main import read_arguments
from pinlint.command_line.options import parser


@pytest.mark.parametrize("words", [[], ["."], ["requirements.txt", "b c"], [""]], ids=["none", "one", "two", "empty"])
def test_paths_alone_are_read_as_argparse_reads_them(words: list[str]) -> None:
    assert vars(read_arguments("check", words)) == vars(parser("check", check).parse_args(words))
