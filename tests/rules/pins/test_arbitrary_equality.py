from __future__ import annotations

import pytest

RULE = "arbitrary-equality"


def test_a_version_that_is_one_needs_no_text_comparison(check_tree, fix_tree) -> None:
    files = {"requirements.txt": "# top\ndemo[x] === 1.0.post1 ; python_version > '3'\n"}
    message = "'===1.0.post1' compares text: other spellings of 1.0.post1 do not match"
    assert check_tree(files, RULE) == [f"requirements.txt:2:9: warning: arbitrary-equality: {message}"]
    assert fix_tree(files, RULE) == {"requirements.txt": "# top\ndemo[x] == 1.0.post1 ; python_version > '3'\n"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"requirements.txt": "demo==1.0\n"}, id="an ordinary pin"),
        pytest.param({"requirements.txt": "demo===2024-final-build\n"}, id="a version that only text can tell"),
        pytest.param(
            {"pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["demo===1.0"]\n'},
            id="package metadata",
        ),
    ],
)
def test_what_passes(check_tree, files: dict[str, str]) -> None:
    assert check_tree(files, RULE) == []
