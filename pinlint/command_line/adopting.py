"""Adopts pinlint in an existing project: writes ignore comments, and shows the configuration for the findings that are left."""

from __future__ import annotations

import os

from pinlint.command_line.main import CLEAN
from pinlint.findings.report import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.command_line.main import Console
    from pinlint.findings.config import Config
    from pinlint.findings.report import Report


def add_ignores(report: Report, reason: str, targets: list[str], config: Config, console: Console) -> int:
    """``--add-ignore``: writes comments where they stay; for other files it shows a configuration to copy."""
    from pinlint.checking import engine
    from pinlint.fixes.applying import write_all
    from pinlint.fixes.ignore_comments import adopt, table_for

    root = report.root
    adopted = adopt(report, reason, lambda overlay: engine.check(root, targets, config, overlay))
    write_all(root, report.sources, adopted.texts)
    left = adopted.left
    hidden = len(report.findings) - len(left) - len(adopted.unhidable)
    console.say(f"{plural(hidden, 'finding')} ignored in {plural(len(adopted.texts), 'file')}")
    if adopted.unhidable:
        console.say(
            f"{plural(len(adopted.unhidable), 'finding')} of unused-ignore: remove these comments, because they ignore nothing"
        )
    if left:
        usual = "pyproject.toml" if _is_readable(os.path.join(root, "pyproject.toml")) else "pinlint.toml"
        file = config.path or os.path.join(root, usual)
        if file.startswith(root):
            file = os.path.relpath(file)
        console.say(
            f"{plural(len(left), 'finding')} not ignored, because a comment would not stay there. To ignore them, add to {file}:"
        )
        console.write(table_for(left, reason, file))
    return CLEAN


def _is_readable(path: str) -> bool:
    """Whether the file exists and is valid TOML: a table in a broken file would stop each run."""
    import tomli

    try:
        with open(path, "rb") as file:
            tomli.loads(file.read().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return False
    return True
