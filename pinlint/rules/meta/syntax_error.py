"""A line is malformed, so that pip refuses the file.

## Why

pip reads the whole file before it installs anything. One malformed line stops it, and in an image build or a deployment
that is late to learn of it. pinlint reports the line and checks the rest of the file all the same.

## Fails

```requirements.txt
click==8.1.7
flask=3.0.0
requests==2.32.3
```

## Passes

```requirements.txt
click==8.1.7
flask==3.0.0
requests==2.32.3
```

## See

- PEP 508, dependency specifiers
- pip's documentation, "Requirements File Format"
- `swallowed-requirement`, `ignored-text`: what pip accepts and does not do
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import Trouble

rule = Rule(__name__, on="problem", when=("syntax-error",))


@rule
def check(trouble: Trouble, project: CheckedProject) -> Iterator[Finding]:
    """What the format could not read, in the format's own words."""
    yield rule.finding(trouble.location, trouble.problem.message, help=trouble.problem.help)
