"""JSON with places, against the standard library's json."""

from __future__ import annotations

import json as stdlib
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats.located import STRING, LocatedError, Node, json


def same(a: object, b: object) -> bool:
    """Equality in which NaN equals itself."""
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a):
        return math.isnan(b)
    return type(a) is type(b) and a == b


def nodes(node: Node) -> list[Node]:
    inner = [item.node for item in node.items] + node.elements
    return [node] + [found for child in inner for found in nodes(child)]


def check(text: str) -> Node:
    """The tree says what json.loads says, and each value's text is read as that value."""
    root = json.parse(text)
    assert same(root.plain(), stdlib.loads(text))
    for node in nodes(root):
        assert same(stdlib.loads(text[node.start : node.end]), node.plain())
        if node.kind == STRING:
            places = node.places()
            assert places is not None
            assert "".join(text[a:b] for a, b in places) == text[node.inner_start : node.inner_end]
            assert [stdlib.loads(f'"{text[a:b]}"') for a, b in places] == list(node.value)
        for item in node.items:
            assert stdlib.loads(text[item.key_start : item.key_end]) == item.key
    return root


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param('{"a": ["x", "y"]}', ['["x", "y"]', '"x"', '"y"'], id="a list of strings"),
        pytest.param('\t{ "a\\u0062" :\r\n -1.5e3 } ', ["-1.5e3"], id="blanks and an escaped key"),
        pytest.param('{"a": "\\ud83d\\ude00x"}', ['"\\ud83d\\ude00x"'], id="a surrogate pair"),
        pytest.param('{"a": "\\ud83d", "b": "\\/"}', ['"\\ud83d"', '"\\/"'], id="a lone surrogate"),
        pytest.param(
            "[[], {}, null, true, NaN, -Infinity]", ["[]", "{}", "null", "true", "NaN", "-Infinity"], id="scalars"
        ),
    ],
)
def test_places_of_values(text: str, written: list[str]) -> None:
    root = check(text)
    assert [text[node.start : node.end] for node in nodes(root)[1:]] == written


def test_duplicate_keys_stay_visible() -> None:
    root = check('{"a": 1, "a": 2}')
    assert [(item.key, item.node.value) for item in root.items] == [("a", 1), ("a", 2)]
    assert root.get("a").value == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        pytest.param("", "is not valid JSON: expected a value", 0, id="nothing"),
        pytest.param('{"a": 1,}', "is not valid JSON: expected a key in double quotes", 8, id="a trailing comma"),
        pytest.param("[1, 2", "is not valid JSON: expected a comma or ']'", 5, id="an unclosed array"),
        pytest.param("[1] x", "has text after the end of its JSON value", 4, id="more than one value"),
        pytest.param('["a\nb"]', "is not valid JSON: invalid control character", 3, id="a line end in a string"),
        pytest.param('["\\q"]', "is not valid JSON: invalid \\escape", 2, id="an unknown escape"),
        pytest.param("1" * 5000, "is not valid JSON: a number has too many digits", 0, id="many digits"),
        pytest.param("\ufeff[]", "is not valid JSON: expected a value", 0, id="a byte-order mark"),
    ],
)
def test_what_cannot_be_read(text: str, message: str, at: int) -> None:
    with pytest.raises(LocatedError) as caught:
        json.parse(text)
    assert caught.value.message.startswith(message)
    assert caught.value.span.start == at


@settings(max_examples=300)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=10,
    ),
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
)
def test_agrees_with_json(value: object, indent: int | str | None, ascii: bool) -> None:
    check(stdlib.dumps(value, indent=indent, ensure_ascii=ascii))


@settings(max_examples=300)
@given(st.text(alphabet='{}[]",:\\u0e1-. truefalsn\n', max_size=12))
def test_refuses_what_json_refuses(text: str) -> None:
    try:
        stdlib.loads(text)
    except ValueError:
        with pytest.raises(LocatedError):
            json.parse(text)
    else:
        check(text)
