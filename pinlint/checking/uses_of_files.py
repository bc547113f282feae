"""Finds how requirement sources and manifests use each other: by includes, as locks and inputs, as metadata."""

from __future__ import annotations

import posixpath

from pinlint.checking.parts import part_of
from pinlint.freshness.recognizing import NEIGHBOUR, STEM
from pinlint.requirements.model import DEPENDENCIES, EXTRA, PROJECT_FILES
from pinlint.requirements.names import normalize
from pinlint.text.source import Location, Span
from pinlint.uses import nodes
from pinlint.uses.edges import (
    ADDON_TESTS,
    BOUNDS,
    COMPILES,
    COPIED,
    DECLARES,
    EXPORTS,
    INCLUDES,
    INSTALLS,
    LIKELY,
    READ,
    REMOVES,
    Edge,
)
from pinlint.uses.nodes import Node
from pinlint.uses.steps import CHECK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.freshness.pairing import Pairing
    from pinlint.requirements.model import RequirementsFile


def edges(
    project: CheckedProject,
    pairings: Sequence[Pairing],
    mirrors: Iterable[str],
    copies: Iterable[str] = (),
    checks: Iterable[str] = (),
) -> Iterator[Edge]:
    """The edges between the documents of the project, and from manifests to them."""
    for document in list(project.documents.values()):
        yield from _of_lines(document)
        model = posixpath.join(posixpath.dirname(document.path), "MLmodel")
        if document.format == "requirements-txt" and project.exists(model):
            yield Edge(DECLARES, Node(model), Node(document.path), Location(model), "written by MLflow")
        if document.metadata is not None:
            yield from _of_metadata(document, project)
        elif document.format == "requirements-txt" and project.pairing_of(document.path) is None:
            yield from _of_header(document, project)
    for pairing in pairings:
        yield from _of_lock(pairing, project)
    if project.exists("pants.toml"):
        from pinlint.checking.uses_of_pants import edges as of_pants

        yield from of_pants(project)
    for path in mirrors:
        yield Edge(DECLARES, None, Node(path), Location(path), "copied from manifests")
    for path in copies:
        place = Location(path)
        yield Edge(DECLARES, None, Node(path), place, "copied from the project's dependencies", options={COPIED})
    for path in checks:
        yield Edge(INSTALLS, None, Node(path), Location(path), ADDON_TESTS, purpose=CHECK, certainty=LIKELY)


def _of_lines(document: RequirementsFile) -> Iterator[Edge]:
    """The ``-r`` and ``-c`` lines of a requirements file."""
    for include in document.includes:
        if include.path is not None:
            kind, how = (INCLUDES, "-r") if include.kind == "requirement" else (BOUNDS, "-c")
            place = document.source.at(include.target_span)
            yield Edge(kind, Node(document.path), Node(include.path), place, how)


def _of_metadata(document: RequirementsFile, project: CheckedProject) -> Iterator[Edge]:
    """The files that a project's metadata is read from, and the groups and extras that include others."""
    metadata, path = document.metadata, document.path
    assert metadata is not None
    start = document.source.at(Span(0, 0))
    for file in dict.fromkeys(file for files in metadata.read_from.values() for file in files):
        target = Node(posixpath.normpath(posixpath.join(posixpath.dirname(path), file)))
        yield Edge(DECLARES, Node(path, nodes.PROJECT), target, _place_of(file, document), "read for the metadata")
    if metadata.mentions:
        yield from _of_mentions(document, metadata.mentions, project)
    for group, included in metadata.included.items():
        for other in included:
            source, target = (Node(path, nodes.part(nodes.GROUP, name)) for name in (group, other))
            yield Edge(INCLUDES, source, target, start, "include-group")
    own = normalize(metadata.name) if metadata.name else None
    for requirement in document.requirements:
        if requirement.project == own and requirement.extras and requirement.scope in (EXTRA, DEPENDENCIES):
            part = nodes.part(nodes.EXTRA, requirement.group) if requirement.group else nodes.PROJECT
            for extra in requirement.extras:
                target = Node(path, nodes.part(nodes.EXTRA, extra))
                yield Edge(INCLUDES, Node(path, part), target, requirement.location, requirement.shown)


def _of_mentions(document: RequirementsFile, mentions: frozenset[str], project: CheckedProject) -> Iterator[Edge]:
    """The files below a setup.py whose paths it computes: the setup.py mentions their names and all their folders."""
    folder = posixpath.dirname(document.path)
    parts = {part for text in mentions for part in text.split("/") if part}
    for path, other in project.documents.items():
        inside = posixpath.relpath(path, folder or ".").split("/")
        name = inside.pop()
        if other.format != "requirements-txt" or not inside or inside[0] == "..":
            continue
        if parts.issuperset(inside) and (name in parts or name.rpartition(".")[0] in parts):
            place = _place_of(inside[-1], document)
            yield Edge(
                DECLARES, Node(document.path, nodes.PROJECT), Node(path), place, "read by setup.py", certainty=LIKELY
            )


