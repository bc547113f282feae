"""The requirements in a script's own header."""

from __future__ import annotations

import re

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from pinlint.formats import script
from pinlint.requirements.model import RequirementsFile
from pinlint.text.source import SourceFile

#: The regular expression of PEP 723.
REGEX = r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$"


def parse(text: str) -> RequirementsFile:
    return script.parse(SourceFile("run.py", text))


def reference(text: str) -> list[tuple[str, str]]:
    """Type and content of the blocks, as PEP 723 finds them in a text whose line ends are line feeds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [
        (
            match["type"],
            "".join(
                line[2:] if line.startswith("# ") else line[1:] for line in re.findall("[^\\n]*\\n", match["content"])
            ),
        )
        for match in re.finditer(REGEX, text)
    ]


def test_requirements_have_their_places() -> None:
    text = (
        "#!/usr/bin/env python\r\n# /// script\r\n#\r\n# requires-python = '>=3.10'\r\n# dependencies = [\r\n"
        '#   "foo>=1.0",\r\n#   "b\\u0061r",\r\n# ]\r\n# [tool.uv]\r\n# x = """a\r\n# b"""\r\n# ///\r\nimport foo\r\n'
    )
    document = parse(text)
    assert document.problems == []
    assert [(r.scope, r.shown, text[r.span.start : r.span.end], r.location.line) for r in document.requirements] == [
        ("script", "foo>=1.0", "foo>=1.0", 6),
        ("script", "bar", "b\\u0061r", 7),
    ]
    metadata = document.metadata
    assert metadata is not None
    span = metadata.requires_python_span
    assert span is not None
    assert (metadata.requires_python, text[span.start : span.end]) == (">=3.10", ">=3.10")
    assert document.tool == {"uv": {"x": "a\nb"}}


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        pytest.param(
            "# /// script\n# dependencies = [\n# ///\n",
            "the script's metadata is not valid TOML: invalid value",
            (3, 1),
            id="malformed TOML",
        ),
        pytest.param(
            "# /// script\n# dependencies = ['a>=']\n# ///\n",
            "the version is missing after '>='",
            (2, 21),
            id="a bad entry",
        ),
        pytest.param(
            "# /// script\n# a=1\n# ///\n\n# /// script\n# a=1\n# ///\n",
            "a script can have only one block of metadata",
            (5, 1),
            id="two blocks",
        ),
    ],
)
def test_problems(text: str, message: str, position: tuple[int, int]) -> None:
    document = parse(text)
    [problem] = document.problems
    assert (problem.message, document.source.position(problem.span.start)) == (message, position)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("import foo\n", id="no block"),
        pytest.param("# /// script\n# ///\n", id="a block without content"),
        pytest.param("# /// script\n#a = 1\n# ///\n", id="a line without its blank"),
        pytest.param(" # /// script\n# a = 1\n# ///\n", id="an indent"),
        pytest.param("# /// other\n# a = 1\n# ///\n", id="a block of another type"),
    ],
)
def test_scripts_without_metadata(text: str) -> None:
    document = parse(text)
    assert (document.requirements, document.problems, document.metadata) == ([], [], None)


LINES = st.sampled_from(
    ["# /// script", "# /// x", "# ///", "# a", "#", "#a", "", "# /// script ", "x", "#\ta", "# \x0b"]
)


@settings(max_examples=300)
@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n", "\n", "\r\n"])), max_size=12), st.booleans())
def test_blocks_are_what_the_specification_finds(lines: list[tuple[str, str]], ended: bool) -> None:
    text = "".join(line + end for line, end in lines)
    if not ended:
        text = text.rstrip("\r\n")
    assert [(kind, content) for kind, _, content, _ in script.blocks(text)] == reference(text)


def test_offsets_lead_back_to_the_file() -> None:
    text = "# /// script\r\n# a = 'x'\r\n#\r\n# b = 2\r\n# ///"
    [(_, _, content, lines)] = script.blocks(text)
    assert tomli.loads(content) == {"a": "x", "b": 2}
    assert [(content[start : start + 3], text[there : there + 3]) for start, there in lines] == [
        ("a =", "a ="),
        ("\nb ", "\r\n#"),
        ("b =", "b ="),
    ]
