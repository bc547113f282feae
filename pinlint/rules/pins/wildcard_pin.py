"""A requirement looks like a pin but is a range: `==5.1.*`.

## Why

The `==` looks like one version, but the `*` allows every version that begins with 5.1. In a lock, and in a requirements
file that nothing locks, the day of the build decides which one is installed. So production can run a version that nobody
tested.

## Fails

```requirements.txt
django==5.1.*
```

## Passes

```requirements.txt
django==5.1.2
```

## Details

- If the file is only installed to check or develop the project, the finding is a warning.

## See

- PEP 440, version matching
- `loose-requirement`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

rule = Rule(__name__, on="requirement", when=("wildcard",))


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """An error where the requirement must be a pin; a warning in a file that only checks or develops the project."""
    from pinlint.fixes.repinning import unpinned

    clause = next(clause for clause in requirement.clauses if clause.version.endswith(".*"))
    yield from unpinned(rule, requirement, project, f"{requirement.shown} allows every version {clause.version}")
