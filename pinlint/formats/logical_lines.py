"""The logical lines of a requirements file, as pip joins, strips and expands them, with the place of each part in the file.

pip ends a line wherever `str.splitlines` does. It joins lines at a backslash that is the last character, cuts comments off, and
expands ``${NAME}``. Editors know fewer line ends. This module reads lines as pip does, and reports offsets of the file.
"""

from __future__ import annotations

from pinlint.formats.requirement_lines import VARIABLE
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinlint.text.mapped_text import MappedText
    from pinlint.text.source import SourceFile

#: Everything that ends a line for `str.splitlines`, and so for pip.
LINE_END = lazy("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
#: A variable: pip expands it if the environment sets it.
_COMMENT = lazy(r"(?<!\S)#")


class LogicalLine:
    """One line as pip reads it: ``text`` without comment and surrounding blanks, variables expanded if requested.

    ``start`` and ``end`` are offsets in the file: from the first to the last of its physical lines, without the last line
    end. ``comment`` is the comment's span; ``swallowed`` is the span of the physical lines that a backslash at a comment's
    end adds to the comment.
    """

    __slots__ = ("_base", "_mapped", "comment", "end", "start", "swallowed", "text")

    def __init__(self, start: int, end: int, text: str, base: int, mapped: MappedText | None) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.comment: Span | None = None
        self.swallowed: Span | None = None
        self._base = base
        self._mapped = mapped

    def span(self, start: int, end: int) -> Span:
        """The span in the file of the characters ``start`` to ``end`` of ``text``."""
        if self._mapped is None:
            return Span(self._base + start, self._base + end)
        return self._mapped.span(start, end)

    def begins_line(self, offset: int, source: SourceFile) -> bool:
        """Whether only blanks come before the character of ``text`` at ``offset`` on its physical line."""
        at = self.span(offset, offset).start
        while at > self.start and source.text[at - 1].isspace():
            if LINE_END.match(source.text, at - 1):
                return True
            at -= 1
        return at == self.start

    def expand(self, environ: Mapping[str, str], source: SourceFile) -> None:
        """Replaces every occurrence of each variable that ``environ`` has a value for, one variable after the
        other, as pip does.
        """
        for name in VARIABLE.findall(self.text):
            value = environ.get(name)
            if value:
                self._replace("${" + name + "}", value, source)

    def _replace(self, old: str, new: str, source: SourceFile) -> None:
        from pinlint.text.mapped_text import MappedText, joined

        mapped = self._mapped or MappedText(source, [(self.text, self._base, self._base + len(self.text))])
        parts: list[MappedText] = []
        done = 0
        while (at := self.text.find(old, done)) >= 0:
            span = mapped.span(at, at + len(old))
            parts += mapped.slice(done, at), MappedText(source, [(new, span.start, span.end)])
            done = at + len(old)
        self._mapped = joined([*parts, mapped.slice(done, len(self.text))], source)
        self.text = self._mapped.text


def read_line(source: SourceFile, at: int) -> tuple[LogicalLine, int]:
    """The logical line that begins at the offset ``at``, and the offset at which the next one begins."""
    text = source.text
    pieces = []
    start = at
    while True:
        match = LINE_END.search(text, at)
        end, following = match.span() if match else (len(text), len(text))
        is_comment = text[at:end].lstrip().startswith("#")
        if end == at or text[end - 1] != "\\" or is_comment:
            pieces.append((at, end, is_comment))
            break
        body = text[at:end].rstrip("\\")
        last = at + len(body)
        pieces.append((last - len(body.lstrip("\\")), last, False))
        at = following
        if at >= len(text):
            break
    if len(pieces) == 1:
        line = _one(text, start, end, pieces[0])
    else:
        line = _many(source, start, end, pieces)
    return line, following


def _one(text: str, start: int, end: int, piece: tuple[int, int, bool]) -> LogicalLine:
    first, last, _ = piece
    body = text[first:last]
    at = comment_start(body)
    kept = body if at < 0 else body[:at]
    line = LogicalLine(start, end, kept.strip(), first + len(kept) - len(kept.lstrip()), None)
    if at >= 0:
        line.comment = Span(first + at, end)
    return line


def _many(source: SourceFile, start: int, end: int, pieces: list[tuple[int, int, bool]]) -> LogicalLine:
    from pinlint.text.mapped_text import MappedText

    ranges = []
    for first, last, is_comment in pieces:
        if is_comment:
            ranges.append((" ", first, first))  # pip puts a blank before a comment line
        ranges.append((source.text[first:last], first, last))
    mapped = MappedText(source, ranges)
    at = comment_start(mapped.text)
    kept = mapped.text if at < 0 else mapped.text[:at]
    left = len(kept) - len(kept.lstrip())
    body = kept.strip()
    line = LogicalLine(start, end, body, 0, mapped.slice(left, left + len(body)))
    if at >= 0:
        comment = mapped.span(at, at + 1).start
        match = LINE_END.search(source.text, comment, end)
        if match is None:
            line.comment = Span(comment, end)
        else:
            line.comment = Span(comment, match.start())
            line.swallowed = Span(match.end(), end)
    return line


def comment_start(text: str) -> int:
    """The offset of the ``#`` that begins a comment: the first one after white space or at the beginning; or -1."""
    if "#" not in text:
        return -1
    match = _COMMENT.search(text)
    return match.start() if match else -1
