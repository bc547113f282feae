"""Taking out a statement of a file together with the lines that it fills."""

from __future__ import annotations

from pinlint.text.source import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.requirements.model import Requirement
    from pinlint.text.source import SourceFile


#: What parts options from each other, and a name from its value.
_BETWEEN_OPTIONS = " \t\\\r\n="


def requirement_removal(requirement: Requirement, *, annotated: bool = False) -> Edit | None:
    """Removes the lines of a requirement with its options and, with ``annotated``, what a compiler wrote below it.

    None where something else stands there: what pip drops behind a requirement is somebody's text, and would be read if it
    stood alone.
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
    if before or (after and not _is_comment(after)):
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


def _is_comment(text: str) -> bool:
    """Whether all of it is a comment: to pip more characters end a line, and with it a comment, than to an editor."""
    return text.startswith("#") and len(text.splitlines()) == 1


def _past_line_end(text: str, end: int) -> int:
    return end + (2 if text.startswith("\r\n", end) else 1 if end < len(text) else 0)
