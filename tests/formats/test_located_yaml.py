"""YAML with places, against what PyYAML constructs."""

from __future__ import annotations

import datetime as dt
import math
import re

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats.located import ARRAY, OTHER, STRING, TABLE, LocatedError, Node, yaml


def nodes(node: Node) -> list[Node]:
    inner = [item.node for item in node.items] + node.elements
    return [node] + [found for child in inner for found in nodes(child)]


def same(text: str, node: Node, value: object) -> bool:
    """Whether the tree says what PyYAML constructs; keys that are no strings are compared by their number."""
    if isinstance(value, dict):
        assert node.kind == TABLE
        keys = {item.key: item.node for item in node.items}
        return len(keys) == len(value) and all(
            same(text, keys[key], inner) for key, inner in value.items() if isinstance(key, str)
        )
    if isinstance(value, list):
        assert node.kind == ARRAY
        return len(node.elements) == len(value) and all(
            same(text, n, v) for n, v in zip(node.elements, value, strict=True)
        )
    if isinstance(value, (dt.date, bytes)):
        return node.kind == OTHER
    if isinstance(value, float) and math.isnan(value):
        return isinstance(node.value, float) and math.isnan(node.value)
    return type(node.value) is type(value) and bool(node.value == value)


def check(text: str) -> Node | None:
    root = yaml.parse(text)
    value = pyyaml.load(text, Loader=pyyaml.CSafeLoader)
    if root is None:
        assert value is None
        return None
    assert same(text, root, value)
    for node in nodes(root):
        assert 0 <= node.start <= node.inner_start <= node.inner_end <= node.end <= len(text)
        places = node.places() if node.kind == STRING else None
        for (start, end), character in zip(places or (), node.value if places else (), strict=True):
            assert text[start:end] == character or text[start : start + 1] in "\\'" or character in " \n"
    return root


@pytest.mark.parametrize(
    ("text", "path", "written", "content"),
    [
        pytest.param("a:\n  - x==1\n  - 'y'\n", "a 1", "'y'", "y", id="a quoted string in a list"),
        pytest.param("a: &n !!str 1\n", "a", "1", "1", id="a string behind its anchor and tag"),
        pytest.param("a: |\n  x\n\n  y\nb: 1\n", "a", "|\n  x\n\n  y", "|\n  x\n\n  y", id="lines"),
        pytest.param(
            "a:\n- b:\n    c: x # y\n\nd: 1", "a 0", "b:\n    c: x", "b:\n    c: x", id="a block ends with its text"
        ),
        pytest.param("on: [push]\n", "on", "[push]", "[push]", id="a key that YAML reads as a bool"),
        pytest.param("x: &x {a: 'b'}\ny: *x\n", "y a", "'b'", "b", id="an alias is its anchor's text"),
        pytest.param("x: &x {a: b, c: d}\ny:\n  <<: *x\n  a: e", "y c", "d", "d", id="merged keys"),
        pytest.param("# é\na: \U0001f600 # c\nb: é", "b", "é", "é", id="other alphabets"),
        pytest.param("a: !reference [x, y]", "a 1", "y", "y", id="unknown tags do no harm"),
    ],
)
def test_places_of_values(text: str, path: str, written: str, content: str) -> None:
    node = yaml.parse(text)
    assert node is not None
    for step in path.split():
        node = node.elements[int(step)] if node.kind == ARRAY else node.get(step)  # type: ignore[assignment]
        assert node is not None
    assert (text[node.start : node.end], text[node.content.start : node.content.end]) == (written, content)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("- 'it''s'", ["i", "t", "''", "s"], id="doubled quotes"),
        pytest.param('- "\\x41\\tz\\""', ["\\x41", "\\t", "z", '\\"'], id="escapes"),
        pytest.param("- |\n    a\n\n    b\n", ["a", "\n", "\n", "b", "\n"], id="lines without their indent"),
        pytest.param("- |2-\n     a\n    b", list("   a\n  b"), id="lines with a given indent"),
        pytest.param("- |\r\n    a\r\n    b\r\n", ["a", "\r", "b", "\r"], id="lines with carriage returns"),
    ],
)
def test_places_of_characters(text: str, pieces: list[str]) -> None:
    node = yaml.parse(text).elements[0]  # type: ignore[union-attr]
    places = node.places()
    assert places is not None
    assert [text[start:end] for start, end in places] == pieces


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- >\n  ab\n  cd\n", id="folded lines"),
        pytest.param("- >-\n\n  ab\n\n  cd\n", id="folded lines between empty ones"),
        pytest.param('- "ab\n  cd"\n', id="a quoted string over lines"),
        pytest.param("- ab\n  cd\n", id="a plain string over lines"),
    ],
)
def test_folded_strings_stand_where_they_stand(text: str) -> None:
    node = yaml.parse(text).elements[0]  # type: ignore[union-attr]
    for word in ("ab", "cd"):
        start = node.value.index(word)
        span = node.part(start, start + 2)
        assert text[span.start : span.end] == word


def test_escapes_over_lines_stand_for_the_whole() -> None:
    node = yaml.parse('- "a\\x41\n  b"\n').elements[0]  # type: ignore[union-attr]
    assert node.places() is None
    assert node.part(0, 1) == node.span


def test_all_documents() -> None:
    assert [node.plain() for node in yaml.parse_all("a: 1\n---\n- b\n---\n")] == [{"a": 1}, ["b"], None]
    assert yaml.parse("# nothing\n") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a: [", "is not valid YAML: did not find expected node content", id="an unclosed list"),
        pytest.param("a: *b", "has an alias without an anchor", id="an alias without an anchor"),
        pytest.param("&a [*a]", "has an alias inside its own anchor", id="an alias inside itself"),
        pytest.param("a: \x00", "is not valid YAML: control characters are not allowed", id="a null character"),
    ],
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(LocatedError) as caught:
        yaml.parse(text)
    assert caught.value.message == message
    assert 0 <= caught.value.span.start <= caught.value.span.end <= len(text)


@pytest.mark.parametrize(
    "scalar", ["!!int x", "!!bool x", "!!float ''", "!!int ''", "0x", "=", "2001-01-01", "9" * 5000]
)
def test_scalars_that_cannot_be_constructed_have_no_value(scalar: str) -> None:
    node = yaml.parse(f"- {scalar}\n").elements[0]  # type: ignore[union-attr]
    assert node.kind in (OTHER, STRING)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.dates()
    | st.text(max_size=6)
    | st.text("ab '\"\\\n:#-é", max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("aby \n'", max_size=3), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from([None, True, False]), st.sampled_from([None, "'", '"', "|", ">"]), st.booleans())
def test_agrees_with_pyyaml(value: object, flow: bool | None, style: str | None, unicode: bool) -> None:
    check(pyyaml.dump(value, default_flow_style=flow, default_style=style, allow_unicode=unicode, width=20))


# An alias inside its own anchor: PyYAML makes a list that holds itself of it.
RECURSIVE = re.compile(r"&(\w*)[^*]*\*\1")


@settings(max_examples=300, deadline=None)
@given(st.text("ab:- []{},&*!|>'\"\n#?<", max_size=16))
def test_reads_what_pyyaml_reads(text: str) -> None:
    try:
        pyyaml.load(text, Loader=pyyaml.CSafeLoader)
    except pyyaml.constructor.ConstructorError:
        return  # unhashable keys, unknown tags: nothing is constructed here
    except pyyaml.YAMLError:
        with pytest.raises(LocatedError):
            yaml.parse_all(text)
        return
    if not RECURSIVE.search(text):
        check(text)
