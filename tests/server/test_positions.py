"""Offsets and positions, there and back, in every encoding; URIs and paths."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from pinlint.server.positions import offset_at, position_at, range_at
from pinlint.server.uris import path_of, uri_of
from pinlint.text.source import Location, SourceFile, Span

TEXTS = st.text(st.sampled_from("ab\r\n\u2028\x0cé\N{PARTY POPPER}日"), max_size=30)
ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


@given(TEXTS, st.sampled_from(sorted(ENCODINGS)), st.data())
def test_a_position_counts_the_units_before_it_in_its_line(text, encoding, data):
    source = SourceFile("a", text)
    offset = data.draw(st.integers(0, len(text)))
    position = position_at(source, offset, encoding)
    start = source.line_starts[position.line]
    units = len(text[start:offset].encode(ENCODINGS[encoding])) // len("a".encode(ENCODINGS[encoding]))
    assert position.character == units


@given(TEXTS, st.sampled_from(sorted(ENCODINGS)), st.data())
def test_an_offset_survives_the_way_to_the_editor_and_back(text, encoding, data):
    source = SourceFile("a", text)
    offset = data.draw(st.integers(0, len(text)))
    back = offset_at(source, position_at(source, offset, encoding), encoding)
    # Within a line end there is no position: it means the end of the line.
    assert back == offset or text[back:offset].strip("\r\n") == ""


@pytest.mark.parametrize(
    ("line", "column", "offset"),
    [
        pytest.param(0, 99, 2, id="behind the end of a line"),
        pytest.param(9, 0, 5, id="behind the last line"),
        pytest.param(2, 0, 5, id="on the line after the last one"),
        pytest.param(1, 1, 4, id="on the second line"),
    ],
)
def test_a_position_that_does_not_exist_is_the_nearest_one(line, column, offset):
    assert offset_at(SourceFile("a", "ab\ncd"), types.Position(line, column), "utf-16") == offset


def test_what_is_about_a_whole_file_is_shown_on_its_first_line():
    source = SourceFile("a", "abc\nd")
    assert range_at(source.at(Span(0, 0)), "utf-16").end == types.Position(0, 3)
    assert range_at(Location("a"), "utf-16").end == types.Position(0, 0)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        pytest.param("file://localhost/a/requirements.txt", "/a/requirements.txt", id="this machine"),
        pytest.param("file://other/a/requirements.txt", None, id="another machine"),
        pytest.param("file:///a/b%20c/%C3%A9.txt", "/a/b c/é.txt", id="blanks and letters of other scripts"),
        pytest.param("file:///a/b%23%3F.txt", "/a/b#?.txt", id="characters that mean something in a URI"),
        pytest.param("file:///a/%FF.txt", os.fsdecode(b"/a/\xff.txt"), id="bytes that are not UTF-8"),
        pytest.param("file:///a/../b", "/b", id="a path that goes up"),
        pytest.param("untitled:Untitled-1", None, id="a file without a name"),
        pytest.param("vscode-remote://host/a", None, id="a file elsewhere"),
        pytest.param("file:///a%00b", None, id="a NUL, which no path has"),
        pytest.param("file:a", None, id="a relative path"),
        pytest.param("http://[", None, id="no URI at all"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="the paths are those of POSIX")
def test_the_path_of_a_uri(uri, path):
    assert path_of(uri) == path


@pytest.mark.parametrize("path", ["/a/b c/é.txt", "/a/b#?%.txt", os.fsdecode(b"/a/\xff.txt")])
@pytest.mark.skipif(os.name == "nt", reason="the paths are those of POSIX")
def test_a_path_survives_the_way_to_a_uri_and_back(path):
    assert path_of(uri_of(path)) == path
