"""Hides the text of files that git does not track. If another file names such a file, pinlint reads it but quotes no line of it.

A stranger's requirements file can include any file below the root, even `.env`, and its text would appear in the log of a
pull request.
"""

from __future__ import annotations

from pinlint.findings.finding import Finding, Related
from pinlint.findings.report import plural
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pinlint.requirements.model import Requirement, RequirementsFile


def without_text(
    findings: Iterable[Finding], hidden: Collection[str], documents: Mapping[str, RequirementsFile]
) -> list[Finding]:
    """The findings. Those in ``hidden`` files are replaced by one for each rule and file, without quotations."""
    read = [documents[path] for path in hidden if path in documents]
    requirements = {(each.path, r.span.start): r for each in read for r in each.requirements}
    shown: list[Finding] = []
    counts: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        path = finding.location.path
        if path in hidden:
            counts.setdefault((path, finding.rule), []).append(finding)
            continue
        related = [entry for entry in finding.related if entry.location.path not in hidden]
        if len(related) < len(finding.related):
            for entry in finding.related:
                if entry.location.path in hidden:
                    finding.message = _without(finding.message, entry.location, requirements)
            places = {entry.location.path for entry in finding.related} & set(hidden)
            related += [Related(Location(place), "in a file that git does not track") for place in sorted(places)]
            finding.related = tuple(related)
        shown.append(finding)
    for (path, rule), found in counts.items():
        first = found[0]
        many = plural(len(found), "finding")
        message = f"{many} in a file that git does not track: no line is shown, because the file may be private"
        shown.append(Finding(rule, first.family, first.severity, Location(path), message, lock=first.lock))
    return shown


def _without(message: str, place: Location, requirements: Mapping[tuple[str, int], Requirement]) -> str:
    """A message without the text at a place of a hidden file, as it is written there and as messages spell it."""
    if place.source is None or place.span is None:
        return message
    texts = [place.source.text[place.span.start : place.span.end].strip()]
    requirement = requirements.get((place.path, place.span.start))
    if requirement is not None:
        texts.append(requirement.shown)
    for text in sorted(filter(None, texts), key=len, reverse=True):
        message = message.replace(text, "a line")
    return message
