"""Print or empty the folder in which pinlint caches the answers of indexes."""

from __future__ import annotations

from pinlint.command_line.main import CLEAN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from pinlint.command_line.main import Console


def arguments(parser: ArgumentParser) -> None:
    """The options of ``pinlint cache``."""
    parser.add_argument(
        "what",
        choices=("dir", "clean"),
        metavar="dir|clean",
        help="dir: print the folder of the cache; clean: delete its entries",
    )


def run(options: Namespace, console: Console) -> int:
    """Run the requested action."""
    from pinlint.evidence.cache import clean
    from pinlint.evidence.places import cache_folder
    from pinlint.findings.report import plural

    if options.what == "dir":
        console.write(cache_folder() + "\n")
    else:
        console.say(f"{plural(clean(), 'entry', 'entries')} removed from {cache_folder()}")
    return CLEAN
