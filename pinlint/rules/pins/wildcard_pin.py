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
- If a project pins most of its requirements by wildcards, it does so on purpose. They are only counted, at the end of the report.

## See

- PEP 440, version matching
- `loose-requirement`
"""

from __future__ import annotations

from pinlint.findings.finding import Cause, Rule
from pinlint.findings.folding import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

rule = Rule(__name__, on="requirement", when=("wildcard",))


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error if the requirement must be a pin; a warning in a file that only checks or develops the project."""
    from pinlint.fixes.repinning import unpinned

    clause = next(clause for clause in requirement.clauses if clause.version.endswith(".*"))
    what = f"{requirement.shown} allows every version {clause.version}"
    for finding in unpinned(rule, requirement, project, what):
        if finding.cause is not None and finding.severity == "error":
            finding.cause = Cause(("wildcards",), 3, _say, [requirement.shown])
        yield finding


def _say(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for all wildcards: a project that pins like this does so everywhere."""
    names = listed(name for each in found if each.cause is not None for name in each.cause.names)
    return f"{names} allow several versions: nothing locks them", found[0].help
