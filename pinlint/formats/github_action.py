"""Actions of GitHub: the `run` steps of composite actions.

The value of an input is its default. A default with an expression is unknown, and so is what callers pass.
"""

from __future__ import annotations

from pinlint.formats.github_workflow import actions
from pinlint.formats.jobs import Job, value_of
from pinlint.formats.located.yaml import parse as parse_yaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)action\.(?:yml|yaml)$"
READS = "build"


def jobs(source: SourceFile) -> list[Job]:
    """The steps of a composite action, as one job. Raises LocatedError for text that is not YAML."""
    root = parse_yaml(source.text)
    steps = root.get("runs", "steps") if root is not None else None
    if root is None or steps is None:
        return []
    inputs = root.get("inputs")
    loops = []
    for item in inputs.items if inputs is not None else ():
        default = item.node.get("default")
        value = value_of(source, default) if default is not None else []
        if value:
            loops.append((f"inputs.{item.key}", value))
    return [Job(source, "runs", list(actions(source, steps, {}, loops)))]
