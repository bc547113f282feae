"""pip does not check the certificate of a host.

## Why

With `--trusted-host`, pip talks to a host without encryption, or accepts a certificate that anyone could have made. So
everyone between the host and your machine can change what is installed in production.

## Fails

```requirements.txt
--trusted-host pypi.example.com
click==8.1.7
```

## Passes

```requirements.txt
--index-url https://pypi.example.com/simple
--trusted-host localhost
click==8.1.7
```

## Details

- For the public index the finding is an error, because there is no reason for this option.
- For your own host the finding is a warning. Use `--cert` to give pip your own certificate authority instead.

## See

- pip's documentation, `--trusted-host` and `--cert`
- `insecure-index`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import OptionLine

rule = Rule(__name__, on="option", when=("trusted-host",))


@rule
def check(line: OptionLine, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for the public index, a warning for other hosts. This machine is not reported."""
    from pinlint.project.urls import LOOPBACK, PUBLIC_HOST, host_of, reach

    host = host_of(line.option.value or "")
    if not host or reach(host) == LOOPBACK:
        return
    public = host == PUBLIC_HOST
    yield rule.finding(
        line.location,
        f"the certificate of {host} is not checked: anyone on the network can change what is installed",
        severity=None if public else "warning",
        help="remove the option" if public else "give pip the certificate of your authority, with `--cert` or PIP_CERT",
    )
