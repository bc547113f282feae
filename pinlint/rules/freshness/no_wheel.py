"""A locked version has no file that can be installed in an environment that the lock is for.

## Why

A version without a source distribution can be installed only where one of its wheels fits. Locking does not test that: the lock
looks complete, and the installation fails on one Python or on one platform.

## Fails

```pyproject.toml
[project]
name = "acme"
version = "1.0"
requires-python = ">=3.11,<3.14"
dependencies = ["saw"]
```
```poetry.lock
[[package]]
name = "saw"
version = "2.0"
python-versions = ">=3.9"
groups = ["main"]
files = [
    {file = "saw-2.0-cp311-cp311-win32.whl", hash = "sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28"},
    {file = "saw-2.0-cp312-cp312-win32.whl", hash = "sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3"},
]

[metadata]
lock-version = "2.1"
python-versions = ">=3.11,<3.14"
content-hash = "0"
```
```text
poetry.lock:3:12: no-wheel: saw==2.0 has no wheel and no source distribution for an environment of the lock (Python 3.13)
```

## Passes

One wheel for the stable ABI is enough.

```pyproject.toml
[project]
name = "acme"
version = "1.0"
requires-python = ">=3.11,<3.14"
dependencies = ["saw"]
```
```poetry.lock
[[package]]
name = "saw"
version = "2.0"
python-versions = ">=3.9"
groups = ["main"]
files = [
    {file = "saw-2.0-cp311-abi3-win32.whl", hash = "sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28"},
]

[metadata]
lock-version = "2.1"
python-versions = ">=3.11,<3.14"
content-hash = "0"
```

## Details

- The Pythons come from `requires-python`. If it has no upper bound, Pythons that are newer than all wheels of the version do not
  count.
- A platform counts only if the lock names it, as with uv's `environments` and `required-environments`. If a package is needed on
  some platforms only, a marker of the project's own dependencies that names such a platform counts too.

## See

- The specification of platform compatibility tags
- `source-only-pin`: the other way round
- `incompatible-python`: the version itself says that it does not run there
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

rule = Rule(__name__, on="obligation", when=("no-wheel",))


@rule
def check(obligation: Obligation, project: CheckedProject) -> Iterator[Finding]:
    """Reports the version, and the environments in which it cannot be installed."""
    pin = obligation.pin
    assert pin is not None
    message = f"{pin.shown} has no wheel and no source distribution for an environment of the lock"
    yield finding(
        rule,
        obligation,
        message,
        help="choose a version that has a file for it, or narrow `requires-python`",
    )
