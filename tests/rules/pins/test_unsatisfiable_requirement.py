from __future__ import annotations

import pytest

RULE = "unsatisfiable-requirement"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("demo==1.0,>2", "no version satisfies demo==1.0,>2: 1.0 is not >2", id="a pin above a bound"),
        pytest.param(
            "demo==1.0,!=1.0.0", "no version satisfies demo==1.0,!=1.0.0: 1.0 is not !=1.0.0", id="a pin excluded"
        ),
        pytest.param("demo==1.0,==1.1", "no version satisfies demo==1.0,==1.1: 1.0 is not ==1.1", id="two pins"),
        pytest.param("demo>2,<1", "no version satisfies demo>2,<1", id="bounds that do not meet"),
    ],
)
@pytest.mark.parametrize("path", ["requirements.txt", "constraints.txt"])
def test_contradictions_are_errors_in_every_role(check_tree, path: str, line: str, why: str) -> None:
    assert check_tree({path: line + "\n"}, RULE) == [f"{path}:1:1: error: unsatisfiable-requirement: {why}"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("demo==1.0,>0.9", id="a pin within a bound"),
        pytest.param("demo==1.0,!=1.1", id="an exclusion of something else"),
        pytest.param("demo==1.0rc1,>=1.0rc1", id="a pre-release"),
        pytest.param("demo==2.3.1+cpu,>=2.3", id="a local version within a bound"),
    ],
)
def test_what_can_be_satisfied(check_tree, line: str) -> None:
    assert check_tree({"requirements.txt": line + "\n"}, RULE) == []


def test_what_debian_froze_is_on_no_index(check_tree) -> None:
    message = "pkg-resources==0.0.0 is not on any index: Debian's `pip freeze` wrote it for a part of setuptools"
    tree = {"requirements.txt": "six==1.17.0\npkg-resources==0.0.0\n"}
    assert check_tree(tree, RULE) == [f"requirements.txt:2:1: error: {RULE}: {message}"]
