"""GitLab's Code Quality report, for the widget of a merge request.

```yaml
pinlint:
  script: pinlint check --format gitlab:gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
```

An `error` has the severity `major`, a `warning` has `minor`, and an `info` has `info`. The fingerprints contain no line
numbers, so that GitLab recognizes a finding whose line has moved.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.report import Report, Style

NAME = "gitlab"
_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, style: Style) -> str:
    """The findings as a JSON list of ASCII characters."""
    import json

    from pinlint.findings.fingerprints import fingerprints
    from pinlint.findings.report import last_line
    from pinlint.text.escaping import json_text, printable

    entries = []
    for finding, fingerprint in zip(report.findings, fingerprints(report.findings), strict=True):
        help = f" ({printable(finding.help)})" if finding.help else ""
        entries.append(
            {
                "description": f"{printable(finding.message)}{help}",
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[finding.severity],
                "location": {
                    "path": finding.location.path,
                    "lines": {"begin": finding.location.line, "end": last_line(finding.location)},
                },
            }
        )
    return json_text(json.dumps(entries, indent=2)) + "\n"
