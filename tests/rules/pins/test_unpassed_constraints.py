"""unlocked-requirements: constraints in the same folder that pin all that is open, and that no command uses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FROM = "FROM python:3.12\nCOPY app .\nRUN "
TREE = {"app/requirements.txt": "six\nidna>=3\n", "app/constraints.txt": "six==1.17.0\nidna==3.10\ntoml==0.10.2\n"}
UNUSED = "{}: none of the 2 requirements is pinned: no command uses app/constraints.txt, which has their versions"
INFO = UNUSED.format("info: unlocked-requirements")
ERROR = UNUSED.format("error: unlocked-requirements")
OPEN = ["error: unpinned-requirement: six is not pinned: this file has no lock",
        "error: loose-requirement: idna>=3 allows several versions: this file has no lock"]  # fmt: skip


def command(text: str) -> dict[str, str]:
    return {"Dockerfile": f"{FROM}{text}\n"}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, [INFO], id="nothing installs the file"),
        pytest.param(command("pip install -r requirements.txt"), [ERROR], id="a command without the constraints"),
        pytest.param(command("pip install -r requirements.txt -c constraints.txt"), [], id="a command with them"),
        pytest.param({"app/README.md": "    pip install -r requirements.txt -c constraints.txt\n"}, [], id="the README there"),
        pytest.param({"README.rst": "``pip install -r app/requirements.txt -c app/constraints.txt``\n"}, [], id="the README"),
        pytest.param({"README.rst": "pip install -c constraints.txt\n"}, [INFO], id="a README about other constraints"),
        pytest.param(
            {"app/README.md": "pip install -c constraints.txt\n", **command("pip install -r requirements.txt")},
            [ERROR],
            id="a README, and a command that does otherwise",
        ),
        pytest.param({"app/requirements.txt": "-c constraints.txt\nsix\nidna>=3\n"}, [], id="a line of the file"),
        pytest.param({"app/constraints.txt": "six==1.17.0\n"}, OPEN, id="constraints for a part"),
        pytest.param({"app/requirements.txt": "six\ntoml==1\nx==1\n"}, OPEN[:1],
                     id="constraints without a project that the file pins"),
        pytest.param({"app/constraints.txt": "six==1.17.0\nidna==2.10\n"}, OPEN, id="a version that does not fit"),
        pytest.param({"app/constraints.txt": "six==1.17.0\nidna==3.10\nsix==1.16.0\n"}, OPEN, id="constraints with two versions"),
        pytest.param({"app/constraints.txt": "six==1.17.0\nidna<4\n"}, OPEN, id="constraints that are no pins"),
        pytest.param({"app/constraints.txt": "", "constraints.txt": TREE["app/constraints.txt"]}, OPEN, id="another folder"),
    ],
)  # fmt: skip
def test_constraints_that_no_command_uses(
    check_tree: Callable[..., list[str]], more: dict[str, str], expected: list[str]
) -> None:
    rules = ("unlocked-requirements", "unpinned-requirement", "loose-requirement")
    found = check_tree({path: text for path, text in {**TREE, **more}.items() if text}, *rules)
    assert [line.partition(": ")[2] for line in found] == expected


def test_a_readme_that_is_no_text_is_not_reported(check_tree: Callable[..., list[str]]) -> None:
    (found,) = check_tree({**TREE, "app/README.txt": b"caf\xe9\n"})
    assert found.partition(": ")[2] == INFO


def test_no_fix_writes_the_versions_a_second_time(fix_tree: Callable[..., dict[str, str]]) -> None:
    assert fix_tree({**TREE, **command("pip install -r requirements.txt")})["app/requirements.txt"] == "six\nidna>=3\n"
