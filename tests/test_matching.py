"""Paths are found by their marks first: nothing that a pattern matches is passed over."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.index import MARKS
from pinlint.matching import PathMatcher, matches
from tools.marks import marks

PARTS = st.sampled_from(
    [*string.ascii_letters, "/", ".", "-", "_", "\n", "İ", "requirements", ".txt", ".in", "addons/"]
)
PATHS = st.lists(PARTS, max_size=8).map("".join)


@pytest.mark.parametrize("pattern", MARKS)
def test_each_pattern_of_the_index_has_a_mark(pattern: str) -> None:
    assert MARKS[pattern] == marks(pattern)
    assert all(len(mark) >= 4 for mark in MARKS[pattern])


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("a_long_name/[^/]+/manifest\\.py$", ("/manifest.py",), id="the last one of two"),
        pytest.param("(?i:Docker|POD)file", ("file",), id="the longest of what is certain"),
        pytest.param("(requirements?|reqs)\\.txt", (".txt",), id="the end, where it is long enough"),
        pytest.param("requirements|requirement", ("requirement",), id="one holds the other"),
        pytest.param("a?|b*", ("",), id="nothing is certain"),
        pytest.param("(?!no)yes+", ("ye",), id="what must not be there is no mark"),
    ],
)
def test_marks_of_a_pattern(pattern: str, expected: tuple[str, ...]) -> None:
    assert marks(pattern) == expected


@given(
    st.lists(st.one_of([PATHS, *(st.from_regex(p, fullmatch=False).filter(lambda t: "\0" not in t) for p in MARKS)]))
)
def test_the_matcher_finds_what_the_patterns_find(paths: list[str]) -> None:
    matcher = PathMatcher(paths)
    for pattern in MARKS:
        expected = [path for path in paths if re.search(pattern, path)]
        assert matcher.matching(pattern) == expected
        assert [path for path in paths if matches(pattern, path)] == expected
