"""All that rules say of the examples of their pages: besides the messages also the help, the related places and the fixes.

``python -m tools.transcripts`` writes ``helps.txt`` again. Read the difference then.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from docstrings import FAILS, Example, examples_of
from test_examples import findings_of

from pinlint.findings.finding import Finding
from pinlint.index import RULES

FILE = Path(__file__).with_name("helps.txt")


def picture(finding: Finding) -> Iterator[str]:
    where = finding.location
    yield f"{where.path}:{where.line}:{where.column}: {finding.severity}: {finding.message}"
    if finding.project:
        yield f"  project: {finding.project}"
    yield from (f"  {each.location}: {each.message}" for each in finding.related)
    if finding.help:
        yield f"  help: {finding.help}"
    if finding.fix is not None:
        yield f"  {finding.fix.applicability} fix: {finding.fix.title}"
        yield from (f"    {each.path}[{each.span.start}:{each.span.end}] = {each.text!r}" for each in finding.fix.edits)


def drawn(rule: str, folder: Path) -> str:
    """What the rule says of each failing example of its page."""
    lines = [f"===== {rule}"]
    for number, example in enumerate(each for each in examples_of(rule) if each.section == FAILS):
        lines += _drawn(rule, example, folder / str(number))
    return "".join(f"{line}\n" for line in lines)


def _drawn(rule: str, example: Example, root: Path) -> Iterator[str]:
    root.mkdir(parents=True)
    for finding in findings_of(rule, example, root):
        yield from picture(finding)


def _expected() -> dict[str, str]:
    parts = FILE.read_text("utf-8").split("===== ")[1:] if FILE.exists() else []
    return {part.partition("\n")[0]: f"===== {part}" for part in parts}


@pytest.mark.parametrize("rule", RULES)
def test_rules_say_this_of_their_examples(rule: str, tmp_path: Path) -> None:
    assert drawn(rule, tmp_path.resolve()) == _expected().get(rule), "run: python -m tools.transcripts"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        FILE.write_text("".join(drawn(rule, Path(made).resolve() / rule) for rule in RULES), "utf-8", newline="\n")
