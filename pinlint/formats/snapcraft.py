"""The parts of a snap, a charm or a rock (`snapcraft.yaml`): the lists of packages of their Python plugins, and their scripts.

What a part installs is published with the result.
"""

from __future__ import annotations

from pinlint.formats.jobs import Job, Packages, Script, mapped
from pinlint.formats.located.yaml import parse
from pinlint.text.mapped_text import MappedText
from pinlint.uses.steps import PUBLISH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.jobs import Action
    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)(?:snap|charm|rock)craft\.(?:yml|yaml)$"
READS = "build"

_PACKAGES = ("python-packages", "charm-python-packages", "charm-binary-python-packages")
_FILES = ("python-requirements", "charm-requirements")
_SCRIPTS = ("override-pull", "override-build", "override-stage", "override-prime")


def jobs(source: SourceFile) -> list[Job]:
    """The parts, each a job. Raises LocatedError for text that is not YAML."""
    root = parse(source.text)
    parts = root.get("parts") if root is not None else None
    found = [
        Job(source, item.key, _actions(source, item.node), purpose=PUBLISH)
        for item in (parts.items if parts is not None else ())
    ]
    return [job for job in found if job.actions]


def _actions(source: SourceFile, part: Node) -> list[Action]:
    found: list[Action] = []
    for key in (*_PACKAGES, *_FILES):
        table = part.get(key)
        for node in table.elements if table is not None else ():
            if node.string is None:
                continue
            option = [MappedText(source, [("-r", node.start, node.start)])] if key in _FILES else []
            found.append(Packages("snapcraft", [*option, mapped(source, node)], node.span))
    for key in _SCRIPTS:
        script = part.get(key)
        if script is not None and script.string is not None:
            found.append(Script(mapped(source, script)))
    return found
