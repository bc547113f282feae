"""setup.py as a source of requirements."""

from __future__ import annotations

import textwrap

import pytest

from pinlint.formats import setup_py
from pinlint.requirements.model import RequirementsFile
from pinlint.text.source import SourceFile


def parse(text: str) -> RequirementsFile:
    return setup_py.parse(SourceFile("setup.py", textwrap.dedent(text)))


def shown(document: RequirementsFile) -> list[str]:
    """Scope, group, requirement and marker of each requirement."""
    return [
        f"{r.scope}{f'[{r.group}]' if r.group else ''}: {r.shown}{f' ; {r.marker}' if r.marker else ''}"
        for r in document.requirements
    ]


@pytest.mark.parametrize(
    ("text", "requirements"),
    [
        pytest.param(
            "setup(install_requires=['a>=1', 'b; os_name==\"nt\"'], setup_requires=['c'])",
            ["dependencies: a>=1", 'dependencies: b ; os_name=="nt"', "build: c"],
            id="literals",
        ),
        pytest.param(
            "import setuptools\nA = ['a']\nB = A + ['b', *A]\nsetuptools.setup(install_requires=B + ['c'])",
            ["dependencies: a", "dependencies: b", "dependencies: a", "dependencies: c"],
            id="names and sums",
        ),
        pytest.param(
            "setup(install_requires='''\n a # c\n # d\n b\n''')", ["dependencies: a", "dependencies: b"], id="a text"
        ),
        pytest.param(
            "A = ['a']\nA += ['b']\nA.append('c')\nA.extend(['d'])\nsetup(install_requires=A)",
            ["dependencies: a", "dependencies: b", "dependencies: c", "dependencies: d"],
            id="a list that grows at the top level",
        ),
        pytest.param(
            """
            extras = {"Test_X": ["a"], "doc": ["b"]}
            extras["all"] = extras["Test_X"] + extras["doc"]
            extras[":python_version<'3'"] = ["c"]
            setup(extras_require=extras)
            """,
            [
                "extra[test-x]: a",
                "extra[doc]: b",
                "extra[all]: a",
                "extra[all]: b",
                "dependencies: c ; python_version<'3'",
            ],
            id="extras",
        ),
        pytest.param("setup(**dict(install_requires=['a']))", ["dependencies: a"], id="keywords from a dict"),
        pytest.param(
            "M = {'install_requires': ['a']}\nif __name__ == '__main__':\n    setup(**M)",
            ["dependencies: a"],
            id="main",
        ),
        pytest.param(
            "A = ['a']\ndef f():\n    A = open('x').read()\nsetup(install_requires=A)",
            ["dependencies: a"],
            id="a local name",
        ),
        pytest.param("def setup(): pass", [], id="no call"),
        pytest.param("x = 1", [], id="nothing about a setup"),
    ],
)
def test_requirements(text: str, requirements: list[str]) -> None:
    document = parse(text)
    assert document.problems == []
    assert document.metadata is None or document.metadata.unreadable == {}
    assert shown(document) == requirements


