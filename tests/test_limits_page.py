"""The page on limits tells them as they are."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("line", "constants"),
    [
        pytest.param("a file, in bytes", ["text.budget.LARGEST_FILE", "text.budget.MOST_BYTES"], id="files"),
        pytest.param("requirements in one file", ["text.budget.MOST_REQUIREMENTS"], id="requirements"),
        pytest.param("characters of a line", ["text.budget.LONGEST_LINE"], id="lines"),
        pytest.param(
            "characters of a pyproject.toml", ["text.budget.LONGEST_SOURCE", "text.budget.MOST_WORK"], id="sources"
        ),
        pytest.param("operators of a Python file", ["text.budget.MOST_OPERATORS"], id="operators"),
        pytest.param("tables, lists and values", ["text.budget.DEEPEST"], id="depth"),
        pytest.param(
            "work that takes more",
            ["text.budget.BASE", "text.budget.EACH", "text.budget.TIMES"],
            id="work",
        ),
        pytest.param("lines of an evidence file", ["evidence.evidence_file.MOST_LINES"], id="evidence"),
        pytest.param("what all pins of a lock require", ["evidence.gathering.MOST_REQUIREMENTS"], id="metadata"),
        pytest.param(
            "findings of one rule",
            ["checking.finding_limits.MOST_OF_A_FILE", "checking.finding_limits.MOST"],
            id="findings",
        ),
        pytest.param(
            "a configuration: ",
            ["text.budget.LONGEST_CONFIGURATION", "text.budget.MOST_VALUES", "text.budget.MOST_PATTERNS"],
            id="configuration",
        ),
        pytest.param("files below a folder", ["text.budget.MOST_FILES", "text.budget.MOST_AROUND"], id="the walk"),
    ],
)
def test_each_limit_is_reported(line: str, constants: list[str]) -> None:
    (reported,) = [
        row for row in (ROOT / "docs" / "limits.md").read_text("utf-8").splitlines() if row.startswith(f"| {line}")
    ]
    for constant in constants:
        module, _, name = constant.rpartition(".")
        assert f"{getattr(import_module(f'pinlint.{module}'), name):,}" in reported


def test_the_page_has_few_rows() -> None:
    rows = [row for row in (ROOT / "docs" / "limits.md").read_text("utf-8").splitlines() if row.startswith("| ")]
    assert len(rows) - 1 <= 12  # the first one is the head
