"""A manifest cannot be read, so that nothing is known of what its addon requires.

## Why

Tools that collect requirements leave a manifest out that they cannot read, or stop. Either way the requirements of
its addon are missing where they are installed from. What the list has for it is not called stale meanwhile.

## Fails

```custom_components/tapo/manifest.json
{"domain": "tapo", "requirements": ["pytapo==3.4.18",]}
```
```requirements.txt
pytapo==3.4.18
```

## Passes

```custom_components/tapo/manifest.json
{"domain": "tapo", "requirements": ["pytapo==3.4.18"]}
```
```requirements.txt
pytapo==3.4.18
```

## See

- The guide on manifests
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import Trouble

rule = Rule(__name__, on="problem", when=("invalid-manifest",))


@rule
def check(trouble: Trouble, project: CheckedProject) -> Iterator[Finding]:
    """One finding for each manifest, or requirement of one, that cannot be read."""
    yield rule.finding(trouble.location, trouble.problem.message, help=trouble.problem.help)
