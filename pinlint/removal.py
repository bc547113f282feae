"""Taking out a statement of a file together with the lines that it fills."""

from __future__ import annotations

from pinlint.source import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.source import SourceFile


def removal(source: SourceFile, span: Span, *, annotated: bool = False) -> Edit:
    """Removes ``span``, and its whole lines where nothing else stands on them.

    A comment behind it on the same line speaks of it and goes with it. Where something else stands there, the span alone
    is removed, with the blanks that part it from the rest. With ``annotated`` the indented comments below go too: there a
    compiler says why it wrote a pin.
    """
    text = source.text
    first = source.line_span(source.position(span.start)[0])
    last = source.line_span(source.position(span.end)[0])
    before = text[first.start : span.start].strip()
    after = text[span.end : last.end].lstrip()
    # To pip more characters end a line than to an editor: what stands behind one of those is no part of the comment.
    commented = after.startswith("#") and len(after.splitlines()) == 1
    if before or (after and not commented):
        start = span.start if after else first.start + len(text[first.start : span.start].rstrip())
        return Edit(source.path, Span(start, last.end - len(after)), "")
    end = _past_line_end(text, last.end)
    while annotated and end < len(text):
        line = source.line_span(source.position(end)[0])
        content = text[line.start : line.end]
        if not (content[:1] in (" ", "\t") and content.lstrip().startswith("#")):
            break
        end = _past_line_end(text, line.end)
    return Edit(source.path, Span(first.start, end), "")


def _past_line_end(text: str, end: int) -> int:
    return end + (2 if text.startswith("\r\n", end) else 1 if end < len(text) else 0)
