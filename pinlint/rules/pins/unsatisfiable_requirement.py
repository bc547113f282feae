"""No version satisfies the requirement.

## Why

The conditions of the requirement contradict each other, so it can never be installed and the build fails. Usually someone
changed one condition and forgot the other.

## Fails

```requirements.txt
django==5.1.2,<5
```

```requirements.txt
django>=5.1,<5.0
```

## Passes

```requirements.txt
django==5.1.2,<6
```

## Details

- `pkg-resources==0.0.0` is not a project on any index. `pip freeze` on Debian and Ubuntu wrote this line.

## See

- PEP 440, version specifiers
- `conflicting-pins`: two requirements that contradict each other
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

rule = Rule(__name__, on="requirement", when=("unsatisfiable", "phantom"))


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for every role of the file, because the requirement can never be satisfied."""
    from pinlint.requirements.specifiers import unmet

    if requirement.project == "pkg-resources":
        yield rule.finding(
            requirement.location,
            f"{requirement.shown} is not on any index: Debian's `pip freeze` wrote it for a part of setuptools",
            project=requirement.project,
            help="remove the line",
        )
        return
    message = f"no version satisfies {requirement.shown}"
    for clause in requirement.clauses:
        if clause.operator == "==" and not clause.version.endswith(".*"):
            other = unmet(clause.version, requirement.clauses)
            if other is not None:
                message = f"no version satisfies {requirement.shown}: {clause.version} is not {other}"
                break
    yield rule.finding(
        requirement.location, message, project=requirement.project, help="correct or remove one of the clauses"
    )
