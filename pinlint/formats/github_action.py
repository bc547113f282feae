"""Actions of GitHub: the `run` steps of composite actions. The values of an action's inputs are unknown."""

from __future__ import annotations

from pinlint.formats.github_workflow import actions
from pinlint.formats.jobs import Job
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
    return [Job(source, "runs", list(actions(source, steps, {})))] if steps is not None else []
