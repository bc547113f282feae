"""Removes a statement of a file, together with the lines that it fills."""

from __future__ import annotations

from pinlint.text.source import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import SourceFile


#: Separators between options, and between a name and its value.
_BETWEEN_OPTIONS = " \t\\\r\n="


def requirement_removal(requirement: Requirement, *, annotated: bool = False) -> Edit | None:
    """Removes the lines of a requirement with its options and, with ``annotated``, the compiler's comments below it.

    None if the lines contain other text. pip drops text after a requirement, but would read this text if the requirement were
    removed.
    """
    source, span = requirement.source, requirement.whole_span
    known = [entry.span for entry in requirement.hashes] + [option.span for option in requirement.options]
    ends = [piece for piece in known if piece.start >= requirement.span.end] + [Span(span.end, span.end)]
    at = requirement.span.end
    for piece in sorted(ends, key=lambda piece: piece.start):
        if source.text[at : piece.start].replace("--hash", "", 1).strip(_BETWEEN_OPTIONS):
            return None
        at = piece.end
    line_start = source.line_span(source.position(span.start)[0]).start
    line_end = source.line_span(source.position(span.end)[0]).end
    behind = source.text[span.end : line_end].strip()
    if source.text[line_start : span.start].strip() or (behind and not _is_comment(behind)):
        return None
    return removal(source, span, annotated=annotated)


def removal(source: SourceFile, span: Span, *, annotated: bool = False) -> Edit | None:
    """Removes ``span``, and its whole lines if nothing else is on them.

    A comment on the same line belongs to the span and is removed too. If the lines contain something else, only the span is
    removed, with the blanks that separate it from the rest. With ``annotated`` the indented comments below are removed too: in
    them a compiler says why it wrote a pin.

    None if the next line would then be read in another way: a comment that ends with a backslash contains the next line, and
    a backslash at the end of the line before joins it.
    """
    text = source.text
    first = source.line_span(source.position(span.start)[0])
    last = source.line_span(source.position(span.end)[0])
    before = text[first.start : span.start].strip()
    after = text[span.end : last.end].lstrip()
    if before or (after and not _is_comment(after)):
        start = span.start if after else first.start + len(text[first.start : span.start].rstrip())
        return Edit(source.path, Span(start, last.end - len(after)), "")
    if after.endswith("\\") or text.endswith(("\\\n", "\\\r\n", "\\\r"), 0, first.start):
        return None
    end = _past_line_end(text, last.end)
    while annotated and end < len(text):
        line = source.line_span(source.position(end)[0])
        content = text[line.start : line.end]
        if not (content[:1] in (" ", "\t") and content.lstrip().startswith("#")):
            break
        end = _past_line_end(text, line.end)
    return Edit(source.path, Span(first.start, end), "")


def _is_comment(text: str) -> bool:
    """Whether the whole text is a comment. A comment ends at each line end that pip knows, and pip knows more of them than an
    editor.
    """
    return text.startswith("#") and len(text.splitlines()) == 1


def _past_line_end(text: str, end: int) -> int:
    return end + (2 if text.startswith("\r\n", end) else 1 if end < len(text) else 0)
