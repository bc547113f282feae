"""An override does not match any requirement of its manifest.

## Why

An override replaces one requirement of a manifest with another one, and it must repeat the exact text of the requirement.
If the requirement was renamed or got a version, the override no longer has an effect. Then production installs the
requirement that you wanted to replace.

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
    """Reports each override that replaces nothing."""
    yield rule.finding(
        difference.location,
        f"the override of {difference.project} replaces nothing: the manifest has no requirement with exactly this text",
        help="copy the requirement from the manifest, or remove the override",
    )
