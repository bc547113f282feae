"""A URL names a host that the configuration does not list.

## Why

With `allowed-hosts` a project says where its requirements may come from. A host that is not among them is a mistake, a
leftover, or somebody's attempt to have another artifact installed: `packages.example.org` and `packages.exarnple.org`
look much alike. Without the setting the rule is silent. An entry `.example.com` allows the hosts below it too.

## Fails

```pinlint.toml
allowed-hosts = ["index.example.org", "packages.example.org"]
```
```requirements.txt
demo @ https://packages.exarnple.org/demo-1.0-py3-none-any.whl
```

## Passes

```pinlint.toml
allowed-hosts = ["index.example.org", ".example.com"]
```
```requirements.txt
--index-url https://pypi.example.com/simple
click==8.1.7
```

## See

- the README, "Configuration", `allowed-hosts`
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

rule = Rule(__name__, on="url", when=("remote",))


@rule
def check(url: UrlUse, project: CheckedProject) -> Iterator[Finding]:
    """An error, with the listed host that looks like it."""
    from pinlint.findings.config import suggestion

    allowed = [host.lower() for host in project.config.allowed_hosts]
    if any(url.host == host.lstrip(".") or (host[:1] == "." and url.host.endswith(host)) for host in allowed):
        return
    near = suggestion(url.host, [host.lstrip(".") for host in allowed])
    message = f"{url.host} is none of the allowed hosts{near}"
    yield rule.finding(url.location, message, help="correct the URL, or add the host to allowed-hosts")
