"""A file, or a part of it, was not checked, because that is too much work for a file of its size.

## Why

Every check must end, even on a file that was made to slow it down. So each file has a limit of work, which grows with its
size. If pinlint reaches the limit, it reports this. Otherwise a problem in the unchecked part could reach production
unnoticed.

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

## Details

- The limit applies only to work that can grow faster than the size of the file. Examples are comparing requirements with
  each other, following the stages of a Dockerfile, and the aliases of YAML.
- Files that people or compilers write stay far below the limit.

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
    """Reports an error, because nothing is known about the unchecked part."""
    yield rule.finding(trouble.location, f"not checked: {trouble.problem.message}", help=trouble.problem.help)
