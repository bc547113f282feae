"""Files whose text is nobody's business: what git ignores and only another file names is read, but no line of it is shown.

A requirements file of a stranger can include any file below the root, also `.env`, and what is reported on it would be in the
log of a pull request.
"""

from __future__ import annotations

from pinlint.findings.finding import Finding, Related
from pinlint.findings.report import plural
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def without_text(findings: Iterable[Finding], hidden: Collection[str]) -> list[Finding]:
    """The findings, with those in ``hidden`` files as one for each rule and file, which quotes nothing."""
    shown: list[Finding] = []
    counts: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        path = finding.location.path
        if path in hidden:
            counts.setdefault((path, finding.rule), []).append(finding)
            continue
        related = [entry for entry in finding.related if entry.location.path not in hidden]
        if len(related) < len(finding.related):
            places = {entry.location.path for entry in finding.related} & set(hidden)
            related += [Related(Location(place), "in a file that git ignores") for place in sorted(places)]
            finding.related = tuple(related)
        shown.append(finding)
    for (path, rule), found in counts.items():
        first = found[0]
        message = f"{plural(len(found), 'finding')} in a file that git ignores: no line is shown, because the file may be private"
        shown.append(Finding(rule, first.family, first.severity, Location(path), message, lock=first.lock))
    return shown
