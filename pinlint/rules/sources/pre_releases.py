"""Pre-releases are allowed for all projects, but not all projects are pinned.

## Why

`--pre` applies to the whole installation, also to the dependencies of dependencies. So production can get an alpha version
of everything that is not pinned. A pinned pre-release does not need this option: `==2.0rc1` is enough.

## Fails

```requirements.txt
--pre
django>=5.1
```

## Passes

```requirements.txt
django==5.2rc1
```
```requirements-pinned.txt
--pre
django==5.2rc1
```

## Details

- In the input of a lock, the option is not a finding: the lock pins the versions that it allows.

## See

- PEP 440, handling of pre-releases
- pip's documentation, `--pre`
- `loose-requirement`, `unpinned-requirement`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.uses.roles import INPUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import OptionLine

rule = Rule(__name__, on="option", when=("pre", "all-releases"), severity="warning")


@rule
def check(line: OptionLine, project: CheckedProject) -> Iterator[Finding]:
    """Reports a warning if the file has a requirement that is not pinned. ``--all-releases`` counts only if it is for all
    projects.
    """
    from pinlint.requirements.pinning import kind_of

    option = line.option
    if option.name == "all-releases" and ":all:" not in (option.value or ""):
        return
    if project.role(line.file.path) == INPUT:
        return  # its lock has pins
    loose = next((r for r in line.file.requirements if r.url is None and kind_of(r) != "pin"), None)
    if loose is not None:
        message = f"--{option.name} allows pre-releases of every project: {loose.shown} is not pinned"
        yield rule.finding(line.location, message, help="pin the pre-release that you want, and remove the option")
