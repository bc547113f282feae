from __future__ import annotations

import pytest

RULE = "pre-releases"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param("--pre\na>=1", "--pre allows pre-releases of every project: a>=1 is not pinned", id="a range"),
        pytest.param(
            "--all-releases=:all:\na==1\nb",
            "--all-releases allows pre-releases of every project: b is not pinned",
            id="pip's newer spelling",
        ),
        pytest.param("--pre\na==2rc1\n", None, id="all is pinned"),
        pytest.param("--all-releases=a\na>=1", None, id="one project by name"),
        pytest.param("a>=1", None, id="no such option"),
    ],
)
def test_pre_releases(check_tree, lines: str, message: str | None) -> None:
    expected = [f"requirements.txt:1:1: warning: {RULE}: {message}"] if message else []
    assert check_tree({"requirements.txt": lines + "\n"}, RULE) == expected
