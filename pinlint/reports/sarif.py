"""SARIF 2.1.0, which GitHub's code scanning and many viewers read.

```yaml
- run: pinlint check --format sarif:pinlint.sarif
- uses: github/codeql-action/upload-sarif  # pinned to a commit in your workflow
  if: always()
  with:
    sarif_file: pinlint.sarif
```

Each rule comes with its page as help. Fingerprints contain no line numbers, so that an alert stays the same after edits
elsewhere in its file. Columns are characters (`unicodeCodePoints`), paths are relative to `%SRCROOT%`. A fix of `--fix` or
`--unsafe-fixes` becomes a SARIF fix.

GitHub accepts at most 25,000 results of a run. If there are more, the most severe ones are kept, and a notification says
how many are left out.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pinlint.findings.finding import Finding, Fix
    from pinlint.findings.report import Report, Style
    from pinlint.text.source import Location, SourceFile, Span

NAME = "sarif"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
#: GitHub's limits: results of a run, and shown locations of a result.
_RESULTS = 25_000
_RELATED = 100


def render(report: Report, style: Style) -> str:
    """The findings as one run in a JSON document of ASCII characters."""
    import json

    from pinlint.text.escaping import json_text

    document = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(report)],
    }
    return json_text(json.dumps(document, indent=2)) + "\n"


def _run(report: Report) -> dict[str, Any]:
    from pinlint import __version__
    from pinlint.findings.documentation import REPOSITORY
    from pinlint.findings.finding import SEVERITIES
    from pinlint.findings.fingerprints import fingerprints
    from pinlint.findings.report import plural

    found = list(zip(report.findings, fingerprints(report.findings), strict=True))
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if len(found) > _RESULTS:
        left_out = len(found) - _RESULTS
        found = sorted(found, key=lambda pair: SEVERITIES.index(pair[0].severity))[:_RESULTS]
        text = f"{plural(left_out, 'finding')} left out: GitHub accepts at most {_RESULTS:,} results."
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    rules: dict[str, Finding] = {}
    for finding, _ in found:
        rules.setdefault(finding.rule, finding)
    indexes = {rule: index for index, rule in enumerate(rules)}
    return {
        "tool": {
            "driver": {
                "name": "pinlint",
                "informationUri": REPOSITORY,
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(finding, report) for finding in rules.values()],
            }
        },
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The project's root."}}},
        "results": [_result(finding, fingerprint, indexes, report) for finding, fingerprint in found],
    }


def _rule(finding: Finding, report: Report) -> dict[str, Any]:
    page = report.page(finding.rule)
    # A page is a title, a blank line, and a summary of one line.
    summary = next((line for line in page.splitlines() if line and not line.startswith("#")), finding.rule)
    described: dict[str, Any] = {
        "id": finding.rule,
        "name": "".join(word.capitalize() for word in finding.rule.split("-")),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": page or summary, "markdown": page or summary},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tags": [finding.family], "precision": "very-high"},
    }
    if url := report.url(finding.rule):
        described["helpUri"] = url
    return described


def _result(finding: Finding, fingerprint: str, indexes: dict[str, int], report: Report) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": indexes[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": _message(f"{finding.message}. Help: {finding.help}" if finding.help else f"{finding.message}."),
        "locations": [{"physicalLocation": _place(finding.location)}],
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:1", "pinlint/v1": fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(related.location), "message": _message(related.message)}
            for number, related in enumerate(finding.related[:_RELATED], 1)
        ]
    fix = report.fix(finding)
    if fix is not None and fix.edits:
        result["fixes"] = [_fix(fix, report)]
    return result


def _message(text: str) -> dict[str, str]:
    """A message without embedded links and placeholders (SARIF 3.11.5 and 3.11.6)."""
    import re

    from pinlint.text.escaping import printable

    return {"text": re.sub(r"\{(?=\d+\})", "{ ", printable(text).replace("](", "] ("))}


def _place(location: Location) -> dict[str, Any]:
    if location.source is None or location.span is None:
        return {"artifactLocation": _artifact(location.path), "region": {"startLine": 1}}
    return {"artifactLocation": _artifact(location.path), "region": _region(location.source, location.span)}


def _artifact(path: str) -> dict[str, str]:
    from urllib.parse import quote

    return {"uri": quote(path, errors="surrogatepass"), "uriBaseId": "%SRCROOT%"}


def _region(source: SourceFile, span: Span) -> dict[str, int]:
    (line, column), (end_line, end_column) = source.position(span.start), source.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _fix(fix: Fix, report: Report) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        source = report.source(edit.path)
        assert source is not None, "report.fix() gives only fixes of known files"
        replacement = {"deletedRegion": _region(source, edit.span), "insertedContent": {"text": edit.text}}
        changes.setdefault(edit.path, []).append(replacement)
    unsafe = " (this may change what is installed)" if fix.applicability == "unsafe" else ""
    return {
        "description": _message(f"{fix.title}{unsafe}."),
        "artifactChanges": [
            {"artifactLocation": _artifact(path), "replacements": replacements}
            for path, replacements in changes.items()
        ],
    }
