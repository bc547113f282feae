"""The hooks of a .pre-commit-config.yaml, read as YAML: a hook in a comment does not count."""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.formats.located import Node
    from pinlint.text.source import SourceFile

PATH = ".pre-commit-config.yaml"


class Hook:
    """A hook: its ``id``, its repository's URL (``local`` for one of this project), the ``revision`` and the hook's table."""

    __slots__ = ("id", "repository", "revision", "table")

    def __init__(self, id: str, repository: str, revision: Node | None, table: Node) -> None:
        self.id = id
        self.repository = repository
        self.revision = revision
        self.table = table

    @property
    def arguments(self) -> list[str]:
        """The values of ``args``."""
        node = self.table.get("args")
        return [word.value for word in node.strings()] if node is not None else []

    def option(self, name: str) -> str | None:
        """The value of an option among the arguments, written ``--name value`` or ``--name=value``."""
        words = self.arguments
        for index, word in enumerate(words):
            if word == name and index + 1 < len(words):
                return words[index + 1]
            if word.startswith(name + "="):
                return word[len(name) + 1 :]
        return None


def root_of(project: CheckedProject) -> Node | None:
    """The tree of the configuration of pre-commit; None if there is none that can be read. Raises ExceededError."""
    source = source_of(project)
    return _read(source) if source is not None else None


def hooks(project: CheckedProject) -> tuple[SourceFile, list[Hook]] | None:
    """The hooks of the project; None if it has no readable configuration of pre-commit.

    Raises ExceededError.
    """
    source = source_of(project)
    found = _read(source) if source is not None else None
    return (source, list(_hooks(found))) if source is not None and found is not None else None


def source_of(project: CheckedProject) -> SourceFile | None:
    """The text of the configuration of pre-commit; None if there is none that can be read."""
    return project.source(PATH) if PATH in project.path_set else None


@lru_cache(maxsize=1)
def _read(source: SourceFile) -> Node | None:
    """The tree; None for invalid YAML, which pre-commit itself reports. Raises ExceededError."""
    from pinlint.formats.located import LocatedError, yaml
    from pinlint.text.budget import check_source

    check_source(source.text)
    try:
        return yaml.parse(source.text)
    except LocatedError:
        return None


def _hooks(root: Node) -> Iterator[Hook]:
    repositories = root.get("repos")
    for repository in repositories.elements if repositories is not None else ():
        url, tables = repository.get("repo"), repository.get("hooks")
        for table in tables.elements if tables is not None else ():
            name = table.get("id")
            if name is not None and name.string is not None and url is not None and url.string is not None:
                yield Hook(name.value, url.value, repository.get("rev"), table)
