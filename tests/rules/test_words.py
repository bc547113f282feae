"""The wording of rules: what each says is short and plain, and each help is something to do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from plain_words import BANNED, banned, literal, sentences

import pinlint

RULES = sorted((Path(pinlint.__file__).parent / "rules").glob("*/[a-z]*.py"))
#: What a help may begin with: something that a person does.
VERBS = {
    "add",
    "change",
    "check",
    "choose",
    "commit",
    "compare",
    "compile",
    "copy",
    "correct",
    "create",
    "delete",
    "fix",
    "give",
    "install",
    "keep",
    "leave",
    "lock",
    "merge",
    "move",
    "name",
    "pin",
    "quote",
    "remove",
    "rename",
    "replace",
    "require",
    "run",
    "set",
    "take",
    "use",
    ("write"),
}
#: The most characters of a message, before names are put into it.
LONGEST = 100


def helps(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the beginning of each text that is passed as ``help``, also by way of a variable of that name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "help":
            yield from beginnings(node.value)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == "help":
                    yield from beginnings(node.value)
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for name, value in zip(target.elts, node.value.elts, strict=True):
                        if isinstance(name, ast.Name) and name.id == "help":
                            yield from beginnings(value)


def beginnings(node: ast.expr) -> Iterator[tuple[int, str]]:
    """The texts that the expression's value can begin with, as far as they are written there."""
    text = literal(node)
    if text is not None:
        yield node.lineno, text
    elif isinstance(node, ast.IfExp):
        yield from beginnings(node.body)
        yield from beginnings(node.orelse)
    elif isinstance(node, ast.BinOp):
        yield from beginnings(node.left)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from beginnings(value)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_what_a_rule_says_is_short_and_plain(path: Path) -> None:
    wrong = []
    for line, text in sentences(ast.parse(path.read_text("utf-8"))):
        if len(text.replace("{}", "")) > LONGEST:
            wrong.append(f"{path.name}:{line}: longer than {LONGEST} characters: {text}")
        wrong += [f"{path.name}:{line}: write {BANNED[word]!r} for {word!r}: {text}" for word in banned(text)]
    assert wrong == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_help_begins_with_a_verb_or_is_a_command(path: Path) -> None:
    texts = list(helps(ast.parse(path.read_text("utf-8"))))
    wrong = [
        f"{path.name}:{line}: {text}"
        for line, text in texts
        if not text.startswith(("`", "{}")) and text.split()[0].rstrip(":") not in VERBS
    ]
    assert wrong == []


SOURCE = '''
"""A docstring tells nothing."""
rule.finding(place, f"{name} tells whatever" if x else "fine words", help=f"either {this} or that")
'''


def test_both_tests_see_what_is_wrong() -> None:
    tree = ast.parse(SOURCE)
    assert [(text, banned(text)) for _, text in sentences(tree)] == [
        ("{} tells whatever", ["tells", "whatever"]),
        ("fine words", []),
        ("either {} or that", []),
    ]
    assert [text for _, text in helps(tree)] == ["either {} or that"]


def test_most_rules_have_a_help() -> None:
    with_help = [path for path in RULES if any(helps(ast.parse(path.read_text("utf-8"))))]
    assert len(with_help) > len(RULES) / 2
