"""A requirement is a file at a URL, and no hash says which file it must be.

## Why

Whoever controls the server can replace the file at the URL, and every later build installs the new file in production. With
a sha256 at the end of the URL, or as `--hash`, pip refuses a replaced file.

## Fails

```requirements.txt
demo @ https://example.com/wheels/demo-1.0-py3-none-any.whl
```

## Passes

```requirements.txt
demo @ https://example.com/wheels/demo-1.0-py3-none-any.whl#sha256=4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
```

## Details

- In a project without hashes in any file, such a URL is only counted, at the end of the report. `--verbose` and
  `--select unhashed-url` list all.
- Addons of the Divio platform are not reported, because each URL contains a UUID and its file never changes.

## See

- PEP 440, direct references
- `mutable-reference`: archives at a branch or a tag
- `missing-hash`: a file in which other lines have hashes
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.findings.folding import UNHASHED, uses_hashes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement
    from pinlint.requirements.references import Reference

rule = Rule(__name__, on="requirement", when=("unhashed-url", "variable"), severity="warning")


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports a warning if the requirement must be a pin: name and version are fixed, the bytes are not. In a project without
    hashes it is only counted.
    """
    from pinlint.project.urls import deciding_variables
    from pinlint.requirements.policies import PINNED_BECAUSE

    reference = requirement.reference
    if reference is None or project.policy(requirement) not in PINNED_BECAUSE:
        return
    if requirement.variables and (deciding_variables(requirement) or not _unhashed(requirement, reference)):
        return
    yield rule.finding(
        requirement.location,
        f"{reference.filename or 'the URL'} of {reference.host} has no hash: its content can change",
        project=requirement.project,
        help="add '#sha256=' and the hash of the file",
        counted=None if uses_hashes(project) else UNHASHED,
    )


def _unhashed(requirement: Requirement, reference: Reference) -> bool:
    """Whether a URL with variables leads to an artifact that can change."""
    is_artifact = reference.kind == "url" and reference.ref_kind is None and not reference.immutable
    return is_artifact and (not requirement.hashes or requirement.odd_hashes)
