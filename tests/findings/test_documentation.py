"""The documentation as data, and in the terminal."""

from __future__ import annotations

import json
import re

import pytest
from docstrings import SEE, examples_of, parse_examples, parse_sections

from pinlint.checking.engine import page
from pinlint.command_line import main as cli
from pinlint.findings.config import FIELDS, LOCK_KEYS, MANIFEST_KEYS
from pinlint.findings.documentation import make_page, url
from pinlint.index import RULES

#: Words of other tools that pages refer to.
OTHER_TOOLS = {"pip-compile", "pip-sync", "override-dependencies", "constraint-dependencies"}

DOCSTRING = """Something is wrong.

## Why

Because.

## Fails

```requirements.txt
a
```
```base/requirements.txt
b
```

```text
requirements.txt:1:1: rule: message
```

```requirements.txt
c
```

And so does this:

```Dockerfile
FROM x
## Why not
```

## Passes

```requirements.txt
a==1
```

## See

- `other-rule`
"""


def test_sections_end_where_the_next_begins_and_headings_in_blocks_are_none() -> None:
    sections = parse_sections(DOCSTRING)
    assert list(sections) == ["Why", "Fails", "Passes", "See"]
    assert sections["Why"] == "Because."
    assert sections["See"] == "- `other-rule`"


def test_blocks_make_trees_until_a_path_comes_again_or_prose_stands_between() -> None:
    found = [(example.section, example.files, example.output) for example in parse_examples(DOCSTRING)]
    assert found == [
        (
            "Fails",
            {"requirements.txt": "a\n", "base/requirements.txt": "b\n"},
            "requirements.txt:1:1: rule: message\n",
        ),
        ("Fails", {"requirements.txt": "c\n"}, None),
        ("Fails", {"Dockerfile": "FROM x\n## Why not\n"}, None),
        ("Passes", {"requirements.txt": "a==1\n"}, None),
    ]


def test_a_block_that_does_not_end_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"'requirements\.txt' does not end"):
        parse_examples("A.\n\n## Fails\n\n```requirements.txt\na\n")


def test_a_page_names_the_files_and_what_pinlint_says() -> None:
    assert make_page(
        "a-rule", "pins", "error", "A.\n\n## Fails\n\n```pyproject.toml\nx = 1\n```\n```text\nout\n```\n"
    ) == (
        "# a-rule\n\nA.\n\nFamily `pins`, severity error.\n\n## Fails\n\n"
        "`pyproject.toml`:\n\n```toml\nx = 1\n```\n\npinlint says:\n\n```text\nout\n```\n"
    )


@pytest.mark.parametrize("rule", RULES)
def test_every_page_can_be_made(rule: str) -> None:
    assert page(rule).startswith(f"# {rule}\n")
    assert url(rule).endswith(f"/docs/rules/{rule}.md")
    assert examples_of(rule)


@pytest.mark.parametrize("rule", RULES)
def test_rules_that_a_page_refers_to_exist(rule: str) -> None:
    see = parse_sections(page(rule))[SEE]
    named = {
        name for line in see.splitlines() for name in re.findall(r"`([a-z]+(?:-[a-z]+)+)`", line.partition(":")[0])
    }
    settings = {field.name for field in FIELDS} | set(LOCK_KEYS) | set(MANIFEST_KEYS)
    assert named <= (set(RULES) - {rule}) | settings | OTHER_TOOLS


def test_an_unknown_rule_has_no_page() -> None:
    with pytest.raises(KeyError):
        page("no-such-rule")


def test_explain_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "loose-requirement"]) == 0
    assert capsys.readouterr().out == page("loose-requirement")


def test_explain_in_colour_changes_nothing_but_the_colours(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "loose-requirement", "--color", "always"]) == 0
    out = capsys.readouterr().out
    assert "\x1b[1m# loose-requirement\x1b[0m" in out
    assert re.sub(r"\x1b\[[0-9]*m", "", out) == page("loose-requirement")


def test_explain_lists_the_rules_of_a_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "hashes"]) == 0
    assert capsys.readouterr().out == (
        "hashes\n"
        "  malformed-hash          error    A hash is not valid: it has the wrong length or wrong characters\n"
        "  missing-hash            error    A line has no hash, but other lines of the file have one\n"
        "  unhashable-requirement  error    A file with hashes contains a line that pip cannot check with a hash\n"
        "  weak-hash               error    A hash uses an algorithm that is not secure\n"
        "\n`pinlint explain RULE` explains a rule.\n"
    )


def test_explain_without_a_name_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {rule} " in out for rule in RULES)


def test_explain_suggests_what_may_be_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "lose-requirement"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "pinlint: error: there is no rule or family 'lose-requirement'; did you mean 'loose-requirement'?\n"
    )


def test_rules_as_text_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules"]) == 0
    text = capsys.readouterr().out
    assert cli.main(["rules", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["version"] == 1
    assert [rule["rule"] for rule in listed["rules"]] == list(RULES)
    assert set(listed["rules"][0]) == {"rule", "family", "severity", "summary"}
    assert all(rule["rule"] in text and rule["summary"] in text for rule in listed["rules"])
