"""Dockerfiles with places, against BuildKit's own parser where it can be installed."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pinlint.formats.dockerfile import Dockerfile, Instruction, parse
from pinlint.text.budget import ExceededError
from pinlint.text.source import SourceFile


def read(text: str) -> Dockerfile:
    return parse(SourceFile("Dockerfile", text))


def shown(instruction: Instruction) -> tuple[Any, ...]:
    """Name and arguments, the lines it takes, and what it has beside."""
    details: list[Any] = [f"--{flag.name}={flag.value}" for flag in instruction.flags]
    details += [(heredoc.name, heredoc.body.text) for heredoc in instruction.heredocs]
    words = instruction.exec_form
    details += [[word.literal for word in words]] if words is not None else []
    return (f"{instruction.name} {instruction.arguments.text}".rstrip(), instruction.lines, *details)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("from a\nrun b", [("FROM a", (1, 1)), ("RUN b", (2, 2))], id="names in any case"),
        pytest.param("RUN a \\\n    b", [("RUN a     b", (1, 2))], id="only the first line loses its indentation"),
        pytest.param("RUN a \\ \t\nb", [("RUN a b", (1, 2))], id="blanks may follow the continuation character"),
        pytest.param(
            "RUN a \\\\\nUSER b", [("RUN a \\\\", (1, 1)), ("USER b", (2, 2))], id="a doubled one ends the line"
        ),
        pytest.param(
            "RUN a \\\n  # b \\\n\n c", [("RUN a  c", (1, 4))], id="comments and blank lines inside are dropped"
        ),
        pytest.param("RUN a # b", [("RUN a # b", (1, 1))], id="a hash behind something belongs to it"),
        pytest.param("# escape=`\nRUN a `\nb\\\n", [("RUN a b\\", (2, 3))], id="the escape directive"),
        pytest.param("\n# escape=`\nRUN a \\\nb\n", [("RUN a b", (3, 4))], id="a directive counts at the top only"),
        pytest.param("# a\n# escape=`\nRUN a \\\nb\n", [("RUN a b", (3, 4))], id="a comment ends the directives"),
        pytest.param("RUN a \\\r\n  b\r\nUSER c\r\n", [("RUN a   b", (1, 2)), ("USER c", (3, 3))], id="CRLF"),
        pytest.param("COPY --from=x --chown='a b' y z", [("COPY y z", (1, 1), "--from=x", "--chown=a b")], id="flags"),
        pytest.param(
            'RUN ["a", "b\\n\\u0041"]', [('RUN ["a", "b\\n\\u0041"]', (1, 1), ["a", "b\nA"])], id="the exec form"
        ),
        pytest.param('RUN ["a\\q"]', [('RUN ["a\\q"]', (1, 1))], id="an escape that JSON does not have"),
        pytest.param('RUN ["a", "b"', [('RUN ["a", "b"', (1, 1))], id="an array that does not end"),
        pytest.param("RUN ['a']", [("RUN ['a']", (1, 1))], id="single quotes are no exec form"),
        pytest.param("RUN [ -f a ]", [("RUN [ -f a ]", (1, 1))], id="a test is no exec form"),
        pytest.param(
            "RUN <<E\na\n E\nE\nUSER b", [("RUN <<E", (1, 4), ("E", "a\n E\n")), ("USER b", (5, 5))], id="heredoc"
        ),
        pytest.param(
            "RUN <<-'E' x\n\ta\n\tE", [("RUN <<-'E' x", (1, 3), ("E", "a\n"))], id="a heredoc without its tabs"
        ),
        pytest.param(
            "COPY <<a <<b /x/\n1\na\n2\nb\n",
            [("COPY <<a <<b /x/", (1, 5), ("a", "1\n"), ("b", "2\n"))],
            id="two heredocs",
        ),
        pytest.param("ENV a <<E\nUSER b", [("ENV a <<E", (1, 1)), ("USER b", (2, 2))], id="an ENV takes no heredoc"),
        pytest.param("ONBUILD RUN <<E\na\nE", [("ONBUILD RUN <<E", (1, 3), ("E", "a\n"))], id="an ONBUILD's heredoc"),
    ],
)
def test_instructions(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert list(map(shown, read(text).instructions)) == expected


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        pytest.param("FROM a\nRUM b", "RUM is not an instruction of a Dockerfile", "RUM", id="a misspelt instruction"),
        pytest.param(
            "<<<<<<< HEAD", "<<<<<<< is not an instruction of a Dockerfile", "<<<<<<<", id="a conflict marker"
        ),
        pytest.param("RUN <<E\na", "the here-document E has no end", "<<E", id="an unended heredoc"),
        pytest.param("#escape=x\nRUN a", "x cannot be the escape character: use \\ or `", "#escape=x", id="escape"),
    ],
)
def test_problems(text: str, message: str, place: str) -> None:
    (problem,) = read(text).problems
    assert (problem.message, text[problem.span.start : problem.span.end]) == (message, place)


def test_instructions_of_other_frontends_are_no_problems() -> None:
    assert read("# syntax=docker.io/x/y\nINCLUDE a").problems == []
    assert len(read("# syntax=docker/dockerfile:1\nINCLUDE a").problems) == 1


def test_statements_of_a_template_are_passed_over() -> None:
    text = "FROM {{ base }}\n{% if gpu %}\nRUN a\n{% endif %}\n{# why #}\n{{ more }}\nUSER b\n"
    document = read(text)
    assert [instruction.name for instruction in document.instructions] == ["FROM", "RUN", "USER"]
    assert document.problems == []


@pytest.mark.parametrize(
    ("path", "text", "problems"),
    [
        pytest.param("tools/dockerfile.go", "package build\n\nimport a\n", 0, id="Go in a file with such a name"),
        pytest.param("Dockerfile.go", "FORM golang\nRUN a\n", 1, id="a misspelt instruction among others"),
        pytest.param("Dockerfile.go", "FROM golang\nRUM a\n", 1, id="a Dockerfile for Go"),
        pytest.param("Dockerfile", "package build\n", 1, id="a file that can be nothing else"),
    ],
)
def test_a_file_that_is_no_dockerfile(path: str, text: str, problems: int) -> None:
    assert len(parse(SourceFile(path, text)).problems) == problems


def test_comments_are_kept() -> None:
    text = "# a\nRUN b \\\n  # c\n  d\nRUN <<E\n# e\nE\n"
    assert [(c.text, text[c.span.start : c.span.end]) for c in read(text).comments] == [("# a", "# a"), ("# c", "# c")]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        pytest.param("RUN a && \\\n b", "a &&  b", id="the shell form"),
        pytest.param('RUN ["a"]', None, id="the exec form"),
        pytest.param("RUN <<E\na\nE", "a\n", id="a lone heredoc is the script"),
        pytest.param("RUN <<E\n#!/usr/bin/env python3\na\nE", None, id="a script of another language"),
        pytest.param("RUN <<E\n#!/bin/bash\na\nE", "#!/bin/bash\na\n", id="a shell's shebang"),
        pytest.param("RUN cat <<-E | b\n\ta\n\tE\n", "cat <<-E | b\n\ta\n\tE\n", id="any other heredoc stays one"),
    ],
)
def test_scripts(text: str, script: str | None) -> None:
    (instruction,) = read(text).instructions
    assert (instruction.script.text if instruction.script else None) == script


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ENV a=b c='d e' f=\"g\" h=i\\ j", {"a": "b", "c": "d e", "f": "g", "h": "i j"}, id="pairs"),
        pytest.param("ENV a b=c d", {"a": "b=c d"}, id="the old form takes the rest of the line"),
        pytest.param("ENV a=${x:-1}/$y", {"a": "X/Y"}, id="values are expanded"),
        pytest.param("ARG a=1", {"a": "1"}, id="an argument's default"),
        pytest.param("ARG a", {"a": None}, id="an argument without one"),
    ],
)
def test_variables(text: str, expected: dict[str, str | None]) -> None:
    (instruction,) = read(text).instructions
    values = {"x": "X", "y": "Y"}
    assert {name: word.value(values) if word else None for name, word in instruction.variables} == expected


def test_every_word_knows_its_place() -> None:
    text = "FROM x\nCOPY --from=a b \\\n  # why\n  c/  d\n"
    copy = read(text).instructions[1]
    assert [text[word.span.start : word.span.end] for word in copy.words] == ["b", "c/", "d"]
    assert [text[flag.span.start : flag.span.end] for flag in copy.flags] == ["--from=a"]
    assert text[copy.span.start : copy.span.end] == "COPY --from=a b \\\n  # why\n  c/  d"


def test_a_text_that_nobody_writes_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pinlint.text.budget.LONGEST_SOURCE", 20)
    with pytest.raises(ExceededError):
        parse(SourceFile("Dockerfile", "FROM a\n" * 3))
    assert len(parse(SourceFile("Dockerfile", "FROM a\n" * 2)).instructions) == 2


PIECES = ["FROM a\n", "RUN ", "RUN", "COPY ", "ADD ", "ONBUILD RUN ", "# c\n", "  # c\n", "\\\n", "\\ \n", "\\\t\r\n"]
PIECES += ["\n", "  \n", "<<EOF", "<<-EOF", "<<'EOF'", '<<"EOF"', " <<EOF ", "EOF\n", "\tEOF\n", "EOF", "x ", "'", '"']
PIECES += ["--mount=a,b=c ", " --from=x ", '["a", "b"]', "ENV A=b ", "env c d", "\r\n", "\t", "`", "$", "${X}", "a=b"]
PIECES += ["# escape=`\n", "# syntax=x\n", "cat ", "3<<EOF", "<<EOF <<EOB", "EOB\n", "&&", "WORKDIR /x"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_text_is_read_as_buildkit_reads_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    document = read(text)
    for instruction in document.instructions:
        assert 0 <= instruction.span.start < instruction.span.end <= len(text)
    if importlib.util.find_spec("dockerfile") is None:
        return  # the wheel exists for Linux on x86-64 only
    import dockerfile

    try:
        parsed = dockerfile.parse_string(text)
    except dockerfile.GoParseError:
        assume(False)
    assert [
        # Of what ONBUILD triggers, the reference does not tell the heredocs.
        (i.name, i.lines, len(i.flags), [(h.name, h.body.text) for h in i.heredocs if i.name != "ONBUILD"])
        for i in document.instructions
    ] == [
        (c.cmd.upper(), (c.start_line, c.end_line), len(c.flags), [(h.name, h.content) for h in c.heredocs])
        for c in parsed
        if c.cmd
    ]
