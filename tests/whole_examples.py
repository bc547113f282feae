"""All that commands print about the examples of the rules' pages: the findings of all rules, the roles of the files, the fixes.

``python -m tools.transcripts`` writes the documents in ``rules/examples/`` again, one for each family. Read the difference then.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docstrings import FIXED, examples_of
from trees import write_tree

from pinlint.index import RULES
from tools.tree_transcripts import alone, printed

DOCUMENTS = Path(__file__).parent / "rules" / "examples"
COMMANDS = (
    "pinlint check --verbose",
    "pinlint check --diff --unsafe-fixes",
    "pinlint graph --uses",
)


def drawn(rule: str, folder: Path) -> str:
    """What the commands print about each example of the rule's page."""
    lines = []
    for number, example in enumerate(each for each in examples_of(rule) if each.section != FIXED):
        tree = folder / f"{rule}-{number}" / "project"
        write_tree(tree, example.files)
        lines.append(f"===== {rule} {number}: {', '.join(example.files)}\n")
        for command in COMMANDS:
            with alone(tree.parent):
                lines.append(printed(command, tree))
    return "".join(lines)


def expected(rule: str) -> str:
    """What the documents say about the rule's examples."""
    parts = (DOCUMENTS / f"{RULES[rule][0]}.txt").read_text("utf-8").split("===== ")[1:]
    return "".join(f"===== {part}" for part in parts if part.startswith(f"{rule} "))


if __name__ == "__main__":
    DOCUMENTS.mkdir(exist_ok=True)
    for family in sorted({family for family, *_ in RULES.values()}):
        with tempfile.TemporaryDirectory() as made:
            text = "".join(drawn(rule, Path(made).resolve()) for rule in RULES if RULES[rule][0] == family)
        (DOCUMENTS / f"{family}.txt").write_text(text, "utf-8", newline="\n")
