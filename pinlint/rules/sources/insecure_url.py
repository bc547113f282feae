"""A requirement is downloaded over a connection without encryption, and no hash protects it.

## Why

With `http`, `git://` and similar protocols, everyone between the server and your machine can change what is installed in
production. A sha256 of the file or the full hash of a commit would detect the change. Without a hash, only an encrypted
connection protects you.

## Fails

```requirements.txt
demo @ http://example.com/demo-1.0.tar.gz
tool @ git+http://example.com/tool.git@main
```

## Passes

```requirements.txt
demo @ https://example.com/demo-1.0.tar.gz
tool @ git+http://example.com/tool.git@6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e
data @ http://example.com/data-1.0.tar.gz#sha256=4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
```

## Fixed

```requirements.txt
demo @ https://example.com/demo-1.0.tar.gz
tool @ git+https://example.com/tool.git@main
```

## Details

- A host in a private network is reported as a warning. The machine itself (`localhost`) is not reported.

## See

- PEP 440, direct references
- `insecure-index`, `mutable-reference`, `unhashed-url`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.project.urls import UrlUse

rule = Rule(__name__, on="url", when=("plain-reference",))


@rule
def check(url: UrlUse, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for a public host, a warning for a private one. This machine is not reported, and neither is a URL with a
    hash.
    """
    from pinlint.project.urls import LOOPBACK, PRIVATE, encrypted, reach
    from pinlint.requirements.pinning import kind_of

    if reach(url.host) == LOOPBACK or (url.requirement is not None and kind_of(url.requirement) == "pin"):
        return
    severity = "warning" if reach(url.host) == PRIVATE else None
    message = f"{url.shown} is not encrypted and has no hash: anyone on the network can change the file"
    yield rule.finding(url.location, message, severity=severity, help="use https", fix=encrypted(url))
