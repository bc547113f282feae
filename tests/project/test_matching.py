"""Paths are found by their marks first: nothing that a pattern matches is passed over."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.index import FORMATS, MARKS
from pinlint.project.path_matching import PathMatcher, matches
from tools.marks import marks

#: The pattern of requirements files.
TEXTS = FORMATS["requirements_txt"]
PARTS = st.sampled_from(
    [*string.ascii_letters, "/", ".", "-", "_", "\n", "İ", "Σ", "\u017f", "requirements", ".txt", ".in", "addons/"]
)
PATHS = st.lists(PARTS, max_size=8).map("".join)


@pytest.mark.parametrize("pattern", MARKS)
def test_each_pattern_of_the_index_has_a_mark(pattern: str) -> None:
    assert MARKS[pattern] == marks(pattern)
    names, paths = MARKS[pattern]
    assert all(len(mark) >= 3 for mark in paths or names)
    assert all(len(mark) >= 3 for mark in names)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("a_long_name/[^/]+/manifest\\.py$", {"manifest.py"}, id="what is behind the last slash"),
        pytest.param("(^|/)(a|bc)file$", {"afile", "bcfile"}, id="what follows on a choice"),
        pytest.param("(requirements+|reqs)_file", {"_file"}, id="the end, where it is long enough"),
        pytest.param("(files+|logs)\\.txt", {"file", "logs"}, id="an ending, which many names have"),
        pytest.param("(logs?|x)file", {"logfile", "logsfile", "xfile"}, id="a letter that may be missing"),
        pytest.param("requirements|requirement", {"requirement"}, id="one holds the other"),
        pytest.param("a?|b*", {""}, id="nothing is certain"),
        pytest.param("(?!no)yes+", {"ye"}, id="what must not be there is no mark"),
        pytest.param("(?i:Docker|POD)file", {"dockerfile", "podfile"}, id="in lower case"),
        pytest.param("ab[cd]ef[gh]i", {"ef"}, id="what a set of characters parts"),
        pytest.param("(a|b|c)(a|b|c)(a|b|c)d", {"d"}, id="many choices"),
        pytest.param("long/[^/]x(y/z)?ab", {"ab"}, id="a slash that may be missing"),
        pytest.param("x(/abc)+d", {"abc"}, id="a slash that is repeated"),
    ],
)
def test_marks_of_names(pattern: str, expected: set[str]) -> None:
    assert set(marks(pattern)[0]) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("folder/.*", {"folder/"}, id="a folder with anything in it"),
        pytest.param("folder/[^a]", {"folder/"}, id="a character that may be a slash"),
        pytest.param("folder/[\\W]", {"folder/"}, id="a kind of character that a slash is of"),
        pytest.param("folder/[!-~]", {"folder/"}, id="a range that a slash is in"),
        pytest.param("folder/[^/]+\\.txt", {"folder/"}, id="an ending that tells less"),
        pytest.param("folder/filename", set(), id="a name that tells as much"),
        pytest.param(
            "(bin|tools?)/[^/]+\\.py", {"bin/", "tool/", "tools/"}, id="short folders of files with an ending"
        ),
    ],
)
def test_marks_of_paths(pattern: str, expected: set[str]) -> None:
    assert set(marks(pattern)[1]) == expected


@given(
    st.lists(st.one_of([PATHS, *(st.from_regex(p, fullmatch=False).filter(lambda t: "\0" not in t) for p in MARKS)]))
)
def test_the_matcher_finds_what_the_patterns_find(paths: list[str]) -> None:
    matcher = PathMatcher(paths)
    for pattern in MARKS:
        expected = [path for path in paths if re.search(pattern, path)]
        assert [path for path in paths if matches(pattern, path)] == expected
        read = [path for path in expected if "{{" not in path or (pattern == TEXTS and path.endswith(".txt"))]
        assert matcher.matching(pattern) == read


def test_of_a_template_only_requirements_files_are_found() -> None:
    paths = ["a/setup.py", "{{ name }}/setup.py", "{{ name }}/a.in", "{{ name }}/requirements/a.txt"]
    matcher = PathMatcher(paths)
    assert matcher.matching(TEXTS) == ["{{ name }}/requirements/a.txt"]
    assert matcher.matching(r"(^|/)setup\.py$") == ["a/setup.py"]
    assert matcher.ending(".in") == []


def test_marks_of_paths_may_be_in_the_folder_in_the_name_or_in_both() -> None:
    paths = ["a/site.yml", "a_b/c/d.txt", "a_b/cd", "site/x", "x_b/c"]
    assert PathMatcher(paths).matching("b/c", ("",)) == ["a_b/c/d.txt", "a_b/cd", "x_b/c"]
    likely = PathMatcher(paths)._likely
    assert likely(("d",), ("b/cd", "site")) == ["a_b/c/d.txt", "a_b/cd"]


@given(st.lists(PATHS), st.lists(st.sampled_from(["bin", "requirements", "/a", "İ"]), max_size=3))
def test_the_matcher_finds_folders(paths: list[str], marks: list[str]) -> None:
    folders = [(path.rpartition("/")[0] + "/" if "/" in path else "").casefold() for path in paths]
    found = PathMatcher(paths).in_folders([mark.casefold() for mark in marks])
    assert found == [
        path for path, folder in zip(paths, folders, strict=True) if any(m.casefold() in folder for m in marks)
    ]


@given(st.lists(PATHS), st.sampled_from(["", ".in", "A", "İ", "Σ", "s.txt"]))
def test_the_matcher_finds_endings(paths: list[str], ending: str) -> None:
    assert PathMatcher(paths).ending(ending) == [path for path in paths if path.endswith(ending)]
