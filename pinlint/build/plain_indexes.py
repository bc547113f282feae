"""Finds the indexes on a command line that are read without encryption."""

from __future__ import annotations

from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.image_stage import BuildStep
    from pinlint.findings.subjects import Subject

#: Options whose value is an index or a page of links.
_INDEXES = ("--index-url", "-i", "--extra-index-url", "--find-links", "-f", "--default-index", "--index")


def plain_indexes(step: BuildStep) -> Iterator[Subject]:
    """The indexes on the command line that are read without encryption."""
    options = [*step.step.repeated, *step.step.options.items()]
    for option, argument in options:
        value = (argument.value or "") if argument is not None and option in _INDEXES else ""
        name, equals, address = value.partition("=")
        if equals and "/" not in name and option in ("--index", "--default-index"):
            value = address  # uv's name of the index
        if argument is None or not value.lower().startswith("http://"):
            continue
        from pinlint.project.urls import UrlUse

        word = argument.word
        span = word.span
        at = word.mapped.source.text.find(value, span.start, span.end)
        place = Span(at, at + len(value)) if at >= 0 else span
        yield "url", "plain-index", UrlUse(word.mapped, place, value, "index-url")
