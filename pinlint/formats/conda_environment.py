"""Environments of conda (`environment.yml`, files in a folder `envs`): the list below `pip:`, which conda passes to pip.

A file with any name is read if a command or an action installs it: `conda env create -f prod.yml`. It is then judged by what the
command is for. The packages of conda itself are not read, because they do not come from a Python package index.
"""

from __future__ import annotations

from pinlint.formats.jobs import Job, Packages, mapped, words
from pinlint.formats.located.yaml import parse as parse_yaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.mapped_text import MappedText
    from pinlint.text.source import SourceFile

FILES = (
    r"(?:^|/)(?:(?:[\w.-]*[_.-])?(?:environment|conda|conda[_-]env)(?:[_.-][\w.-]*)?"
    r"|(?:envs|environments|conda[_-]envs)/[^/]+)\.(?:yml|yaml)$"
)
READS = "build"


def jobs(source: SourceFile) -> list[Job]:
    """What pip installs into the environment. Raises LocatedError for text that is not YAML."""
    root = parse_yaml(source.text)
    dependencies = root.get("dependencies") if root is not None else None
    given: list[MappedText | None] = []
    span = None
    for each in dependencies.elements if dependencies is not None else []:
        pip = each.get("pip")
        for node in pip.strings() if pip is not None else ():
            span = span or node.span
            given += words(mapped(source, node))
    folder = source.path.rpartition("/")[0]
    return [Job(source, "pip", [Packages("conda", given, span)], folder=folder)] if span else []
