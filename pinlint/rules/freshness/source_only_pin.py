"""A locked version has no wheel, so its installation runs the project's own build.

## Why

A source distribution is built on the machine that installs it. The build can need a compiler that is missing there. It can
also need build requirements that the lock does not pin. So an installation can fail, or give another result on another day.

## Fails

```pyproject.toml
[project]
name = "acme"
version = "1.0"
requires-python = ">=3.12"
dependencies = ["click"]
```
```poetry.lock
[[package]]
name = "click"
version = "8.3.0"
python-versions = ">=3.10"
groups = ["main"]
files = [
    {file = "click-8.3.0.tar.gz", hash = "sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28"},
]

[metadata]
lock-version = "2.1"
python-versions = ">=3.12"
content-hash = "0"
```
```text
poetry.lock:3:12: source-only-pin: click 8.3.0 has no wheel: installing it runs its build
```

## Passes

```pyproject.toml
[project]
name = "acme"
version = "1.0"
requires-python = ">=3.12"
dependencies = ["click"]
```
```poetry.lock
[[package]]
name = "click"
version = "8.3.0"
python-versions = ">=3.10"
groups = ["main"]
files = [
    {file = "click-8.3.0-py3-none-any.whl", hash = "sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28"},
]

[metadata]
lock-version = "2.1"
python-versions = ">=3.12"
content-hash = "0"
```

## Details

- Many projects have such packages without problems, so this rule runs only if you select it by name.

## See

- pip's `--only-binary`, uv's `--no-build`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import LockEntry

rule = Rule(__name__, on="package", when=("source-only",), severity="warning", opt_in=True)


@rule
def check(entry: LockEntry, project: CheckedProject) -> Iterator[Finding]:
    """Reports the version."""
    yield rule.finding(
        entry.location,
        f"{entry.package.shown} has no wheel: installing it runs its build",
        project=entry.package.project,
        help="choose a version that has wheels, or pin what it is built with",
        lock=entry.lock.path,
    )
