"""A URL uses a host that the configuration does not list.

## Why

With `allowed-hosts`, a project lists the hosts that its requirements may come from. A host that is not in the list is a mistake
or an attack: `packages.example.org` and `packages.exarnple.org` look alike. Such a file would run in
production.

## Fails

```pinlint.toml
allowed-hosts = ["index.example.org", "packages.example.org"]
```
```requirements.txt
demo @ https://packages.exarnple.org/demo-1.0-py3-none-any.whl
```

In a structured lock, files must come from the hosts of their index, also without the setting:

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
    { url = "https://files.pythonhcsted.org/packages/click-8.3.0-py3-none-any.whl" },
]
```
```text
uv.lock:17:14: unlisted-host: files.pythonhcsted.org looks like files.pythonhosted.org, but is another host
```

## Passes

```pinlint.toml
allowed-hosts = ["index.example.org", ".example.com"]
```
```requirements.txt
--index-url https://pypi.example.com/simple
click==8.1.7
```

## Details

- Without the setting, the rule checks only structured locks, such as uv.lock. It reports hosts that look like a known host, and
  files from another host than the index uses. In a lock without the names of indexes, it compares the files of each package.
- A name that only a private network can have, such as `pypi.lan`, does not look like a known host.
- An entry `.example.com` also allows all hosts below it.

## See

- `docs/configuration.md`: the key `allowed-hosts`
- `extra-index`, `insecure-index`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.project.urls import UrlUse

rule = Rule(__name__, on="url", when=("remote", "foreign-host", "unnamed-index"))


@rule
def check(url: UrlUse, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error, with the listed host that looks similar."""
    from pinlint.findings.config import suggestion

    allowed = [host.lower() for host in project.config.allowed_hosts]
    if any(url.host == host.lstrip(".") or (host[:1] == "." and url.host.endswith(host)) for host in allowed):
        return
    if url.foreign:
        yield _foreign(url)
    elif allowed:
        near = suggestion(url.host, [host.lstrip(".") for host in allowed])
        message = f"{url.host} is not one of the allowed hosts{near}"
        yield rule.finding(url.location, message, help="correct the URL, or add the host to allowed-hosts")


def _foreign(url: UrlUse) -> Finding:
    """Reports a host in a lock that does not serve the files of the index, or an index that the project does not name."""
    from pinlint.project.lock_urls import looks_like

    near = looks_like(url.host)
    known = " and ".join(url.expected)
    lock = url.file.source.path
    if url.what == "index-url":
        message = f"the packages of this lock come from {url.host}, an index that no file of the project names"
        help = "name the index in the project, or lock again without the mirror of your machine"
        return rule.finding(url.location, message, severity=None if near else "warning", help=help, lock=lock)
    project = url.requirement.project if url.requirement is not None else None
    if near:
        message = f"{url.host} looks like {near}, but is another host"
        return rule.finding(url.location, message, help=_relocking(url), lock=lock, project=project)
    message = f"the file comes from {url.host}, but the files of its index come from {known}"
    help = f"{_relocking(url)}, or add the host to allowed-hosts"
    return rule.finding(url.location, message, help=help, lock=lock, project=project)


def _relocking(url: UrlUse) -> str:
    """The command that writes the package's files again. To lock alone is not enough: it keeps a version with its files."""
    from pinlint.requirements.locked import LockedRequirement, LockFile
    from pinlint.requirements.relocking import relock_help

    if isinstance(url.requirement, LockedRequirement) and isinstance(url.file, LockFile):
        return relock_help(url.file, url.requirement.package)
    return f"lock {url.file.source.path} again"
