"""Manifests of one repository require different versions of one project.

## Why

All addons run in one environment, and it has one version of each project. If no version satisfies two manifests, one of the
two addons fails in production. If a version satisfies both, two lines for one project are still a problem. pip before 20.3
refuses them ("Double requirement given"), and people may read only one of the lines.

## Fails

```.pre-commit-config.yaml
repos:
  - repo: https://github.com/acsone/setuptools-odoo
    rev: 3.3.2
    hooks:
      - id: setuptools-odoo-get-requirements
        args: [--output, requirements.txt]
```
```sign/__manifest__.py
{"external_dependencies": {"python": ["cryptography==3.4.8"]}}
```
```vault/__manifest__.py
{"external_dependencies": {"python": ["cryptography>=41"]}}
```
```requirements.txt
cryptography==3.4.8
cryptography>=41
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
```sign/__manifest__.py
{"external_dependencies": {"python": ["cryptography>=41"]}}
```
```vault/__manifest__.py
{"external_dependencies": {"python": ["cryptography>=41"]}}
```
```requirements.txt
cryptography>=41
```

## Details

- If a version satisfies all the manifests, the finding is an info and is only counted, at the end of the report. `--verbose`
  lists it.

## See

- `conflicting-pins`: two pins of one project in one file
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.findings.folding import AGREEING
from pinlint.manifests.wording import finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.manifests.comparing import Difference

rule = Rule(__name__, on="manifest", when=("conflict",))


@rule
def check(difference: Difference, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error if no version satisfies all manifests; else an info."""
    asked = ", ".join(f"{entry.text} ({entry.addon})" for entry in difference.entries)
    impossible = difference.certain
    end = "no version satisfies all of them" if impossible else "pip before 20.3 refuses them in one file"
    yield finding(
        rule,
        difference,
        f"the manifests require {asked}: {end}",
        severity=None if impossible else "info",
        counted=None if impossible else AGREEING,
        help="use one requirement in all these manifests",
    )
