"""A manifest cannot be read, so the requirements of its addon are not known.

## Why

Tools that collect requirements skip a manifest that they cannot read, or stop. If they skip it, the requirements of the
addon are not installed, and the addon fails in production.

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

## Details

- If a manifest cannot be read, pinlint does not know what it requires. So it reports no line of requirements.txt as out of
  date.

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
    """Reports each manifest, and each requirement in a manifest, that cannot be read."""
    yield rule.finding(trouble.location, trouble.problem.message, help=trouble.problem.help)
