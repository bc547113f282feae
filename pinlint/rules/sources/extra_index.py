"""A file adds an extra index to the public one, and the index with the higher version wins.

## Why

pip asks all its indexes for every project and takes the highest version. If someone publishes the name of your private
project on the public index with a higher version, your build installs their file. This attack is called dependency
confusion. Hashes prevent it, and so does one index that serves both public and private projects.

## Fails

```requirements.txt
--extra-index-url https://pypi.example.com/simple
inhouse==1.0
```

## Passes

One index of your own, or hashes:

```requirements.txt
--index-url https://pypi.example.com/simple
--extra-index-url https://mirror.example.com/simple
inhouse==1.0
```
```requirements-hashed.txt
--extra-index-url https://pypi.example.com/simple
inhouse==1.0 --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
```

## Details

- The index of a vendor of hardware or of a large framework, such as download.pytorch.org, is only counted, at the end of the
  report.

## See

- pip's documentation, `--extra-index-url`
- `missing-hash`, `insecure-index`, `unlisted-host`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.findings.folding import VENDORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import OptionLine

rule = Rule(__name__, on="option", when=("extra-index-url",), severity="warning")


@rule
def check(line: OptionLine, project: CheckedProject) -> Iterator[Finding]:
    """Reports a warning if the public index is asked too and a requirement has no hash."""
    from pinlint.project.urls import PUBLIC_HOST, VENDOR_HOSTS, UrlUse

    def host(value: str) -> str:
        return UrlUse(line.file, line.option.span, value, "index-url").host

    options = line.file.options
    if any(option.name == "no-index" for option in options):
        return
    own = [option.value for option in options if option.name == "index-url" and option.value]
    extra = host(line.option.value or "")
    asked = {host(value) for value in own} or {PUBLIC_HOST}
    if extra in asked or "" in asked | {extra} or PUBLIC_HOST not in asked | {extra}:
        return
    if all(requirement.hashes for requirement in line.file.requirements):
        return
    message = f"{extra} is used together with the public index: pip installs the higher version of either"
    counted = VENDORS if extra in VENDOR_HOSTS else None
    help = "use one index that has both (--index-url), or lock with hashes"
    yield rule.finding(line.location, message, help=help, counted=counted)
