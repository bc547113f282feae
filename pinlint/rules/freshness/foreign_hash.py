"""A hash of the lock is that of no file of the version on any index.

## Why

A hash in a lock says which bytes may be installed. One that no file of the pinned version has was damaged, copied from another
version, or put there for a file that comes from elsewhere: the one thing that hashes are there to stop.

## Fails

With `--online`, where a sha256 that the lock lists is not among those that the indexes give:

    requirements.txt:1:1: foreign-hash: no file of example 1.0 on any index has one of the hashes listed

## Passes

Without `--online` the index is not asked, and the rule is silent.

```requirements.txt
example==1.0
```

## See

- pip's documentation, "Secure installs"
- `yanked-pin`, `unknown-pin`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import PinFact

rule = Rule(__name__, on="fact", when=("foreign-hash",))


@rule
def check(fact: PinFact, project: CheckedProject) -> Iterator[Finding]:
    """What the index says of the pin, at its line."""
    yield rule.finding(
        fact.requirement.location,
        fact.message,
        project=fact.requirement.project,
        help="compile the lock again with --generate-hashes, and check where the hash came from",
        lock=fact.lock,
    )
