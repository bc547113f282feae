"""A file, or a part of it, was not checked: it takes more work than is allowed for a file of its size.

## Why

A check has to end, whatever it is given. Reading a file takes time in proportion to its size. What takes longer (comparing
requirements with each other, following a Dockerfile through its stages, the aliases of YAML) has a budget that follows from
the size of the file. No file that people or compilers write comes near it. Where the budget runs out, pinlint reports it:
what was not checked must not look like a clean result.

## Fails

```setup.py
from setuptools import setup

a = ["click", "flask", "celery", "redis", "jinja2"]
b = a + a + a + a + a + a + a + a + a + a
c = b + b + b + b + b + b + b + b + b + b
d = c + c + c + c + c + c + c + c + c + c
setup(name="demo", install_requires=d)
```

## Passes

```setup.py
from setuptools import setup

setup(name="demo", install_requires=["click", "flask", "celery", "redis", "jinja2"])
```

## See

- `docs/limits.md`: how much is read of each format
- `unreadable-file`: a file that cannot be read at all
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import Trouble

rule = Rule(__name__, on="problem", when=("not-checked",))


@rule
def check(trouble: Trouble, project: CheckedProject) -> Iterator[Finding]:
    """An error: nothing is known of what was not checked."""
    yield rule.finding(trouble.location, f"not checked: {trouble.problem.message}", help=trouble.problem.help)
