"""Every example of every rule's documentation is true."""

from __future__ import annotations

from pathlib import Path

import pytest
from docstrings import FAILS, FIXED, PASSES, Example, examples_of
from trees import EVIDENCE, write_tree

from pinlint.checking import engine
from pinlint.findings import config, config_reading
from pinlint.findings.finding import Finding
from pinlint.index import RULES
from pinlint.text.source import Edit, apply_edits


def findings_of(rule: str, example: Example, root: Path) -> list[Finding]:
    """What ``rule`` alone says of the example's tree, under the configuration that the tree holds."""
    write_tree(root, example.files)
    # The rule on ignores is about what the other rules do.
    selected = ["all"] if RULES[rule][1] == "ignore" else [rule]
    settings = config_reading.load(config.find(str(root), str(root)), {"select": selected, "evidence": EVIDENCE})
    report = engine.check(str(root.resolve()), [""], settings)
    if example.section == PASSES:
        sources = [path for path in example.files if path.endswith((".txt", ".in"))]
        assert report.summary.files >= len(sources), "a file of the example is not read at all"
    return [finding for finding in report.findings if finding.rule == rule]


def concise(finding: Finding) -> str:
    where = finding.location
    return f"{where.path}:{where.line}:{where.column}: {finding.rule}: {finding.message}\n"


def examples(*sections: str) -> list[object]:
    """The examples under these sections, each with its rule and its number."""
    return [
        pytest.param(rule, example, id=f"{rule}-{example.section}-{number}")
        for rule in RULES
        for number, example in enumerate(examples_of(rule))
        if example.section in sections
    ]


@pytest.mark.parametrize(("rule", "example"), examples(FAILS))
def test_what_is_said_to_fail_fails(rule: str, example: Example, tmp_path: Path) -> None:
    found = findings_of(rule, example, tmp_path)
    assert found
    if example.output is not None:
        assert "".join(map(concise, found)) == example.output


@pytest.mark.parametrize(("rule", "example"), examples(PASSES))
def test_what_is_said_to_pass_passes(rule: str, example: Example, tmp_path: Path) -> None:
    assert findings_of(rule, example, tmp_path) == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if any(e.section == FIXED for e in examples_of(rule))])
def test_the_fixes_of_a_failing_tree_give_the_fixed_tree(rule: str, tmp_path: Path) -> None:
    fixed = next(e for e in examples_of(rule) if e.section == FIXED)
    broken = next(e for e in examples_of(rule) if e.section == FAILS and set(fixed.files) <= set(e.files))
    edits: dict[str, list[Edit]] = {}
    for finding in findings_of(rule, broken, tmp_path):
        for edit in finding.fix.edits if finding.fix else ():
            edits.setdefault(edit.path, []).append(edit)
    after = {path: apply_edits(text, edits.get(path, ())) for path, text in broken.files.items()}
    assert {path: after[path] for path in fixed.files} == fixed.files


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_shows_what_fails_and_what_passes(rule: str) -> None:
    shown = {example.section for example in examples_of(rule)}
    # What an index says of a pin no tree of files can show.
    assert shown >= ({PASSES} if RULES[rule][1] == "fact" else {FAILS, PASSES})
