"""A line is not valid, so pip refuses the file.

## Why

pip reads the whole file before it installs anything, and one invalid line stops it. Without pinlint you learn this only
when an image is built or a deployment fails.

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

## Details

- pinlint reports the line and still checks the rest of the file.
- A file that includes itself, directly or through another file, is reported at the line that leads back to it.
- A file such as `VERSION_REQS.txt` is not a requirements file if nothing uses it and none of its lines is a requirement.
  `django=4.2.1`, `requests 2.31` and the marks of a merge count as lines of a requirements file.
- The same is true for the words of `pip install` in a Dockerfile, a workflow or a script. A word is reported if it is a name
  with a version and a wrong operator: `flask=3.0.0`.

## See

- PEP 508, dependency specifiers
- pip's documentation, "Requirements File Format"
- `swallowed-requirement`, `ignored-text`: text that pip accepts but ignores
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
    """Reports what could not be read, in the words of the format's reader."""
    yield rule.finding(trouble.location, trouble.problem.message, help=trouble.problem.help)
