"""A requirement is pinned with `===`, which compares versions as text.

## Why

`===1.0` does not accept `1.0.0`, although both are the same version. If an index spells the version differently, the build
fails. PEP 440 keeps `===` only for versions that do not follow its rules. Use `==` for all others.

## Fails

```requirements.txt
django===5.1.2
```

## Passes

```requirements.txt
django==5.1.2
inhouse===2024-final-build
```

## Fixed

```requirements.txt
django==5.1.2
```

## See

- PEP 440, arbitrary equality
"""

from __future__ import annotations

from pinlint.findings.finding import UNSAFE, Fix, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

rule = Rule(__name__, on="requirement", when=("arbitrary",), severity="warning")


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports a warning for each clause with a version that PEP 440 allows. Package metadata is not checked."""
    from pinlint.requirements.policies import ABSTRACT
    from pinlint.requirements.versions import version_key
    from pinlint.text.source import Edit, Span

    if project.policy(requirement) == ABSTRACT:
        return
    for clause in requirement.clauses:
        if clause.operator == "===" and version_key(clause.version) is not None:
            start = clause.span.start
            # Another build of the same version would be accepted afterwards, hence unsafe.
            edit = Edit(requirement.source.path, Span(start, start + 3), "==")
            yield rule.finding(
                requirement.source.at(clause.span),
                f"'==={clause.version}' compares text: other spellings of {clause.version} do not match",
                project=requirement.project,
                help=f"write =={clause.version}",
                fix=Fix(f"Write =={clause.version}", [edit], UNSAFE),
            )
