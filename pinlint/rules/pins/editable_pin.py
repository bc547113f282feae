"""A repository is installed as editable, at a full commit.

## Why

pip clones the repository into a folder `src` and runs the code from there. If someone changes that folder later, production
runs the changed code, and no hash can detect it. A second installation may also keep the old code. Without `-e`, the same
line installs a normal package.

## Fails

```requirements.txt
-e git+https://github.com/example/tool.git@6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e#egg=tool
```

## Passes

```requirements.txt
-e .
tool @ git+https://github.com/example/tool.git@6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e
```

## Details

- Folders of the project itself, such as `-e .`, are not reported, because git tracks their changes.

## See

- pip's documentation, "Local project installs", editable installs
- `mutable-reference`: an editable at a branch or a tag
- `local-path`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

rule = Rule(__name__, on="requirement", when=("editable",), severity="warning")


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports a warning for a commit if the requirement must be a pin. `mutable-reference` judges all other references."""
    from pinlint.requirements.policies import PINNED_BECAUSE

    reference = requirement.reference
    if reference is None or reference.vcs is None or not reference.immutable:
        return
    if project.policy(requirement) in PINNED_BECAUSE:
        name = requirement.name or reference.name or requirement.shown
        yield rule.finding(
            requirement.location,
            f"{name} is editable: the installed code can be changed in place",
            project=requirement.project,
            help="remove '-e', and write 'name @ ' before the URL",
        )
