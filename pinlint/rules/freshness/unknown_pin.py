"""No index has the pinned version.

## Why

The version was deleted from the index, was mistyped, or comes from an index that is not configured. Usually the
installation fails. If someone else publishes that version on one of your indexes, your build installs their file.

## Fails

With `--online`, if none of your configured indexes has the version:

    requirements.txt:1:1: unknown-pin: no index has example 1.0.99

## Passes

Without `--online`, pinlint does not ask an index, and the rule reports nothing.

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
    """Reports what the index says about the pin, at its line."""
    yield rule.finding(
        fact.requirement.location,
        fact.message,
        project=fact.requirement.project,
        help="correct the pin by compiling the lock again, or configure the index that has it",
        lock=fact.lock,
    )
