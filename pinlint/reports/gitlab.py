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

GitLab shows only the description, which begins with the name of the rule: `pinlint explain RULE` explains it. Other programs that
read this format can also show the body of `content`, a link to the page of the rule.
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
        page = report.url(finding.rule)
        entries.append(
            {
                "description": f"{finding.rule}: {printable(finding.message)}{help}",
                "check_name": finding.rule,
                **(
                    {"content": {"body": f"Why this is reported, and what to do: [{finding.rule}]({page})"}}
                    if page
                    else {}
                ),
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[finding.severity],
                "location": {
                    "path": finding.location.path,
                    "lines": {"begin": finding.location.line, "end": last_line(finding.location)},
                },
            }
        )
    return json_text(json.dumps(entries, indent=2)) + "\n"
