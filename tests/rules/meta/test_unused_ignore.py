from __future__ import annotations

import pytest

RULE = "unused-ignore"


def about_ignores(lines: list[str]) -> list[str]:
    return [line for line in lines if f": {RULE}: " in line]


@pytest.mark.parametrize(
    ("text", "message", "fixed"),
    [
        pytest.param(
            "a==1  # pinlint: ignore[loose-requirement] why\nb==1\n",
            "1:7: warning: {}: this comment hides nothing: there is no finding of 'loose-requirement' here",
            "a==1\nb==1\n",
            id="behind a line",
        ),
        pytest.param(
            "# pinlint: ignore[pins]\r\na==1\r\n",
            "1:1: warning: {}: this comment hides nothing: there is no finding of 'pins' here",
            "a==1\r\n",
            id="a family, on a line of its own",
        ),
        pytest.param(
            "a==1  # note # pinlint: ignore[all]\n",
            "1:14: warning: {}: this comment hides nothing: there is no finding of 'all' here",
            "a==1  # note\n",
            id="behind another comment",
        ),
        pytest.param(
            "a>=1  # pinlint: ignore[loose-requirement, wildcard-pin]\n",
            "1:7: warning: {}: this comment hides nothing: there is no finding of 'wildcard-pin' here",
            None,
            id="one of two names",
        ),
        pytest.param(
            "a==1  # pinlint: ignore[lose-requirement]\n",
            "1:7: warning: {}: there is no rule 'lose-requirement'; did you mean 'loose-requirement'?",
            None,
            id="a misspelled rule",
        ),
        pytest.param(
            "a==1  # pinlint: ignore\n",
            "1:7: warning: {}: the comment does not name a rule: write '# pinlint: ignore[RULE] reason'",
            None,
            id="no rule",
        ),
    ],
)
def test_ignores_that_do_nothing(check_tree, fix_tree, text: str, message: str, fixed: str | None) -> None:
    files = {"requirements.txt": text}
    assert about_ignores(check_tree(files)) == [f"requirements.txt:{message.replace('{}', RULE)}"]
    assert fix_tree(files) == {"requirements.txt": fixed or text}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a>=1  # pinlint: ignore[loose-requirement] why\n", id="behind the line"),
        pytest.param("# pinlint: ignore[pins] why\na>=1\n", id="above the line"),
        pytest.param("# pinlint: file-ignore[loose-requirement]\na==1\n\n\nb>=1\n", id="for the file"),
    ],
)
def test_ignores_that_hide_something(check_tree, text: str) -> None:
    assert check_tree({"requirements.txt": text}) == []


def test_rules_that_did_not_run_are_not_judged(check_tree) -> None:
    text = "a>=1  # pinlint: ignore[loose-requirement]\n"
    assert check_tree({"requirements.txt": text}, RULE, "wildcard-pin") == []


def test_a_comment_after_a_backslash_is_not_removed(check_tree, fix_tree) -> None:
    """Without the comment, the backslash would join the next line to this one."""
    files = {"requirements.txt": "a==1 \\  # pinlint: ignore[pins] why\nb==1\n"}
    assert len(about_ignores(check_tree(files))) == 1
    assert fix_tree(files) == files
