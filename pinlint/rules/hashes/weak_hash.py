"""A hash uses an algorithm that is not secure.

## Why

MD5 and SHA-1 detect a damaged download, but not a forged file: an attacker can make two files with the same hash. For
`--hash`, pip accepts only SHA-256, SHA-384 and SHA-512. With any other algorithm, the build fails.

## Fails

```requirements.txt
demo @ https://example.com/demo-1.0.tar.gz#md5=9a0364b9e99bb480dd25e1f0284c8555
```

## Passes

```requirements.txt
demo @ https://example.com/demo-1.0.tar.gz#sha256=4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
```

## Details

- At the end of a URL, pip accepts such a hash. So the finding is a warning there.

## See

- pip's documentation, "Secure installs"
- `malformed-hash`, `unhashed-url`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

rule = Rule(__name__, on="requirement", when=("odd-hash",))


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for an option and a warning for a fragment. An artifact with an immutable URL is not reported."""
    from pinlint.requirements.model import STRONG_HASHES

    for item in requirement.hashes:
        if item.algorithm in STRONG_HASHES:
            continue
        url = requirement.url_span
        in_url = url is not None and url.start <= item.span.start < url.end
        reference = requirement.reference
        if in_url and reference is not None and reference.immutable:
            continue
        consequence = (
            "is a weak hash: a forged file can have the same one"
            if in_url
            else "is not a hash that pip supports: it refuses this file"
        )
        yield rule.finding(
            requirement.source.at(item.span),
            f"{item.algorithm} {consequence}",
            severity="warning" if in_url else None,
            project=requirement.project,
            help="use the sha256 of the file",
        )
