"""The short way through a command line gives what argparse gives."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pinlint.command_line.commands import check, explain, graph, why
from pinlint.command_line.commands import compile as compiling
from pinlint.command_line.main import read_arguments
from pinlint.command_line.options import PlainOptions, parser
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from types import ModuleType

COMMANDS = [check, compiling, explain, graph, why]
WORDS = [
    ".",
    "-",
    "--",
    "-v",
    "-y",
    "-n",
    "-nv",
    "-v=1",
    "-1",
    "--fix",
    "--fix=1",
    "--nothing",
    "--form",
    "json",
    "--format",
    "--format=json",
    "--format=",
    "--format=sarif:a=b",
    "--color",
    "always",
    "--color=never",
    "--color=red",
    "--select",
    "--select=a,b",
    "--isolated",
    "--since",
    "HEAD",
    "--add-ignore",
    "--uses",
    "--dry-run",
]


def plainly(command: ModuleType, words: list[str]) -> Namespace | None:
    plain = PlainOptions()
    command.arguments(plain)
    return plain.read(words)


@pytest.mark.parametrize("words", [[], ["."], ["requirements.txt", "b c"], [""]], ids=["none", "one", "two", "empty"])
def test_paths_alone_are_read_as_argparse_reads_them(words: list[str]) -> None:
    assert vars(read_arguments("check", words)) == vars(parser("check", check).parse_args(words))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--format", "concise"], id="an option and its value"),
        pytest.param(["--format=json", "--format=sarif:out", "."], id="an option that is given twice"),
        pytest.param(["--fix", "--unsafe-fixes", "-v"], id="flags"),
        pytest.param(["a", "b", "--color", "never"], id="options behind paths"),
        pytest.param(["--ignore", "loose-requirement", "--fail-on=warning"], id="fields of the configuration"),
    ],
)
def test_common_options_are_read_without_argparse(words: list[str]) -> None:
    found = plainly(check, words)
    assert found is not None
    assert vars(found) == vars(parser("check", check).parse_args(words))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--help"], id="help"),
        pytest.param(["--formt", "json"], id="an unknown option"),
        pytest.param(["--color", "red"], id="a value that is no choice"),
        pytest.param(["--format"], id="a value that is missing"),
        pytest.param(["a", "--fix", "b"], id="paths on both sides of an option"),
        pytest.param(["--fix", "--", "-v"], id="a mark before the paths"),
    ],
)
def test_everything_else_is_left_to_argparse(words: list[str]) -> None:
    assert plainly(check, words) is None


@given(st.sampled_from(COMMANDS), st.lists(st.sampled_from([*WORDS, "b c", "", "-x y"]), max_size=5))
@example(check, ["--add-ignore", "-x y"])
def test_what_is_read_plainly_is_what_argparse_reads(command: ModuleType, words: list[str]) -> None:
    found = plainly(command, words)
    if found is not None:
        try:
            expected = parser("any", command).parse_args(words)
        except UsageError as error:
            pytest.fail(f"{words}: {error}")
        assert vars(found) == vars(expected)
