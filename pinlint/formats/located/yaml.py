"""YAML with the place of every node, read as ``yaml.SafeLoader`` reads it.

The plainest spelling is read without PyYAML, all others from its events. Both give the same tree.
"""

from __future__ import annotations

from pinlint.formats.located.plain_yaml import parse as parse_plain
from pinlint.formats.located.plain_yaml_values import NotPlain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.formats.located import Node


def parse(text: str) -> Node | None:
    """The tree of the first document; None if the text has no document. Raises LocatedError for malformed text."""
    documents = parse_all(text)
    return documents[0] if documents else None


def parse_all(text: str) -> list[Node]:
    """The trees of all documents. Raises LocatedError for malformed text, and ExceededError."""
    try:
        return [parse_plain(text)]
    except NotPlain:
        from pinlint.formats.located import yaml_events

        return yaml_events.parse_all(text)
