"""Which files are locks, and which inputs and constraints make which lock.

The evidence, in this order: the configuration; the command in the lock's header; its ``# via -r FILE`` annotations; an
input with the same stem (``base.in`` for ``base.txt``); an input beside it. Works on what was parsed, reads nothing.
"""

from __future__ import annotations

from pinlint.formats import annotations as comments
from pinlint.freshness import paths
from pinlint.freshness.claims import claim_of
from pinlint.freshness.compilers import (
    EXPORTERS,
    FREEZE,
    read_command,
)
from pinlint.freshness.discovery import (
    ANNOTATIONS,
    CONFIGURATION,
    HEADER,
    STEM,
    find_constraints,
    find_inputs,
    twin_of,
)
from pinlint.freshness.pairing import Pairing
from pinlint.freshness.reasons import dangling_parents, listed_elsewhere, omitted_by, place_parents, read_annotations
from pinlint.freshness.settings import Settings, tool_settings
from pinlint.freshness.sources import Collected, Common
from pinlint.freshness.world import OTHER_TOOL, SHORTER, UndecidedLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.freshness.view import View
    from pinlint.requirements.model import RequirementsFile


def pair(view: View, settings: Settings | None = None) -> list[Pairing]:
    """The locks among the documents, each with what makes it, in the order in which they are to be compiled."""
    settings = settings or Settings()
    found = []
    for document in view.documents.values():
        pairing = _recognize(document, view, settings)
        if pairing is not None:
            found.append(pairing)
    locks = frozenset(pairing.path for pairing in found)
    common = Common(view)
    for pairing in found:
        pairing.locks = locks
        _complete(pairing, view, settings, common)
    dangling = [(pairing, dangling_parents(pairing)) for pairing in found if pairing.annotated]
    elsewhere = listed_elsewhere(found, view) if any(names for _, names in dangling) else frozenset()
    for pairing, names in dangling:
        if names:
            _account(pairing, names, elsewhere)
    return _bounded_last(found)


def _bounded_last(found: Sequence[Pairing]) -> list[Pairing]:
    """The locks, each behind those that bound it or that it includes; a hostile chain of them is longer than Python's stack."""
    by_path = {pairing.path: pairing for pairing in found}
    ordered: dict[str, Pairing] = {}
    entered: set[str] = set()
    for pairing in found:
        waiting = [pairing.path]
        while waiting:
            path = waiting[-1]
            if path in entered:  # so are those that bound it
                ordered.setdefault(waiting.pop(), by_path[path])
                continue
            entered.add(path)
            before = (*by_path[path].files, *(layer.path for layer in by_path[path].layers))
            waiting += [other for other in before if other in by_path and other not in entered]
    return list(ordered.values())


def _account(pairing: Pairing, dangling: set[str], elsewhere: frozenset[str | None]) -> None:
    """Settles the parents that annotations name and the lock does not pin: listed ``elsewhere``, they are installed from
    there; else the lock contradicts itself."""
    pairing.roots |= {name for name in dangling if name in elsewhere}
    nameless = any(pairing.is_riddle(requirement) for requirement in pairing.document.requirements)
    if pairing.faithful and pairing.modern and not nameless and not pairing.collected.open:
        pairing.dangling = frozenset(name for name in dangling if name not in elsewhere)
    else:
        pairing.doubts |= {name for name in dangling if name not in elsewhere}


def _recognize(document: RequirementsFile, view: View, settings: Settings) -> Pairing | None:
    """The beginning of a pairing where the document is a lock; None where it is none."""
    if document.format != "requirements-txt":
        return None
    entry = settings.entry(document.path)
    if entry is None and document.path.endswith(".in"):
        return None
    header = comments.header(document)
    pairing = Pairing(document, header)
    if header is not None and header.command:
        pairing.command = read_command(header.command)
        if pairing.command.tool == FREEZE:
            return None
    if entry is not None:
        pairing.evidence = CONFIGURATION
    elif header is not None and (header.tool in _TOOLS or header.command or header.listed or header.excess):
        pairing.evidence = HEADER
    elif document.requirements and comments.via(document, document.requirements[-1]):
        pairing.evidence = ANNOTATIONS
    elif twin_of(document.path, view):
        pairing.evidence = STEM
    else:
        return None
    return pairing


_TOOLS = frozenset({"pip-compile", "uv", "pip-compile-multi", "hatch-pip-compile", "pip-tools", "piptools"})


def _complete(pairing: Pairing, view: View, settings: Settings, common: Common) -> None:
    """Finds the inputs, the constraints and everything else that bears on the lock."""
    command = pairing.command
    lock = pairing.path
    if command is not None:
        pairing.outer = paths.outer_folder(lock, command.output, command.sources, view.exists)
        if pairing.outer:
            command = pairing.command = read_command(paths.without_outer(command.text, pairing.outer))
    sources = command.sources if command is not None else []
    pairing.base = paths.base_of(lock, command.output if command is not None else None, sources)
    collected = pairing.collected = Collected(view, lock, pairing.base or paths.folder_of(lock), common)
    if pairing.header is not None and pairing.header.excess:
        pairing.unread.append(UndecidedLock(pairing.header.excess, SHORTER))
        collected.open = True
    reasons = read_annotations(pairing)
    pairing.settings = tool_settings(view, collected.base, settings, command)
    if command is not None and command.tool in EXPORTERS:
        # What it was made of is a lock of another format; that one is judged, and this one's pins all have a reason.
        pairing.allow_extra = frozenset(r.project for r in pairing.document.requirements if r.project)
        pairing.unread.append(UndecidedLock(f"{command.tool} wrote it from another lock", OTHER_TOOL))
    else:
        find_inputs(pairing, view, settings, reasons)
    find_constraints(pairing, view, settings)
    if collected.has_addons:
        _take_as_pip_reqs_does(collected)
    for layer in _layers(pairing.document, view, {lock}):
        if not collected.admits(layer, as_layer=True):
            break
        pairing.layers.append(layer)
    pairing.left_out = comments.left_out(pairing.document)
    pairing.omitted = omitted_by(pairing)
    place_parents(pairing, reasons, view)
    pairing.claim = claim_of(pairing, view, settings)


def _take_as_pip_reqs_does(collected: Collected) -> None:
    """Divio's compiler drops markers, and takes the lines of a constraints file for requirements."""
    from pinlint.requirements.model import Requirement

    parts = [
        "name",
        "name_span",
        "project",
        "extras",
        "clauses",
        "specifier_span",
        "url",
        "url_span",
        "editable",
        "comment",
        "variables",
    ]
    for index, asked in enumerate(collected.inputs):
        if asked.marker is not None:
            fields = {part: getattr(asked, part) for part in parts}
            collected.inputs[index] = Requirement(asked.source, asked.span, **fields)
    collected.inputs += [requirement for requirement in collected.constraints if requirement.marker is None]


def _layers(document: RequirementsFile, view: View, seen: set[str]) -> Iterator[RequirementsFile]:
    waiting = [*reversed(document.includes)]
    while waiting:
        include = waiting.pop()
        if include.kind == "requirement" and include.path and include.path not in seen:
            seen.add(include.path)
            included = view.documents.get(include.path)
            if included is not None:
                yield included
                waiting += reversed(included.includes)
