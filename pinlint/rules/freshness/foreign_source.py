"""A lock installs a package from a place that the project's files do not name.

## Why

The lock decides what is installed. Other tools compare the lock's requirements with the project's, but do not check where a
package comes from. So a package from a stranger's repository or URL can reach production unnoticed. An index that the
project does not name may be a mirror that only one machine can reach.

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

The project itself asks for this repository:

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

## Details

- pipenv installs from the indexes that Pipfile.lock lists. An index there that the Pipfile does not have is reported.

## See

- `file-mismatch`, `unlisted-host`: other ways in which a lock can install a wrong file
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
    """Reports the package, its source and the source that the project asks for. Or reports an index of the lock."""
    said = obligation.detail
    yield finding(rule, obligation, said if obligation.pin is None else f"{obligation.project} comes from {said}")
