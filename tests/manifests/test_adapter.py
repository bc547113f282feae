"""What stands above the lines of a target, and the requirements that stand in its comments."""

from __future__ import annotations

import pytest

from pinlint.manifests.adapter import _comments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# x\n# y\na==1\nb==1\n", {"a==1": ["# x", "# y"], "b==1": ["# x", "# y"]}, id="a block"),
        pytest.param("# x\n\na==1\n", {"a==1": []}, id="a blank line ends it"),
        pytest.param("# x\na==1\n# y\nb==1\n", {"a==1": ["# x"], "b==1": ["# y"]}, id="one for each line"),
        pytest.param("# x\r\na==1\r\n", {"a==1": ["# x"]}, id="lines of Windows"),
        pytest.param("# x\ra==1\r", {"a==1": ["# x"]}, id="lines of old"),
        pytest.param("# x\x0ca==1", {"a==1": ["# x"]}, id="a form feed, which ends a line for pip"),
        pytest.param("# x  \n a==1", {" a==1": ["# x"]}, id="blanks"),
        pytest.param(" # x\na==1", {" # x": [], "a==1": []}, id="a comment that is set in"),
        pytest.param("# x\n# a==1\n# y\nb==1", {"# a==1": ["# x"], "b==1": ["# y"]}, id="a line in a comment"),
        pytest.param("", {}, id="nothing"),
    ],
)
def test_comments_above(text: str, expected: dict[str, list[str]]) -> None:
    above, _ = _comments(text, commented_counts=True)
    lines = {at: text[at:].splitlines()[0] for at in above}
    assert {lines[at]: [comment for comment, _ in above[at]] for at in above if lines[at]} == expected
    assert all(text.startswith(comment, at) for comments in above.values() for comment, at in comments)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a==1\n", ["a==1"]),
        ("#a>=1,<2\nb==1\n# c == 2 ; x\n", ["a>=1,<2", "c == 2 ; x"]),
        ("# --only-binary=x a==1\n", ["a==1"]),
        ("# a = b\n# see x==1\n", []),
    ],
)
def test_requirements_in_comments(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in _comments(text, commented_counts=True)[1]] == expected
    assert _comments(text, commented_counts=False)[1] == []
