"""A file cannot be read, or a part of it is computed, so that nothing is known of it.

## Why

What pinlint cannot read it cannot check, and silence would look like a clean result. The reasons are said as they are: a
file that is not text in its encoding, one that may not be opened, a list of requirements that a setup.py computes.

## Fails

```requirements.txt
# coding: no-such-encoding
click==8.1.7
```

## Passes

```requirements.txt
# coding: utf-8
click==8.1.7
```

## See

- pip's documentation, "Requirements File Format", encoding
- `syntax-error`: a line that is malformed
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import Trouble

rule = Rule(__name__, on="problem", when=("unreadable-file",))


@rule
def check(trouble: Trouble, project: CheckedProject) -> Iterator[Finding]:
    """An error for a file of which nothing is known, an info for a part that is computed."""
    location, problem = trouble.location, trouble.problem
    message = problem.message if location.source is not None else f"cannot be read: {problem.message}"
    yield rule.finding(location, message, severity=None if problem.fatal else "info", help=problem.help)
