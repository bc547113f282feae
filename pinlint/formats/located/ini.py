"""INI files with the place of every option, read as `configparser.RawConfigParser(strict=False)` reads them.

setuptools and tox read setup.cfg and tox.ini in this way. ``=`` or ``:`` separates key and value. Comments (``#``, ``;``) have
their own lines. A line that is indented deeper continues a value. Keys are read in lower case, and sections with one name are
joined.
"""

from __future__ import annotations

from functools import partial

from pinlint.formats.located import STRING, TABLE, Item, LocatedError, Node
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: The section whose options every other section has too.
DEFAULT = "DEFAULT"

_LINE = lazy(r"[^\r\n]*(?:\r\n|[\r\n])?")
_SECTION = lazy(r"\[(?P<header>.+)\]")


def parse(text: str) -> Node:
    """The tree of an INI file: a table of sections, each a table of strings.

    Raises LocatedError for text that configparser refuses.
    """
    reader = _Reader(text)
    for found in _LINE.finditer(text):
        if found.end() > found.start():
            reader.line(found.start(), found[0])
    reader.close()
    return Node(TABLE, reader.sections, 0, len(text))


def lookup(root: Node, section: str, option: str) -> Item | None:
    """The entry of ``option`` in ``section``, or in the DEFAULT section if the section does not have it."""
    found = root.get(section)
    if found is None:
        return None
    defaults = root.get(DEFAULT)
    return found.item(option) or (defaults.item(option) if defaults is not None else None)


class _Reader:
    """Takes the lines one by one and keeps the option that may be continued."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sections: list[Item] = []
        self.section: Node | None = None
        self.known: dict[str, Node] = {}
        self.option: tuple[str, int, int] | None = None  # key, and its span
        self.indent = 0
        # The value's lines so far: where the text of each begins and ends; the two are equal for a blank line.
        self.lines: list[tuple[int, int]] = []

    def line(self, start: int, line: str) -> None:
        value = line.strip()
        if value[:1] in ("#", ";"):
            value = ""  # full-line comments count as blank lines that are not part of a value
            comment = True
        else:
            comment = False
        at = start + len(line) - len(line.lstrip())
        if not value:
            if not comment and self.option is not None and self.lines:
                self.lines.append((start, start))
            return
        indent = at - start
        if self.option is not None and indent > self.indent:
            self.lines.append((at, at + len(value)))
            return
        self.close()
        self.indent = indent
        self.fresh(at, value)

    def fresh(self, at: int, value: str) -> None:
        """A line that does not continue another one: a section's header or an option."""
        header = _SECTION.match(value)
        if header:
            name = header["header"]
            section = self.known.get(name)
            if section is None:
                section = self.known[name] = Node(TABLE, [], at, at + len(value))
                self.sections.append(Item(name, at + 1, at + 1 + len(name), section))
            self.section = section
            return
        if self.section is None:
            raise LocatedError("has an option before the first section header", Span(at, at + len(value)))
        delimiter = min((i for i in (value.find("="), value.find(":")) if i >= 0), default=-1)
        key = value[: max(delimiter, 0)].rstrip()
        if not key:
            raise LocatedError("has a line that is neither a section header nor an option", Span(at, at + len(value)))
        rest = value[delimiter + 1 :]
        begin = at + len(value) - len(rest.lstrip())
        self.option = (key.lower(), at, at + len(key))
        self.lines = [(begin, at + len(value))]

    def close(self) -> None:
        """Completes the option that was being read."""
        if self.option is None or self.section is None:
            return
        key, start, end = self.option
        lines = self.lines
        text = self.text
        value = "\n".join(text[a:b] for a, b in lines).rstrip()
        first, last = lines[0][0], max((b for a, b in lines if b > a), default=lines[0][1])
        places = partial(_places, tuple(lines), len(value)) if value != text[first:last] else None
        node = Node(STRING, value, first, last, places=places)
        self.section.value.append(Item(key, start, end, node))
        self.section.end = max(self.section.end, last)
        self.option = None
        self.lines = []


def _places(lines: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """The places of the characters of a value of ``length`` characters that is made of ``lines``."""
    places = [(at, at + 1) for start, end in lines for at in range(start, end + 1)]
    return places[:length]
