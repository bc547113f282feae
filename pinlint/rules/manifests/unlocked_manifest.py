"""An addon requires something that the file which installs it does not have.

## Why

Addons declare in their manifests what they need: Odoo modules, Home Assistant integrations, cogs. What gets installed
is the requirements.txt beside them. A requirement that was added to a manifest only is missing in production: the
addon fails when it is loaded, often long after the tests of its author, who has the project installed, have passed.

Where a generator writes the file, it must list every requirement; where people keep it, what the platform brings
itself is left out, and the finding is a warning: something else may install the rest.

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
{
    "name": "Excel import",
    "external_dependencies": {"python": ["openpyxl", "xlrd"]},
}
```
```requirements.txt
xlrd
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
{
    "name": "Excel import",
    "external_dependencies": {"python": ["openpyxl", "xlrd"]},
}
```
```requirements.txt
openpyxl
xlrd
```

## See

- `stale-mirror`, `manifest-mismatch`
- The guide on manifests
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.manifests.wording import finding, who_requires

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.manifests.comparing import Difference

rule = Rule(__name__, on="manifest", when=("unlocked",))


@rule
def check(difference: Difference, project: CheckedProject) -> Iterator[Finding]:
    """An error where the file is generated, a warning where something else may install it."""
    text, target = difference.entries[0].text, difference.target
    where = f"but there is no {target}" if difference.reason == "missing" else f"but {target} does not have it"
    yield finding(
        rule,
        difference,
        f"{who_requires(difference)} {text}, {where}",
        severity=None if difference.certain else "warning",
        help=f"run `{difference.command}`" if difference.command else f"add the line {text} to {target}",
        fix=f"Add {text} to {target}",
    )
