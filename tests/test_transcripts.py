"""All that commands print about whole trees with varied and odd content: findings, verdicts, reasons, roles, commands, paths.

``python -m tools.transcripts`` writes the outputs of the documents below ``transcripts/`` again. Read the difference then.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from whole_examples import drawn, expected

from pinlint.index import RULES
from tools.tree_transcripts import documents, rendered


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem)
def test_commands_print_this(path: Path, tmp_path: Path) -> None:
    document = path.read_text("utf-8")
    assert rendered(document, tmp_path.resolve()) == document, "run: python -m tools.transcripts"


@pytest.mark.parametrize("rule", RULES)
def test_commands_print_this_about_the_examples_of_a_rule(rule: str, tmp_path: Path) -> None:
    assert drawn(rule, tmp_path.resolve()) == expected(rule), "run: python -m tools.transcripts"
