"""unpinned-install and the files that a script moves, reads or installs in one of its branches."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FILES = {"r.txt": "six==1.17.0\n", "more.in": "idna\n"}


@pytest.mark.parametrize(
    ("script", "names"),
    [
        pytest.param("if x; then pip install -r r.txt; fi\npip install six", "six", id="after the branch"),
        pytest.param("if x; then pip install -r r.txt; pip install six; fi", "", id="in the branch"),
        pytest.param(
            "if x; then pip install -r r.txt; if y; then pip install six; fi; fi", "", id="in a branch of the branch"
        ),
        pytest.param("if x; then pip install -r r.txt; else pip install six; fi", "six", id="in the other branch"),
        pytest.param(
            "if x; then pip install -r r.txt; elif y; then pip install six; fi", "six", id="in the next branch"
        ),
        pytest.param(
            "if x; then pip install -r r.txt; else pip install six==1; fi\npip install six", "", id="in both branches"
        ),
        pytest.param(
            "case $x in a) pip install -r r.txt;; b) pip install six==1;; *) pip install six;; esac",
            "six",
            id="in two other branches of the same case",
        ),
        pytest.param(
            "if x; then pip install -r r.txt; elif y; then pip install six==1; else true; fi\nif z; then pip install six; fi",
            "",
            id="in two branches before another one",
        ),
        pytest.param(
            "if x; then y; fi\npip install -r r.txt\nif x; then pip install six; fi", "", id="before the branch"
        ),
        pytest.param("if [ -f r.txt ]; then pip install -r r.txt; fi\npip install six", "", id="if the file exists"),
        pytest.param("[ -z $X ] && pip install -r r.txt\npip install six", "", id="after a test"),
        pytest.param(
            "case $X in\na) pip install six==1 ;;\nb) pip install one ;;\nesac\npip install six", "one six", id="case"
        ),
        pytest.param("case $X in\na) pip install six==1; pip install six ;;\nesac", "", id="in one pattern of case"),
        pytest.param(
            "case $X in\na) pip install six==1 ;;\nb) pip install six ;;\nesac", "six", id="in the next pattern of case"
        ),
        pytest.param("for a in b; do pip install -r r.txt; done\npip install six", "", id="in a loop"),
        pytest.param("(if x; then pip install -r r.txt; pip install six; fi)", "", id="in a subshell"),
        pytest.param("if x; then (pip install -r r.txt); fi\npip install six", "six", id="in a subshell of the branch"),
        pytest.param("cp r.txt sub/q.txt\npip install -r sub/q.txt\npip install six", "", id="a copy"),
        pytest.param("mv ./r.txt q.txt\npip install -r q.txt six", "", id="a moved file"),
        pytest.param("cp r.txt /tmp/\npip install -r /tmp/r.txt six", "six", id="a copy to another folder"),
        pytest.param("cp -v /r.txt /tmp/\npip install -r /tmp/r.txt six", "", id="a copy with a whole path"),
        pytest.param("cp $X q.txt\npip install -r q.txt six", "six", id="a copy of an unknown file"),
        pytest.param("pip install -r <(cat r.txt)\npip install six", "", id="the content of a file as a file"),
        pytest.param("pip install $(grep -v '^#' r.txt | xargs)\npip install six", "", id="the lines of a file"),
        pytest.param("cat r.txt\n[ -f r.txt ]\npip install -r r.txt\npip install six", "", id="a file that was read"),
        pytest.param('A=(one "$X" "a b" two)\npip install "${A[@]}"', "one two", id="an array with an unknown word"),
        pytest.param('A=(-r "$X" -c "$X" one)\npip install "${A[@]}"', "", id="an array with unknown constraints"),
        pytest.param('A=(-r "$X")\nA+=(one)\npip install "${A[@]}"', "one", id="an array with an unknown file"),
    ],
)
def test_what_is_not_pinned(script: str, names: str, check_tree: Callable[..., list[str]]) -> None:
    text = "".join(f"        {line}\n" for line in script.splitlines())
    workflow = f"jobs:\n  a:\n    steps:\n    - uses: actions/checkout@v4\n    - run: |\n{text}"
    found = check_tree({".github/workflows/a.yml": workflow, **FILES}, "unpinned-install", "build-without-lock")
    named = [line.partition("unpinned-install: ")[2].partition(" not pinned: ")[0].rsplit(None, 1)[0] for line in found]
    assert " ".join(named).replace(" and ", " ").split() == names.split()


@pytest.mark.parametrize("command", ["-r <(grep -v six more.in)", "$(sed /six/d more.in)", "-r more.in"])
def test_a_file_whose_lines_are_installed_must_have_pins(command: str, check_tree: Callable[..., list[str]]) -> None:
    (found,) = check_tree(
        {"Dockerfile": f"FROM python:3.12\nCOPY . .\nRUN pip install {command}\n", **FILES}, "unpinned-requirement"
    )
    assert found == "more.in:1:1: error: unpinned-requirement: idna is not pinned: this file has no lock"


def test_many_branches_of_one_script_are_checked(check_tree: Callable[..., list[str]]) -> None:
    lines = [f"if x; then pip install p{i}==1; else pip install p{i}; fi\n" for i in range(150)]
    found = check_tree({"Dockerfile": "FROM a\nCOPY . .\nRUN sh i.sh\n", "i.sh": "".join(lines)}, "unpinned-install")
    named = [line.partition("unpinned-install: ")[2].partition(" is not pinned")[0] for line in found]
    assert sorted(named) == sorted(f"p{i}" for i in range(150))
