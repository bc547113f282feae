"""Annotations on a pull request, with GitHub's workflow commands.

```console
$ pinlint check --format github
::error title=pinlint (violated-specifier),file=requirements.txt,line=4,endLine=4,col=1,endColumn=13::click==8.1.7 does …
```

GitHub shows at most ten annotations of each severity per step. The most severe findings come first. An `info` becomes a
notice. The job summary (`--format markdown`) does not have this limit. Paths are relative to the root of the project,
which must be the root of the repository. Otherwise GitHub does not find the lines. The last line of an annotation is the
address of the rule's page.

Text from checked files cannot end a workflow command or begin another one.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.findings.finding import Finding
    from pinlint.findings.report import Report, Style

NAME = "github"
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, style: Style) -> str:
    """A workflow command for each finding, the most severe first."""
    from pinlint.findings.finding import SEVERITIES

    ordered = sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    return "".join(_command(finding, report) for finding in ordered)


def _command(finding: Finding, report: Report) -> str:
    from pinlint.findings.report import last_line
    from pinlint.text.escaping import line, workflow_data, workflow_property

    properties = {"title": f"pinlint ({finding.rule})", "file": finding.location.path}
    if finding.location.span is not None:
        row, column = finding.location.start
        end = last_line(finding.location)
        properties |= {"line": str(row), "endLine": str(end)}
        if finding.location.end[0] == row:
            # GitHub supports columns only within one line.
            properties |= {"col": str(column), "endColumn": str(finding.location.end[1])}
    message = [line(finding.message)]
    message += [f"{line(str(related.location))}: {line(related.message)}" for related in finding.related]
    if finding.help:
        message.append(f"help: {line(finding.help)}")
    if page := report.url(finding.rule):
        message.append(f"see: {page}")
    shown = ",".join(f"{name}={workflow_property(line(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {shown}::{workflow_data(chr(10).join(message))}\n"
