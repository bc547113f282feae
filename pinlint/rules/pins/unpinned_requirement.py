"""A requirement names no version at all.

## Why

Every build installs whatever is the newest that day: two builds of one commit differ, and a release that breaks something
reaches production on its own. In a lock, and in a requirements file that nothing locks, that is an error. In an input that a
lock covers it is a warning, for the next compilation may jump over a major version; `inputs = "exact"` makes it an error.
Package metadata, dependency groups and constraints may leave the version open.

A version that is an environment variable is a warning: only the build knows what it installs.

## Fails

```requirements.txt
django
gunicorn==23.0.0
```

```requirements.txt
django==${DJANGO_VERSION}
```

## Passes

```requirements.txt
django==5.1.2
gunicorn==23.0.0
```

## See

- pip's documentation, "Repeatable Installs"
- `loose-requirement`, `wildcard-pin`: a version that is open in part
"""

from __future__ import annotations

from pinlint.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.finding import Finding
    from pinlint.model import Requirement
    from pinlint.project import Project

rule = Rule(__name__, on="requirement", when=("bare", "variable"))


@rule
def check(requirement: Requirement, project: Project) -> Iterator[Finding]:
    """By policy: an error where it must be a pin, a warning in an input."""
    from pinlint.policies import INPUT, MEND, PINNED_BECAUSE
    from pinlint.repinning import repinned
    from pinlint.urls import deciding_variables

    policy = project.policy(requirement)
    reason = PINNED_BECAUSE.get(policy)
    if requirement.variables:
        variables = deciding_variables(requirement)
        if reason and variables:
            message = f"what {requirement.shown} installs depends on {' and '.join(variables)} in the environment of the build"
            yield rule.finding(
                requirement.location,
                message,
                severity="warning",
                project=requirement.project,
                help="write what is meant",
            )
        return
    if policy == INPUT:
        reason, severity = "only the lock decides which one is installed", "warning"
    elif reason:
        severity = rule.severity
    else:
        return
    fix = repinned(requirement, project)
    yield rule.finding(
        requirement.location,
        f"{requirement.shown} has no version, and {reason}",
        severity=severity,
        project=requirement.project,
        help=fix.title if fix else MEND.get(policy, "name the versions that work, or pin it"),
        fix=fix,
    )
