"""pyproject.toml read the fast way: the same as the exact reader gives, or nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pinlint.formats import pyproject_toml
from pinlint.requirements.metadata import ProjectMetadata
from pinlint.requirements.model import RequirementsFile
from pinlint.text.source import SourceFile

LINES = [
    *("[project]", 'name = "x"', "# comment", 'requires-python = ">=3.10"', 'dynamic = ["version", "dependencies"]'),
    *(
        'dependencies = ["a>=1", "B_c[d, e]~=2.0 ; os_name == \'nt\'"]',
        "dependencies = [",
        '    "a",  # why',
        "    # no",
        "]",
    ),
    *(
        '    "b @ https://example.org/b.zip",',
        '    "c (>=1)",',
        "    'd==1.*',",
        '    "e\\u0031",',
        '    "not valid !",',
    ),
    *("[project.optional-dependencies]", 'fast = ["f>1,<2"]', '"Fast" = ["g"]', "[dependency-groups]"),
    *('dev = ["h", {include-group = "fast"}]', 'fast = ["i===1"]', "[build-system]", 'requires = ["hatchling"]'),
    *("[tool.poetry]", "package-mode = false", "[tool.poetry.dependencies]", 'python = "^3.10"', 'a = "^1.2"'),
    *(
        'b = {version = "*", optional = true, extras = ["z"]}',
        'c = [{version = "1", python = "<3.12"}, {path = "../c"}]',
    ),
    *("[tool.poetry.dependencies.d]", 'version = "2"', "[tool.poetry.group.dev.dependencies]", "[tool.uv]"),
    *('dev-dependencies = ["j"]', "[[tool.uv.index]]", 'url = "https://example.org"', "[tool.ruff]", "limit = 88.5"),
    *("a.c = 2", "a.b.d = 1", "project.name = 1"),
    *(
        "text = '''",
        "more",
        "'''",
        'text = """one \\',
        '    two \\n""" ',
        '"""',
        "a.b = 1",
        "at = 2024-01-01",
        "yes = true",
        "",
        "number = -1",
        'f= "k"',
        'p   =  ["l"]',
        "  [tool.x]",
        '"m\\n>=1",',
        'c = { n = ["a",',
        '"b"], o = 1 }',
    ),
]


def dump(thing: Any) -> Any:
    """All that a document, a requirement or metadata holds, as plain values."""
    if isinstance(thing, SourceFile):
        return thing.path
    if isinstance(thing, dict):
        return {key: dump(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [dump(value) for value in thing]
    slots = [slot for kind in type(thing).__mro__ for slot in getattr(kind, "__slots__", ())]
    return {slot: dump(getattr(thing, slot, None)) for slot in slots} if slots else thing


def both(text: str) -> tuple[RequirementsFile | None, RequirementsFile]:
    """The document as the fast way and as the exact one reads it."""
    source = SourceFile("pyproject.toml", text)
    return pyproject_toml._plainly(source), pyproject_toml._exactly(source)


USUAL = (
    """\
# about
[build-system]
requires = ["hatchling>=1.26"]

[project]
name = "x"
requires-python = ">=3.10"  # all that are supported
dependencies = [
    "a>=1",  # why
    # and not c
    "B_c[d, e]~=2.0 ; os_name == 'nt'",
]

[project.optional-dependencies]
fast = ["f>1,<2"]

[dependency-groups]
dev = ["h", {include-group = "more"}]
more = ["i==1.*"]

[[tool.uv.index]]
url = "https://example.org"

[tool.ruff.lint]
per-file-ignores = { "x/cli.py" = [
    "F811",
], "tests/*" = ["E402"] }

[tool.coverage.report]
fail_under = 99.5
exclude = """
    "'''\na|b\n'''\n"
    '[tool.pdm.scripts]\nrun = """\\\n    python -m x \\\n  all\n"""\n'
)


def test_a_usual_file_is_read_the_fast_way() -> None:
    fast, exact = both(USUAL)
    assert fast is not None
    assert isinstance(fast.metadata, ProjectMetadata)
    assert len(fast.requirements) == 6
    assert dump(fast) == dump(exact)


@given(st.lists(st.sampled_from(LINES), max_size=12), st.booleans(), st.data())
def test_both_ways_read_the_same(lines: list[str], ordered: bool, data: st.DataObject) -> None:
    if ordered:
        lines = sorted(lines, key=LINES.index)
    text = "\n".join(lines) + "\n"
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(['"', "\\", "[", "\r\n", "\t", "=", "é"])) + text[at:]
    fast, exact = both(text)
    if fast is not None:
        assert dump(fast) == dump(exact)
