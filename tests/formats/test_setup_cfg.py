"""setup.cfg as a source of requirements."""

from __future__ import annotations

import configparser
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats import setup_cfg
from pinlint.requirements.model import RequirementsFile
from pinlint.text.source import SourceFile


def parse(text: str) -> RequirementsFile:
    return setup_cfg.parse(SourceFile("setup.cfg", textwrap.dedent(text)))


def shown(document: RequirementsFile) -> list[str]:
    """Line, scope, group, requirement and marker of each requirement."""
    return [
        f"{r.location.line} {r.scope}{f'[{r.group}]' if r.group else ''}: {r.shown}{f' ; {r.marker}' if r.marker else ''}"
        for r in document.requirements
    ]


@pytest.mark.parametrize(
    ("text", "requirements"),
    [
        pytest.param(
            """\
            [options]
            install_requires =
                Foo[x]>=1  # why
                # a comment
                bar ; python_version < "3"

            setup_requires = a; b==2
            """,
            ["3 dependencies: Foo[x]>=1", '5 dependencies: bar ; python_version < "3"', "7 build: a", "7 build: b==2"],
            id="lists over lines and on one line",
        ),
        pytest.param(
            """\
            [options.extras_require]
            Test_All =
                pytest
            win = pywin32; b
            """,
            [
                "3 extra[test-all]: pytest",
                "4 extra[win]: pywin32",
                "4 extra[win]: b",
            ],
            id="extras",
        ),
        pytest.param("[options]\ninstall-requires = a", ["2 dependencies: a"], id="a dash instead of the underscore"),
        pytest.param("[flake8]\nignore = E1", [], id="no section that says anything"),
    ],
)
def test_requirements(text: str, requirements: list[str]) -> None:
    document = parse(text)
    assert document.problems == []
    assert shown(document) == requirements


def test_metadata() -> None:
    metadata = parse("""\
        [metadata]
        name = my_project
        version = attr: my_project.__version__
        [options]
        python_requires = >=3.8
        install_requires = file: requirements.txt, more.txt
        [options.extras_require]
        Dev = file: dev.txt
        """).metadata
    assert metadata is not None
    assert (metadata.name, metadata.requires_python, metadata.extras, metadata.unreadable) == (
        "my_project",
        ">=3.8",
        ("dev",),
        {
            "dependencies": "is read from requirements.txt and more.txt",
            "optional-dependencies": "is read from dev.txt",
        },
    )


@pytest.mark.parametrize(
    ("text", "message", "written"),
    [
        pytest.param(
            "[options]\ninstall_requires =\n  a>=\n  b", "the version is missing after '>='", ">=", id="a bad line"
        ),
        pytest.param(
            "[options]\npython_requires = 3.8",
            "options.python_requires is not a version specifier: ",
            None,
            id="no specifier",
        ),
        pytest.param(
            "[options]\nx", "the file has a line that is neither a section header nor an option", "x", id="no INI file"
        ),
        pytest.param(
            "[options.extras_require]\na b = c", "'a b' is not a valid name of an extra", "a b", id="no extra"
        ),
        pytest.param(
            "[options.extras_require]\n:os_name=='nt' = c",
            "the file has a line that is neither a section header nor an option",
            ":os_name=='nt' = c",
            id="a marker as a key",
        ),
    ],
)
def test_problems(text: str, message: str, written: str | None) -> None:
    document = parse(text)
    [problem] = document.problems
    assert problem.message.startswith(message)
    assert written in (None, text[problem.span.start : problem.span.end])


LINES = st.sampled_from(["a", "b>=1", "  c # x", "# d", "", "e ; python_version < '3'", "f#g"])


@settings(max_examples=200)
@given(st.lists(LINES, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_lists_are_what_setuptools_reads(lines: list[str], end: str) -> None:
    text = "[options]\ninstall_requires =\n".replace("\n", end) + "".join(f"    {line}{end}" for line in lines)
    parser = configparser.RawConfigParser()
    parser.read_string(text.replace("\r\n", "\n"))
    # setuptools: one entry a line, no lines of comments, then ` #` and what follows is dropped.
    value = parser["options"]["install_requires"]
    entries = value.splitlines() if "\n" in value else value.split(";")
    wanted = [part.partition(" #")[0].strip() for part in entries if part.strip() and not part.strip().startswith("#")]
    document = parse(text)
    valid = [entry for entry in wanted if "f#g" not in entry]
    if "\n" in value:
        assert [document.source.text[r.span.start : r.span.end] for r in document.requirements] == valid


def test_a_value_that_takes_another_one_is_computed_and_no_error() -> None:
    document = parse(
        """\
        [options.extras_require]
        a =
            flask>=2
        all =
            %(a)s
            django
        """
    )
    assert shown(document) == ["3 extra[a]: flask>=2", "6 extra[all]: django"]
    assert document.problems == []
    assert document.metadata is not None
    assert document.metadata.unreadable == {"optional-dependencies": "takes the value of another option"}
