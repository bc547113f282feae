"""A lock takes a package from another place than the project's files say.

## Why

The lock decides what is installed. A package that comes from a stranger's repository or URL passes the check of every tool, for
they compare the lock's requirements with the project's, and never look where a package comes from. An index that the project does
not name is the mirror of somebody's machine, or worse.

## Fails

```pyproject.toml
[project]
name = "acme"
version = "1.0"
requires-python = ">=3.12"
dependencies = ["click"]
```
```uv.lock
version = 1
requires-python = ">=3.12"

[[package]]
name = "acme"
version = "1.0"
source = { editable = "." }
dependencies = [
    { name = "click" },
]

[[package]]
name = "click"
version = "8.3.0"
source = { git = "https://github.com/somebody/click#0123456789012345678901234567890123456789" }
```
```text
uv.lock:15:19: foreign-source: click comes from git https://github.com/somebody/click, which the project does not require
```

## Passes

What the project asks for so comes from there:

```pyproject.toml
[project]
name = "acme"
version = "1.0"
requires-python = ">=3.12"
dependencies = ["click"]

[tool.uv.sources]
click = { git = "https://github.com/somebody/click" }
```
```uv.lock
version = 1
requires-python = ">=3.12"

[[package]]
name = "acme"
version = "1.0"
source = { editable = "." }
dependencies = [
    { name = "click" },
]

[[package]]
name = "click"
version = "8.3.0"
source = { git = "https://github.com/somebody/click#0123456789012345678901234567890123456789" }
```

## See

- `file-mismatch`, `unlisted-host`: what else a lock can be made to install
- uv's documentation, "Dependency sources"
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.freshness.wording import finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.freshness.obligations import Obligation

rule = Rule(__name__, on="obligation", when=("foreign-source",))


@rule
def check(obligation: Obligation, project: CheckedProject) -> Iterator[Finding]:
    """The package, where it comes from, and what is asked for."""
    yield finding(rule, obligation, f"{obligation.project} comes from {obligation.detail}")
