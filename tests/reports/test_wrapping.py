"""Sentences in the lines of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import limited

from pinlint.reports.excerpt import shown_width
from pinlint.reports.wrapping import wrapped


@pytest.mark.parametrize(
    ("text", "first", "indent", "lines"),
    [
        pytest.param("one two", 0, 0, ["one two"], id="what fits is one line"),
        pytest.param("one two three four", 0, 0, ["one two", "three four"], id="lines are filled"),
        pytest.param("one two three four", 0, 4, ["one two", "three", "four"], id="those that are indented less"),
        pytest.param("longer word", 8, 2, ["", "longer", "word"], id="a first word that the next line has room for"),
        pytest.param("a-very-long-word", 8, 2, ["a-very-long-word"], id="a word that no line has room for"),
        pytest.param("run `a b c d e` now", 0, 0, ["run", "`a b c d e`", "now"], id="a command is kept whole"),
        pytest.param("there are 2 locks", 0, 0, ["there are", "2 locks"], id="a number stays with what it counts"),
        pytest.param("name==1 is wrong", 0, 0, ["name==1 is", "wrong"], id="a version counts nothing"),
        pytest.param("\x1b[1;91mone\x1b[0m two", 0, 0, ["\x1b[1;91mone\x1b[0m two"], id="colours take no room"),
        pytest.param("日本 日本 日本", 0, 0, ["日本 日本", "日本"], id="wide characters take two columns"),
    ],
)
def test_it_is_broken(text: str, first: int, indent: int, lines: list[str]) -> None:
    assert wrapped(text, 11, first, indent) == lines


words = st.lists(st.text("abc日1", min_size=1, max_size=8), min_size=1, max_size=30).map(" ".join)


@given(words, st.integers(40, 80), st.integers(0, 10), st.integers(0, 10))
def test_nothing_is_lost_and_every_line_fits(text: str, width: int, first: int, indent: int) -> None:
    lines = wrapped(text, width, first, indent)

    assert " ".join(lines).split() == text.split()
    assert shown_width(lines[0]) <= width - first
    assert all(shown_width(line) <= width - indent for line in lines[1:])


def test_without_a_terminal_nothing_is_broken() -> None:
    assert wrapped("one " * 100, 0) == ["one " * 100]


@pytest.mark.parametrize("piece", ["a", "a ", "1 a", "`", "9"])
def test_time_is_in_proportion_to_the_text(piece: str) -> None:
    with limited():
        wrapped(piece * (500_000 // len(piece)), 40)
