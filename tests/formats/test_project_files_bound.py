"""A project's own file with far more in it than people write is not read, and that is said; what is read, in linear time."""

from __future__ import annotations

import pytest
from limits import limited

from pinlint.formats import pyproject_toml, script, setup_cfg, setup_py
from pinlint.requirements.model import RequirementsFile
from pinlint.text import budget
from pinlint.text.source import SourceFile

READERS = {"pyproject.toml": pyproject_toml, "setup.cfg": setup_cfg, "setup.py": setup_py, "a.py": script}
MORE = "takes more work than is allowed for a file of its size"


def parse(path: str, text: str) -> RequirementsFile:
    document: RequirementsFile = READERS[path].parse(SourceFile(path, text))
    return document


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("pyproject.toml", "[project]\nname = 'p'\ndependencies = ['a', 'b']\n", id="a pyproject.toml"),
        pytest.param("setup.cfg", "[options]\ninstall_requires =\n  a\n  b\n", id="a setup.cfg"),
        pytest.param("setup.py", "setup(install_requires=['a'], name='b')\n", id="a setup.py"),
        pytest.param("a.py", "# /// script\n# dependencies = ['a']\n# ///\n", id="a script"),
    ],
)
def test_a_file_that_is_longer_than_people_write_is_an_error(
    path: str, text: str, check_tree, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "LONGEST_SOURCE", 30)
    tree = {path: text} if path != "a.py" else {path: text, "pinlint.toml": "", "requirements.txt": "-r a.py\n"}
    reported = f"{path}:1:1: error: not-checked: not checked: the file has more than 30 characters"
    if path == "a.py":
        from trees import write_tree

        from pinlint.checking.engine import check
        from pinlint.findings.config import Config

        write_tree(tmp_path, {path: text})
        found = check(str(tmp_path), [path], Config()).findings
        assert [(f.rule, f.message) for f in found] == [("not-checked", reported.partition("not-checked: ")[2])]
        return
    assert check_tree(tree) == [reported]


def test_a_file_that_is_not_checked_leaves_the_others_as_they_are(check_tree, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[project]\nname = 'p'\ndependencies = ['a==1']\n"
    monkeypatch.setattr(budget, "LONGEST_SOURCE", len(text))
    tree = {f"{name}/pyproject.toml": text for name in "abcdefgh"}
    assert check_tree({**tree, "i/pyproject.toml": text + "#"}) == [
        f"i/pyproject.toml:1:1: error: not-checked: not checked: the file has more than {len(text)} characters"
    ]


def unreadable(text: str) -> str:
    with limited():
        document = parse("setup.py", text)
    assert document.metadata is not None
    return document.metadata.unreadable.get("dependencies", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "setup(" + "**a," * 19_000 + ")", "setup() is called with ** and a value that is computed", id="stars"
        ),
        pytest.param(
            "if __name__ == 'x': 0\n" * 20_000 + "setup(install_requires=a)",
            "is computed",
            id="blocks of the main program",
        ),
    ],
)
def test_a_setup_py_is_read_in_linear_time(text: str, reason: str) -> None:
    assert unreadable(text) == reason


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "setup.py",
            "a = [" + "'x'," * 9_000 + "]\nsetup(install_requires=" + "a + " * 40 + "a)",
            id="a long list again and again",
        ),
        pytest.param(
            "setup.py",
            "".join(f"a{n} = a{n + 1} + a{n + 1}\n" for n in range(45)) + "a45 = ['a']\nsetup(install_requires=a0)",
            id="sums that double again and again",
        ),
        pytest.param(
            "setup.py",
            "b = [" + "0," * 9_000 + "]\na = [" + "f(b)," * 9_000 + "]\nsetup(install_requires=a)",
            id="what each element is computed from",
        ),
        pytest.param("setup.py", "setup(name=f'" + "{a}" * 50_000 + "')", id="parts of a text"),
        pytest.param(
            "pyproject.toml",
            "[dependency-groups]\ng0 = []\n"
            + "".join(f"g{n} = [{{include-group = 'g{n - 1}'}}]\n" for n in range(1, 3_000)),
            id="a chain of groups",
        ),
    ],
)
def test_what_takes_more_than_linear_time_is_not_checked(path: str, text: str, check_tree) -> None:
    with limited():
        assert check_tree({path: text}) == [f"{path}:1:1: error: not-checked: not checked: the file {MORE}"]


def test_of_many_files_that_are_read_a_few_are_named() -> None:
    files = ", ".join(f"{number}.txt" for number in range(15))
    document = parse("setup.cfg", f"[options]\ninstall_requires = file: {files}\n")
    assert document.metadata is not None
    assert document.metadata.unreadable["dependencies"].endswith("8.txt and 9.txt and 5 more")