def _place_of(text: str, document: RequirementsFile) -> Location:
    """The place of a path in a project's file; the beginning of the file if the path is not written literally."""
    at = document.source.text.find(text)
    return document.source.at(Span(at, at + len(text)) if at >= 0 else Span(0, 0))


def _of_lock(pairing: Pairing, project: CheckedProject) -> Iterator[Edge]:
    """The inputs of a lock, by its header, its annotations, the configuration, or the names of files."""
    lock = Node(pairing.path)
    header = pairing.header
    place = pairing.document.source.at(header.span) if header is not None else pairing.location
    certainty = LIKELY if pairing.evidence in (STEM, NEIGHBOUR) else READ
    how = _EVIDENCE.get(pairing.evidence, pairing.evidence)
    exported = None
    if pairing.command is not None:
        from pinlint.freshness.export_origins import origin_of

        exported = origin_of(pairing)
    if exported is not None:
        yield Edge(EXPORTS, Node(exported), lock, place, how)
    elif not pairing.sources:
        yield Edge(COMPILES, None, lock, place, how)
    for path in pairing.sources:
        for part in _taken(pairing, project.documents.get(path)):
            yield Edge(COMPILES, Node(path, part), lock, place, how, certainty=certainty)
    for path, kind in pairing.files.items():
        if kind == "constraint":
            yield Edge(BOUNDS, lock, Node(path), place, "constraint of the lock")
        elif kind == "override":
            yield Edge(COMPILES, Node(path), lock, place, "override of the lock")
        elif kind == "excludes":
            yield Edge(REMOVES, lock, Node(path), place, "excludes of the lock")


def _taken(pairing: Pairing, document: RequirementsFile | None) -> list[str]:
    """The parts of an input that the lock is made of."""
    if document is None or document.metadata is None:
        return [nodes.WHOLE]
    selection = pairing.selection
    own = [nodes.PROJECT] if selection.main else []
    taken = (part_of(requirement, document) for requirement in document.requirements if selection.takes(requirement))
    return list(dict.fromkeys([*own, *taken]))


def _of_header(document: RequirementsFile, project: CheckedProject) -> Iterator[Edge]:
    """The source that a generator names at the beginning of a file: "generated from environment.yml". Compilers do not count."""
    source = document.source
    parts = (document.requirements, document.options, document.includes)
    end = min((part[0].span.start for part in parts if part), default=len(source.text))
    head = source.text[: min(end, _LONGEST_HEAD)]
    if "generated" not in head.lower():
        return
    if any(posixpath.basename(include.target) in head for include in document.includes):
        return  # the comment says how an included file is made
    from pinlint.formats.annotations import header

    found = header(document)
    if found is not None and found.command:
        from pinlint.freshness.compilers import FREEZE, read_command

        if read_command(found.command).tool == FREEZE:
            yield Edge(EXPORTS, None, Node(document.path), source.at(found.span), FREEZE)
            return
    folder = posixpath.dirname(document.path)
    at = 0
    for word in head.split():
        at = head.index(word, at)
        name = word.lstrip(_MARKS).rstrip(f"{_MARKS}.").removeprefix("./")
        for path in dict.fromkeys((posixpath.normpath(posixpath.join(folder, name)), posixpath.normpath(name))):
            if path == document.path or not name.endswith(_ORIGINS) or not project.exists(path):
                continue
            place = source.at(Span(at, at + len(word)))
            describes = path.endswith(_DESCRIPTIONS)
            origin = Node(path, nodes.PROJECT if path.rpartition("/")[2] in PROJECT_FILES else nodes.WHOLE)
            yield Edge(
                DECLARES if describes else COMPILES, origin, Node(document.path), place, "the file's first lines"
            )
            return
        at += len(word)


#: Characters around the name of a source.
_MARKS = "`'\"()[]<>,;:*"
#: A generator names its source within this many characters.
_LONGEST_HEAD = 5_000
#: Endings of the files that requirements files are made of; files made of the second kind are copies.
_DESCRIPTIONS = (".toml", ".cfg", "setup.py", ".yml", ".yaml", ".json")
_ORIGINS = (*_DESCRIPTIONS, ".txt", ".in", ".pip", ".lock")
#: How the inputs of a lock were found, in words.
_EVIDENCE = {
    "configuration": "the configuration",
    "format": "the lock's format",
    "header": "the lock's header",
    "annotations": "the lock's annotations",
    "stem": "the same name",
    "neighbour": "the same folder",
}
