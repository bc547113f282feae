"""What pip drops behind a comment that ends in a backslash, to the character."""

from __future__ import annotations

import pytest

from pinlint.formats import requirements_txt
from pinlint.text.source import SourceFile


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("# a \\\nsix\n", []),
        ("flask==1 # a \\\nsix\n", [("swallowed-requirement", "six")]),
        ("flask==1 # a \\\nsix # b\n", [("swallowed-requirement", "six")]),
        ("flask==1 # a \\\n  six==1 # b \\\n\tb>=1  # c\n", [("swallowed-requirement", x) for x in ("six==1", "b>=1")]),
        ("flask==1 # a \\\n# b \\\nsix\n", []),
        ("flask==1 # a \\\n-e ./x  # b\n", [("swallowed-requirement", "-e ./x")]),
        ("flask==1 # a \\\nmore words, and so on # b\n", [("ignored-text", "more words, and so on")]),
    ],
)
def test_each_line_that_a_comment_swallows_is_reported_by_itself(text, dropped):
    problems = requirements_txt.parse(SourceFile("r.txt", text)).problems
    assert [(problem.rule, text[problem.span.start : problem.span.end]) for problem in problems] == dropped
