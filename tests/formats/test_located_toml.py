"""TOML with places, against tomli."""

from __future__ import annotations

import math

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats.located import ARRAY, STRING, TABLE, LocatedError, Node, toml


def same(a: object, b: object) -> bool:
    """Equality in which NaN equals itself and True is not 1."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a):
        return math.isnan(b)
    return type(a) is type(b) and a == b


def nodes(node: Node) -> list[Node]:
    inner = [item.node for item in node.items] + node.elements
    return [node] + [found for child in inner for found in nodes(child)]


def check(text: str) -> Node:
    """The tree of ``text`` says what tomli says, and each string's text is read as the same string by tomli."""
    root = toml.parse(text)
    assert same(root.plain(), tomli.loads(text))
    for node in nodes(root):
        assert 0 <= node.start <= node.inner_start <= node.inner_end <= node.end <= len(text)
        if node.kind == STRING:
            assert tomli.loads("a = " + text[node.start : node.end])["a"] == node.value
            places = node.places()
            assert places is not None
            for (start, end), character in zip(places, node.value, strict=True):
                written = text[start:end]
                assert written == character or written[0] == "\\" or (written, character) == ("\r\n", "\n")
        elif node.kind not in (TABLE, ARRAY):
            assert same(tomli.loads("a = " + text[node.start : node.end])["a"], node.value)
    return root


@pytest.mark.parametrize(
    ("text", "path", "written", "content"),
    [
        pytest.param("a = 'x'", "a", "'x'", "x", id="a literal string"),
        pytest.param("[p]\ndeps = [\n 'x', # c ]\n 'y',\n]", "p deps 1", "'y'", "y", id="an array with comments"),
        pytest.param('a.b.c = ""', "a b c", '""', "", id="an empty string at a dotted key"),
        pytest.param('"a.b" = "x"', "a.b", '"x"', "x", id="a quoted key with a dot"),
        pytest.param('"\\u0061" = "x"', "a", '"x"', "x", id="a key with an escape"),
        pytest.param('a = """\n\\\n  x"""', "a", '"""\n\\\n  x"""', "\\\n  x", id="lines joined by a backslash"),
        pytest.param('a = """x"""""', "a", '"""x"""""', 'x""', id="quotes before the closing quotes"),
        pytest.param("a = '''\r\nx''y'''", "a", "'''\r\nx''y'''", "x''y", id="quotes inside a literal of lines"),
        pytest.param("a = [{b = 1}, {b = [\n]}]", "a 1 b", "[\n]", "[\n]", id="inline tables with line ends, TOML 1.1"),
        pytest.param("[[a]]\n[[a]]\nb=2", "a 1 b", "2", "2", id="the second of an array of tables"),
        pytest.param("[[a]]\n[a.b]\nc=2\n[[a]]", "a 0 b c", "2", "2", id="a table below an element of such an array"),
        pytest.param("a = 1979-05-27 07:32:00 # c", "a", "1979-05-27 07:32:00", None, id="a date and time"),
        pytest.param("a = {x.y = 1, x.z = 2}", "a x z", "2", "2", id="dotted keys in an inline table"),
        pytest.param("a = [1,2]#c\r\nb = 'é'\r\n", "b", "'é'", "é", id="carriage returns and other alphabets"),
    ],
)
def test_places_of_values(text: str, path: str, written: str, content: str | None) -> None:
    node = check(text)
    for step in path.split():
        node = node.elements[int(step)] if node.kind == ARRAY else node.get(step)  # type: ignore[assignment]
    assert text[node.start : node.end] == written
    assert text[node.content.start : node.content.end] == (content if content is not None else written)


def test_keys_have_places() -> None:
    text = '[tool."x y".z]\na."b\\n" = 1\n'
    root = toml.parse(text)
    keys = []
    for node in nodes(root):
        keys += [(item.key, text[item.key_span.start : item.key_span.end]) for item in node.items]
    assert keys == [("tool", "tool"), ("x y", '"x y"'), ("z", "z"), ("a", "a"), ("b\n", '"b\\n"')]


def test_part_of_a_string_with_escapes() -> None:
    text = 'a = "foo\\t>=\\u0031"'
    node = toml.parse(text).get("a")
    assert node is not None
    assert node.value == "foo\t>=1"
    assert [text[s.start : s.end] for s in (node.part(0, 3), node.part(3, 4), node.part(4, 7), node.part(2, 2))] == [
        "foo",
        "\\t",
        ">=\\u0031",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        pytest.param(
            "a = 1\na = 2\n", "is not valid TOML: cannot overwrite a value", 2, 6, id="a key that is there twice"
        ),
        pytest.param(
            "a = 1\r\nb = \r\n", "is not valid TOML: invalid value", 2, 5, id="columns after carriage returns"
        ),
        pytest.param("a = '''", "is not valid TOML: expected \"'''\"", 1, 8, id="an unclosed string"),
        pytest.param("a = " + "1" * 5000, "is not valid TOML: an integer has too many digits", 1, 1, id="many digits"),
        pytest.param("\ufeffa = 1", "is not valid TOML: invalid statement", 1, 1, id="a byte-order mark"),
    ],
)
def test_what_cannot_be_read(text: str, message: str, line: int, column: int) -> None:
    with pytest.raises(LocatedError) as caught:
        toml.parse(text)
    at = caught.value.span.start
    assert (caught.value.message, text[:at].count("\n") + 1, at - text.rfind("\n", 0, at)) == (message, line, column)


def test_values_of_tomli_are_kept_where_the_scanner_differs() -> None:
    """No text is known for which it does; the tree is then tomli's, and everything stands in the whole file."""
    root = toml.locate("a = ['x']", {"a": [1, "y"], "b": {"c": True}})
    assert root.plain() == {"a": [1, "y"], "b": {"c": True}}
    assert {(node.start, node.end) for node in nodes(root)} == {(0, 9)}
    assert root.get("a").elements[1].part(0, 1) == root.span  # type: ignore[union-attr]


KEYS = st.sampled_from(["a", "b-1", '"q.\\t"', "'l l'", '""', "a . b", 'a."c"'])
STRINGS = st.sampled_from(
    [
        '"x"',
        "'x'",
        '"\\"\\\\"',
        '"""a"b""c"""',
        "'''\n'a''b'''",
        '"""\\\n  z"""',
        '"\\U0001F600é"',
        '"""\r\nx\r\ny"""',
        "''",
    ]
)
SCALARS = st.sampled_from(
    ["1", "-0x1F", "1e5", "inf", "nan", "true", "1979-05-27", "07:32:00.5", "1979-05-27 07:32:00Z"]
)
GAPS = st.sampled_from(["", " ", "\t", "\n", " # c ]\n", "\r\n"])
VALUES = st.recursive(
    STRINGS | SCALARS,
    lambda inner: (
        st.tuples(GAPS, st.lists(st.tuples(GAPS, inner, GAPS).map("".join), max_size=3).map(",".join)).map(
            lambda parts: f"[{parts[0]}{parts[1]}]"
        )
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda d: "{" + ", ".join(f"{k} = {v}" for k, v in d.items()) + "}"
        )
    ),
    max_leaves=8,
)
LINES = st.one_of(
    st.builds("{} = {} # c\n".format, KEYS, VALUES),
    st.builds("[{}]\n".format, KEYS),
    st.builds("[[{}]]\r\n".format, KEYS),
    st.just("\n"),
)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=8).map("".join))
def test_agrees_with_tomli(text: str) -> None:
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        with pytest.raises(LocatedError):
            toml.parse(text)
    else:
        check(text)
