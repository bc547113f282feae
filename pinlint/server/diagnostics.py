"""Findings as an editor shows them."""

from __future__ import annotations

from lsprotocol import types

from pinlint.findings.finding import ERROR, INFO, WARNING
from pinlint.text.escaping import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pinlint.findings.finding import Finding
    from pinlint.findings.report import Report
    from pinlint.server.client import Client

SOURCE = "pinlint"
_SEVERITIES = {
    ERROR: types.DiagnosticSeverity.Error,
    WARNING: types.DiagnosticSeverity.Warning,
    INFO: types.DiagnosticSeverity.Information,
}


def diagnostics(report: Report, client: Client, uri: Callable[[str], str]) -> dict[str, list[types.Diagnostic]]:
    """The findings by path; ``uri`` gives the URI of a path of the project."""
    found: dict[str, list[types.Diagnostic]] = {}
    for finding in report.findings:
        found.setdefault(finding.location.path, []).append(diagnostic(finding, report, client, uri))
    return found


def diagnostic(finding: Finding, report: Report, client: Client, uri: Callable[[str], str]) -> types.Diagnostic:
    """One finding: its message, and how to fix it in the next line. Related places are links if the editor supports them."""
    lines = [finding.message]
    if finding.help:
        lines.append(f"help: {finding.help}")
    if not client.related:
        lines += [f"{related.location}: {related.message}" for related in finding.related]
    page = report.url(finding.rule)
    return types.Diagnostic(
        client.range_at(finding.location),
        "\n".join(map(printable, lines)),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        related_information=[
            types.DiagnosticRelatedInformation(
                types.Location(uri(related.location.path), client.range_at(related.location)),
                printable(related.message),
            )
            for related in finding.related
        ]
        if client.related and finding.related
        else None,
    )


def trouble(message: str) -> types.Diagnostic:
    """Says why a folder cannot be checked, at the beginning of the file that causes this."""
    start = types.Position(0, 0)
    return types.Diagnostic(
        types.Range(start, start), printable(message), severity=types.DiagnosticSeverity.Error, source=SOURCE
    )
