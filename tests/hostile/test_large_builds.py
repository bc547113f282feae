"""Files that run commands, made to be slow: long, deep, or with one part that is used again and again."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from limits import limited
from trees import Tree

from pinlint.compiling.inputs import is_plain
from pinlint.formats import annotations, justfile, nox, poetry
from pinlint.formats.installer_words import may_install
from pinlint.formats.located.python_names import ComputedError, Names
from pinlint.formats.shell import commands
from pinlint.text import budget
from pinlint.text.budget import Budget, ExceededError
from pinlint.text.errors import TooLarge
from pinlint.text.mapped_text import MappedText
from pinlint.text.source import SourceFile

JOBS = "on: push\njobs:\n"
STEPS = JOBS + "  a:\n    steps:\n"


def reported(found: list[str]) -> list[str]:
    """What is said not to be checked, without the path."""
    return [line.partition(": not checked: ")[2] for line in found if "not-checked" in line]


#: What a search for one thing finds the beginning of again and again.
UNITS = ["pip -/", 'pip -"', "uv -/", "pip ", "\n", " ", "\t", "\n ", "\n- ", "- ", "[", "pip\n", "pip }", "-m ", "a"]


@pytest.mark.parametrize("format", ["makefile", "conda_environment", "hatch", "nox", "tox"])
def test_a_file_is_searched_for_installers_in_linear_time(format: str) -> None:
    with limited():
        for unit in UNITS:
            assert not may_install(format, unit.encode() * (200_000 // len(unit)))


@pytest.mark.parametrize(
    ("match", "text"),
    [
        pytest.param(annotations._PROJECT_FILE.fullmatch, "(" * 300_000 + " )x", id="the file of an annotation"),
        pytest.param(justfile._RECIPE.match, "a" + " " * 200_000, id="a recipe"),
        pytest.param(lambda text: list(justfile._REFERENCE.finditer(text)), "{{" + "\t" * 200_000, id="a reference"),
        pytest.param(poetry._PLATFORM.fullmatch, " " * 200_000, id="a platform"),
        pytest.param(is_plain, "a" + " >1  " * 200 + "@", id="a requirement to compile"),
        pytest.param(is_plain, "a" + " " * 100_000 + "@", id="blanks to compile"),
    ],
)
def test_a_pattern_takes_linear_time(match: Callable[[str], object], text: str) -> None:
    with limited():
        assert not match(text)


GITLAB = "a0:\n  script: [pip install a]\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.sh": "for x in a b c; do\n" * 20_000 + "pip install $x\n"}, id="loops in each other"),
        pytest.param(
            {
                ".github/workflows/w.yml": JOBS
                + "  a:\n    strategy:\n      matrix:\n"
                + "".join(f"        a{n}: [x]\n" for n in range(2000))
                + "    steps:\n    - run: pip install "
                + " ".join(f"${{{{ matrix.a{n} }}}}" for n in range(2000))
            },
            id="two thousand axes of a matrix",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": GITLAB
                + "".join(
                    f"b{n}:\n  script: [{', '.join([f'!reference [b{n - 1}, script]'] * 30)}]\n" for n in range(300)
                )
            },
            id="references to thirty references",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": "default:\n  before_script:\n"
                + "  - pip install b\n" * 200
                + "".join(f"a{n}:\n  script:\n  - pip install a\n" for n in range(8000))
            },
            id="a script before each job",
        ),
        pytest.param(
            {
                "tox.ini": "".join(
                    f"[testenv:a{n}]\ndeps =\n" + f"    {{[testenv:a{n + 1}]deps}}\n" * 50 for n in range(6)
                )
                + "[testenv:a6]\ndeps = a\n"
            },
            id="references of tox to fifty references",
        ),
        pytest.param(
            {"tox.ini": "[testenv]\ndeps =\n" + "    {[testenv]deps}\n" * 1000},
            id="a value of tox that refers to itself",
        ),
        pytest.param(
            {"noxfile.py": "import nox\nX = ['a']\n" + "X = X + ['a']\n" * 50_000 + "session.install(*X)\n"},
            id="fifty thousand additions to a list",
        ),
        pytest.param(
            {"setup.py": "from setuptools import setup\nsetup(install_requires=[" + "'a'," * 100_000 + "])\n"},
            id="a hundred thousand requirements in a setup.py",
        ),
    ],
)
def test_what_multiplies_is_not_checked(files: Tree, check_tree: Callable[..., list[str]]) -> None:
    with limited():
        found = check_tree(files, "unpinned-install", "not-checked")
    assert len(reported(found)) == 1


def test_the_words_of_a_loop_are_read_once(check_tree: Callable[..., list[str]]) -> None:
    names = ", ".join(['"{{ item }}"'] * 3000)
    words = ", ".join(f"a{number}" for number in range(3000))
    with limited():
        found = check_tree({"tasks/main.yml": f"- pip: {{name: [{names}]}}\n  loop: [{words}]\n"}, "unpinned-install")
    assert [line.partition(" not pinned")[0] for line in found] == [
        "tasks/main.yml:2:10: error: unpinned-install: a0, a1, a2, a3 and 2996 more are"
    ]


@pytest.mark.parametrize(
    ("path", "head", "line"),
    [
        (".github/workflows/w.yml", STEPS, "    - run: pip install a\n"),
        (".github/workflows/w.yml", STEPS, "    - &a\n      run: pip install a\n    - *a\n"),
        (".github/workflows/w.yml", JOBS, "  {n}:\n    steps:\n    - run: pip install a\n"),
        ("Dockerfile", "FROM python:3\n", "RUN pip install a\n"),
        ("Dockerfile", "FROM python:3\nRUN pip install", " a"),
        ("tox.ini", "[testenv]\ncommands =\n", "  pip install a\n"),
        ("noxfile.py", "import nox\n@nox.session\ndef t(session):\n", "    session.install('a')\n"),
        ("Makefile", "", "t{n}: t{m}\n\tpip install a\n"),
        ("justfile", "", "t{n}: t{m}\n  pip install a\n"),
        ("Jenkinsfile", "", "stage('{n}') { sh 'pip install a' }\n"),
        ("a.sh", "", "pip install a\n"),
        ("Dockerfile", "FROM python:3\nRUN pip install a\n", "COPY a b\nARG A\nWORKDIR /x\n"),
        ("Dockerfile", "FROM python:3\nRUN pip install a\n", "FROM a\nFROM b\n"),
        (".gitlab-ci.yml", "", "a{n}:\n  script: [pip install a]\n"),
        ("docker-compose.yml", "services:\n", "  a{n}:\n    command: pip install a\n"),
        ("Procfile", "", "a{n}: pip install a\n"),
        ("Vagrantfile", "", "v.inline = <<-A\npip install a\nA\n"),
    ],
)
def test_a_file_has_no_more_work_in_it_than_people_write(
    path: str, head: str, line: str, check_tree: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MOST_WORK", 20_000)
    for count in (3, 300):
        text = head + "".join(line.replace("{n}", str(n)).replace("{m}", str(n - 1)) for n in range(count))
        found = reported(check_tree({path: text}, "unpinned-install", "not-checked"))
        assert [each.partition(" has ")[2] for each in found] == ["more content than pinlint reads"] * (count == 300)


@pytest.mark.parametrize("script", ["x\n", "x;", "x " * 9 + "\n", "a=b\n", "$(x)\n", "if x; then y; fi\n"])
def test_a_script_is_read_no_further_than_it_may_be_followed(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_WORK", 20_000)
    assert commands(MappedText.verbatim(SourceFile("a.sh", script * 90), [(0, len(script) * 90)]), Budget(10**6))
    with pytest.raises(ExceededError, match="has more content than pinlint reads"):
        commands(MappedText.verbatim(SourceFile("a.sh", script * 900), [(0, len(script) * 900)]), Budget(10**6))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = 'pip install a'\n" + "a = a + a\n" * 8_000 + "sh a\n" * 8_000, id="values that grow"),
        pytest.param("a = 'pip install a'\n" + 'a = "${a} ${a} b"\n' * 8_000, id="values inside strings"),
        pytest.param("sh 'pip install a'\n" + "{ " * 50_000 + "sh 'pip install a'", id="deep blocks"),
        pytest.param("sh 'pip install a'\n" + "/*" * 50_000, id="an open comment"),
        pytest.param("sh 'pip install a'\na = " + '"${' * 30_000, id="open expressions"),
        pytest.param("sh 'pip install a'\na = /" + "(/" * 30_000, id="open patterns"),
        pytest.param("sh 'pip install a'\na = b" + "(" * 50_000, id="open calls"),
        pytest.param("sh 'pip install a'\n" + "a = b(\n" * 15_000, id="calls in calls"),
        pytest.param("sh 'pip install a'\n" + "a = b +\n" * 15_000, id="long sums"),
        pytest.param("sh a: 'pip install a', b: " * 8_000, id="arguments of arguments"),
        pytest.param("sh a: 'pip install a'," * 8_000, id="arguments without an end"),
    ],
)
def test_a_jenkinsfile_is_read_in_linear_time(text: str, check_tree: Callable[..., list[str]]) -> None:
    with limited():
        check_tree({"Jenkinsfile": text}, "unpinned-install", "not-checked")


DEEP = ["this file is nested more deeply than pinlint follows"]
LARGE = ["this file takes more work than is allowed for a file of its size"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("grep -v a{n} r{n}.txt > r{m}.txt", LARGE, id="each filters the file of the one before"),
        pytest.param(
            "cat r{n}.txt r{n}.txt r0.txt > r{m}.txt", DEEP, id="each reads the file of the one before two times"
        ),
        pytest.param("sort r0.txt r2000.txt > r2000.txt", DEEP, id="each reads what it writes"),
        pytest.param("sed -i /a{n}/d r2000.txt", LARGE, id="each deletes a line of the same file"),
        pytest.param("cat r0.txt " + "| sort " * 9 + "> r2000.txt", [], id="each is a long pipeline"),
    ],
)
def test_two_thousand_filters(line: str, expected: list[str], check_tree: Callable[..., list[str]]) -> None:
    filters = "".join(line.replace("{n}", str(n)).replace("{m}", str(n + 1)) + "\n" for n in range(2000))
    pins = "".join(f"a{n}==1\n" for n in range(1000))
    tree = {"a.sh": filters + "pip install -r r2000.txt\npip install a1\n", "r0.txt": pins, "r2000.txt": pins}
    with limited():
        found = check_tree(tree, "unpinned-install", "not-checked")
    assert reported(found) == expected


NESTED = "".join(f"{' ' * depth}def f{depth}(session):\n" for depth in range(60))


def test_a_call_in_nested_functions_belongs_to_one_of_them() -> None:
    text = f"import nox\n{NESTED}{' ' * 60}session.install('a'); session.run('b')\n"
    found = nox.jobs(SourceFile("noxfile.py", text))
    assert [(job.name, len(job.actions)) for job in found] == [("f59", 2)]


def test_the_session_of_a_function_is_used_in_its_helpers() -> None:
    text = (
        "def tests(s):\n  def helper():\n    s.install('a')\n  def other(path):\n    s.install('b')\n"
        "    session.install('c')\n    path.install('d')\n    unknown.install('e')\n"
    )
    found = nox.jobs(SourceFile("noxfile.py", text))
    assert [(job.name, len(job.actions)) for job in found] == [("tests", 2), ("other", 2)]


def test_the_names_of_nested_functions_are_collected_once() -> None:
    tree = ast.parse(NESTED + " " * 60 + "x = y = 1\n")
    spent = Budget(10**6)
    Names(tree, spent, inside=False)
    assert 0 < spent.spent < 3 * sum(1 for _ in ast.walk(tree))


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("x = []\n  x.append('b')", ["a"]),
        ("def x(): pass\n  x.append('b')", ["a"]),
        ("def g():\n   x = []\n   x.append('b')", ["a"]),
        ("x = []\n  def g():\n   x.append('b')", ["a"]),
        ("def g():\n   x = []\n  x.append('b')", None),
        ("x = []\n  def g():\n   global x\n   x.append('b')", None),
        ("x.append('b')", None),
    ],
)
def test_a_function_changes_only_names_that_are_not_its_own(inner: str, expected: list[str] | None) -> None:
    tree = ast.parse(f"x = ['a']\ndef f():\n  {inner}\nsetup(install_requires=x)\n")
    names = Names(tree, Budget(10**6), inside=False)
    if expected is None:
        with pytest.raises(ComputedError):
            list(names.elements(ast.Name("x", ast.Load())))
    else:
        assert [node.value for node in names.elements(ast.Name("x", ast.Load()))] == expected  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path", [".github/workflows/w.yml", "tox.ini", "noxfile.py", "Makefile", "a.sh", ".gitlab-ci.yml", "Dockerfile"]
)
def test_a_file_is_no_longer_than_people_write(
    path: str, check_tree: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "LONGEST_SOURCE", 40)
    found = check_tree({path: "[testenv] # session.install('pip install a') jobs:\n"}, "not-checked")
    assert [each.partition(" has ")[2] for each in reported(found)] == ["more than 40 characters"]


@pytest.mark.parametrize("most", [29, 30])
def test_all_files_together_are_bounded(
    most: int, check_tree: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MOST_BYTES", most)
    tree = {f"{name}-requirements.txt": "a==1\nb==2\n" for name in "xyz"}
    if most == 30:
        assert check_tree(tree) == []
    else:
        with pytest.raises(TooLarge, match="the files to check contain more than 29 bytes"):
            check_tree(tree)


def test_targets_that_need_each_other_pass_their_purpose_on(
    tmp_path: Path, check_tree: Callable[..., list[str]]
) -> None:
    text = "t0:\n\tpip install a && twine upload x\nt1: t2\n\ttrue\nt2:\n\tpip install b\nt1:\n\ttrue\n"
    text += "all: t1\n\ttwine upload x\n"
    found = check_tree({"Makefile": text}, "unpinned-install")
    assert [line.split(" ")[1] for line in found] == ["error:", "error:"]
