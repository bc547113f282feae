"""The README: its example is what pinlint prints, and its two commands are the ones that are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.transcripts import ROOT, blocks, rendered

PAGE = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = ROOT / "examples" / "divio-project"


def test_the_example_is_what_pinlint_prints(tmp_path: Path) -> None:
    assert rendered(PAGE, tmp_path) == PAGE, "run: python -m tools.transcripts"


def test_the_example_stands_between_its_comments() -> None:
    shown = PAGE.partition("<!-- example output -->\n")[2].partition("<!-- end of example output -->")[0]
    transcripts = [block for block in blocks(shown) if block.commands]

    assert [block.commands for block in transcripts] == [["pinlint check"]]
    assert re.search(r"^[2-9]\d* errors in ", transcripts[0].text, re.MULTILINE)


def test_it_is_short() -> None:
    assert len(PAGE.splitlines()) < 150


def commands() -> list[str]:
    """The commands for a fresh clone."""
    return [block.text.strip() for block in blocks(PAGE) if block.text.startswith("python3 -m venv")]


@pytest.mark.parametrize("number", [0, 1], ids=["try it", "test it"])
def test_a_command_for_a_fresh_clone_is_one_line_and_needs_python_only(number: int) -> None:
    command = commands()[number]

    assert "\n" not in command
    first, *rest = command.split(" && ")
    assert first == "python3 -m venv .venv"
    assert all(part.startswith(".venv/bin/") for part in rest)


def test_the_first_command_checks_the_example() -> None:
    assert commands()[0].endswith(".venv/bin/pinlint check examples/divio-project")
    assert EXAMPLE.is_dir()


def test_there_are_two() -> None:
    assert len(commands()) == 2


def test_the_script_for_changes_runs_the_second_command_word_for_word() -> None:
    """It takes the line out of this page; what its sed expression finds here must be that command and nothing else."""
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "sed -n '/<!-- test command -->/,/```$/{/^python3/p;}' README.md" in script
    after = PAGE.partition("<!-- test command -->\n")[2]
    block = after[: re.search(r"^```$", after, re.MULTILINE).end()]
    assert re.findall(r"^python3.*$", block, re.MULTILINE) == [commands()[1]]


def test_the_name_on_the_index_is_said_to_be_taken() -> None:
    assert "The name `pinlint` on PyPI belongs to another project" in PAGE
    assert not re.search(r"pip(?:x)? install (?:--\S+ )*pinlint", PAGE)
