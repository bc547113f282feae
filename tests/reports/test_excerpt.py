"""Source lines with marks: columns of a terminal, windows of long lines."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import limited

from pinlint.reports.excerpt import cells, excerpt, shown_width, underline
from pinlint.text.secrets import mask
from pinlint.text.source import Location, SourceFile, Span


@lru_cache(maxsize=1)
def masked(text: str) -> str:
    """The text as a file keeps it for all that is drawn of it."""
    return mask(text)


def marked(text: str, start: int, end: int, room: int = 40) -> list[str]:
    shown, column, width = underline(masked(text), start, end, room)
    return [shown, " " * column + "^" * width]


@pytest.mark.parametrize(
    ("text", "start", "end", "lines"),
    [
        pytest.param("click==8", 5, 8, ["click==8", "     ^^^"], id="plain text"),
        pytest.param("click==8", 8, 8, ["click==8", "        ^"], id="an empty span at the end has one mark"),
        pytest.param("", 0, 0, ["", "^"], id="an empty line"),
        pytest.param("\ta\tb", 3, 4, ["    a   b", "        ^"], id="tabs reach the next multiple of four"),
        pytest.param("日本==1", 1, 4, ["日本==1", "  ^^^^"], id="wide characters take two columns"),
        pytest.param("e\u0301x==1", 2, 3, ["e\u0301x==1", " ^"], id="a combining character takes none"),
        pytest.param("a\u200bb", 1, 2, ["a\\u200bb", " ^^^^^^"], id="an invisible character is shown as an escape"),
        pytest.param("\x1b[31m!", 5, 6, ["\\x1b[31m!", "        ^"], id="an escape sequence is shown, not obeyed"),
        pytest.param("x ##[group]", 2, 4, ["x \\x23#[group]", "  ^^^^^"], id="a runner's command is broken"),
        pytest.param(
            "https://u:pw@h/", 13, 14, ["https://****@h/", "             ^"], id="credentials are masked in place"
        ),
        pytest.param(
            "a" * 60,
            0,
            3,
            ["a" * 37 + "...", "^^^"],
            id="a long line with its span at the start is cut behind",
        ),
        pytest.param(
            "a\u0301\u0301" * 70 + "b==",
            210,
            213,
            ["..." + "a\u0301\u0301" * 13 + "b==", " " * 16 + "^^^"],
            id="a long line is never cut between a letter and its combining characters",
        ),
        pytest.param(
            "a\u0301\u0301" * 70 + "b==",
            211,
            213,
            ["..." + "a\u0301\u0301" * 13 + "b==", " " * 17 + "^^"],
            id="a long line of combining characters is cut before what was looked at",
        ),
        pytest.param(
            "a" * 57 + "b==",
            57,
            60,
            ["..." + "a" * 15 + "b==", " " * 18 + "^^^"],
            id="a long line with its span at the end is cut before",
        ),
        pytest.param(
            "a" * 100 + "bbb" + "c" * 100,
            100,
            103,
            ["..." + "a" * 15 + "bbb" + "c" * 16 + "...", " " * 18 + "^^^"],
            id="a long line is cut on both sides of its span",
        ),
        pytest.param(
            "a" * 100 + "b" * 100,
            100,
            200,
            ["..." + "b" * 34 + "...", "   " + "^" * 34],
            id="of a span that is too long the beginning is shown",
        ),
    ],
)
def test_the_marks_stand_under_the_span(text, start, end, lines):
    assert marked(text, start, end) == lines


def place(text: str, start: int, end: int) -> list[tuple[int | None, str, int, int]]:
    lines = excerpt(SourceFile("x.txt", text).at(Span(start, end)), 40)
    return [(line.number, line.text, line.column, line.width) for line in lines]


@pytest.mark.parametrize(
    ("text", "start", "end", "lines"),
    [
        pytest.param("a==1\nb==2\n", 5, 9, [(2, "b==2", 0, 4)], id="one line"),
        pytest.param("a==1\r\nb==2\r\n", 0, 6, [(1, "a==1", 0, 4)], id="a span with its line end is one line"),
        pytest.param(
            "a \\\n  b\n", 0, 7, [(1, "a \\", 0, 3), (2, "  b", 2, 1)], id="two lines, the indentation unmarked"
        ),
        pytest.param(
            "a \\\n b \\\n c\n", 0, 11, [(1, "a \\", 0, 3), (None, "...", 0, 0), (3, " c", 1, 1)], id="lines left out"
        ),
        pytest.param("a\n", 2, 2, [(2, "", 0, 1)], id="the end of the file"),
        pytest.param("", 0, 0, [], id="an empty file has nothing to show"),
    ],
)
def test_the_lines_of_a_span(text, start, end, lines):
    assert place(text, start, end) == lines


def test_a_place_without_text_has_no_lines():
    assert excerpt(Location("x.txt"), 40) == []


TEXT = st.text(st.characters(exclude_characters="\r\n"), max_size=200) | st.text("ab\t日\u0301\x00#[:/@ ", max_size=400)


@settings(max_examples=200)
@given(TEXT, st.data(), st.integers(20, 90))
def test_an_excerpt_fits_its_room_and_its_mark_lies_within(text, data, room):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown, column, width = underline(text, start, end, room)
    assert shown_width(shown) <= room
    assert "\t" not in shown
    assert all(char.isprintable() for char in shown)
    assert width >= 1
    assert column + width <= room + 1
    assert column <= shown_width(shown)


@settings(max_examples=100)
@given(TEXT)
def test_every_character_has_a_cell_as_wide_as_it_is_shown(text):
    shown = cells(text)
    assert len(shown) == len(text)
    assert shown_width("".join(piece for piece, _ in shown)) == sum(width for _, width in shown)


def test_a_line_of_a_million_characters_is_drawn_at_once():
    line = "a" * 1_000_000
    with limited():
        for at in range(0, 1_000_000, 1_000):
            assert marked(line, at, at + 5)[1].endswith("^^^^^")


def test_a_line_is_masked_once_for_all_that_is_marked_on_it():
    source = SourceFile("x.json", "https://user:secret@example.org/x " * 20_000)
    with limited():
        for at in range(0, len(source.text), 1_000):
            (drawn,) = excerpt(source.at(Span(at, at + 5)), 60)
            assert "secret" not in drawn.text
