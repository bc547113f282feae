"""The build installs from the input of a lock, or with a tool that may rewrite the lock.

## Why

`pip install -r requirements.in` installs whatever the index offers on that day, although requirements.txt beside it says what
was tested: an error. `uv pip install -r pyproject.toml` and `pip install .` do the same with the dependencies of a project that
has a lock: an error and a warning. A lock is uv.lock, poetry.lock or pdm.lock beside pyproject.toml, or the file whose header
says that it was compiled from the input. It is not a finding if the build installed a lock before, or takes the lock for
constraints. uv.lock is no requirements file: `uv pip install -r uv.lock` fails.

`uv sync` without `--locked` or `--frozen`, `pdm install` without `--frozen-lockfile` and `pipenv install` without `--deploy`
resolve anew, in silence, when the lock does not fit its input: a warning. What only checks the project, in a workflow or by
tox, is a warning instead of an error, and an info instead of a warning. Several such commands that pass by the same lock are
one finding; `--verbose` lists each. A command that upgrades the lock on purpose, and a developer's machine, are no findings.

## Fails

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.in
```
```requirements.in
django
```
```requirements.txt
django==5.1.2
```

```Dockerfile
FROM ghcr.io/astral-sh/uv:python3.12-bookworm
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --no-dev
```
```pyproject.toml
[project]
name = "shop"
version = "1"
dependencies = []
```
```uv.lock
version = 1
requires-python = ">=3.12"

[[package]]
name = "shop"
version = "1"
source = { virtual = "." }
```

## Passes

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
```
```requirements.in
django
```
```requirements.txt
django==5.1.2
```

## See

- uv's documentation, "Locking and syncing"
- `build-compiles`: the build writes the lock anew
"""

from __future__ import annotations

from pinlint.findings.finding import Cause, Related, Rule
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.facts import Bypass
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-bypass", when=("input", "relock", "project", "unread-lock"))

#: What makes each tool install its lock or fail.
_STRICTLY = {"uv sync": "--locked", "pdm install": "--frozen-lockfile", "pipenv install": "--deploy"}


@rule
def check(bypass: Bypass, project: CheckedProject) -> Iterator[Finding]:
    """An error where the lock has no say, a warning where it may have none."""
    tool, given, lock = bypass.tool, bypass.given, bypass.lock
    option = _STRICTLY.get(tool)
    severity: str | None = None
    if given == lock:
        message = f"`{tool}` cannot read {lock}: it is not a requirements file"
        help = "install it with the tool that made it: `uv sync --locked`"
    elif option is not None and bypass.argument is None:
        message = f"`{tool}` resolves again without a warning if {lock} does not match {given}"
        help, severity = f"use `{tool} {option}`", "warning"
    elif bypass.is_file:
        message = f"`{tool}` installs {given}: the pins of {lock} have no effect"
        help = f"install {lock}" if lock.endswith(".txt") else f"install what {lock} pins"
    else:
        message = f"`{tool}` resolves the dependencies of {given} again: {lock} has no effect"
        help, severity = f"install what {lock} pins first, then the project itself with --no-deps", "warning"
    if not bypass.is_shipped:
        severity = "info" if severity == "warning" and option is None else "warning"
    yield rule.finding(
        bypass.place,
        message,
        severity=severity,
        related=[Related(Location(lock), "the lock")],
        help=help,
        cause=Cause((tool, lock, str(option)), 2, _say) if severity is not None else None,
    )


def _say(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for all commands that pass by one lock in the same way."""
    places = {(each.location.path, each.location.line) for each in found}
    message = found[0].message
    return (f"{message} ({len(places)} commands)" if len(places) > 1 else message), found[0].help
