"""The text at the cursor's pin or requirement: why it is there, the verdict, and where its metadata came from."""

from __future__ import annotations

from lsprotocol import types

from pinlint.findings.report import FRESH, STALE, plural
from pinlint.requirements.names import normalize
from pinlint.server.pins import pinned, requirement_at, ways_to
from pinlint.text.escaping import code_span, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pinlint.freshness.why import Edge
    from pinlint.requirements.model import Requirement
    from pinlint.server.checked_folder import Checked
    from pinlint.server.client import Place
    from pinlint.text.source import Location

#: The most paths that a hover shows; `pinlint why` shows all.
FEW = 5


def hover(checked: Checked, place: Place) -> types.Hover | None:
    """The hover at a place; None where there is no requirement."""
    document = checked.document(place.path)
    requirement = requirement_at(document, place.offset) if document is not None else None
    if requirement is None or requirement.project is None:
        return None
    words = _Words(place)
    paragraphs: list[str] = []
    for proof in checked.proofs_with(place.path):
        paragraphs += _on_pin(checked, proof, requirement, words)
    if not paragraphs:
        for proof in checked.proofs_from(place.path):
            paragraphs += _on_input(proof, requirement, words)
    if not paragraphs:
        return None
    kind = types.MarkupKind.Markdown if words.markdown else types.MarkupKind.PlainText
    span = requirement.span
    return types.Hover(
        types.MarkupContent(kind, "\n\n".join(paragraphs)), range=place.client.range(requirement.source, span)
    )


class _Words:
    """Makes text of the project safe to show: as Markdown if the editor supports it, else as plain text."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.markdown = place.client.markdown

    def code(self, text: str) -> str:
        return code_span(text) if self.markdown else line(text)

    def place(self, location: Location) -> str:
        """A place, as a link if the editor supports links."""
        if not self.markdown or location.source is None:
            return line(str(location))
        uri = self._place.uri(location.path).replace("(", "%28").replace(")", "%29")
        return f"[{code_span(str(location))}]({uri}#L{location.line})"


def _on_pin(checked: Checked, proof: Any, requirement: Requirement, words: _Words) -> Iterator[str]:
    assert requirement.project is not None
    project = requirement.project
    name = normalize(project)
    yield f"{words.code(requirement.shown)} in {words.code(proof.pairing.path)}"
    found = ways_to(proof, name)
    if found.listed:
        steps = [f"- {_path(path, words)}" for path in found.listed[:FEW]]
        more = len(found.listed) - FEW
        if more > 0:
            steps.append(f"- ... and {'at least ' if not found.all else ''}{plural(more, 'more path')}")
        yield "Why it is here:\n" + "\n".join(steps)
    else:
        yield "Nothing that pinlint could read requires it." if proof.unproven else "Nothing requires it."
    yield _verdict(checked, proof, name, words)
    yield _metadata(checked, proof, requirement, words)


def _path(path: list[Edge], words: _Words) -> str:
    return " → ".join(f"{words.code(edge.text)} ({words.place(edge.location)})" for edge in path)


def _verdict(checked: Checked, proof: Any, project: str, words: _Words) -> str:
    """The verdict on the lock, and what was decided about this pin."""
    said = f"The lock is {proof.verdict}"
    if proof.verdict == FRESH:
        return f"{said}: everything was proven."
    if proof.verdict == STALE:
        own = [f for f in checked.report.findings if f.lock == proof.pairing.path and f.project == project]
        return f"{said}. {_about(own, words)}"
    reasons = dict.fromkeys(entry.reason for entry in proof.unproven if entry.project == project)
    if not reasons:
        return f"{said}, but everything about this pin was proven."
    return f"{said}. Not proven about this pin: {', '.join(map(words.code, reasons))}."


def _about(findings: list[Any], words: _Words) -> str:
    if not findings:
        return "No finding is about this pin."
    return "About this pin:\n" + "\n".join(f"- {words.code(finding.message)}" for finding in findings)


def _metadata(checked: Checked, proof: Any, requirement: Requirement, words: _Words) -> str:
    """Says which source gave the metadata of the pinned version."""
    proving = checked.project.proving
    version = next(
        (pin.version for pin in proof.pairing.locked_pins() if pin.requirement.span == requirement.span), None
    )
    known = proving.metadata.get((requirement.project or "", version or "")) if proving is not None else None
    if known is not None:
        return f"Metadata: {words.code(known.origin)}."
    if proof.pairing.complete:
        return "Metadata: recorded in the lock."
    return "Metadata: none found on this machine."


def _on_input(proof: Any, requirement: Requirement, words: _Words) -> Iterator[str]:
    assert requirement.project is not None
    for pin in pinned(proof, requirement.project):
        yield f"Locked as {words.code(pin.shown)} at {words.place(pin.location)}. The lock is {proof.verdict}."
