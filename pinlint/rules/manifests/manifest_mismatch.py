"""A manifest and the file that must follow it ask for different things of one project.

## Why

What gets installed is what the file says, and the addon was written for what its manifest says. Where the file is
generated, somebody has changed one of the two by hand; where people keep it, it was forgotten when the other changed.

Only the meaning counts: `Foo_Bar >=1.0` is `foo-bar>=1`. A pin satisfies a range that admits it, except where the
file is a generated copy.

## Fails

```custom_components/tapo/manifest.json
{"domain": "tapo", "requirements": ["pytapo==3.4.18"]}
```
```requirements.txt
pytapo==3.3.1
```
```text
requirements.txt:1:1: manifest-mismatch: pytapo==3.3.1 is not what tapo requires: pytapo==3.4.18
```

## Passes

```custom_components/tapo/manifest.json
{"domain": "tapo", "requirements": ["pytapo>=3.4"]}
```
```requirements.txt
pytapo==3.4.18
```

## See

- `unlocked-manifest`, `stale-mirror`
- The guide on manifests
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.manifests.wording import finding, who_requires

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.manifests.comparing import Difference

rule = Rule(__name__, on="manifest", when=("mismatch",))


@rule
def check(difference: Difference, project: CheckedProject) -> Iterator[Finding]:
    """An error where the file must follow the manifests; a warning where both are kept by hand; an info for a library
    that only a hook's own environment has."""
    line, entry = difference.line, difference.entries[0]
    assert line is not None
    if difference.command and difference.mode != "mirror":
        help = f"run `{difference.command}`"
    elif difference.command:
        help = f"change the manifest if needed, then run `{difference.command}`: this file is generated"
    else:
        help = f"require {entry.text} in {line.location.path}, or change the manifest"
    yield finding(
        rule,
        difference,
        f"{line.text} is not what {who_requires(difference)}: {entry.text}",
        severity=None if difference.certain else "info" if difference.reason == "library" else "warning",
        help=help,
        fix=f"Write {entry.text}",
    )
