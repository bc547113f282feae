"""Every file of the pinned version was withdrawn from the index.

## Why

Maintainers withdraw ("yank") a release that is broken or was published by mistake. pip still installs it if it is pinned
with `==`. So nothing fails, and production runs a release that its own authors took back.

## Fails

With `--online`, if the index says that all files of a pinned version were yanked:

    requirements.txt:1:1: yanked-pin: every file of example 1.0 was withdrawn: broken metadata

## Passes

Without `--online`, pinlint does not ask an index, and the rule reports nothing.

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
    """Reports what the index says about the pin, at its line."""
    yield rule.finding(
        fact.requirement.location,
        fact.message,
        project=fact.requirement.project,
        help="compile the lock again and upgrade this project",
        lock=fact.lock,
    )
