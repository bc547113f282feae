"""A locked version has no wheel: installing it runs the project's own build.

## Why

A source distribution is built where it is installed, with a compiler that may be missing and with build requirements that the
lock does not pin. Many projects have some such packages and live well with them: the rule runs only where it is selected by name.

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
    """The version."""
    yield rule.finding(
        entry.location,
        f"{entry.package.shown} has no wheel: installing it runs its build",
        project=entry.package.project,
        help="choose a version that has wheels, or pin what it is built with",
        lock=entry.lock.path,
    )
