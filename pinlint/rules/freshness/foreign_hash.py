"""A hash in the lock does not belong to any file of the pinned version on an index.

## Why

A hash in a lock says which file may be installed. This hash is damaged, was copied from another version, or belongs to a
file from somewhere else. If no hash of the pin is right, the installation fails. If the hash belongs to a forged file, pip
installs that file in production.

## Fails

With `--online`, if a sha256 in the lock is not one of those that the indexes list:

    requirements.txt:1:1: foreign-hash: no file of example 1.0 on any index has one of the hashes listed

## Passes

Without `--online`, pinlint does not ask an index, and the rule reports nothing.

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
    """Reports what the index says about the pin, at its line."""
    yield rule.finding(
        fact.requirement.location,
        fact.message,
        project=fact.requirement.project,
        help="compile the lock again with --generate-hashes, and check where the hash came from",
        lock=fact.lock,
    )
