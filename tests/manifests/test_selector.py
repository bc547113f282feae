"""Selectors over a manifest's tree."""

from __future__ import annotations

import pytest

from pinlint.formats.located import json
from pinlint.manifests.selector import Selector, WrongTypeError
from pinlint.text.errors import ConfigError

TREE = json.parse("""{
    "a": {"b": ["x", "y"], "c.d": ["z"], "none": null},
    "hooks": [{"id": "one", "more": ["p"]}, {"id": "two"}],
    "extras": {"dev": ["q"], "doc": ["r"]}
}""")


@pytest.mark.parametrize(
    ("selector", "values"),
    [
        pytest.param("a.b[]", ["x", "y"], id="each element"),
        pytest.param('a["c.d"][]', ["z"], id="a quoted key"),
        pytest.param("hooks[].more[]", ["p"], id="a key that some elements lack"),
        pytest.param("extras.*[]", ["q", "r"], id="any key"),
        pytest.param("a.none[]", [], id="a key without a value"),
        pytest.param("a.missing.deeper[]", [], id="nothing there"),
        pytest.param("hooks[].id", ["one", "two"], id="a scalar"),
    ],
)
def test_what_is_selected(selector: str, values: list[str]) -> None:
    assert [node.value for node in Selector(selector).select(TREE)] == values


@pytest.mark.parametrize(
    ("selector", "message", "written"),
    [
        pytest.param("a[]", "must be an array, but is a table", '{"b"', id="a table for an array"),
        pytest.param("hooks.id", "must be a table, but is an array", '[{"i', id="an array for a table"),
        pytest.param("hooks[].id.x", "must be a table, but is a string", '"one', id="a string for a table"),
    ],
)
def test_another_type_is_an_error_with_its_place(selector: str, message: str, written: str) -> None:
    with pytest.raises(WrongTypeError, match=message) as caught:
        list(Selector(selector).select(TREE))
    text = """{
    "a": {"b": ["x", "y"], "c.d": ["z"], "none": null},
    "hooks": [{"id": "one", "more": ["p"]}, {"id": "two"}],"""
    assert text[caught.value.node.start :].startswith(written)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param('"x"', "a string", id="text"),
        pytest.param("1", "a number", id="a number"),
        pytest.param("true", "true or false", id="a truth value"),
        pytest.param("[]", "an array", id="an array"),
        pytest.param("{}", "a table", id="a table"),
    ],
)
def test_a_wrong_type_is_named(value: str, kind: str) -> None:
    wanted = "x.y" if value != "{}" else "x[]"
    with pytest.raises(WrongTypeError, match=f"but is {kind}$"):
        list(Selector(wanted).select(json.parse(f'{{"x": {value}}}')))


@pytest.mark.parametrize("text", ["a..b", "a[", "a[0]", "a b", "{}"])
def test_what_is_no_selector(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a selector"):
        Selector(text)


@pytest.mark.parametrize(
    "selector", ["a.b[]", 'a["c.d"][]', "hooks[].more[]", "extras.*[]", "a.none[]", "a.x.y", "a[]", "hooks.id"]
)
def test_plain_values_are_what_the_tree_has(selector: str) -> None:
    """Paths lead to the values; where the tree is an error there are none."""
    found = Selector(selector).values(TREE.plain())
    try:
        nodes = list(Selector(selector).select(TREE))
    except WrongTypeError:
        assert found is None
        return
    assert found is not None
    assert [value for value, _ in found] == [node.plain() for node in nodes]
    for value, path in found:
        inner = TREE.plain()
        for step in path:
            inner = inner[step]
        assert inner == value
