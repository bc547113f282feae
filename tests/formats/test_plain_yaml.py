"""YAML in its plainest spelling: the fast way through it gives the same tree as PyYAML's events."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pinlint.formats.located import ARRAY, STRING, TABLE, LocatedError, Node, plain_yaml, yaml, yaml_events
from pinlint.formats.located.plain_yaml_values import NotPlain

WORKFLOW = """# How the tests run
name: Tests

on:
  push:
    branches: [main, 'v*']
  pull_request:

env:
  PYTHON: 3.13
  EMPTY: ""

jobs:
  test:
    runs-on: ${{ matrix.os }}
    if: >-
      github.event_name == 'push' ||
      github.repository == 'shop/shop'
    strategy:
      matrix:
        os: [ubuntu-latest, "windows-latest"]
        python:
        - 3.1
        - '3.10'
        include:
          - {os: macos-latest, python: 3.12}
    steps:
      - uses: actions/checkout@v5  # the code
      - name: Install
        shell: bash
        run: |
          python -m pip install tox

          if true; then
            pip install -r requirements.txt
          fi
      - run:
          tox -e
          all
        env: {}
"""
#: What lines are made of, the longer ones such as the fast way could take for something else.
CONTENTS = [
    *[
        "a:",
        "b: x",
        "- c",
        "- d: e",
        "-",
        "- - f",
        "- g:",
        "run: |",
        "run: |-",
        "run: >",
        "if: >-",
        "- |",
        "text",
        "more text",
    ],
    *[
        "# c",
        "",
        "",
        "h: [a, b]",
        "h: [a>=1, b*c, it's, -x&y=!z]",
        "...",
        "i: [a,",
        "b]",
        "j: {k: l, m: 1}",
        "'q': \"r\"",
        "s: 'it''s'",
        't: "\\t"',
        "u: 1.2.3",
        "v: no",
    ],
    *[
        "w: x # y",
        "x: 0",
        "y: 007",
        "z: 1e3",
        "z: 1_000",
        "z: .5",
        "z: -1",
        "z: 5432:80",
        "z: 80:80",
        "z: 2020-01-01",
        "z: ~",
    ],
    *[
        "---",
        "...",
        "k: &a b",
        "k: *a",
        "<<: x",
        "k: <<",
        "k: !t v",
        "? k",
        "k: a: b",
        "k: 'a' b",
        "k:v",
        "k: v:",
        "a b: c",
    ],
    *[
        "k: @x",
        "k: %x",
        "k: - x",
        "k: -x",
        "- --x",
        "- -1",
        'k: "a\\n\\"b\\\\"',
        'k: "\\d"',
        '"k\\t": "\\/" # c',
        "k: 'a",
        "b'",
        "k: .",
        "k: ..",
        "k: .inf",
        "k: 0x1F",
        "k: [a, [b, {c: d}]]",
        "[a, b]",
    ],
    *[
        "k: é",
        "é: 1",
        "k: x#y",
        "k: [a b , c]",
        "k: [a, ]",
        "k: {}",
        "k: []",
        "k: [{a: b}]",
        "k: {a: }",
        "k: {a:b}",
        "k: | # c",
    ],
]


def same(one: Node, other: Node) -> None:
    assert (one.kind, one.start, one.end) == (other.kind, other.start, other.end)
    assert (one.inner_start, one.inner_end) == (other.inner_start, other.inner_end)
    if one.kind == TABLE:
        keys = [[(item.key, item.key_start, item.key_end) for item in node.items] for node in (one, other)]
        assert keys[0] == keys[1]
        for a, b in zip(one.items, other.items, strict=True):
            same(a.node, b.node)
    elif one.kind == ARRAY:
        assert len(one.elements) == len(other.elements)
        for c, d in zip(one.elements, other.elements, strict=True):
            same(c, d)
    else:
        assert type(one.value) is type(other.value)
        assert one.value == other.value
    if one.kind == STRING:
        assert one.pieces() == other.pieces()
        assert one.places() == other.places()
        assert "".join(piece for piece, _, _ in one.pieces()) == one.value


def agrees(text: str) -> bool:
    """Whether the fast way reads the text; if so, it has to read it as PyYAML does."""
    try:
        fast = plain_yaml.parse(text)
    except NotPlain:
        return False
    (exact,) = yaml_events.parse_all(text)
    same(fast, exact)
    return True


def test_a_workflow_is_read_the_fast_way_and_alike() -> None:
    assert agrees(WORKFLOW)
    assert agrees(WORKFLOW.rstrip("\n"))
    assert agrees("---\n" + WORKFLOW)


def test_an_entry_that_is_asked_for_is_the_one_in_the_list() -> None:
    root = plain_yaml.parse(WORKFLOW + "env: again\n")
    steps = root.get("jobs", "test", "steps")
    assert steps is not None
    asked = [(step.get("run"), step.get("name")) for step in steps.elements]
    listed = [{item.key: item.node for item in step.items} for step in steps.elements]
    assert [(entries.get("run"), entries.get("name")) for entries in listed] == asked
    assert steps.get("run") is steps.elements[0].get("run") is None
    last = root.get("env")
    assert last is root.items[-1].node
    assert last is not None
    assert last.string == "again"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("hooks:\n  - --fix\n  - -v\n", id="options as elements"),
        pytest.param('{\n  "name": "x",\n  "run": ["a", "b"]\n}\n', id="a document in braces"),
        pytest.param('a: "\\d+ \\"x\\""\n'.replace("\\d", "\\\\d"), id="escapes of one letter"),
        pytest.param("a: b\n# c\n  # - d: [\ne: f\n", id="comments"),
        pytest.param("run: |\n  a\n \n  \n  b\n", id="lines of blanks in a text"),
        pytest.param("needs: [acme>=2.0, 'b', requirements/*.txt, a|b]\n", id="requirements and globs in brackets"),
        pytest.param("a: b\nc:\n  - d\n\n...\n", id="the mark of the document's end"),
        pytest.param("a: ..\nb: ...\n", id="dots alone"),
        pytest.param("ports:\n  - 80:80\n  - 3000:3000\n  - 60:60\n", id="pairs of ports"),
        pytest.param("a: :user:(x)\nb:\n  - :c\n", id="a colon before text"),
    ],
)
def test_common_spellings_are_read_the_fast_way(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize("text", ["...", "# x\n---\n...\n", "# pip install foo\n...\n"])
def test_a_mark_of_the_end_without_a_document_is_left_to_the_exact_reader(text: str) -> None:
    assert not agrees(text)


@given(
    st.lists(st.tuples(st.sampled_from([0, 0, 0, 2, 2, 2, 4, 4, 6, 1]), st.sampled_from(CONTENTS)), max_size=9),
    st.booleans(),
)
@example([(0, "run: |"), (2, "a"), (0, "# c"), (2, "b")], True)
@example([(0, "k: v"), (2, "more text"), (0, "b: x")], True)
@settings(max_examples=400, deadline=None)
def test_lines_are_read_alike(lines: list[tuple[int, str]], ended: bool) -> None:
    agrees("\n".join(" " * indent + content for indent, content in lines) + "\n" * ended)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_changed_workflow_is_read_alike(data: st.DataObject) -> None:
    text = WORKFLOW
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.sampled_from([0, 0, 1, 2, 20]))
        text = (
            text[:at]
            + data.draw(st.sampled_from([*" \n:#-'\"[]{},|>&*!%@\t\r", "  ", "- ", ": ", " #", "\n\n", "é"]))
            + text[at + gone :]
        )
    agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: b\n  c: d\n", id="a table in a scalar"),
        pytest.param("a: [b\n", id="a bracket that stays open"),
        pytest.param("a:\n    b: c\n  d: e\n", id="an indentation that nothing opened"),
        pytest.param("- a\nb: c\n", id="a key among elements"),
        pytest.param("a: 'b\n", id="a quote that stays open"),
        pytest.param("a: b: c\n", id="two keys on a line"),
        pytest.param("a: |\n  b\n c\n", id="a line between two indentations"),
    ],
)
def test_what_is_wrong_is_left_to_the_reader_that_says_why(text: str) -> None:
    assert not agrees(text)
    with pytest.raises(LocatedError):
        yaml.parse(text)


#: Scalars in their usual spelling, and scalars that are nearly so. Two blanks and more separate them.
_USUAL = r"""
text   a b   é   x#y   -x   --x   a-b   a.b   a:b   a_b   1.2.3   3.1   0.5   0   7   -7   -0.5   12   80:8000   .
.5.6   true   True   TRUE   tRue   no   Off   ON   yes   null   Null   NULL   ~   'a b'   "a b"   ''   ""   'a#b'
"a: b"   '[a]'   "{a}"   y   n   nullx   x~   1a   a1   +x   1.x   v1   1.10
"""
_NEARLY = r"""
5432:80   ..   007   08   0x1F   0b1   0o7   1_000   1e3   1E3   1.   .5   +1   +.inf   .inf   -.INF   .nan   .NaN
80:80   1:30   1:30:20   2020-01-01   2020-01-01 10:00:00   - x   -   a: b   a:   : a   a #b   a # b   #a   *a   &a b
!t a   !!str 1   |   >   %a   @a   `a   =   <<   <   ?   ? a   ?a   ,a   ]a   }a   [   {   [a   {a   [a]   {a: b}
{a: }   {a}   [a: b]   []   {}   [a, ]   [a,,b]   [a b, c]   [ a ,b]   [a#b]   [a #b]   ['a', "b"]   ['a''b']   ["a\n"]
{'a': 1}   {"a" : 1}   {a: [b, {c: d}]}   {a: b, a: c}   {1: a}   {true: a}   {~: a}   [1, 2.5, no, ~]   [- a]   [-1]
[a'b]   [a?]   [1:2]   {a:b}   {a: b:c}   'a'b   'a' b   'a' # b   "a" #b   "a"#b   'a   "a   'it''s'   ''''   "a\"b"
"\\"   "\/\n\t"   "\d"   "\x41"   "\u00e9"   "a\"   'a\b'   "\" # "   00   -0   0.0   -0.0   1.2.   1..2   1:2   1:200
"""
USUAL, NEARLY = (re.split(r"\s\s+|\n", text.strip()) for text in (_USUAL, _NEARLY))


@pytest.mark.parametrize("frame", ["k: {}", "- {}", "k: {} # c", "k:\n- {}\n", "- a: {}\n  b: c\n"])
def test_usual_scalars_are_read_the_fast_way(frame: str) -> None:
    assert [scalar for scalar in USUAL if not agrees(frame.format(scalar))] == []


@pytest.mark.parametrize(
    "frame",
    [
        "k: {}",
        "- {}\n",
        "k: [{}]",
        "[{}, b]",
        "k: {{a: {}}}",
        "{{{}: b}}",
        "{}: b",
        "- {}: b",
        "k: {}\n  more",
        "k: |\n  {}\n",
        "k:\n  {}\nl: m",
    ],
)
def test_scalars_of_all_kinds_are_read_alike(frame: str) -> None:
    read = [
        scalar
        for scalar in (*USUAL, *NEARLY, "a\tb", "\ta", "a ")
        if _is_valid(text := frame.format(scalar)) and agrees(text)
    ]
    assert len(read) > len(USUAL) / 3


def _is_valid(text: str) -> bool:
    try:
        return len(yaml_events.parse_all(text)) == 1
    except LocatedError:
        with pytest.raises(NotPlain):
            plain_yaml.parse(text)
        return False
