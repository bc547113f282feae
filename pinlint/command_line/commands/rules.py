"""List the rules, with their families, severities and summaries."""

from __future__ import annotations

from pinlint.command_line.main import CLEAN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.command_line.main import Console


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint rules``."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print them (default: text)")


def run(options: Namespace, console: Console) -> int:
    """Print the rules."""
    from pinlint.findings.documentation import table
    from pinlint.index import RULES

    if options.format == "text":
        console.write(table(list(RULES)))
        return CLEAN
    import json

    rules = [
        {"rule": name, "family": family, "severity": severity, "summary": summary}
        for name, (family, _, _, severity, summary) in RULES.items()
    ]
    console.write(json.dumps({"version": 1, "rules": rules}, indent=2) + "\n")
    return CLEAN
