from __future__ import annotations

import pytest

RULE = "unhashable-requirement"
HASH = "--hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"
COMMIT = "6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param(f"b @ git+https://example.com/b.git@{COMMIT}", "a repository", id="a repository at a full commit"),
        pytest.param(
            f"b @ git+https://example.com/b.git@{COMMIT} {HASH}", "a repository", id="a repository with a hash"
        ),
        pytest.param("-e ./b", "an editable", id="an editable"),
        pytest.param("./b", "a folder", id="a folder"),
    ],
)
def test_what_pip_refuses_in_a_file_with_hashes(check_tree, line: str, why: str) -> None:
    [found] = check_tree({"requirements.txt": f"a==1 {HASH}\n{line}\n", "b/setup.py": ""}, RULE)
    shown = line.removesuffix(f" {HASH}")
    assert (
        found
        == f"requirements.txt:2:1: error: {RULE}: {shown} is {why}, and pip refuses it because this file has hashes"
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"b @ git+https://example.com/b.git@{COMMIT}\na==1\n", id="a file without hashes"),
        pytest.param(
            f"a==1 {HASH}\nb @ https://example.com/b-1.0.zip\n", id="an artifact that lacks its hash has its own rule"
        ),
        pytest.param(f"a==1 {HASH}\n./b-1.0.zip {HASH}\n", id="an archive on the disk"),
        pytest.param(f"a==1 {HASH}\nb>=1 {HASH}\n", id="a range in a lock has its own rule"),
    ],
)
def test_what_passes(check_tree, text: str) -> None:
    assert check_tree({"requirements.txt": text}, RULE) == []
