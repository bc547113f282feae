"""pip reads a part of the line and does nothing with it.

## Why

A marker behind `--hash`, a second `-r` on one line, the marker of an unquoted editable: pip drops them without a word.
What was meant to hold on one platform holds on all, what was meant to be included is not. The text says one thing and the
installation does another.

## Fails

pip reads the first file only:

```requirements.txt
-r base.txt -r more.txt
```
```base.txt
click==8.1.7
```
```more.txt
idna==3.10
```

## Passes

```requirements.txt
-r base.txt
-r more.txt
```
```base.txt
click==8.1.7
```
```more.txt
idna==3.10
```

## See

- pip's documentation, "Requirements File Format"
- `swallowed-requirement`: whole requirements that are lost
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import Trouble

rule = Rule(__name__, on="problem", when=("ignored-text",), severity="warning")


@rule
def check(trouble: Trouble, project: CheckedProject) -> Iterator[Finding]:
    """What pip drops, in the format's own words."""
    yield rule.finding(trouble.location, trouble.problem.message, help=trouble.problem.help)
