"""A manifest pins where its platform wants a range, or the other way round.

## Why

Platforms differ: Home Assistant's own integrations must pin exactly, so that every installation runs what was tested;
addons that are installed together by the dozen should leave room for each other. The preset, or `pins` in the
configuration, says which it is: `exact`, `bounded` (an upper bound at least), `no-exact`, or `any`.

## Fails

```pinlint.toml
[[manifests]]
files = ["plugins/*/plugin.json"]
select = ["requirements[]"]
pins = "exact"
target = { file = "requirements.txt", mode = "locked" }
```
```plugins/maps/plugin.json
{"requirements": ["folium>=0.14"]}
```
```requirements.txt
folium==0.14.0
```

## Passes

```pinlint.toml
[[manifests]]
files = ["plugins/*/plugin.json"]
select = ["requirements[]"]
pins = "exact"
target = { file = "requirements.txt", mode = "locked" }
```
```plugins/maps/plugin.json
{"requirements": ["folium==0.14.0"]}
```
```requirements.txt
folium==0.14.0
```

## See

- The guide on manifests
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.manifests.wording import finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.manifests.comparing import Difference

rule = Rule(__name__, on="manifest", when=("pins",))

_SAID = {
    "exact": ("is not pinned exactly", "pin it exactly: `name==version`"),
    "bounded": ("has no upper bound", "add an upper bound: `name>=1,<2`"),
    "no-exact": ("is pinned exactly: other addons cannot use another version", "use a range: `name>=1,<2`"),
}


@rule
def check(difference: Difference, project: CheckedProject) -> Iterator[Finding]:
    """An error: the platform, or the configuration, asks for it."""
    entry = difference.entries[0]
    what, help = _SAID[difference.reason]
    yield finding(rule, difference, f"{entry.addon} requires {entry.text}, which {what}", help=help)
