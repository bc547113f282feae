"""How far Dockerfiles are followed, and that more is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from limits import limited

from pinlint.build import install_arguments
from pinlint.build.build_budget import BuildBudget
from pinlint.text import budget
from pinlint.text.source import SourceFile

Checked = Callable[..., list[str]]
RULES = ("not-checked", "unreadable-file", "unpinned-install", "lock-not-copied", "build-without-lock")
INSTALL = "RUN pip install -r x.txt\n"
FURTHER = "error: not-checked: not checked: this Dockerfile takes more work than is allowed for a file of its size"
DEEPER = "error: not-checked: not checked: this Dockerfile is nested more deeply than pinlint follows"
MORE = "error: not-checked: not checked: this Dockerfile has more content than pinlint reads"
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
        pytest.param(
            "FROM python:3\nCOPY " + ". " * 90_000 + "/b/\nWORKDIR /b\n" + INSTALL * 99, id="sources of a copy"
        ),
        pytest.param(
            "FROM python:3\nRUN " + "$(" * 30 + "pip install a" + ")" * 30 + "\n", id="substitutions in each other"
        ),
        pytest.param("FROM python:3\nRUN " + "${a:-" * 30 + "}" * 30 + "\n", id="defaults in each other"),
    ],
)
def test_who_leads_too_far_is_reported(text: str, check_tree: Checked) -> None:
    found = check_tree({"Dockerfile": text, "requirements.txt": "a==1\n"}, *RULES)
    reported = [line for line in found if "not-checked" in line]
    assert reported in ([f"Dockerfile:1:1: {each}"] for each in (FURTHER, DEEPER, MORE))


def test_redirections_are_followed_to_the_end_in_linear_time(check_tree: Checked) -> None:
    text = "FROM python:3\nRUN pip install " + "a>=3 " * 30_000 + "\n"
    with limited():
        found = check_tree({"Dockerfile": text, "requirements.txt": "a==1\n"}, *RULES)
    assert not [line for line in found if "not-checked" in line]


def test_to_ask_for_arguments_again_costs_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = BuildBudget(SourceFile("Dockerfile", ""), Mock(paths=[]))
    step = Mock(**{"stage.context.budget": spent})

    def read(*_: object) -> Iterator[tuple[str, str]]:
        spent.spend(100)
        yield "flask", ""

    monkeypatch.setattr(install_arguments, "_read", read)
    for times in (1, 2, 3):
        assert list(install_arguments.install_arguments(step, Mock())) == [("flask", "")]  # type: ignore[comparison-overlap]
        assert spent.spent == 100 * times


def test_an_image_for_many_pythons_is_read_to_its_end(check_tree: Checked) -> None:
    files = [f"requirements/extras-of-part-{n}.txt" for n in range(8)]
    install = "RUN python3.{n} -m pip install " + " ".join(f"-r {file}" for file in files) + "\n"
    dockerfile = "FROM python:3\nCOPY requirements requirements\n" + "".join(
        f"RUN echo {n} >> /made-by-{n}\n" + install.format(n=n) for n in range(9, 15)
    )
    tree = {
        "Dockerfile": dockerfile + "RUN pip install open-to-the-end\n",
        ".dockerignore": "".join(f"**/ignored-{n}/*.py[co]\n" for n in range(40)),
        **dict.fromkeys(files, "a==1 \\\n    --hash=sha256:" + "0" * 64 + "\n"),
    }
    found = check_tree(tree, "not-checked", "unpinned-install")
    assert found == [
        "Dockerfile:15:17: error: unpinned-install: open-to-the-end is not pinned: every build installs the newest release"
    ]


def test_what_was_found_before_is_kept(monkeypatch: pytest.MonkeyPatch, check_tree: Checked) -> None:
    tree = {
        "Dockerfile": "FROM python:3\n" + "".join(f"RUN pip install a{n}\n" for n in range(20)),
        "requirements.txt": "",
    }
    kept = set()
    monkeypatch.setattr(budget, "EACH", 0)
    for base in range(800, 3000, 200):
        monkeypatch.setattr(budget, "BASE", base)
        found = check_tree(tree, *RULES)
        installs = [line for line in found if "unpinned-install" in line]
        reported = [] if len(installs) == 20 else [f"Dockerfile:1:1: {FURTHER}"]
        assert found == reported + installs
        kept.add(len(installs))
    assert {0, 20} < kept


def test_one_dockerfile_does_not_depend_on_the_others(check_tree: Checked) -> None:
    tree = {f"{name}/Dockerfile": "FROM python:3\nRUN pip install a\n" for name in "abcdefghij"}
    hostile = {"0/Dockerfile": "FROM python:3\nCOPY manage.py .\n" + DOUBLING + INSTALL}
    alone = check_tree(tree, *RULES)
    assert len(alone) == 10
    assert check_tree({**tree, **hostile}, *RULES)[-10:] == alone


def test_a_dockerfile_that_is_longer_than_people_write_is_not_read(
    monkeypatch: pytest.MonkeyPatch, check_tree: Checked
) -> None:
    monkeypatch.setattr(budget, "LONGEST_SOURCE", 20)
    tree = {"Dockerfile": "FROM python:3\n\n\nRUN pip install a\n", "requirements.txt": "a==1\n"}
    assert check_tree(tree, *RULES) == [
        "Dockerfile:1:1: error: not-checked: not checked: this Dockerfile has more than 20 characters"
    ]


def test_a_dockerfile_that_is_no_text_is_reported_once(check_tree: Checked) -> None:
    found = check_tree({"Dockerfile": b"FROM a\xff\n", "requirements.txt": "a==1\n"}, "unreadable-file")
    assert len(found) == 1
    assert found[0].startswith("Dockerfile:1:1: error: unreadable-file: cannot be read: ")


def test_a_link_that_leads_nowhere_is_reported_and_no_error(tmp_path: Path, check_tree: Checked) -> None:
    (tmp_path / "Dockerfile").symlink_to("made/Dockerfile")
    assert check_tree({"requirements.txt": "a==1\n"}, "unreadable-file") == [
        "Dockerfile:1:1: info: unreadable-file: cannot be read: no such file or directory"
    ]
