"""No index has the pinned version.

## Why

A pin whose version is on no index cannot be installed: it was deleted, it was mistyped by hand, or it comes from another index
than the ones that are configured. The installation fails, or takes the name from where somebody else put it.

## Fails

With `--online`, where the indexes of your own configuration do not have the version:

    requirements.txt:1:1: unknown-pin: no index has example 1.0.99

## Passes

Without `--online` the index is not asked, and the rule is silent.

```requirements.txt
example==1.0
```

## See

- the simple repository API
- `yanked-pin`, `foreign-hash`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import PinFact

rule = Rule(__name__, on="fact", when=("unknown-pin",))


@rule
def check(fact: PinFact, project: CheckedProject) -> Iterator[Finding]:
    """What the index says of the pin, at its line."""
    yield rule.finding(
        fact.requirement.location,
        fact.message,
        project=fact.requirement.project,
        help="correct the pin by compiling the lock again, or configure the index that has it",
        lock=fact.lock,
    )
