"""A generated list of requirements has a line that no manifest requires.

## Why

A generated file lists what the manifests require and nothing else. A line that is left over installs a project that nothing
uses. A line that someone added by hand is lost when the generator runs again. Then that package is missing in production.

## Fails

```.pre-commit-config.yaml
repos:
  - repo: https://github.com/acsone/setuptools-odoo
    rev: 3.3.2
    hooks:
      - id: setuptools-odoo-get-requirements
        args: [--output, requirements.txt]
```
```excel_import/__manifest__.py
{"external_dependencies": {"python": ["xlrd"]}}
```
```requirements.txt
# generated from manifests external_dependencies
openpyxl
xlrd
```
```text
requirements.txt:2:1: stale-mirror: openpyxl is in requirements.txt, but no manifest requires it
```

## Passes

```.pre-commit-config.yaml
repos:
  - repo: https://github.com/acsone/setuptools-odoo
    rev: 3.3.2
    hooks:
      - id: setuptools-odoo-get-requirements
        args: [--output, requirements.txt]
```
```excel_import/__manifest__.py
{"external_dependencies": {"python": ["xlrd"]}}
```
```requirements.txt
# generated from manifests external_dependencies
xlrd
```

## Fixed

```.pre-commit-config.yaml
repos:
  - repo: https://github.com/acsone/setuptools-odoo
    rev: 3.3.2
    hooks:
      - id: setuptools-odoo-get-requirements
        args: [--output, requirements.txt]
```
```excel_import/__manifest__.py
{"external_dependencies": {"python": ["xlrd"]}}
```
```requirements.txt
# generated from manifests external_dependencies
xlrd
```

## Details

- A line that the generator writes as a comment is reported if it is not a comment (Home Assistant).
- A line is not reported if a comment above it says that another tool wrote it.
- If a manifest cannot be read, it may require the line. Then the line is not reported.
- If only the comment above a line is wrong, or if people edit the file too, the finding is a warning. So is a title, another
  comment, a blank line or an order that is not what the generator writes (Home Assistant). If requirements differ too, only they
  are reported, because the same command corrects both.

## See

- `unlocked-manifest`, `manifest-mismatch`
- The guide on manifests
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.manifests.wording import finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.manifests.comparing import Difference

rule = Rule(__name__, on="manifest", when=("stale", "installed", "attribution", "layout"))


@rule
def check(difference: Difference, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for a line, a warning for a comment that names the wrong manifest."""
    line, target = difference.line, difference.target
    assert line is not None
    text = line.text
    help = f"run `{difference.command}`" if difference.command else f"remove the line from {target}"
    if difference.kind == "installed":
        message = f"{target} installs {text}, but its generator writes this line as a comment"
    elif difference.kind == "layout":
        message = f"this line is not as {difference.reason} writes it: {difference.project}"
        if not difference.project:
            message = f"{difference.reason} does not write this line"
    elif difference.kind == "stale" and any(entry.meaning == line.meaning for entry in difference.entries):
        message = f"{target} has {text} more than once"
    elif difference.kind == "stale" and difference.entries:
        asked = " and ".join(dict.fromkeys(entry.text for entry in difference.entries))
        message = f"{text} is in {target}, but the manifests require {asked}"
    elif difference.kind == "stale" and difference.reason:
        message = f"{text} is in {target}, but is required only by the manifest of {difference.reason}"
        help = f"add what is missing, or {help}"
    elif difference.kind == "stale":
        message = f"{text} is in {target}, but no manifest requires it"
    elif difference.entries:
        message = f"no comment above {text} says that {difference.reason} requires it"
    else:
        message = f"the comment names {difference.reason}, whose manifest does not require {text}"
    yield finding(
        rule,
        difference,
        message,
        severity="warning" if difference.kind in ("attribution", "layout") or not difference.certain else None,
        help=help,
        fix=f"Remove {text}",
    )
