"""The wording of rules: what each says is short and plain, and each help is something to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docstrings import WHY, parse_sections
from plain_words import BANNED, banned, literal, sentences

import pinlint
from pinlint.findings.documentation import pieces

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
#: The most sentences that say why a rule is there, and the most words of a sentence on its page.
MOST_SENTENCES = 4
MOST_WORDS = 28


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


def prose_of(docstring: str) -> list[str]:
    """The sentences of a page outside its blocks. Code in backticks counts as one word."""
    text = "\n".join(body for info, body in pieces(docstring) if info is None and not body.startswith("#"))
    text = re.sub(r"`[^`]*`", "CODE", text)
    parts = re.split(r"(?<=[.!?])\s+|\n\s*\n|\n- ", text)
    return [" ".join(part.split()) for part in parts if part.strip()]


def wrong_words(docstring: str) -> list[str]:
    """What is hard to read on the page of a rule: words that are not to be used, long sentences, a long Why."""
    found = prose_of(docstring)
    wrong = [f"write {BANNED[word]!r} for {word!r}: {sentence}" for sentence in found for word in banned(sentence)]
    wrong += [f"longer than {MOST_WORDS} words: {each}" for each in found if len(each.split()) > MOST_WORDS]
    why = prose_of(parse_sections(docstring)[WHY])
    if len(why) > MOST_SENTENCES:
        wrong.append(f"more than {MOST_SENTENCES} sentences say why: {len(why)}")
    return wrong


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_the_page_of_a_rule_is_short_and_plain(path: Path) -> None:
    assert wrong_words(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "") == []


PAGE = """It {word}.

## Why

{why}

## Fails

```requirements.txt
# told
```
"""


@pytest.mark.parametrize(
    ("word", "why", "wrong"),
    [
        pytest.param("is wrong", "One. Two. Four, `a. b. c. told`. Five: six.", [], id="four sentences"),
        pytest.param(
            "is wrong",
            "One.\n\n- Two.\n- Three. Four. Five.",
            ["more than 4 sentences say why: 5"],
            id="five sentences",
        ),
        pytest.param("is told", "One.", ["write 'reported' for 'told'"], id="a word in the summary"),
        pytest.param("is wrong", "It stands\nthere.", ["write 'is' for 'stands'"], id="a word in the text"),
        pytest.param("is wrong", "so " * 29 + ".", ["longer than 28 words"], id="a long sentence"),
    ],
)
def test_what_is_hard_to_read_on_a_page_is_seen(word: str, why: str, wrong: list[str]) -> None:
    found = wrong_words(PAGE.format(word=word, why=why))
    assert len(found) == len(wrong)
    assert all(each.startswith(begin) for each, begin in zip(found, wrong, strict=True))


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
