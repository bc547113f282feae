"""One command installs files that contradict each other or the command's constraints.

## Why

Everything that one command installs must fit together. If one file pins a version that another file, a constraints file or a
word of the command (`pip install -r requirements.txt "click<8"`) does not accept, the build
fails. pip first searches for a solution, and then stops with `ResolutionImpossible`.

## Fails

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r base.txt -r requirements.txt
```
```base.txt
click==8.0.4
```
```requirements.txt
click==8.1.3
```

## Passes

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt -c constraints.txt
```
```constraints.txt
click<9
```
```requirements.txt
click==8.1.3
```

## See

- pip's documentation, "Dependency Resolution", conflicts
- `conflicting-pins`: the same in one file and the files that it includes
"""

from __future__ import annotations

from pinlint.findings.finding import Related, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.facts import Conflict
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="install", when=("conflict",))


@rule
def check(conflict: Conflict, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error at the command. Both requirements are related places."""
    one, other = conflict.one, conflict.other
    yield rule.finding(
        conflict.location,
        f"`{conflict.tool}` cannot install both {one.shown} and {other.shown}",
        project=one.project,
        related=[Related(each.location, f"{each.shown} is required here") for each in (one, other)],
        help=f"change one of them, in {one.location} or in {other.location}",
    )
