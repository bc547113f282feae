from __future__ import annotations

import pytest

from pinlint.fixes.removal import removal, requirement_removal
from pinlint.formats import requirements_txt
from pinlint.text.source import SourceFile, Span, apply_edits


@pytest.mark.parametrize(
    ("text", "statement", "after"),
    [
        pytest.param("a\nb\nc\n", "b", "a\nc\n", id="a line"),
        pytest.param("a\r\nb\r\nc", "b", "a\r\nc", id="a line that ends as on Windows"),
        pytest.param("a\n  b  # why\nc\n", "b", "a\nc\n", id="its comment goes with it"),
        pytest.param("# about b\nb\n", "b", "# about b\n", id="the comment above stays"),
        pytest.param("a\nb", "b", "a\n", id="the last line, without a line end"),
        pytest.param("x b y\n", "b", "x y\n", id="between others"),
        pytest.param("b y\n", "b", "y\n", id="before another"),
        pytest.param("x b\n", "b", "x\n", id="behind another"),
        pytest.param("x b # why\n", "b", "x # why\n", id="behind another, with a comment for both"),
        pytest.param("a\nb \\\n  b\nc\n", "b \\\n  b", "a\nc\n", id="several lines"),
    ],
)
def test_a_statement_goes_with_its_lines(text: str, statement: str, after: str) -> None:
    start = text.rindex(statement)
    source = SourceFile("requirements.txt", text)
    assert apply_edits(text, [removal(source, Span(start, start + len(statement)))]) == after


@pytest.mark.parametrize("text", ["a \\\n  b\nc\n", "a \\\r\n  b\r\nc\r\n", "b  # why\\\nc\n", "\\\rb\r"])
def test_no_statement_is_removed_between_lines_that_would_join_then(text: str) -> None:
    start = text.index("b")
    assert removal(SourceFile("requirements.txt", text), Span(start, start + 1)) is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param("a\nb\n    # via\n    #   c\nd\n    # via e\n", "a\nd\n    # via e\n", id="its own annotations"),
        pytest.param("a\nb \\\n    --hash=x\n    # via c\n# end\n", "a\n# end\n", id="below its hashes"),
        pytest.param("a\r\nb\r\n    # via c", "a\r\n", id="to the end of the file"),
        pytest.param("a\nb  # via c\nd\n", "a\nd\n", id="on its line"),
    ],
)
def test_a_pin_goes_with_its_annotations(text: str, after: str) -> None:
    start = text.index("b")
    end = text.index("--hash=x") + 8 if "--hash" in text else start + 1
    source = SourceFile("requirements.txt", text)
    assert apply_edits(text, [removal(source, Span(start, end), annotated=True)]) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param("a==1\nb==2 \\\n    --hash=sha256:x\n    # via c\nd==1\n", "a==1\nd==1\n", id="with its hashes"),
        pytest.param(
            'a==1\nb==2 ; os_name == "nt" \\\n  --hash=sha256:x  # why\nd==1', "a==1\nd==1", id="with its marker"
        ),
        pytest.param("b==2 -r other.txt\n", None, id="not before what pip drops there"),
        pytest.param("b==2 --hash=sha256:x \\\nc==1\n", None, id="not with a requirement that it swallows"),
        pytest.param("b==2 --config-settings=x=y --hash sha256:x\n", "", id="with other options"),
        pytest.param("b==2  # why\\\nc==1\n", None, id="not with a comment that swallows the next line"),
        pytest.param("a==1\x85b==2\n", None, id="not beside another on an editor's line"),
        pytest.param("b==2  # why\x85# another line\n", None, id="not before a comment of another line"),
    ],
)
def test_a_requirement_goes_with_its_options_or_stays(text: str, after: str | None) -> None:
    source = SourceFile("requirements.txt", text)
    requirement = next(found for found in requirements_txt.parse(source).requirements if found.name == "b")
    edit = requirement_removal(requirement, annotated=True)
    assert (None if edit is None else apply_edits(text, [edit])) == after
