"""A file switches off hash checking.

## Why

With `--no-require-hashes`, pip does not require a hash for every line. It installs a line without a hash unchecked. If the
file on the index was replaced, the replaced file reaches production. Nobody notices, because the other lines still have
hashes.

## Fails

```requirements.txt
--no-require-hashes
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28
idna==3.10
```

## Passes

```requirements.txt
--require-hashes
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28
```

## Fixed

```requirements.txt
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28
idna==3.10
```

## See

- pip's documentation, "Secure installs" and `--no-require-hashes`
- `missing-hash`
"""

from __future__ import annotations

from pinlint.findings.finding import UNSAFE, Fix, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import OptionLine

rule = Rule(__name__, on="option", when=("no-require-hashes",))


@rule
def check(line: OptionLine, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for the option in any place."""
    from pinlint.fixes.removal import removal

    message = "--no-require-hashes lets pip install a line that has no hash"
    edit = removal(line.file.source, line.option.span)
    fix = Fix("Remove the option", [edit], UNSAFE) if edit is not None else None
    yield rule.finding(line.location, message, help="remove it, and give every line its hashes", fix=fix)
