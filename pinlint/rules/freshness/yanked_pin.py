"""Every file of the pinned version was withdrawn from the index.

## Why

A maintainer withdraws ("yanks") a release that is broken or was published by mistake. pip still installs it where it is pinned
exactly, so that nothing breaks at once, and nothing tells you that you run what its authors took back.

## Fails

With `--online`, where the index says of all files of a pinned version that they were yanked:

    requirements.txt:1:1: yanked-pin: every file of example 1.0 was withdrawn: broken metadata

## Passes

Without `--online` the index is not asked, and the rule is silent.

```requirements.txt
example==1.0
```

## See

- PEP 592, yanked releases
- `unknown-pin`, `foreign-hash`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import PinFact

rule = Rule(__name__, on="fact", when=("yanked-pin",), severity="warning")


@rule
def check(fact: PinFact, project: CheckedProject) -> Iterator[Finding]:
    """What the index says of the pin, at its line."""
    yield rule.finding(
        fact.requirement.location,
        fact.message,
        project=fact.requirement.project,
        help="compile the lock again and upgrade this project",
        lock=fact.lock,
    )
