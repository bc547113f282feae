"""Everything that the readers of inputs read: the files in ``inputs/``, each with the picture of its requirements and metadata.

A picture shows each part of a requirement. If a part is written in another way in the file, the text at its place follows:
``>=1.0«^1»``. So each place is tested, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pictures import open_picture

from pinlint.requirements.metadata import ProjectMetadata
from pinlint.requirements.model import Requirement, RequirementsFile
from pinlint.text.source import SourceFile, Span

FILES = sorted((Path(__file__).parent / "inputs").iterdir())


def part(source: SourceFile, value: str, span: Span | None) -> str:
    """A part of a requirement; with the text at its place, if this is another text."""
    there = "" if span is None else source.text[span.start : span.end]
    return value if there == value else f"{value}«{there}»".replace("\n", "⏎")


def shown(source: SourceFile, requirement: Requirement) -> Iterator[str]:
    group = f" {requirement.group}" if requirement.group is not None else ""
    yield f"{requirement.scope}{group}: {source.text[requirement.span.start : requirement.span.end]}".replace("\n", "⏎")
    if requirement.name is not None:
        extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
        yield f"  name {part(source, requirement.name, requirement.name_span)}{extras} of {requirement.project}"
    if requirement.clauses:
        clauses = " ".join(part(source, str(clause), clause.span) for clause in requirement.clauses)
        yield f"  version {clauses} in {part(source, requirement.specifier, requirement.specifier_span)}"
    if requirement.url is not None:
        yield f"  URL {part(source, requirement.url, requirement.url_span)}{' editable' * requirement.editable}"
    if requirement.marker is not None:
        yield f"  marker {part(source, requirement.marker, requirement.marker_span)}"


def about(source: SourceFile, metadata: ProjectMetadata) -> Iterator[str]:
    if metadata.name is not None:
        yield f"project {part(source, metadata.name, metadata.name_span)}"
    if metadata.requires_python is not None:
        yield f"Python {part(source, metadata.requires_python, metadata.requires_python_span)}"
    if metadata.extras or metadata.groups:
        yield f"extras: {' '.join(metadata.extras)}; groups: {' '.join(metadata.groups)}"
    for group, others in metadata.included.items():
        yield f"group {group} includes {' '.join(others)}"
    for field, reason in metadata.unreadable.items():
        yield f"{field} {reason}"
    for field, files in metadata.read_from.items():
        yield f"{field} from {' '.join(files)}"
    if metadata.mentions:
        yield f"mentions {' '.join(sorted(metadata.mentions))}"
    if metadata.of_poetry:
        yield f"{len(metadata.of_poetry)} of Poetry's own"


def picture(document: RequirementsFile) -> Iterator[str]:
    source = document.source
    for requirement in document.requirements:
        yield from shown(source, requirement)
    for problem in document.problems:
        there = source.text[problem.span.start : problem.span.end].replace("\n", "⏎")
        yield f"{problem.rule}: {problem.message} «{there}»" + (f" help: {problem.help}" if problem.help else "")
    if document.metadata is None:
        yield "no metadata"
    else:
        yield from about(source, document.metadata)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_requirements_of_a_file(file: Path) -> None:
    module, source, expected = open_picture(file, "requirements")
    document = module.parse(source)
    assert "\n".join(picture(document)) + "\n" == expected
