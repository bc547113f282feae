"""Everything as JSON for programs, version 1: findings, the verdict of each lock, and counts.

```console
$ pinlint check --format json
```

The [JSON schema](../../pinlint/schemas/report.schema.json) describes every field. It ships with the package, as
`pinlint/schemas/report.schema.json`.

| field | value |
|---|---|
| `version` | `1` |
| `root` | the project's folder |
| `findings` | list of `rule` `family` `severity` `message` and the fields below |
| … the place | `path` `line` `column` `end_line` `end_column` |
| … the rest | `project` `related` `fix` `help` `url` |
| `locks` | list of `path` `inputs` `verdict` `evidence` `pins` `metadata` `unproven` |
| `summary` | `files` `requirements` `errors` `warnings` `infos` `ignored` `checked` |
| `statistics` | list of `rule` `family` `severity` `findings` `fixable` `files` |

Lines and columns count from 1. Columns count characters. The end is the position after the last character. Paths are
relative to `root` and use `/`. `related` is a list of `path` `line` `column` `message`. `fix` is null, or `title`,
`applicability` (`safe`, `unsafe`) and `edits`: each edit replaces the characters between two positions of a file with
`text`. `checked` counts the files of each kind. `statistics` has the counts of each rule, and its `files` has the counts of
each path. `verdict` is `fresh`, `stale` or `unproven`. `unproven` lists `obligation` `project` `reason`.

A fix is left out if its new text contains credentials.

## What stays the same

`version` changes only if a program that reads the report may have to change. Within a version:

- Fields are only added. No field is removed or renamed, and none gets another type or meaning. Ignore fields that you do not
  know.
- `severity`, `verdict` and `applicability` get no values other than those in the schema. New rules, families, obligations,
  kinds of evidence and kinds of files can appear in any release.
- The words of `message`, `help`, `title` and `reason` can change, and so can what a rule finds. To compare findings, use
  `rule`, `path` and `project`.
- Findings are sorted by path, line and column. The order of fields in an object is not promised.

A change that breaks one of these gets a new `version` and a new schema, and the list of changes announces it. `pinlint config
--format json` has a `version` of its own, with the same promise.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pinlint.findings.finding import Finding, Fix
    from pinlint.findings.report import LockVerdict, Report, Style
    from pinlint.findings.statistics import RuleCount

NAME = "json"
VERSION = 1


def render(report: Report, style: Style) -> str:
    """The report as a JSON document of ASCII characters."""
    import json

    from pinlint.findings.statistics import statistics
    from pinlint.text.escaping import json_text

    summary = report.summary
    document = {
        "version": VERSION,
        "root": report.root,
        "findings": [_finding(finding, report) for finding in report.findings],
        "locks": [_lock(lock) for lock in report.locks],
        "summary": {
            "files": summary.files,
            "requirements": summary.requirements,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "infos": summary.infos,
            "ignored": summary.ignored,
            "checked": summary.checked,
        },
        "statistics": [_count(count) for count in statistics(report.findings)],
    }
    return json_text(json.dumps(_masked(document), indent=2)) + "\n"


def _masked(value: Any) -> Any:
    """The value with the credentials in all its strings masked."""
    from pinlint.text.secrets import mask

    if isinstance(value, str):
        return mask(value)
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return {key: _masked(item) for key, item in value.items()} if isinstance(value, dict) else value


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    (line, column), (end_line, end_column) = finding.location.start, finding.location.end
    fix = report.fix(finding)
    return {
        "rule": finding.rule,
        "family": finding.family,
        "severity": finding.severity,
        "message": finding.message,
        "path": finding.location.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "project": finding.project,
        "related": [
            {
                "path": related.location.path,
                "line": related.location.line,
                "column": related.location.column,
                "message": related.message,
            }
            for related in finding.related
        ],
        "fix": None if fix is None else _fix(fix, report),
        "help": finding.help,
        "url": report.url(finding.rule),
    }


def _fix(fix: Fix, report: Report) -> dict[str, Any]:
    edits = []
    for edit in fix.edits:
        source = report.source(edit.path)
        assert source is not None, "report.fix() gives only fixes of known files"
        (line, column), (end_line, end_column) = source.position(edit.span.start), source.position(edit.span.end)
        place = {"path": edit.path, "line": line, "column": column, "end_line": end_line, "end_column": end_column}
        edits.append({**place, "text": edit.text})
    return {"title": fix.title, "applicability": fix.applicability, "edits": edits}


def _lock(lock: LockVerdict) -> dict[str, Any]:
    return {
        "path": lock.path,
        "inputs": list(lock.inputs),
        "verdict": lock.verdict,
        "evidence": list(lock.evidence),
        "metadata": lock.metadata,
        "pins": lock.pins,
        "unproven": [
            {"obligation": entry.obligation, "project": entry.project, "reason": entry.reason}
            for entry in lock.unproven
        ],
    }


def _count(count: RuleCount) -> dict[str, Any]:
    return {
        "rule": count.rule,
        "family": count.family,
        "severity": count.severity,
        "findings": count.findings,
        "fixable": count.fixable,
        "files": count.files,
    }
