"""Procfiles: one command per process type, which a platform runs in production (`release: pip install …`)."""

from __future__ import annotations

from pinlint.formats.jobs import Job, Script
from pinlint.text.mapped_text import MappedText
from pinlint.uses.steps import DEPLOY, DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)Procfile(?:\.[\w-]+)?$"
READS = "build"


def jobs(source: SourceFile) -> list[Job]:
    """The process types, each a job."""
    found = []
    at = 0
    purpose = DEVELOP if source.path.lower().endswith(("dev", "local", "test")) else DEPLOY
    for line in source.text.splitlines(keepends=True):
        name, colon, command = line.partition(":")
        if colon and not line.startswith("#"):
            start = at + len(name) + 1
            text = MappedText.verbatim(source, [(start, start + len(command.rstrip("\r\n")))])
            found.append(Job(source, name.strip(), [Script(text)], purpose=purpose))
        at += len(line)
    return found
