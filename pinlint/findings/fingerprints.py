"""Gives names to findings. A name stays the same after edits elsewhere in the file.

A fingerprint never depends on line numbers or messages. It consists of the rule, the file, the lock that is judged, the
project (or, without one, the marked text), and a running number among findings that share all these.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pinlint.findings.finding import Finding


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """One fingerprint for each of the sorted ``findings``: 32 hexadecimal digits, different for each."""
    from hashlib import sha256

    counts: dict[tuple[str, ...], int] = {}
    names = []
    for finding in findings:
        key = (finding.rule, finding.location.path, finding.lock or "", _subject(finding))
        counts[key] = number = counts.get(key, 0) + 1
        content = "\0".join((*key, str(number)))
        names.append(sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return names


def _subject(finding: Finding) -> str:
    """The project. Without one, the first line of the marked text with normalized blanks; its other lines are details."""
    if finding.project is not None:
        return f"project {finding.project}"
    location = finding.location
    if location.source is None or location.span is None:
        return "file"
    text = location.source.text[location.span.start : location.span.end]
    return "text " + " ".join(text.strip().partition("\n")[0].rstrip("\\\r").split())
