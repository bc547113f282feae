"""A hash is not valid: it has the wrong length or wrong characters.

## Why

No file can match a hash that is cut off, or that contains other characters than 0 to 9 and a to f. So pip refuses every
file, even the right one, and the build fails.

## Fails

```requirements.txt
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c
```
```text
requirements.txt:1:21: malformed-hash: this sha256 has 62 characters: a valid one has 64 hexadecimal digits
```

## Passes

```requirements.txt
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28
```

## See

- pip's documentation, "Secure installs"
- `weak-hash`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

rule = Rule(__name__, on="requirement", when=("odd-hash",))


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for each malformed hash."""
    from pinlint.requirements.model import STRONG_HASHES
    from pinlint.requirements.relocking import help_for

    path = requirement.location.path
    again = help_for(requirement, project.document(path))
    for item in requirement.hashes:
        length = STRONG_HASHES.get(item.algorithm)
        if length is None or "${" in item.digest:
            continue
        odd = item.digest.strip("0123456789abcdefABCDEF")[:1]
        if len(item.digest) != length:
            message = (
                f"this {item.algorithm} has {len(item.digest)} characters: a valid one has {length} hexadecimal digits"
            )
        elif odd:
            message = f"this {item.algorithm} contains {odd!r}: a valid one has hexadecimal digits only"
        else:
            continue
        yield rule.finding(
            requirement.source.at(item.span),
            message,
            project=requirement.project,
            help=again or "compile the lock again, or copy the whole hash",
            lock=path if again else None,
        )
