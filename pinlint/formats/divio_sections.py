"""The tagged sections of a Divio project's files, which the platform's Control Panel writes.

The tags are matched as the platform's own tools do it. Blanks around a line are ignored. A line that starts with ``# <NAME>``
opens the section, and one that starts with ``# </NAME>`` closes it. The first of each counts; if one is missing, there is no
section. ``# <NAME_DISABLED>`` and ``# <NAME enabled=False>`` are ways to opt out.
"""

from __future__ import annotations

from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.text.source import SourceFile

#: The section of a requirements.in, and of the settings, for the project's addons.
ADDONS = "INSTALLED_ADDONS"


class Section:
    """The text between two tags. ``body`` is the span of the lines between them, ``start`` and ``end`` are the
    spans of the tags.
    """

    __slots__ = ("body", "end", "name", "start")

    def __init__(self, name: str, start: Span, body: Span, end: Span) -> None:
        self.name = name
        self.start = start
        self.body = body
        self.end = end

    def holds(self, span: Span) -> bool:
        """Whether ``span`` lies between the tags."""
        return self.body.start <= span.start < self.body.end


def find_section(source: SourceFile, name: str) -> Section | None:
    """The section ``name`` of a file; None if the platform would not find it."""
    opening, closing = f"# <{name}>", f"# </{name}>"
    text = source.text
    if closing not in text:
        return None
    start = end = None
    offset = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if start is None and stripped.startswith(opening):
            start = Span(offset, offset + len(line))
        elif end is None and stripped.startswith(closing):
            end = Span(offset, offset + len(line))
        offset += len(line)
        if start is not None and end is not None:
            break
    if start is None or end is None or end.start < start.end:
        return None
    return Section(name, start, Span(start.end, end.start), end)


def has_addons(source: SourceFile) -> bool:
    """Whether a file has the section of a project's addons."""
    return find_section(source, ADDONS) is not None
