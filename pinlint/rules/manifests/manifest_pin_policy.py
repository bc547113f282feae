"""A manifest pins a requirement but its platform wants a range, or the other way round.

## Why

Home Assistant's own integrations must pin exactly, so that every installation runs what was tested. On other platforms,
people install many addons together, so each should allow several versions. If a manifest does not follow its platform, an
addon gets untested versions or cannot be installed next to others.

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

## Details

- The preset, or `pins` in the configuration, says what is required: `exact`, `bounded` (at least an upper bound),
  `no-exact` or `any`.

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
    """Reports an error, because the platform or the configuration requires the policy."""
    entry = difference.entries[0]
    what, help = _SAID[difference.reason]
    yield finding(rule, difference, f"{entry.addon} requires {entry.text}, which {what}", help=help)
