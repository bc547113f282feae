"""A project's own file with far more in it than people write is not read, and that is said; what is read, in linear time."""

from __future__ import annotations

import pytest
from limits import limited

from pinlint.formats import located, pyproject_toml, script, setup_cfg, setup_py
from pinlint.formats.located import python, python_names, toml
from pinlint.project import project
from pinlint.requirements.model import RequirementsFile
from pinlint.text.source import SourceFile

FULL = "as much was read before it as one run reads: leave something out with 'exclude'"
READERS = {"pyproject.toml": pyproject_toml, "setup.cfg": setup_cfg, "setup.py": setup_py, "a.py": script}


def parse(path: str, text: str) -> RequirementsFile:
    document: RequirementsFile = READERS[path].parse(SourceFile(path, text))
    return document


@pytest.mark.parametrize(
    ("module", "name", "bound", "path", "text", "reason"),
    [
        pytest.param(
            toml,
            "MOST_PARTS",
            15,
            "pyproject.toml",
            "[project]\nname = 'p'\ndependencies = ['a', 'b']\n",
            "more than 15 keys and values",
            id="a pyproject.toml",
        ),
        pytest.param(
            setup_cfg,
            "MOST_PARTS",
            4,
            "setup.cfg",
            "[options]\ninstall_requires =\n  a\n  b\n",
            "more than 4 lines and values",
            id="a setup.cfg",
        ),
        pytest.param(
            setup_py,
            "MOST_PARTS",
            4,
            "setup.py",
            "setup(install_requires=['a'])\n",
            "more than 4 names and values",
            id="a setup.py",
        ),
        pytest.param(
            script,
            "MOST_LINES",
            2,
            "a.py",
            "# /// script\n# dependencies = ['a']\n# ///\n",
            "more than 2 lines",
            id="a script",
        ),
        pytest.param(
            toml,
            "MOST_PARTS",
            5,
            "a.py",
            "# /// script\n# dependencies = ['a']\n# ///\n",
            "more than 5 keys and values",
            id="the metadata of a script",
        ),
        pytest.param(
            located,
            "MOST_CHARACTERS",
            20,
            "pyproject.toml",
            "[project]\nname = 'project'\n",
            "more than 20 characters",
            id="a long text",
        ),
    ],
)
def test_what_is_too_much_is_not_read_and_said(
    module: object, name: str, bound: int, path: str, text: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parse(path, text).problems == []
    monkeypatch.setattr(module, name, bound)
    document = parse(path, text)
    (problem,) = document.problems
    assert (problem.rule, problem.fatal, problem.message) == ("unreadable-file", True, reason)
    assert (list(document.requirements), document.metadata) == ([], None)
    assert document.work > 0


def test_such_a_file_is_an_error(check_tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml, "MOST_PARTS", 5)
    assert check_tree({"pyproject.toml": "[project]\nname = 'p'\ndependencies = ['a']\n"}) == [
        "pyproject.toml:1:1: error: unreadable-file: cannot be read: more than 5 keys and values"
    ]


def test_many_files_are_too_much_together(check_tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "MOST_WORK", 3)
    monkeypatch.setattr(project, "EACH_FILE", 0)
    text = "[project]\nname = 'p'\ndependencies = ['a']\n"
    assert check_tree({f"{name}/pyproject.toml": text for name in "ab"}) == [
        f"a/pyproject.toml:1:1: error: unreadable-file: cannot be read: {FULL}"
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
            "a = [" + "'x'," * 9_000 + "]\nsetup(install_requires=" + "a + " * 40 + "a)",
            "has more than 20,000 parts",
            id="a long list again and again",
        ),
        pytest.param(
            "b = [" + "0," * 9_000 + "]\na = [" + "f(b)," * 9_000 + "]\nsetup(install_requires=a)",
            "has an element that is computed",
            id="what each element is computed from",
        ),
        pytest.param(
            "if __name__ == 'x': 0\n" * 20_000 + "setup(install_requires=a)",
            "is computed",
            id="blocks of the main program",
        ),
    ],
)
def test_a_setup_py_is_read_in_linear_time(text: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_py, "MOST_PARTS", 1_000_000)
    assert unreadable(text) == reason


def test_names_of_functions_beyond_the_bound_are_unclear(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a = ['x']\ndef f():\n    a = 1\nsetup(install_requires=a)\n"
    assert unreadable(text) == ""
    monkeypatch.setattr(python_names, "_MOST_VISITS", 2)
    assert unreadable(text) == "is computed"


def test_many_braces_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python, "_MAX_BRACES", 2)
    (problem,) = parse("setup.py", "setup(name=f'{a}{b}{c}')").problems
    assert problem.message == "the file has more than 2 braces"


def test_of_many_files_that_are_read_a_few_are_named() -> None:
    files = ", ".join(f"{number}.txt" for number in range(15))
    document = parse("setup.cfg", f"[options]\ninstall_requires = file: {files}\n")
    assert document.metadata is not None
    assert document.metadata.unreadable["dependencies"].endswith("8.txt and 9.txt and 5 more")
