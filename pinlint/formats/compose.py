"""Compose files: the `command` and `entrypoint` of their services, which run when a container starts (the Compose specification).

pinlint assumes that the files of the project are in the folder of the container, as with a volume.
"""

from __future__ import annotations

from pinlint.formats.devcontainer import joined_words
from pinlint.formats.inner_scripts import SHELLS
from pinlint.formats.jobs import Job, Script, mapped
from pinlint.formats.located.yaml import parse as parse_yaml
from pinlint.text.mapped_text import MappedText, joined
from pinlint.uses.steps import DEPLOY, DEVELOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile

FILES = r"(?:^|/)(?:docker-)?compose[^/]*\.(?:yml|yaml)$"
READS = "build"

#: Parts of a file's name which show that the file is for a deployment; the others are for development.
_IN_SERVICE = ("prod", "deploy", "release", "live", "stag")
#: Options of a shell that read the script from the next word.
_GIVEN = ("-c", "-ec", "-lc", "-exc", "-xc", "-euc")


def jobs(source: SourceFile) -> list[Job]:
    """The services that run a script, each a job. Raises LocatedError for text that is not YAML."""
    root = parse_yaml(source.text)
    services = root.get("services") if root is not None else None
    name = source.path.lower().rpartition("/")[2]
    purpose = DEPLOY if any(part in name for part in _IN_SERVICE) else DEVELOP
    found = []
    for item in services.items if services is not None else []:
        scripts = [Script(text, folder=None) for text in _scripts(source, item.node)]
        found.append(Job(source, item.key, scripts, purpose=purpose))
    return found


def _scripts(source: SourceFile, service: Node) -> list[MappedText]:
    """What a service runs. A shell that is the entrypoint runs the command; any other entrypoint may run it."""
    hooks = service.get("post_start")
    given = [each.get("command") for each in (hooks.elements if hooks is not None else ())]
    entrypoint, command = _text(source, service.get("entrypoint")), _text(source, service.get("command"))
    if entrypoint is not None and command is not None and _runs_next_word(entrypoint.text.split()):
        command, entrypoint = joined([entrypoint, MappedText(source, [(" ", 0, 0)]), command], source), None
    texts = [entrypoint, command, *(_text(source, node) for node in given)]
    return [text for text in texts if text is not None]


def _runs_next_word(words: list[str]) -> bool:
    """Whether the words are a shell that reads its script from the next word."""
    return bool(words) and words[0].rpartition("/")[2] in SHELLS and words[-1] in _GIVEN


def _text(source: SourceFile, node: Node | None) -> MappedText | None:
    if node is None or not (node.string or node.elements):
        return None
    return mapped(source, node) if node.string else joined_words(source, node.elements)
