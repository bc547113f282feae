"""What commands do with requirements: each line of the scripts in ``commands/`` with the step that pinlint reads from it.

A line that is no installer's has no step. A word that is written in another way in the script is followed by its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pinlint.build.command_words import Argument
from pinlint.build.install_commands import ADDING, Step, outputs, read_steps
from pinlint.build.requirement_words import given, pins, read_argument
from pinlint.formats.shell import commands
from pinlint.text.mapped_text import MappedText
from pinlint.text.source import SourceFile

FILES = sorted((Path(__file__).parent / "commands").iterdir())


def shown(argument: Argument) -> str:
    """The value of a word; with the rest of the word from the value's start, if this is another text."""
    rest = argument.word.text[argument.start :]
    return rest if rest == argument.value else f"{'?' if argument.value is None else argument.value}«{rest}»"


def picture(step: Step) -> Iterator[str]:
    yield f"  {step.kind} by {step.tool}{' alone' * step.isolated}"
    for name in ("operands", "files", "constraints", "editables", "groups", "added"):
        found = getattr(step, name)
        if found:
            yield f"    {name}: {' '.join(map(shown, found))}"
    if step.options:
        given = [name if value is None else f"{name}={shown(value)}" for name, value in step.options.items()]
        yield f"    options: {' '.join(given)}"
    if step.repeated:
        yield f"    before: {' '.join(f'{name}={shown(value)}' for name, value in step.repeated)}"
    if outputs(step):
        yield f"    writes: {' '.join(outputs(step))}"
    words = [(shown(argument), read_argument(argument, editable)) for argument, editable in given_by(step)]
    if any(requirement is not None for _, requirement in words):
        pinned = {id(argument.word): requirement.shown for argument, requirement in pins(step)}
        yield "    requires: " + " · ".join(requirement.shown for _, requirement in words if requirement is not None)
        if pinned:
            yield f"    pins: {' · '.join(pinned.values())}"


def given_by(step: Step) -> list[tuple[Argument, bool]]:
    return list(given(step)) if step.kind == "install" or step.tool in ADDING else []


def drawn(line: str) -> Iterator[str]:
    yield f"$ {line}"
    source = SourceFile("run.sh", line)
    variables = {"KNOWN": "known", "PIP": "pip", "FILE": "f.txt", "TWO": "a b", "PY": "python3.12"}
    for command in commands(MappedText.verbatim(source, [(0, len(line))])):
        for step in read_steps(command, variables):
            yield from picture(step)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_steps_of_commands(file: Path) -> None:
    text = file.read_text("utf-8")
    lines = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    assert "".join(f"{part}\n" for line in lines for part in drawn(line)) == text
