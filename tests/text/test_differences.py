"""The differences of long texts: valid whatever the texts, and found in linear time."""

from __future__ import annotations

from difflib import SequenceMatcher

from hypothesis import given, settings
from hypothesis import strategies as st
from limits import limited

from pinlint.text.differences import Comparison, opcodes

LINES = st.lists(st.sampled_from(["a", "b", "c", "# via", "d"]), max_size=40)


@settings(max_examples=300)
@given(LINES, LINES)
def test_the_changes_make_one_text_the_other(before: list[str], after: list[str]) -> None:
    at = to = 0
    made: list[str] = []
    for kind, start, end, start_to, end_to in opcodes(before, after):
        assert (start, start_to) == (at, to)
        assert (kind == "equal") is (before[start:end] == after[start_to:end_to])
        made += before[start:end] if kind == "equal" else after[start_to:end_to]
        at, to = end, end_to
    assert (made, at, to) == (after, len(before), len(after))


@given(st.lists(st.sampled_from("kdrix"), min_size=1, max_size=60))
def test_small_changes_are_as_difflib_finds_them(changes: list[str]) -> None:
    before = [f"line {number}" for number in range(len(changes) * 3)]
    after = []
    for number, line in enumerate(before):
        change = changes[number // 3] if number % 3 == 0 else "k"
        after += {"k": [line], "d": [], "r": [line + "!"], "i": ["new", line], "x": [line]}[change]
    assert opcodes(before, after) == SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def test_many_changes_take_no_more_time_each() -> None:
    before = [f"{number // 2}" for number in range(60_000)]
    with limited():
        assert len(Comparison(before, before[::2]).get_opcodes()) == 30_001
        assert (
            len(
                Comparison(
                    before, [f"{line}!" if number % 2 else line for number, line in enumerate(before)]
                ).get_opcodes()
            )
            == 60_000
        )
        assert [code[0] for code in Comparison(before, ["x"] * 60_000).get_opcodes()] == ["replace"]
