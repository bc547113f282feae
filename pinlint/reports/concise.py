"""One line per finding, `path:line:col: rule: message`, for editors and problem matchers.

```console
$ pinlint check --format concise
requirements.txt:14:1: violated-specifier: click==8.1.7 does not satisfy click>=8.2 in requirements.in:3
```

Lines and columns count from 1, columns in characters. Only findings are printed: a clean run prints nothing.
Invisible characters are printed as escapes (`\\x1b`), so that each line is one finding.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.report import Report, Style

NAME = "concise"


def render(report: Report, style: Style) -> str:
    """One line per finding; on a terminal, the rule has the colour of its severity."""
    if not report.findings:
        return ""
    from pinlint.text.escaping import line

    lines = []
    for finding in report.findings:
        row, column = finding.location.start
        rule = style.paint(finding.severity, style.link(report.url(finding.rule), finding.rule))
        lines.append(f"{style.path(finding.location.path)}:{row}:{column}: {rule}: {line(finding.message)}\n")
    return "".join(lines)
