"""The wording of what people read outside of the rules: pages, help and messages use plain words."""

from __future__ import annotations

import ast
import re
from argparse import ArgumentParser
from pathlib import Path

import pytest
from plain_words import BANNED, banned, sentences

import pinlint
from pinlint.command_line.main import overview
from pinlint.command_line.options import parser
from pinlint.index import COMMANDS, load

ROOT = Path(__file__).parents[1]
PACKAGE = Path(pinlint.__file__).parent
PAGES = [
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if path != ROOT / "docs" / "index.md"),
]
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in ("rules", "index.py")
)


def name(path: Path) -> str:
    return path.relative_to(ROOT if path.is_relative_to(ROOT) else PACKAGE).as_posix()


def prose(page: str) -> str:
    """The page without its blocks of code."""
    return re.sub(r"^ *```.*?^ *```$", "", page, flags=re.MULTILINE | re.DOTALL)


def complaints(text: str) -> list[str]:
    return [f"write {BANNED[word]!r} for {word!r}" for word in banned(text)]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_uses_plain_words(path: Path) -> None:
    lines = prose(path.read_text("utf-8")).splitlines()
    assert [(line, wrong) for line in lines if (wrong := complaints(line))] == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_message_uses_plain_words(path: Path) -> None:
    found = sentences(ast.parse(path.read_text("utf-8")))
    assert [(line, text, wrong) for line, text in found if (wrong := complaints(text))] == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_docstring_uses_plain_words(path: Path) -> None:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, kinds)]
    texts = [ast.get_docstring(node) or "" for node in nodes]
    assert [(text, wrong) for text in texts if (wrong := complaints(text))] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_help_uses_plain_words(command: str) -> None:
    made: ArgumentParser = parser(command, load(f"command_line.commands.{command}"))
    assert complaints(made.format_help()) == []


def test_the_overview_of_the_commands_uses_plain_words() -> None:
    assert complaints(overview()) == []


def test_a_block_of_code_is_not_prose() -> None:
    page = "It tells\n\n```text\nmend it anew\n```\n\nwhatever\n"
    assert complaints(prose(page)) == ["write 'reports, or shows' for 'tells'", "write 'say which' for 'whatever'"]
