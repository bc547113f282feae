from __future__ import annotations

import pytest

RULE = "editable-pin"
COMMIT = "6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e"


def test_a_repository_at_a_commit(check_tree) -> None:
    line = f"-e git+https://example.com/tool.git@{COMMIT}#egg=tool\n"
    [found] = check_tree({"requirements.txt": line}, RULE)
    assert found.endswith(": warning: editable-pin: tool is editable: the installed code can be changed in place")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("-e .", id="the project itself"),
        pytest.param("-e ./library", id="a folder of the project"),
        pytest.param("-e git+https://example.com/tool.git@main#egg=tool", id="a branch has its own rule"),
        pytest.param(f"tool @ git+https://example.com/tool.git@{COMMIT}", id="not editable"),
    ],
)
def test_what_passes(check_tree, line: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == []
