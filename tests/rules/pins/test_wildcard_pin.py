from __future__ import annotations

import pytest

RULE = "wildcard-pin"


@pytest.mark.parametrize(
    ("line", "shown", "version"),
    [
        pytest.param("django==5.1.*", "django==5.1.*", "5.1.*", id="one clause"),
        pytest.param("django == 5.* , != 5.1.1", "django==5.*,!=5.1.1", "5.*", id="an exclusion beside it"),
    ],
)
def test_a_wildcard_is_no_pin(check_tree, line: str, shown: str, version: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == [
        f"requirements.txt:1:1: error: wildcard-pin: {shown} allows every version {version}: this file has no lock"
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("django==5.1.2", id="a pin"),
        pytest.param("django==5.1.*,==5.1.2", id="a pin that a wildcard agrees with"),
        pytest.param("django>=5.1,!=5.1.*", id="a wildcard that is excluded"),
    ],
)
def test_what_is_no_wildcard(check_tree, line: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == []
