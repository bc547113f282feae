"""The build resolves anew although a lock is there.

## Why

A build that compiles its own requirements installs what the index offers on that day. The lock beside it is reviewed, tested
and ignored: its pins have no effect in production, and nothing says so. On Divio's platform the Dockerfile must contain
`pip-reqs compile` exactly when the project has no requirements.txt; once one is committed, the line has to go.

`pip-compile` and `uv pip compile` prefer the pins of a lock that they find, so that is a warning.

## Fails

```Dockerfile
FROM divio/base:1.2-py3.8-slim-buster
COPY requirements.* /app/
RUN pip-reqs compile && \\
    pip-reqs resolve && \\
    pip install \\
        --no-index --no-deps \\
        --requirement requirements.urls
```
```requirements.in
django<5
```
```requirements.txt
django==4.2.11
```

## Passes

```Dockerfile
FROM divio/base:1.2-py3.8-slim-buster
COPY requirements.* /app/
RUN pip-reqs resolve && \\
    pip install \\
        --no-index --no-deps \\
        --requirement requirements.urls
```
```requirements.in
django<5
```
```requirements.txt
django==4.2.11
```

## Fixed

The compiling command is taken out of its RUN, as the platform's Control Panel does it, and nothing else moves. A RUN that
does other things too is left alone.

```Dockerfile
FROM divio/base:1.2-py3.8-slim-buster
COPY requirements.* /app/
RUN pip-reqs resolve && \\
    pip install \\
        --no-index --no-deps \\
        --requirement requirements.urls
```
```requirements.in
django<5
```
```requirements.txt
django==4.2.11
```

## See

- Divio's documentation, "How to pin all of your project's Python dependencies"
- `build-without-lock`: the other direction
"""

from __future__ import annotations

from pinlint.findings.finding import Related, Rule
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.facts import Compilation
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-compile", when=("lock",))


@rule
def check(compilation: Compilation, project: CheckedProject) -> Iterator[Finding]:
    """An error, or a warning where the compiler at least prefers the pins."""
    from pinlint.fixes.divio_dockerfile import without_compilation

    lock, tool = compilation.lock, compilation.tool
    if compilation.keeps_pins:
        message = f"the build resolves again with `{tool}`: the pins of {lock} are only preferences"
    else:
        message = f"the build runs `{tool}`: the pins of {lock} have no effect"
    fix = without_compilation(compilation.step, lock)
    yield rule.finding(
        compilation.location,
        message,
        severity="warning" if compilation.keeps_pins else None,
        related=[Related(Location(lock), "the lock that the build does not use")],
        help=f"remove `{tool}` from the build" if fix else f"remove `{tool}` from this RUN, or delete {lock}",
        fix=fix,
    )
