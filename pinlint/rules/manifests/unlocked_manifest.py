"""An addon requires something that the requirements file does not list.

## Why

Addons, such as Odoo modules or Home Assistant integrations, list what they need in a manifest. But the build installs only
the requirements.txt next to them. A requirement that is only in the manifest is missing in production, and the addon fails
when it is loaded. Its author does not notice, because the package is installed on the author's machine.

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

## Details

- A file that a generator writes must list every requirement.
- In a file that people write, the finding is a warning, because something else may install the package. What the platform itself
  provides is not reported.

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
    """Reports an error if the file is generated, a warning if something else may install the package."""
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
