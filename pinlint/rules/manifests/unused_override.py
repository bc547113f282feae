"""An override of a manifest's requirement names one that the manifest does not have.

## Why

Overrides replace a requirement of a manifest by what is to be installed for it, and they are looked up by its whole
text. One that matches nothing does nothing: the requirement was renamed, or got a version, and is installed as it
stands in the manifest again.

## Fails

```.pre-commit-config.yaml
repos:
  - repo: https://github.com/acsone/setuptools-odoo
    rev: 3.3.2
    hooks:
      - id: setuptools-odoo-get-requirements
        args: [--output, requirements.txt]
```
```oauth/__manifest__.py
{"external_dependencies": {"python": ["python-jose>=3"]}}
```
```setup/oauth/setup.py
import setuptools

setuptools.setup(
    setup_requires=["setuptools-odoo"],
    odoo_addon={"external_dependencies_override": {"python": {"python-jose": "python-jose[cryptography]"}}},
)
```
```requirements.txt
python-jose>=3
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
```oauth/__manifest__.py
{"external_dependencies": {"python": ["python-jose"]}}
```
```setup/oauth/setup.py
import setuptools

setuptools.setup(
    setup_requires=["setuptools-odoo"],
    odoo_addon={"external_dependencies_override": {"python": {"python-jose": "python-jose[cryptography]"}}},
)
```
```requirements.txt
python-jose[cryptography]
```

## See

- The guide on manifests
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.manifests.comparing import Difference

rule = Rule(__name__, on="manifest", when=("unused",), severity="warning")


@rule
def check(difference: Difference, project: CheckedProject) -> Iterator[Finding]:
    """One finding for each override that replaces nothing."""
    yield rule.finding(
        difference.location,
        f"the override of {difference.project} replaces nothing: the manifest has no requirement with exactly this text",
        help="copy the requirement from the manifest, or remove the override",
    )
