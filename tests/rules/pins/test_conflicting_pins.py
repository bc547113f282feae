from __future__ import annotations

import pytest
from limits import limited

from pinlint.project import inclusions
from pinlint.text import budget

RULE = "conflicting-pins"
MORE = "takes more work than is allowed for a file of its size"
EXCESS = f"error: not-checked: not checked: comparing the requirements of this file {MORE}"
COMMIT = "6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param(
            "a==1\nb==1\nA==2", "requirements.txt:3:1: error: {}: A==2 contradicts a==1 on line 1", id="two versions"
        ),
        pytest.param(
            "a==1\na>=2", "requirements.txt:2:1: error: {}: a>=2 contradicts a==1 on line 1", id="a pin and a range"
        ),
        pytest.param(
            "a[x]==1\na[y]==2", "requirements.txt:2:1: error: {}: a[y]==2 contradicts a[x]==1 on line 1", id="extras"
        ),
        pytest.param(
            "a==1 ; sys_platform == 'linux'\na==2 ; python_version >= '3.8'",
            "requirements.txt:2:1: error: {}: a==2 contradicts a==1 on line 1 (Python 3.8 to 3.15 on Linux)",
            id="markers that hold together on Linux",
        ),
        pytest.param(
            f"a @ git+https://example.com/a.git@{COMMIT}\na @ git+https://example.com/a.git@{COMMIT[::-1]}",
            "requirements.txt:2:1: error: {}: "
            f"a @ git+https://example.com/a.git@{COMMIT[::-1]} contradicts a @ git+https://example.com/a.git@{COMMIT} on line 1",
            id="two commits",
        ),
    ],
)
def test_contradictions_in_one_file(check_tree, lines: str, message: str) -> None:
    assert check_tree({"requirements.txt": lines + "\n"}, RULE) == [message.replace("{}", RULE)]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("a==1\na==1.0", id="one version in two spellings"),
        pytest.param("a==1\na>=1", id="a pin within a range"),
        pytest.param("a==1\nb==2", id="two projects"),
        pytest.param("a==1 ; sys_platform == 'linux'\na==2 ; sys_platform == 'win32'", id="different platforms"),
        pytest.param("a==1 ; python_version < '3.9'\na==2 ; python_version >= '3.9'", id="different Pythons"),
        pytest.param(
            "a==1 ; python_full_version < '3.11.3'\na==2 ; python_full_version >= '3.11.3'", id="different patch levels"
        ),
        pytest.param(
            "a==1 ; platform_machine == 'x86_64'\na==2 ; platform_machine != 'x86_64'", id="different machines"
        ),
        pytest.param(
            "a==1 ; implementation_name == 'cpython'\na==2 ; implementation_name == 'pypy'", id="implementations"
        ),
        pytest.param("torch==2.3.1+cpu\ntorch==2.3.1", id="a local version of the same"),
    ],
)
def test_what_does_not_contradict(check_tree, lines: str) -> None:
    assert check_tree({"requirements.txt": lines + "\n"}, RULE) == []


def test_layers(check_tree) -> None:
    files = {
        "requirements/base.txt": "a==1\n",
        "requirements/extra.txt": "-r base.txt\na==2\n",
        "requirements/all.txt": "-r base.txt\n-r extra.txt\n",
        "requirements/good.txt": "-r base.txt\na==1\n",
        "requirements/bound.txt": "-c extra.txt\na==1\n",
    }
    contradiction = "a==2 contradicts a==1 in requirements/base.txt:1"
    assert check_tree(files, RULE) == [
        f"requirements/all.txt:2:4: error: {RULE}: in requirements/extra.txt:2: {contradiction}",
        f"requirements/bound.txt:2:1: error: {RULE}: a==1 contradicts the constraint a==2 in requirements/extra.txt:2",
        f"requirements/extra.txt:2:1: error: {RULE}: {contradiction}",
    ]


def test_files_that_include_each_other_end(check_tree) -> None:
    files = {"requirements/a.txt": "-r b.txt\nx==1\n", "requirements/b.txt": "-r a.txt\nx==2\n"}
    assert len(check_tree(files, RULE)) == 2


def test_dependency_groups_are_apart(check_tree) -> None:
    text = '[dependency-groups]\nold = ["django==4.2"]\nnew = ["django==5.1"]\n'
    assert check_tree({"pyproject.toml": text}, RULE) == []


@pytest.mark.parametrize("rule", [RULE, "duplicate-requirement"])
def test_a_project_that_is_repeated_thousands_of_times(check_tree, rule) -> None:
    lines = "".join(f"a @ git+https://x.org/a@{n:040x} ; sys_platform == 'x{n}'\n" for n in range(30_000))
    with limited():
        check_tree({"requirements.txt": lines}, rule)


def test_more_includes_than_are_looked_at_are_reported(check_tree, monkeypatch) -> None:
    files = {f"requirements/{name}.txt": "-r base.txt\na==2\n" for name in "pq"} | {"requirements/base.txt": "a==1\n"}
    conflict = "requirements/{}.txt:2:1: error: conflicting-pins: a==2 contradicts a==1 in requirements/base.txt:1"
    assert check_tree(files, RULE) == [conflict.format("p"), conflict.format("q")]
    monkeypatch.setattr(inclusions, "_OF_A_LINE", 50_000)
    assert check_tree(files, RULE, "not-checked") == [f"requirements/{name}.txt:1:1: {EXCESS}" for name in "pq"]


def test_files_that_include_each_other_are_read_in_linear_time(check_tree) -> None:
    names = [f"r{number}.txt" for number in range(150)]
    each = "".join(f"-r {name}\n" for name in names)
    with limited():
        found = check_tree({f"requirements/{name}": each for name in names}, "syntax-error")
    assert len(found) == len(names)


def test_requirements_that_are_not_compared_are_reported(check_tree, monkeypatch) -> None:
    lines = "a==1 ; sys_platform == 'linux'\na==2 ; python_version < '3.9'\n"
    monkeypatch.setattr(budget, "EACH", 0)
    monkeypatch.setattr(budget, "BASE", 20)
    reported = [f"requirements.txt:1:1: {EXCESS}"]
    assert check_tree({"requirements.txt": lines}, RULE, "not-checked") == reported
    assert check_tree({"requirements.txt": lines}, RULE, "duplicate-requirement", "not-checked") == reported
    same = lines.replace("a==2", "a==1")
    assert check_tree({"requirements.txt": same}, "duplicate-requirement", "not-checked") == reported
    monkeypatch.setattr(budget, "BASE", 1)
    assert check_tree({"requirements.txt": "a==1\na==2\n"}, RULE, "not-checked") == reported


def test_what_is_compared_in_one_file_does_not_depend_on_others(check_tree, monkeypatch) -> None:
    lines = "a==1 ; sys_platform == 'linux'\na==1 ; python_version < '3.9'\n"
    rules = "duplicate-requirement", "not-checked"
    monkeypatch.setattr(budget, "EACH", 1)
    monkeypatch.setattr(budget, "BASE", 20)
    alone = check_tree({"requirements/b.txt": lines}, *rules)
    assert alone == [f"requirements/b.txt:1:1: {EXCESS}"]
    # The other file, with a longer text, pays for the same two markers.
    longer = {"requirements/a.txt": "#" * 50_000 + "\n" + lines, "requirements/b.txt": lines}
    both = check_tree(longer, *rules)
    assert [line for line in both if "/b.txt:1:1:" in line] == alone
    assert [line for line in both if "/a.txt" in line and "duplicate-requirement" in line]
