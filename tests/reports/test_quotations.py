"""What a sentence quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import limited

from pinlint.reports.quotations import quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("run 'pip-compile x.in' and see", ["'pip-compile x.in'"], id="a command"),
        pytest.param("run `a b`, then 'c'.", ["`a b`", "'c'"], id="both kinds, before punctuation"),
        pytest.param("the lock's command and its inputs' text", [], id="apostrophes"),
        pytest.param("run 'pip install it's' here", ["'pip install it's'"], id="an apostrophe within a quotation"),
        pytest.param("'a `b` c'", ["'a `b` c'"], id="the other kind within"),
        pytest.param("run 'never ends", [], id="a quotation that does not end"),
        pytest.param("'' and ' x '", [], id="nothing, and blanks at the edges"),
        pytest.param("('x')", ["'x'"], id="in parentheses"),
        pytest.param("`x` ``` ~~~", ["`x`", "```"], id="a quoted quote"),
        pytest.param("", [], id="no text"),
    ],
)
def test_quotations(text, quoted):
    assert [text[start:end] for start, end in quotations(text)] == quoted


@given(st.text("a '`."))
def test_quotations_are_apart_and_begin_and_end_with_their_quote(text):
    at = 0
    for start, end in quotations(text):
        assert at <= start < end - 2
        assert text[start] == text[end - 1] in "'`"
        at = end


@pytest.mark.parametrize("piece", ["'", "`", " 'a", "a' ", "'`", " '"])
def test_time_is_linear(piece):
    with limited():
        quotations(piece * (500_000 // len(piece)))
