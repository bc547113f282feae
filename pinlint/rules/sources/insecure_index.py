"""An index or a page of links is read over a connection without encryption.

## Why

With `http`, everyone between the index and your machine can change what is installed in production. pip refuses such an
index, unless `--trusted-host` names its host. Use `https` instead.

## Fails

```requirements.txt
--index-url http://pypi.example.com/simple
click==8.1.7
```
```text
requirements.txt:1:13: insecure-index: http://pypi.example.com/simple is not encrypted: anyone on the network can change it
```

```Dockerfile
FROM python:3.13
RUN pip install --index-url http://pypi.example.com/simple click==8.1.7
```
```text
Dockerfile:2:29: insecure-index: http://pypi.example.com/simple is not encrypted: anyone on the network can change it
```

## Passes

```requirements.txt
--index-url https://pypi.example.com/simple
--find-links http://localhost:8080/wheels
click==8.1.7
```

## Fixed

```requirements.txt
--index-url https://pypi.example.com/simple
click==8.1.7
```

## Details

- A host in a private network is reported as a warning. The machine itself (`localhost`) is not reported.

## See

- pip's documentation, `--index-url` and `--trusted-host`
- `trusted-host`, `insecure-url`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.project.urls import UrlUse

rule = Rule(__name__, on="url", when=("plain-index",))


@rule
def check(url: UrlUse, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for a public host, a warning for a private one. This machine is not reported."""
    from pinlint.project.urls import LOOPBACK, PRIVATE, encrypted, reach

    if reach(url.host) == LOOPBACK:
        return
    severity = "warning" if reach(url.host) == PRIVATE else None
    message = f"{url.shown} is not encrypted: anyone on the network can change it"
    yield rule.finding(url.location, message, severity=severity, help="use https", fix=encrypted(url))
