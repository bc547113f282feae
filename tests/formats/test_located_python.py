"""Python literals with places, against ast.literal_eval."""

from __future__ import annotations

import ast
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats.located import OTHER, STRING, LocatedError, Node, python
from pinlint.text.budget import ExceededError


def nodes(node: Node) -> list[Node]:
    inner = [item.node for item in node.items] + node.elements
    return [node] + [found for child in inner for found in nodes(child)]


def comparable(value: object) -> object:
    """Tuples are lists, and dicts lists of pairs, whose keys are text."""
    if isinstance(value, Node):
        value = value.plain()
    if isinstance(value, (list, tuple)):
        return [comparable(inner) for inner in value]
    if isinstance(value, dict):
        return [(key if isinstance(key, str) else repr(key), comparable(inner)) for key, inner in value.items()]
    return value


def check(text: str) -> Node:
    """Every node's text is a Python expression of that node's value."""
    root = python.parse(text)
    for node in nodes(root):
        if any(inner.kind == OTHER for inner in nodes(node)):
            continue
        # Pieces of one string may stand on several lines, and an unknown escape warns.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval("(" + text[node.start : node.end] + "\n)")
        assert comparable(node) == comparable(value)
        if node.kind == STRING:
            assert value == node.value
            places = node.places()
            assert places is not None
            for (start, end), character in zip(places, node.value, strict=True):
                assert text[start:end] == character or text[start] in "\\\r"
    return root


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param('{"a": ["é", "b"]}', ['["é", "b"]', '"é"', '"b"'], id="columns are characters, not bytes"),
        pytest.param("# c\n\n{'a': ('x'\n  'y')}\n", ["'x'\n  'y'"], id="a string of two pieces"),
        pytest.param(
            "{'a': -1, 1: None, 'b': 1 + 1}", ["-1", "None", "1 + 1"], id="numbers, None and a computed value"
        ),
        pytest.param("[-x, -'a', not 1, +True, -1j]", ["-x", "-'a'", "not 1", "+True", "-1j"], id="signs"),
        pytest.param("[f'x', b'y', ..., 2j]", ["f'x'", "b'y'", "...", "2j"], id="what has no plain value"),
        pytest.param("  {'é': '\U0001f600', 'b': 'c'}", ["'\U0001f600'", "'c'"], id="an indent before the literal"),
        pytest.param("{'a':\r\n 'é',\r 'b': 'c'}", ["'é'", "'c'"], id="lone carriage returns end lines"),
    ],
)
def test_places_of_values(text: str, written: list[str]) -> None:
    root = check(text)
    assert [text[node.start : node.end] for node in nodes(root)[1:]] == written


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param(r"'a\n\x41\q\\'", ["a", r"\n", r"\x41", "\\", "q", r"\\"], id="escapes, an unknown one too"),
        pytest.param(r"r'a\n\''", ["a", "\\", "n", "\\", "'"], id="a raw string"),
        pytest.param("r'''a\\n\r\nb'''", ["a", "\\", "n", "\r\n", "b"], id="a raw string of lines"),
        pytest.param("'a' # 'c'\n  u\"b\"", ["a", "b"], id="two pieces with a comment between them"),
        pytest.param("'''a\\\nb\r\n''c'''", ["a", "b", "\r\n", "'", "'", "c"], id="a string of lines"),
        pytest.param(
            '"\\N{BULLET}\\101\\u00e9\\U0001F600"', ["\\N{BULLET}", "\\101", "\\u00e9", "\\U0001F600"], id="names"
        ),
    ],
)
def test_places_of_characters(text: str, pieces: list[str]) -> None:
    node = check(f"(\n{text}\n)")
    places = node.places()
    assert places is not None
    assert [f"(\n{text}\n)"[start:end] for start, end in places] == pieces


def test_duplicate_keys_stay_visible() -> None:
    assert [item.node.value for item in check("{'a': 1, 'a': 2}").items] == [1, 2]


def test_a_dict_that_is_computed_has_no_entries() -> None:
    assert [python.parse(text).kind for text in ("{**a}", "{a: 1}", "dict(a=1)", "[x for x in y]")] == [OTHER] * 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("{'a': }", "is not valid Python: ", id="a syntax error"),
        pytest.param("a = 1", "is not valid Python: ", id="a statement"),
        pytest.param("", "is not valid Python: ", id="nothing"),
        pytest.param("'\x00'", "is not valid Python: ", id="a null character"),
        pytest.param("'\ud800'", "is not valid Python: ", id="a lone surrogate"),
    ],
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(LocatedError) as caught:
        python.parse(text)
    assert caught.value.message.startswith(message)
    assert 0 <= caught.value.span.start <= caught.value.span.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("-" * 200_000 + "1", id="signs"),
        pytest.param("1+" * 200_000 + "1", id="sums"),
        pytest.param("a" + "()" * 200_000, id="calls"),
    ],
)
def test_a_chain_that_the_parser_does_not_survive_is_refused(text: str) -> None:
    """Python 3.10 ends on them, so that they are not parsed there; later ones give up themselves."""
    with pytest.raises((LocatedError, ExceededError)):
        python.parse(text)


STRINGS = st.sampled_from(
    ["'é'", '"\\t"', "r'\\'", "'''a\n'b'''", "u'x' 'y'", "'a' \\\n 'b'", '"""\r\n"""', "'\\\n'", "f'{1}'", "b''"]
)
VALUES = st.recursive(
    STRINGS | st.sampled_from(["1", "-1.5", "True", "None", "a", "1 + 2"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda values: "[" + ", # c\n".join(values) + "\n]")
        | st.lists(inner, max_size=3).map(lambda values: "(" + "".join(f"{v}, " for v in values) + ")")
        | st.lists(st.tuples(STRINGS, inner), max_size=3).map(
            lambda pairs: "{" + ",\r\n".join(f"{key}: {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_agrees_with_literal_eval(text: str) -> None:
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        with pytest.raises(LocatedError):
            python.parse(text)
    else:
        check(text)


def test_a_python_that_operators_can_end_reads_a_bounded_number(monkeypatch) -> None:
    monkeypatch.setattr(python, "_ENDS_ON_OPERATORS", True)
    monkeypatch.setattr(python.budget, "MOST_OPERATORS", 3)
    assert python.parse("1-1+1.").kind == python.OTHER
    for operators in "+-*/%@&|^<>.([":
        with pytest.raises(ExceededError, match=r"^has more than 3 operators$"):
            python.parse(f"'{operators * 4}'")
        assert python.parse(f"'{operators * 3}'").value == operators * 3
