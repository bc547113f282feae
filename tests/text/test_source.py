from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinlint.text import source as module
from pinlint.text.source import ConflictingEdits, Edit, Location, SourceFile, Span, apply_edits

TEXTS = st.text(alphabet="ab \n\r\t\x0c\u2028é", max_size=40)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        pytest.param("", [0], id="an empty file has one line"),
        pytest.param("a\nb", [0, 2], id="a newline ends a line"),
        pytest.param("a\r\nb", [0, 3], id="carriage return and newline are one line end"),
        pytest.param("a\rb", [0, 2], id="a lone carriage return ends a line"),
        pytest.param("a\r\r\nb", [0, 2, 4], id="a carriage return before a line end is a line of its own"),
        pytest.param("a\n", [0, 2], id="a final newline opens an empty last line"),
        pytest.param("\na", [0, 1], id="the first line is empty"),
        pytest.param("a\r", [0, 2], id="a final carriage return does too"),
        pytest.param("a\x0cb\u2028c", [0], id="a form feed and a line separator do not end an editor's line"),
    ],
)
def test_line_starts(text: str, starts: list[int]) -> None:
    assert SourceFile("f", text).line_starts == starts


@given(TEXTS)
def test_a_position_leads_back_to_its_offset(text: str) -> None:
    source = SourceFile("f", text)
    for offset in range(len(text) + 1):
        line, column = source.position(offset)
        assert source.line_starts[line - 1] + column - 1 == offset


@given(TEXTS, st.integers(0, 40))
def test_lines_are_the_same_in_whatever_blocks_they_are_looked_for(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    whole = SourceFile("f", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", 3)
        assert SourceFile("f", text).position(offset) == whole.position(offset)
        number = len(whole.line_starts[: offset + 1])
        assert SourceFile("f", text).line_span(number) == whole.line_span(number)
        assert SourceFile("f", text).line_starts == whole.line_starts


@given(TEXTS)
def test_lines_are_those_of_a_text_mode_file(text: str) -> None:
    import io

    source = SourceFile("f", text)
    lines = io.StringIO(text, newline=None).read().split("\n")
    shown = [source.text[s.start : s.end] for s in map(source.line_span, range(1, len(source.line_starts) + 1))]
    assert shown == lines


def test_a_location_without_a_span_is_the_first_line() -> None:
    location = Location("gone.txt")
    assert (location.start, location.end, str(location)) == ((1, 1), (1, 1), "gone.txt:1")


def test_a_location_counts_lines_and_columns_from_one() -> None:
    location = SourceFile("r.txt", "a==1\nb==2\n").at(Span(5, 9))
    assert (location.start, location.end) == ((2, 1), (2, 5))


def test_encoding_gives_back_the_bytes() -> None:
    source = SourceFile("f", "é\r\n", "utf-16-le", b"\xff\xfe")
    assert source.encode(source.text) == b"\xff\xfe\xe9\x00\r\x00\n\x00"


@given(TEXTS)
def test_no_edits_change_nothing(text: str) -> None:
    assert apply_edits(text, []) == text


@given(st.data())
def test_edits_change_their_spans_only(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="abc\n", min_size=1, max_size=30))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    edits = [Edit("f", span, f"<{i}>") for i, span in enumerate(spans)]
    rest = text
    for span in reversed(spans):
        rest = rest[: span.start] + "|" + rest[span.end :]
    changed = apply_edits(text, data.draw(st.permutations(edits)))
    for edit in edits:
        changed = changed.replace(edit.text, "|", 1)
    assert changed == rest


def test_the_same_edit_twice_counts_once() -> None:
    edit = Edit("f", Span(0, 1), "x")
    assert apply_edits("abc", [edit, edit]) == "xbc"


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ConflictingEdits):
        apply_edits("abc", [Edit("f", Span(0, 2), "x"), Edit("f", Span(1, 3), "y")])


def test_an_edit_outside_the_text_is_refused() -> None:
    with pytest.raises(IndexError):
        apply_edits("abc", [Edit("f", Span(2, 9), "x")])