@pytest.mark.parametrize(
    ("text", "known", "reason"),
    [
        pytest.param(
            "setup(install_requires=open('requirements.txt').read().splitlines())",
            [],
            "is read from requirements.txt",
            id="open",
        ),
        pytest.param(
            "with open('reqs/base.txt') as f:\n    lines = f.readlines()\nsetup(install_requires=[l.strip() for l in lines])",
            [],
            "is read from reqs/base.txt",
            id="with open",
        ),
        pytest.param(
            "def read(name):\n    return open(name).read()\nR = read('a.txt') + read('b.in')\nsetup(install_requires=R)",
            [],
            "is read from a.txt and b.in",
            id="a function of the module",
        ),
        pytest.param(
            "def reqs():\n    return open('requirements.txt').read()\nsetup(install_requires=reqs())",
            [],
            "is read from requirements.txt",
            id="a function that names the file",
        ),
        pytest.param("setup(install_requires=get())", [], "is computed", id="a call"),
        pytest.param("from x import R\nsetup(install_requires=R)", [], "is computed", id="an import"),
        pytest.param(
            "R = ['a']\nimport R.x\nsetup(install_requires=R)", [], "is computed", id="a name that is imported"
        ),
        pytest.param(
            "R = ['a']\nimport x as R\nsetup(install_requires=R)", [], "is computed", id="an import's own name"
        ),
        pytest.param("R = []\nR = ['a']\nsetup(install_requires=R)", [], "is computed", id="a name bound twice"),
        pytest.param(
            "R = ['a']\nif windows:\n    R.append('b')\nsetup(install_requires=R)",
            ["dependencies: a"],
            "is changed under a condition",
            id="a list that grows under a condition",
        ),
        pytest.param(
            "R = ['a']\nR.remove('a')\nsetup(install_requires=R)", [], "is computed", id="a list that shrinks"
        ),
        pytest.param(
            "setup(install_requires=['a', f'b=={v}', 'c'])",
            ["dependencies: a", "dependencies: c"],
            "has an element that is computed",
            id="an element",
        ),
        pytest.param(
            "R = ['a']\ndef main():\n    R = get()\n    setup(install_requires=R)",
            [],
            "is computed",
            id="a name of a function",
        ),
        pytest.param("R = ['a'] if x else ['b']\nsetup(install_requires=R)", [], "is computed", id="a choice"),
        pytest.param(
            "setup(**get())", [], "setup() is called with ** and a value that is computed", id="unknown keywords"
        ),
        pytest.param("if x:\n    setup()\nelse:\n    setup()", [], "setup() is called in 2 places", id="two calls"),
        pytest.param("a = a\nsetup(install_requires=a)", [], "is computed", id="a name bound to itself"),
        pytest.param("setup(install_requires=" + "['a']+" * 900 + "[])", [], "is computed", id="a very long sum"),
    ],
)
def test_what_is_computed_is_unreadable(text: str, known: list[str] | None, reason: str) -> None:
    document = parse(text)
    assert document.problems == []
    assert document.metadata is not None
    assert document.metadata.unreadable["dependencies"] == reason
    if known is not None:
        assert shown(document) == known


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        pytest.param("setup(install_requires=open('a.in').read().splitlines())", True, id="the lines of a file"),
        pytest.param("setup(install_requires=open('a.in').readlines())", True, id="lines with their ends"),
        pytest.param(
            "setup(install_requires=open('a.in').read().strip().split('\\n'))", True, id="a text that is split"
        ),
        pytest.param(
            "with io.open(os.path.join(here, 'a.in'), encoding='utf-8') as f:\n    R = f.read().splitlines()\n"
            "setup(install_requires=R)",
            True,
            id="a file that a with statement opens",
        ),
        pytest.param(
            "setup(install_requires=[x.strip() for x in open('a.in') if x.strip() and not x.startswith('#')])",
            True,
            id="without empty lines and comments",
        ),
        pytest.param(
            "setup(install_requires=[x for x in open('a.in') if 'six' not in x])", False, id="a choice of lines"
        ),
        pytest.param("setup(install_requires=[f(x) for x in open('a.in')])", False, id="lines that are changed"),
        pytest.param("setup(install_requires=open('a.in').read().split(','))", False, id="no lines"),
        pytest.param(
            "R = open('a.in').readlines()\nR.remove('six')\nsetup(install_requires=R)", False, id="a list that changes"
        ),
        pytest.param(
            "if x:\n    R = open('a.in').readlines()\nelse:\n    R = []\nsetup(install_requires=R)",
            False,
            id="in one case only",
        ),
        pytest.param("setup(install_requires=open(f('a.in')).readlines())", False, id="a path that is computed"),
        pytest.param("a = list(open('a.in'), a)\nsetup(install_requires=a)", False, id="a value of itself"),
    ],
)
def test_what_is_exactly_the_lines_of_a_file(text: str, whole: bool) -> None:
    metadata = parse(text).metadata
    assert metadata is not None
    assert metadata.read_from == {"dependencies": ["a.in"]}
    assert metadata.whole == ({"dependencies"} if whole else set())


def test_extras_with_computed_parts() -> None:
    document = parse("""
        extras = {"a": ["x"], "b": read("b.txt"), name: ["y"]}
        setup(extras_require=extras)
        """)
    assert document.metadata is not None
    assert (shown(document), document.metadata.extras, document.metadata.unreadable) == (
        ["extra[a]: x"],
        ("a", "b"),
        {"optional-dependencies": "is read from b.txt"},
    )


def test_metadata() -> None:
    document = parse("NAME = 'My_Project'\nsetup(name=NAME, python_requires='>=' '3.8', install_requires=None)")
    metadata = document.metadata
    assert metadata is not None
    assert (metadata.name, metadata.requires_python, metadata.unreadable) == ("My_Project", ">=3.8", {})
    span = metadata.name_span
    assert span is not None
    assert document.source.text[span.start : span.end] == "My_Project"


def test_places() -> None:
    document = parse("setup(install_requires=[\n  'é>=1'[0],\n  u'foo' # c\n  '>=1',\n  r'bar<2'])")
    text = document.source.text
    found = [(text[r.span.start : r.span.end], r.location.start) for r in document.requirements]
    assert found == [("foo' # c\n  '>=1", (3, 5)), ("bar<2", (5, 5))]
    assert [text[c.span.start : c.span.end] for r in document.requirements for c in r.clauses] == [">=1", "<2"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("print 'setup'", "unreadable-file: the file is not valid Python: ", id="Python 2"),
        pytest.param(
            "setup(install_requires=['a>='])",
            "syntax-error: the version is missing after '>='",
            id="a bad requirement",
        ),
        pytest.param(
            "setup(extras_require={'a b': []})", "syntax-error: 'a b' is not a valid name of an extra", id="a bad extra"
        ),
    ],
)
def test_problems(text: str, message: str) -> None:
    [problem] = parse(text).problems
    assert f"{problem.rule}: {problem.message}".startswith(message)
    assert not problem.fatal
