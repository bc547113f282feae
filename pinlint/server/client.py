"""What the editor can do, and how it counts columns."""

from __future__ import annotations

from lsprotocol import types

from pinlint.server.positions import offset_at, range_at, range_of, units

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pinlint.text.source import Location, SourceFile, Span


class Client:
    """The capabilities of an editor. It counts columns in code units of ``encoding``: ``utf-8``, ``utf-16`` or ``utf-32``."""

    def __init__(self, capabilities: types.ClientCapabilities, encoding: str) -> None:
        document, workspace = capabilities.text_document, capabilities.workspace
        self.encoding = encoding
        #: Whether it shows other places of a diagnostic, and formatted text in hovers.
        self.related = bool(_at(document, "publish_diagnostics", "related_information"))
        self.markdown = "markdown" in (_at(document, "hover", "content_format") or ())
        #: Whether it asks again for the edit of a code action that the user chooses.
        resolves = _at(document, "code_action", "resolve_support", "properties") or ()
        self.resolves = "edit" in resolves and bool(_at(document, "code_action", "data_support"))
        self.versions = bool(_at(workspace, "workspace_edit", "document_changes"))
        self.watches = bool(_at(workspace, "did_change_watched_files", "dynamic_registration"))
        #: The texts of open files for which the editor counts a byte-order mark as the first character; they are without it.
        self.marked: frozenset[str] = frozenset()
        self.refreshes_lenses = bool(_at(workspace, "code_lens", "refresh_support"))

    def offset(self, source: SourceFile, position: types.Position) -> int:
        """The offset of the character at a position."""
        start = self._start(source)
        column = position.character - start if position.line == 0 else position.character
        return offset_at(source, types.Position(position.line, max(column, 0)), self.encoding)

    def range(self, source: SourceFile, span: Span) -> types.Range:
        """The range of a span."""
        return self._moved(range_of(source, span, self.encoding), source)

    def range_at(self, location: Location) -> types.Range:
        """The range of a location."""
        return self._moved(range_at(location, self.encoding), location.source)

    def _start(self, source: SourceFile | None) -> int:
        """How many code units the byte-order mark of a text has; 0 if it has none."""
        return units("\ufeff", self.encoding) if source is not None and source.text in self.marked else 0

    def _moved(self, found: types.Range, source: SourceFile | None) -> types.Range:
        for position in (found.start, found.end):
            if position.line == 0:
                position.character += self._start(source)
        return found


class Place:
    """The place that a request is about: the path in the project, the text of the file, and the ``offset`` of the cursor.

    ``uri`` gives the URI of a path of the project.
    """

    __slots__ = ("client", "offset", "path", "source", "uri")

    def __init__(
        self, client: Client, uri: Callable[[str], str], path: str, source: SourceFile, offset: int = 0
    ) -> None:
        self.client = client
        self.uri = uri
        self.path = path
        self.source = source
        self.offset = offset


def _at(value: Any, *names: str) -> Any:
    """Follows a chain of attributes; None if one of them is missing."""
    for name in names:
        value = getattr(value, name, None)
    return value
