"""How far Dockerfiles are followed, and that whoever writes more is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pinlint.build import build_effort
from pinlint.formats import dockerfile

Checked = Callable[..., list[str]]
RULES = ("unreadable-file", "unpinned-install", "lock-not-copied", "build-without-lock")
INSTALL = "RUN pip install -r x.txt\n"
FURTHER = (
    "error: unreadable-file: this Dockerfile leads further than pinlint follows one: what it installs was not checked"
)
DOUBLING = "".join(f"FROM python:3 AS s{n}\n" + f"COPY --from=s{n - 1} / /\n" * 12 for n in range(1, 40))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "FROM python:3 AS s0\nCOPY manage.py .\n" + DOUBLING + INSTALL, id="stages that copy from each other"
        ),
        pytest.param("FROM python:3\n" + "WORKDIR a\nRUN pip install -r x\n" * 4000, id="a folder that gets deeper"),
        pytest.param("FROM python:3\nRUN " + "cd a && pip install -r x && " * 9000 + "a\n", id="cd that gets deeper"),
        pytest.param("FROM python:3\n" + INSTALL * 9000, id="steps that all look for their file"),
        pytest.param(
            "FROM python:3\nRUN " + "pip-compile && " * 20_000 + "a\n", id="compilations, each used by any other"
        ),
        pytest.param(
            "FROM python:3\nENV "
            + "".join(f"a{n}=b " for n in range(20_000))
            + "\n"
            + "RUN A=b pip install c\n" * 5000,
            id="variables, copied by every step",
        ),
        pytest.param(
            "FROM python:3\nENV a='" + "x " * 30_000 + "'\nRUN pip install " + "$a " * 9000 + "\n", id="a long variable"
        ),
        pytest.param("FROM python:3\nRUN pip install " + "a>=3 " * 90_000 + "\n", id="redirections"),
        pytest.param(
            "FROM python:3\nCOPY " + ". " * 90_000 + "/b/\nWORKDIR /b\n" + INSTALL * 99, id="sources of a copy"
        ),
        pytest.param(
            "FROM python:3\nRUN " + "$(" * 30 + "pip install a" + ")" * 30 + "\n", id="substitutions in each other"
        ),
        pytest.param("FROM python:3\nRUN " + "${a:-" * 30 + "}" * 30 + "\n", id="defaults in each other"),
    ],
)
def test_who_leads_too_far_is_told(text: str, check_tree: Checked) -> None:
    found = check_tree({"Dockerfile": text, "requirements.txt": "a==1\n"}, *RULES)
    assert [line for line in found if FURTHER in line] == [f"Dockerfile:1:1: {FURTHER} to its end"]


def test_what_was_found_before_is_kept(monkeypatch: pytest.MonkeyPatch, check_tree: Checked) -> None:
    tree = {"Dockerfile": "FROM python:3\n" + "RUN pip install a\n" * 20, "requirements.txt": ""}
    kept = set()
    for most in range(1400, 4000, 200):
        monkeypatch.setattr(build_effort, "MOST_OF_ONE", most)
        found = check_tree(tree, *RULES)
        installs = [line for line in found if "unpinned-install" in line]
        told = [] if len(installs) == 20 else [f"Dockerfile:1:1: {FURTHER} to its end"]
        assert found == told + installs
        kept.add(len(installs))
    assert {0, 20} < kept


def test_all_dockerfiles_together_are_bounded(monkeypatch: pytest.MonkeyPatch, check_tree: Checked) -> None:
    monkeypatch.setattr(build_effort, "MOST", 1500)
    tree = {f"{name}/Dockerfile": "FROM python:3\nRUN pip install a\n" for name in "abcdefghij"}
    found = check_tree({**tree, "requirements.txt": "a==1\n"}, *RULES)
    told = [line for line in found if "unreadable-file" in line]
    installs = [line for line in found if "unpinned-install" in line]
    (where, _, _, message) = told[0].split(":", 3)
    left = 10 - "abcdefghij".index(where[0]) - 1
    assert 0 < len(installs) == 10 - left - 1
    assert len(told) == 1
    assert message == (
        " info: unreadable-file: the Dockerfiles of the project lead further than one run follows: this one and "
        f"{left} more were not checked to their end"
    )


def test_too_many_lines_are_not_read(monkeypatch: pytest.MonkeyPatch, check_tree: Checked) -> None:
    monkeypatch.setattr(dockerfile, "MAX_LINES", 3)
    tree = {"Dockerfile": "FROM python:3\n\n\nRUN pip install a\n", "dockerfile.go": "package x\n" * 9}
    assert check_tree({**tree, "requirements.txt": "a==1\n"}, *RULES) == [
        "Dockerfile:1:1: error: unreadable-file: a Dockerfile of more than 3 lines is not read"
    ]


def test_a_dockerfile_that_is_no_text_is_told_once(check_tree: Checked) -> None:
    found = check_tree({"Dockerfile": b"FROM a\xff\n", "requirements.txt": "a==1\n"}, "unreadable-file")
    assert len(found) == 1
    assert found[0].startswith("Dockerfile:1:1: error: unreadable-file: cannot be read: ")


def test_a_link_that_leads_nowhere_is_told_and_no_error(tmp_path: Path, check_tree: Checked) -> None:
    (tmp_path / "Dockerfile").symlink_to("made/Dockerfile")
    assert check_tree({"requirements.txt": "a==1\n"}, "unreadable-file") == [
        "Dockerfile:1:1: info: unreadable-file: cannot be read: no such file or directory"
    ]
