"""The tables of tools are read plainly if that gives every place that a job needs, else by the exact parser."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pinlint.formats import hatch, tool_tables, tox
from pinlint.formats.jobs import Packages, Script
from pinlint.formats.located import ARRAY, STRING, TABLE, LocatedError, Node, plain_tree, toml
from pinlint.formats.located.plain_tree import parse_tables
from pinlint.text.source import SourceFile

_HEADERS = [
    *[
        "[tool.hatch.envs.test]",
        "[tool.hatch.envs.test.scripts]",
        "[tool.tox]",
        "[tool.tox.env.py]",
        "[[tool.cibuildwheel.overrides]]",
    ],
    *[
        "[tool.poe.tasks]",
        "[tool.poe.tasks.a]",
        "[tool.cibuildwheel]",
        "[tool.ruff]",
        "[tool.pixi.tasks]",
        "[envs.x]",
        "[env.py]",
    ],
]
_KEYS = [
    "dependencies",
    "deps",
    "requires",
    "commands",
    "cmd",
    "test-requires",
    "before-all",
    "pattern",
    "a",
    '"b c"',
    "legacy_tox_ini",
]
_VALUES = [
    *[
        "'flask'",
        '"flask>=1"',
        '"a\\tb"',
        '"\\u0041"',
        '"""\npip install x\n"""',
        '"""a \\\n  b"""',
        '"""a\nb \\\n  \n c\\""""',
        "'''\nx'''",
        '"é"',
    ],
    *[
        "['a', \"b==1\"]",
        '[["pip", "install", "x"]]',
        '["a\\"b"]',
        "{cmd = 'pip install y'}",
        "true",
        "1",
        "2020-01-01",
        "[",
        "[\n  'a', # b\n]",
    ],
]
_PAIRS = st.tuples(st.sampled_from(_KEYS), st.sampled_from(_VALUES)).map(" = ".join)
_LINES = st.one_of(st.sampled_from(_HEADERS), _PAIRS, _PAIRS)
DOCUMENTS = st.tuples(st.lists(_LINES, max_size=9), st.sampled_from(["\n", "\n", "\r\n"])).map(
    lambda d: d[1].join(d[0])
)


def _shape(node: Node | None) -> object:
    """The values below a node with the places that are needed: not those of tables."""
    if node is None:
        return None
    if node.kind == TABLE:
        return [(item.key, _shape(item.node)) for item in node.items]
    if node.kind == ARRAY:
        return [_shape(each) for each in node.elements]
    return (node.value, node.span, node.content, list(node.pieces())) if node.kind == STRING else node.value


@given(DOCUMENTS)
@example('[tool.hatch]\na = "\\u0041"')
@example('[tool.hatch]\na = """a\nb \\\n  \n c\\""""')
@example("[tool.hatch]\na = 'b'\n[tool.ruff]\nb = \"\\t\"")
@settings(max_examples=400, deadline=None)
def test_the_values_and_places_in_the_tables_are_those_of_the_exact_parser(text: str) -> None:
    try:
        exact = toml.parse(text)
    except LocatedError:
        with pytest.raises(LocatedError, match="TOML"):
            parse_tables(text, ("tool", "hatch"))
        return
    for keys in (("tool", "hatch"), ("tool", "tox"), ("tool", "poe"), ("tool", "cibuildwheel")):
        assert _shape(parse_tables(text, keys).get(*keys)) == _shape(exact.get(*keys))
    assert _shape(parse_tables(text, ())) == _shape(exact)


def test_keys_have_the_places_of_the_exact_parser() -> None:
    text = '[tool.tox]\n"b c" = "x"\nd = 1\n"e" = [\n]\n'
    plain, exact = parse_tables(text, ("tool", "tox")).get("tool", "tox"), toml.parse(text).get("tool", "tox")
    places = [[(item.key, item.key_start, item.key_end) for item in node.items] for node in (plain, exact)]
    assert places[0] == places[1]


def _actions(module, path, text):
    found = []
    for job in module.jobs(SourceFile(path, text)):
        for action in job.actions:
            if isinstance(action, Script):
                found.append((job.name, action.text.text, action.text.span(0, len(action.text.text))))
            elif isinstance(action, Packages):
                given = [
                    argument and (argument.text, argument.span(0, len(argument.text))) for argument in action.arguments
                ]
                found.append((job.name, given, action.span))
    return found


@pytest.mark.parametrize(
    ("module", "path"),
    [
        (hatch, "pyproject.toml"),
        (hatch, "hatch.toml"),
        (tool_tables, "pyproject.toml"),
        (tool_tables, "pixi.toml"),
        (tox, "pyproject.toml"),
        (tox, "tox.toml"),
    ],
)
@given(text=DOCUMENTS)
@settings(max_examples=100, deadline=None)
def test_the_jobs_are_those_of_the_exact_parser(module, path, text) -> None:
    try:
        expected = toml.parse(text)
    except LocatedError:
        return
    with pytest.MonkeyPatch.context() as patch:
        # A module imports it at its top, or where it needs it.
        for place in (plain_tree, module):
            patch.setattr(place, "parse_tables", lambda _text, *_tables: expected, raising=False)
        exactly = _actions(module, path, text)
    assert _actions(module, path, text) == exactly
