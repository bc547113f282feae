"""The build compiles the requirements again, although a lock exists.

## Why

Such a build installs the newest releases of that day, not the versions in the lock. The lock was reviewed and tested, but
it has no effect in production. Nothing in the build's output shows this.

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

The fix removes the compiling command from its RUN, as Divio's Control Panel does, and changes nothing else. A RUN that
does more than install packages stays as it is.

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

## Details

- For `pip-compile` and `uv pip compile` the finding is a warning: if the lock is in the image, these compilers keep its pins.
- On Divio's platform, the Dockerfile needs `pip-reqs compile` only as long as the project has no requirements.txt. Remove
  it when you commit one.

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
    """Reports an error; a warning if the compiler at least prefers the pins."""
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
