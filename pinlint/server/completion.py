"""Completes names and versions of packages from the project's locks. No index is asked."""

from __future__ import annotations

from lsprotocol import types

from pinlint.requirements.names import normalize
from pinlint.text.patterns import lazy
from pinlint.text.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.server.checked_folder import Checked
    from pinlint.server.client import Place
    from pinlint.text.source import SourceFile

#: Characters after which an editor asks for completions by itself.
TRIGGERS = ["=", "<", ">", "~"]

#: The characters of names.
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
_OPERATORS = "=<>~!"
#: The tables and keys of pyproject.toml whose strings are requirements.
_TABLES = lazy(r"\s*\[\s*(dependency-groups|project\.optional-dependencies)\s*\]")
_TABLE = lazy(r"\s*\[")
_KEYS = lazy(r"\s*(?:dependencies|requires)\s*=\s*\[")


def completions(checked: Checked, place: Place) -> list[types.CompletionItem]:
    """The completions at the cursor: names of packages, or versions after an operator."""
    line = _requirement_before(place)
    if line is None:
        return []
    name = _name_in(line.lstrip())
    rest = line.lstrip()[len(name) :].lstrip()
    if not rest and line.endswith(name):
        return list(_names(checked, place, name))
    if rest.startswith("["):
        rest = rest.partition("]")[2].lstrip()
    if rest[:1] not in tuple(_OPERATORS) or ";" in rest or "#" in rest:
        return []
    clause = rest.rpartition(",")[2].lstrip()
    typed = clause.lstrip(_OPERATORS).lstrip()
    return list(_versions(checked, place, name, typed)) if typed != clause and " " not in typed else []


def _name_in(text: str) -> str:
    """The name at the beginning of a text."""
    return next((text[:end] for end, character in enumerate(text) if character not in _NAME), text)


def _requirement_before(place: Place) -> str | None:
    """The text of the requirement before the cursor; None if no requirement can be there."""
    source, offset = place.source, place.offset
    number = source.position(offset)[0]
    start = source.line_span(number).start
    line = source.text[start:offset]
    if place.path.endswith(".toml"):
        if not _is_in_requirements(source, number):
            return None
        # An odd number of quotes: the cursor is in a string.
        quote = max(line.rfind('"'), line.rfind("'"))
        return line[quote + 1 :] if quote >= 0 and line.count(line[quote]) % 2 else None
    if not place.path.endswith((".txt", ".in")) or line.lstrip().startswith(("#", "-")):
        return None
    return line


def _is_in_requirements(source: SourceFile, number: int) -> bool:
    """Whether the line lists requirements. Only the lines above it decide: the file may have errors while somebody types."""
    for above in range(number, 0, -1):
        span = source.line_span(above)
        text = source.text[span.start : span.end]
        if _KEYS.match(text):
            return True
        if above < number and text.strip() == "]":
            return _table_is_of_requirements(source, above)
        if _TABLE.match(text):
            return bool(_TABLES.match(text))
    return False


def _table_is_of_requirements(source: SourceFile, number: int) -> bool:
    for above in range(number, 0, -1):
        span = source.line_span(above)
        text = source.text[span.start : span.end]
        if text.strip() != "]" and _TABLE.match(text):
            return bool(_TABLES.match(text))
    return False


def _names(checked: Checked, place: Place, typed: str) -> Iterator[types.CompletionItem]:
    for project, versions in sorted(checked.pins.items()):
        lines = [line for found in versions.values() for line in found]
        name = lines[0].name or project
        where = ", ".join(f"{version} in {found[0].source.path}" for version, found in sorted(versions.items()))
        yield types.CompletionItem(
            name,
            kind=types.CompletionItemKind.Module,
            detail=where,
            text_edit=_edit(place, typed, name),
            filter_text=name,
        )


def _versions(checked: Checked, place: Place, name: str, typed: str) -> Iterator[types.CompletionItem]:
    for version, lines in sorted(checked.pins.get(normalize(name), {}).items()):
        where = ", ".join(dict.fromkeys(str(line.location) for line in lines))
        yield types.CompletionItem(
            version, kind=types.CompletionItemKind.Value, detail=where, text_edit=_edit(place, typed, version)
        )


def _edit(place: Place, typed: str, text: str) -> types.TextEdit:
    span = Span(place.offset - len(typed), place.offset)
    return types.TextEdit(place.client.range(place.source, span), text)
