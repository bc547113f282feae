from __future__ import annotations

import pytest

RULE = "disabled-hash-checking"


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        pytest.param("--no-require-hashes\na==1\n", "a==1\n", id="on a line of its own"),
        pytest.param("a==1\r\n  --no-require-hashes  # why\r\nb==1", "a==1\r\nb==1", id="with a comment"),
        pytest.param("--no-require-hashes --pre\na==1\n", "--pre\na==1\n", id="beside another option"),
        pytest.param("--pre --no-require-hashes\na==1\n", "--pre\na==1\n", id="behind another option"),
    ],
)
def test_the_option_is_an_error_and_can_be_removed(check_tree, fix_tree, text: str, fixed: str) -> None:
    files = {"requirements.txt": text}
    [found] = check_tree(files, RULE)
    assert found.split(": ", 1)[1] == f"error: {RULE}: --no-require-hashes lets pip install a line that has no hash"
    assert fix_tree(files, RULE) == {"requirements.txt": fixed}


def test_its_opposite_passes(check_tree) -> None:
    assert check_tree({"requirements.txt": "--require-hashes\n"}, RULE) == []
