"""INI files with places, against configparser."""

from __future__ import annotations

import configparser
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats.located import LocatedError, Node, ini


def oracle(text: str) -> dict[str, dict[str, str]]:
    """What configparser reads: section, option, value; with the DEFAULT section where the text has one."""
    parser = configparser.RawConfigParser(strict=False)
    # A file is read with universal newlines.
    parser.read_file(io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass")), "utf-8", "surrogatepass"))
    found = {section: dict(parser._sections[section]) for section in parser.sections()}  # type: ignore[attr-defined]
    if parser.defaults():
        found["DEFAULT"] = dict(parser.defaults())
    return found


def check(text: str) -> Node:
    root = ini.parse(text)
    plain = root.plain()
    if not plain.get("DEFAULT", True):
        del plain["DEFAULT"]
    assert plain == oracle(text)
    for section in root.items:
        assert text[section.key_start : section.key_end] == section.key
        for item in section.node.items:
            assert text[item.key_start : item.key_end].lower() == item.key
            places = item.node.places()
            assert places is not None
            for (start, end), character in zip(places, item.node.value, strict=True):
                assert text[start:end] == character or (character == "\n" and text[start:end].isspace())
    return root


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("[a]\nb = c # d\n", {"b": "c # d"}, id="a comment after a value is part of it"),
        pytest.param("[a]\nb:c=d\n", {"b": "c=d"}, id="the first delimiter counts"),
        pytest.param("[a]\nB =\n  x\n\n  # c\n  y\n\n", {"b": "\nx\n\ny"}, id="blank lines stay, comments go"),
        pytest.param("[a]\n  b = x\n  c = y\n", {"b": "x", "c": "y"}, id="an indent that is not deeper"),
        pytest.param("[a]\r\nb =\r\n\tx\r\n\ty\r\n", {"b": "\nx\ny"}, id="carriage returns"),
        pytest.param("[a]\nb=1\nb=2\n", {"b": "2"}, id="the last one of an option counts"),
        pytest.param("[a]\nb=1\n[c]\n[a]\nd=2", {"b": "1", "d": "2"}, id="sections of one name are joined"),
        pytest.param("[a] # c\nb=", {"b": ""}, id="an empty value"),
    ],
)
def test_values(text: str, values: dict[str, str]) -> None:
    assert check(text).get("a").plain() == values  # type: ignore[union-attr]


def test_places_in_a_value_of_lines() -> None:
    text = "[options]\ninstall_requires =\n    foo>=1\r\n    # a comment\n    bar\n"
    root = check(text)
    node = root.get("options", "install_requires")
    assert node is not None
    assert node.value == "\nfoo>=1\nbar"
    assert text[slice(node.part(1, 4).start, node.part(1, 4).end)] == "foo"
    assert text[slice(node.part(8, 11).start, node.part(8, 11).end)] == "bar"
    assert text[node.start : node.end].endswith("bar")


def test_the_default_section_holds_for_all() -> None:
    root = ini.parse("[DEFAULT]\na = 1\nb = 2\n[s]\nb = 3\n")
    assert [ini.lookup(root, "s", key).node.value for key in "ab"] == ["1", "3"]  # type: ignore[union-attr]
    assert ini.lookup(root, "t", "a") is None
    assert ini.lookup(root, "s", "c") is None


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        pytest.param("a = 1\n[s]", "has an option before the first section header", 0, id="no section"),
        pytest.param(
            "[s]\na = 1\nb\n", "has a line that is neither a section header nor an option", 10, id="a bare word"
        ),
        pytest.param("[s]\n = 1\n", "has a line that is neither a section header nor an option", 5, id="no key"),
    ],
)
def test_what_cannot_be_read(text: str, message: str, at: int) -> None:
    with pytest.raises(LocatedError) as caught:
        ini.parse(text)
    assert (caught.value.message, caught.value.span.start) == (message, at)
    with pytest.raises(configparser.Error):
        oracle(text)


LINES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", " ", "    ", "\t", "\x0b"]),
        st.sampled_from(
            ["[a]", "[b] x", "[DEFAULT]", "k = v", "k: v = w", "K=", "#c", ";c", "é>=1", "", "[", "]x=[y]", "x = # y"]
        ),
        st.sampled_from(["", " ", " # c"]),
        st.sampled_from(["\n", "\r\n", "\r", "\n\n", ""]),
    ),
)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=9).map(lambda lines: "[a]\n" + "".join(lines)))
def test_agrees_with_configparser(text: str) -> None:
    try:
        oracle(text)
    except configparser.Error:
        with pytest.raises(LocatedError):
            ini.parse(text)
    else:
        check(text)
