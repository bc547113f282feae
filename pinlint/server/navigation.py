"""Where an editor can go: from a pin to the line that asks for it, from an input's line to its pin, and to included files."""

from __future__ import annotations

from lsprotocol import types

from pinlint.server.pins import asked_at, include_at, mentions, pinned, requirement_at
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.requirements.model import Requirement
    from pinlint.server.checked_folder import Checked
    from pinlint.server.client import Place


def definition(checked: Checked, place: Place) -> list[types.Location]:
    """The places that the line under the cursor leads to. A pin leads to the inputs' lines that ask for it, an input's line to
    its pins, and ``-r`` or ``-c`` to the file.
    """
    document = checked.document(place.path)
    if document is None:
        return []
    include = include_at(document, place.offset)
    if include is not None:
        there = include.path is not None and checked.project.exists(include.path)
        return _locations([Location(include.path)], place) if include.path is not None and there else []
    requirement = requirement_at(document, place.offset)
    if requirement is None or requirement.project is None:
        return []
    asking = [
        edge.location for proof in checked.proofs_with(place.path) for edge in asked_at(proof, requirement.project)
    ]
    if asking:
        return _locations(asking, place)
    locking = [pin for proof in checked.proofs_from(place.path) for pin in pinned(proof, requirement.project)]
    return _locations(map(_named, locking), place)


def references(checked: Checked, place: Place) -> list[types.Location]:
    """Every line of the project that names the same package."""
    document = checked.document(place.path)
    requirement = requirement_at(document, place.offset) if document is not None else None
    if requirement is None or requirement.project is None:
        return []
    return _locations((_named(found) for found in mentions(checked, requirement.project)), place)


def links(checked: Checked, place: Place) -> list[types.DocumentLink]:
    """The files that ``-r`` and ``-c`` lines name, if they are in the project."""
    document = checked.document(place.path)
    return [
        types.DocumentLink(place.client.range(place.source, include.target_span), target=place.uri(include.path))
        for include in (document.includes if document is not None else ())
        if include.path is not None and checked.project.exists(include.path)
    ]


def _named(requirement: Requirement) -> Location:
    """Where the name of the package is written."""
    return requirement.source.at(requirement.name_span or requirement.span)


def _locations(found: Iterable[Location], place: Place) -> list[types.Location]:
    return [
        types.Location(place.uri(location.path), place.client.range_at(location)) for location in dict.fromkeys(found)
    ]
