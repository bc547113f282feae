"""A file of a locked package belongs to another project or another version.

## Why

The tool installs the file that the lock lists, even if the file's name shows another project or version. So production runs
another version than the lock shows, or another project. Some bots change the version in a lock but not its files. It can
also be an attack: someone replaced the file.

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
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.pythonhosted.org/packages/click-8.1.8-py3-none-any.whl" },
]
```
```text
uv.lock:14:12: file-mismatch: click-8.1.8-py3-none-any.whl is not a file of click 8.3.0
```

## Passes

```pyproject.toml
[project]
name = "acme"
version = "1.0"
requires-python = ">=3.12"
dependencies = ["zope.interface"]
```
```poetry.lock
[[package]]
name = "zope-interface"
version = "7.0"
python-versions = ">=3.8"
groups = ["main"]
files = [
    {file = "zope.interface-7.0.tar.gz", hash = "sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28"},
]

[metadata]
lock-version = "2.1"
python-versions = ">=3.12"
content-hash = "0"
```

## Details

- If all files of a package are of another version, its version is wrong. This is one finding, at the version.
- pipenv makes up the names of all files that it writes into a pylock.toml. This is reported once, as a warning.

## See

- PEP 427 and PEP 625, the names of wheels and source distributions
"""

from __future__ import annotations

from pinlint.findings.finding import Related, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import LockEntry

rule = Rule(__name__, on="package", when=("misnamed",))


@rule
def check(entry: LockEntry, project: CheckedProject) -> Iterator[Finding]:
    """Reports the file, at its URL or name. One warning for invented names of pipenv."""
    if entry.lock.is_made_up:
        yield rule.finding(
            entry.lock.at("created-by"),
            "pipenv made up the names and URLs of the files in this lock: other tools cannot download them",
            severity="warning",
            help="install from Pipfile.lock, or write the lock with `uv export` or `pip lock`",
            lock=entry.lock.path,
        )
        return
    message, related = f"all files of {entry.package.shown} have another name or version: see {entry.detail}", []
    if entry.file is not None:
        message = f"{entry.file.name} is not a file of {entry.package.shown}"
    elif entry.other is not None:
        if len(entry.package.files) == 1:
            message = f"{entry.detail} is not a file of {entry.package.shown}"
        related = [Related(entry.other, f"not a file of {entry.package.shown}")]
    yield rule.finding(
        entry.location,
        message,
        related=related,
        project=entry.package.project,
        help=entry.remedy,
        lock=entry.lock.path,
    )
