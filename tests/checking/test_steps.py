"""The steps that are read from whole trees, for the install graph: each tree in ``steps/`` with the picture of its steps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.checking import engine
from pinlint.findings.config import Config
from pinlint.project import files
from pinlint.uses.steps import Step, Target

FILES = sorted((Path(__file__).parent / "steps").iterdir())


def target(found: Target) -> str:
    """What a step names: its text, the file that it is, and its parts; with the text at its place, if this is another text."""
    there = found.place.source.text[found.place.span.start : found.place.span.end]
    path = "unknown" if found.path is None else found.path or "the root"
    parts = f" [{' '.join(found.parts)}]{'' if found.whole else ' only'}" if found.parts else ""
    return f"{found.kind} {found.text}{'' if found.text in there else f' at {there}'} = {path}{parts}"


def picture(step: Step) -> Iterator[str]:
    about = [*sorted(step.options), *(["maybe"] if step.conditional else []), *(["exports"] if step.exports else [])]
    environment = str(step.environment.node) + f" on Python {', '.join(step.environment.pythons)}" * bool(
        step.environment.pythons
    )
    yield " · ".join([f"{step.place.path}:{step.place.line} {step.tool} to {step.purpose}", environment, *about])
    for name in ("installs", "inputs", "bounds", "removes", "produces"):
        yield from (f"  {name} {target(found)}" for found in getattr(step, name))


def tree_of(text: str) -> tuple[dict[str, str], str]:
    """The files of a document, and the picture after them."""
    *parts, expected = text.split("===== ")
    found = dict(part.split("\n", 1) for part in parts if part)
    return found, expected.partition("\n")[2]


def drawn(root: Path, tree: dict[str, str]) -> Iterator[str]:
    write_tree(root, tree)
    uses = engine.open_project(files.Tree(str(root.resolve())), [""], Config(), {}).uses
    for step in uses.steps:
        yield from picture(step)
    for node, role in sorted(uses.roles.items()):
        purpose = f" to {role.purpose}" if role.purpose else ""
        yield f"{node} is {role.name}{purpose}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_steps_of_a_tree(file: Path, tmp_path: Path) -> None:
    tree, expected = tree_of(file.read_text("utf-8"))
    assert "".join(f"{line}\n" for line in drawn(tmp_path, tree)) == expected
