"""Reads dependency specifiers in their plain spelling fast, without a regular expression: ``name[extras]>=1,<2 ; marker``.

`pinlint.formats.pep508` reads everything else. A property test checks that both give the same parts.
"""

from __future__ import annotations

from pinlint.formats.pep508_parts import Parts
from pinlint.requirements.names import is_valid, leading_name
from pinlint.requirements.specifiers import plain_clauses


def parts_of(text: str) -> Parts:
    """The parts of the requirement in ``text``, in any spelling. Raises what `pinlint.formats.pep508.parse` raises."""
    parts = parse(text)
    if parts is None:
        from pinlint.formats import pep508

        return pep508.parse(text)
    return parts


def parse(text: str) -> Parts | None:
    """The parts of the requirement in ``text``; None if it is not in its plain spelling."""
    name = leading_name(text)
    if not name or not is_valid(name):
        return None
    parts = Parts((0, len(name)))
    specified, semicolon, marker = text.partition(";")
    at = len(name)
    if specified.startswith("[", at):
        end = specified.find("]", at)
        if end < 0 or not _read_extras(specified, at + 1, end, parts):
            return None
        at = end + 1
    specifier = specified[at:].rstrip(" ")
    clauses = plain_clauses(specifier, at)
    if clauses is None or (specifier[:1] == " " and not specifier.strip(" ")):
        return None
    for operator, version, start, end in clauses:
        parts.clauses.append(((start, start + len(operator)), (end - len(version), end)))
    if clauses:
        parts.specifier = clauses[0][2], clauses[-1][3]
    if semicolon:
        from pinlint.requirements.markers import read_plain

        written = marker.strip(" ")
        if read_plain(written) is None:
            return None
        start = len(specified) + 1 + len(marker) - len(marker.lstrip(" "))
        parts.marker = start, start + len(written)
    return parts


def _read_extras(text: str, at: int, end: int, parts: Parts) -> bool:
    for piece in text[at:end].split(","):
        extra = piece.strip(" ")
        if not extra or not is_valid(extra):
            return False
        start = at + len(piece) - len(piece.lstrip(" "))
        parts.extras.append((start, start + len(extra)))
        at += len(piece) + 1
    return True
