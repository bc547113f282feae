"""Where the words of a shell's script are written, at any depth of it."""

from __future__ import annotations

import pytest

from pinlint.formats.shell import commands
from pinlint.text.mapped_text import MappedText
from pinlint.text.source import SourceFile

BEFORE = "# é: x\n\n"


@pytest.mark.parametrize(
    "script",
    [
        "pip install six",
        "  cd x && pip install six; y",
        "(cd x; pip install six)",
        "{ pip install six; }",
        "if a; then\n  pip install six\nfi",
        "for x in a b; do pip install six; done",
        "case $x in a) pip install six ;; esac",
        "x=$(pip install six)",
        "echo `pip install six`",
        'bash -c "a && pip install six"',
        "sh -c 'pip install six'",
        "bash <<EOF\na\npip install six\nEOF\n",
        "f() { pip install six; }\nf",
        "sudo -E env A=b pip install six > log",
    ],
)
def test_the_words_of_a_command_are_where_they_are_written(script):
    text = BEFORE + script
    source = SourceFile("s.sh", text)
    [found] = [
        command
        for command in commands(MappedText.verbatim(source, [(len(BEFORE), len(text))]))
        if [word.text for word in command.words] == ["pip", "install", "six"]
    ]
    at = text.index("pip install six")
    assert [(word.span.start, word.span.end) for word in found.words] == [
        (at, at + 3),
        (at + 4, at + 11),
        (at + 12, at + 15),
    ]
    assert text[found.span.start : found.span.end].strip().endswith(("six", "log"))
    for prefix in found.prefixes:
        assert text[prefix.span.start : prefix.span.end] == prefix.text


def test_the_words_are_found_behind_what_was_left_out():
    text = "x\nRUN pip \\\n  # a comment\n  install six"
    pieces = [(text.index("pip"), text.index("\\")), (text.rindex("install"), len(text))]
    [found] = commands(MappedText.verbatim(SourceFile("Dockerfile", text), pieces))
    assert [text[word.span.start : word.span.end] for word in found.words] == ["pip", "install", "six"]
