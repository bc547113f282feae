"""Compose files: the `command` and `entrypoint` of their services, which run when a container starts (the Compose specification).

pinlint assumes that the files of the project are in the folder of the container, as with a volume.
"""

from __future__ import annotations

from pinlint.formats.devcontainer import joined_words
from pinlint.formats.jobs import Job, Script, mapped
from pinlint.formats.located.yaml import parse as parse_yaml
from pinlint.uses.steps import DEPLOY, DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)(?:docker-)?compose[^/]*\.(?:yml|yaml)$"
READS = "build"

#: Parts of a file's name which show that the file is for a deployment; the others are for development.
_IN_SERVICE = ("prod", "deploy", "release", "live", "stag")


def jobs(source: SourceFile) -> list[Job]:
    """The services that run a script, each a job. Raises LocatedError for text that is not YAML."""
    root = parse_yaml(source.text)
    services = root.get("services") if root is not None else None
    name = source.path.lower().rpartition("/")[2]
    purpose = DEPLOY if any(part in name for part in _IN_SERVICE) else DEVELOP
    found = []
    for item in services.items if services is not None else []:
        nodes = [node for key in ("entrypoint", "command") if (node := item.node.get(key)) is not None]
        scripts = [
            Script(mapped(source, node) if node.string is not None else joined_words(source, node), folder=None)
            for node in nodes
            if node.string is not None or node.elements
        ]
        found.append(Job(source, item.key, scripts, purpose=purpose))
    return found
