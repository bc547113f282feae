"""No tool reads this lock.

## Why

uv reads only one lock per workspace, the one at its root. A uv.lock in a member's folder has no effect. A lock of a tool
that the project no longer uses is never updated. Both look like protection, but production does not install what they say.

## Fails

```pyproject.toml
[project]
name = "acme"
version = "1"
requires-python = ">=3.10"

[tool.uv.workspace]
members = ["packages/*"]
```
```packages/ui/pyproject.toml
[project]
name = "acme-ui"
version = "1"
requires-python = ">=3.10"
```
```packages/ui/uv.lock
version = 1
requires-python = ">=3.10"

[[package]]
name = "acme-ui"
version = "1"
source = { editable = "." }
```
```text
packages/ui/uv.lock:1:1: unused-lock: no tool reads this lock: uv reads the lock next to pyproject.toml, the root of the workspace
```

## Passes

```pyproject.toml
[project]
name = "acme"
version = "1"
requires-python = ">=3.10"
```
```uv.lock
version = 1
requires-python = ">=3.10"

[[package]]
name = "acme"
version = "1"
source = { editable = "." }
```

## See

- uv's documentation, "Using workspaces"
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.freshness.lock_pairing import LockPairing

rule = Rule(__name__, on="lock", when=("unused",), severity="warning")


@rule
def check(pairing: LockPairing, project: CheckedProject) -> Iterator[Finding]:
    """Reports the lock, and why nothing reads it."""
    message = f"no tool reads this lock: {pairing.unused}"
    yield rule.finding(pairing.location, message, help=f"delete {pairing.path}", lock=pairing.path)
