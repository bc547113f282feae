"""Requirements files that a command filters before they are installed: their lines still come from the files that it read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pinlint.findings.finding import Finding

Checked = Callable[..., list[str]]

RULES = ("unpinned-requirement", "unpinned-install", "build-ignores-lock", "lock-not-copied")
HEAD = "FROM python:3.12-slim\nCOPY . .\nRUN "


def lines(found: list[str]) -> list[str]:
    return [line.partition(": ")[0] for line in found]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("grep -v six r.txt > less.txt && pip install -r less.txt", id="grep"),
        pytest.param("sed 's/;.*//' r.txt > less.txt && pip install -r less.txt", id="sed"),
        pytest.param("cat r.txt > less.txt && pip install -r less.txt", id="cat"),
        pytest.param("head -n 1 r.txt > less.txt && pip install -r less.txt", id="head"),
        pytest.param("sort -u < r.txt > less.txt && pip install -r less.txt", id="sort"),
        pytest.param("cat r.txt | grep -v six > less.txt && pip install -r less.txt", id="a pipeline"),
        pytest.param("grep -v six r.txt > /tmp/r.txt && pip install -r /tmp/r.txt", id="another folder"),
        pytest.param("grep -v six r.txt > less.txt && mv less.txt r.txt && pip install -r r.txt", id="moved back"),
        pytest.param("cat r.txt > a.txt && grep -v six a.txt > b.txt && pip install -r b.txt", id="two times"),
    ],
)
def test_the_lines_of_a_filtered_file(command: str, check_tree: Checked) -> None:
    command = f"cd / && {command}"
    assert lines(check_tree({"Dockerfile": HEAD + command + "\n", "r.txt": "flask\nsix==1.17.0\n"}, *RULES)) == [
        "r.txt:1:1"
    ]
    assert check_tree({"Dockerfile": HEAD + command + "\n", "r.txt": "flask==3.1.0\nsix==1.17.0\n"}, *RULES) == []


def test_a_file_of_two_files(findings: Callable[..., list[Finding]]) -> None:
    command = "cd / && cat a.txt b.txt > all.txt && pip install -r all.txt"
    tree = {"Dockerfile": HEAD + command + "\n", "a.txt": "flask\nsix==1.17.0\n", "b.txt": "attrs==25.1.0\nclick\n"}
    found = findings(tree, *RULES)
    assert [(str(each.location), str(each.related[0].location)) for each in found] == [
        ("a.txt:1", "Dockerfile:3"),
        ("b.txt:2", "Dockerfile:3"),
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("sed -i '/flask/d' r.txt", [], id="a word"),
        pytest.param("sed -i -e /flask/d -e '/^six/d' r.txt", [], id="two scripts"),
        pytest.param("sed -i '/six/d; /flask/d' r.txt", [], id="two commands"),
        pytest.param("sed -i '/^Flask$/Id' r.txt", [], id="any case"),
        pytest.param("sed -i '/six\\|flask/d' r.txt", [], id="one of two words"),
        pytest.param("sed -i -E '/six|flask/d' r.txt", [], id="one of two words, extended"),
        pytest.param("sed -i '/flask/d; s/==.*//' r.txt", [], id="before a replacement"),
        pytest.param("sed -i -e s/x/flask/ -e /flask/d r.txt", ["r.txt:1:1"], id="after a replacement"),
        pytest.param("sed -i r.txt -e /flask/d", [], id="a script after the file"),
        pytest.param("grep -v flask r.txt > less.txt && mv less.txt r.txt", [], id="grep"),
        pytest.param("grep -viE 'six|FLASK' r.txt > less.txt && mv less.txt r.txt", [], id="grep, extended"),
        pytest.param("sed -i --expression /flask/d r.txt", [], id="a long option"),
        pytest.param("gsed -i /flask/d r.txt", [], id="sed of GNU"),
        pytest.param("sed -i -r '/six|flask/d' r.txt", [], id="one of two words, extended, as it was called before"),
        pytest.param("sed -i --regexp-extended '/six|flask/d' r.txt", ["r.txt:1:1"], id="an unknown long option"),
        pytest.param("sed -i '/six|flask/d' r.txt", ["r.txt:1:1"], id="a mark that is not a choice"),
        pytest.param("sed -i /six/d r.txt /flask/d", ["r.txt:1:1"], id="the name of a file"),
        pytest.param("grep --invert-match flask r.txt >| less.txt && mv less.txt r.txt", [], id="grep, a long option"),
        pytest.param(
            "grep -v --word-regexp flask r.txt > less.txt && mv less.txt r.txt", ["r.txt:1:1"], id="grep, another"
        ),
        pytest.param("grep -vc flask r.txt > less.txt && mv less.txt r.txt", ["r.txt:1:1"], id="grep, a count"),
        pytest.param("grep -vx flask r.txt > less.txt && mv less.txt r.txt", [], id="a whole line"),
        pytest.param("grep -vx flas r.txt > less.txt && mv less.txt r.txt", ["r.txt:1:1"], id="a part of a line"),
        pytest.param("grep -v -e six -e flask r.txt > less.txt && mv less.txt r.txt", [], id="grep, two patterns"),
        pytest.param("egrep -v 'six|flask' r.txt > less.txt && mv less.txt r.txt", [], id="egrep"),
        pytest.param("fgrep -v flask r.txt > less.txt && mv less.txt r.txt", [], id="fgrep"),
        pytest.param("cat r.txt | grep -v flask > less.txt && mv less.txt r.txt", ["r.txt:1:1"], id="in a pipeline"),
        pytest.param("grep -v $X r.txt > less.txt && mv less.txt r.txt", ["r.txt:1:1"], id="a variable"),
        pytest.param("grep -v flask r.txt > a > less.txt && mv less.txt r.txt", [], id="two targets"),
        pytest.param("for x in a b; do sed -i /flask/d r.txt; done", ["r.txt:1:1"], id="in a loop"),
        pytest.param("sed -i '/fl.sk/d' r.txt", [], id="any character"),
        pytest.param("sed -i '/flask\\.x/d' r.txt", ["r.txt:1:1"], id="a point"),
        pytest.param("sed -i '/six/d' r.txt", ["r.txt:1:1"], id="another line"),
        pytest.param("sed -i '/flas$/d' r.txt", ["r.txt:1:1"], id="the end of another line"),
        pytest.param("grep -vw flas r.txt > less.txt && mv less.txt r.txt", ["r.txt:1:1"], id="a part of a word"),
        pytest.param("sed -i s/flask/x/ r.txt", ["r.txt:1:1"], id="a replacement"),
        pytest.param("grep flask r.txt > less.txt && mv less.txt r.txt", ["r.txt:1:1"], id="the lines that are kept"),
        pytest.param("if [ $X ]; then sed -i /flask/d r.txt; fi", ["r.txt:1:1"], id="under a condition"),
        pytest.param("sed -i '/fl[a]sk/d' r.txt", ["r.txt:1:1"], id="a pattern that is not read"),
        pytest.param(
            "sed -i /flask/d r.txt && pip install -r r.txt && cp /x r.txt", [], id="an installation before a change"
        ),
    ],
)
def test_a_line_that_is_deleted_before(command: str, expected: list[str], check_tree: Checked) -> None:
    command = command if "pip install" in command else f"{command}\nRUN pip install -r r.txt"
    tree = {
        "Dockerfile": f"FROM python:3.12-slim\nWORKDIR /\nCOPY . .\nRUN {command}\n",
        "r.txt": "flask\nsix==1.17.0\n",
    }
    assert lines(check_tree(tree, *RULES)) == expected


def test_a_line_that_one_of_two_images_deletes(check_tree: Checked) -> None:
    image = "FROM python:3.12-slim\nWORKDIR /\nCOPY . .\n"
    tree = {
        "Dockerfile": f"{image}RUN sed -i /flask/d r.txt && pip install -r r.txt\n",
        "other.Dockerfile": f"{image}RUN pip install -r r.txt\n",
        "r.txt": "flask\nsix==1.17.0\n",
    }
    assert lines(check_tree(tree, *RULES)) == ["r.txt:1:1"]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        pytest.param(
            "grep -v six r.txt > less.txt; pip install -r less.txt; pip install six", ["Dockerfile:4"], id="grep"
        ),
        pytest.param("sed -i /six/d r.txt; pip install -r r.txt; pip install six", ["Dockerfile:4"], id="sed"),
        pytest.param(
            "grep -v six r.txt > less.txt; pip install -r less.txt six", ["Dockerfile:4"], id="in the same command"
        ),
        pytest.param(
            "grep -v six r.txt > less.txt; pip install -r less.txt -r six.txt", ["six.txt:1"], id="another file"
        ),
        pytest.param("pip install -r r.txt -r six.txt", [], id="another file, and the whole one"),
        pytest.param(
            "grep -v six r.txt > less.txt; pip install -r less.txt -r r.txt -r six.txt",
            [],
            id="another file, and the whole one, too",
        ),
        pytest.param(
            "grep -v six r.txt > less.txt; pip install -r less.txt; pip install flask", [], id="a line that is left"
        ),
        pytest.param(
            "grep -v six r.txt > less.txt; pip install -r less.txt -r r.txt; pip install six",
            [],
            id="the whole file, too",
        ),
        pytest.param(
            "grep -v six r.txt > less.txt; pip install -r less.txt; pip install -r r.txt; pip install six",
            [],
            id="the whole file in between",
        ),
        pytest.param(
            "grep -v '[s]ix' r.txt > less.txt; pip install -r less.txt; pip install six", [], id="an unknown pattern"
        ),
        pytest.param(
            "pip install -r r.txt; grep -v six r.txt > less.txt; pip install -r less.txt; pip install six",
            [],
            id="the whole file before",
        ),
        pytest.param(
            "grep -v six more.txt > less.txt; pip install -r less.txt; pip install six",
            [],
            id="a file that includes it",
        ),
    ],
)
def test_what_a_deleted_line_pinned(commands: str, expected: list[str], findings: Callable[..., list[Finding]]) -> None:
    tree = {
        "Dockerfile": f"FROM python:3.12-slim\nWORKDIR /\nCOPY . .\nRUN {commands}\n",
        "r.txt": "flask==3.1.0\nsix==1.17.0\n",
        "more.txt": "-r r.txt\n",
        **({"six.txt": "six\n"} if "six.txt" in commands else {}),
    }
    assert [str(each.location) for each in findings(tree, *RULES)] == expected
