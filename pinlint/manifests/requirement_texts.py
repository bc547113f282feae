"""Reads the texts by which manifests require something."""

from __future__ import annotations

from pinlint.formats.located import STRING, Node
from pinlint.requirements.model import Clause, Requirement
from pinlint.requirements.names import is_valid, normalize
from pinlint.text.source import SourceFile, Span


def requirement_of(text: str, path: str) -> Requirement:
    """The requirement in a manifest's string: PEP 508, or a URL that pip accepts. Raises InvalidRequirement."""
    from pinlint.formats.located.requirement import read_requirement
    from pinlint.formats.pep508_parts import InvalidRequirement

    source = SourceFile(path, text)
    name = plain_pin(text)
    if name is not None:
        clause = Clause("==", text[len(name) + 2 :], Span(len(name), len(text)))
        where = Span(0, len(text))
        return Requirement(source, where, name=name, project=normalize(name), clauses=(clause,))
    try:
        return read_requirement(source, Node(STRING, text, 0, len(text)))
    except InvalidRequirement:
        if "://" not in text or "\n" in text:
            raise
        from pinlint.formats import requirements_txt

        document = requirements_txt.parse(source)
        if len(document.requirements) != 1 or document.problems:
            raise
        return document.requirements[0]


def plain_pin(text: str) -> str | None:
    """The name of a plain pin, ``name==1.2.3``, which is common in manifests; None for any other text."""
    name, operator, version = text.partition("==")
    digits = version.replace(".", "")
    if operator and digits.isdigit() and digits.isascii() and all(version.split(".")) and name and is_valid(name):
        return name
    return None
