"""Explain a rule: why it exists, what fails, what passes."""

from __future__ import annotations

import sys

from pinlint.command_line.main import CLEAN
from pinlint.text.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.command_line.main import Console


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint explain``."""
    parser.add_argument("rule", nargs="?", metavar="RULE", help="a rule or a family (default: list the rules)")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="when to use colours (default: auto)"
    )


def run(options: Namespace, console: Console) -> int:
    """Print the rule's page, the rules of a family, or all rules. Raises UsageError for an unknown name."""
    from pinlint.checking.engine import page
    from pinlint.findings.config import suggestion
    from pinlint.findings.documentation import table
    from pinlint.index import RULES

    wanted = options.rule
    names = [name for name, entry in RULES.items() if wanted in (None, entry[0])]
    if names:
        console.write(table(names) + "\n`pinlint explain RULE` explains a rule.\n")
    elif wanted in RULES and sys.flags.optimize > 1:
        raise UsageError("the explanations are docstrings, which `python -OO` removes: run pinlint without -OO")
    elif wanted in RULES:
        console.write(_painted(page(wanted)) if console.coloured() else page(wanted))
    else:
        families = [entry[0] for entry in RULES.values()]
        near = suggestion(wanted, [*RULES, *families]) or "; `pinlint rules` lists them"
        raise UsageError(f"there is no rule or family '{wanted}'{near}")
    return CLEAN


def _painted(text: str) -> str:
    """Markdown with its headings in bold and its blocks dimmed."""
    lines = []
    inside = False
    for line in text.split("\n"):
        fence = line.startswith("```")
        inside ^= fence
        if line.startswith("#") and not inside:
            line = f"\x1b[1m{line}\x1b[0m"
        elif fence:
            line = f"\x1b[2m{line}\x1b[0m"
        lines.append(line)
    return "\n".join(lines)
