"""pip refuses a line of a constraints file and stops.

## Why

A constraint limits the version of a project that something else requires. In a constraints file, pip accepts no extras, no
editables and no requirements without a name. With such a line, every installation that uses the file fails.

## Fails

```requirements.txt
-c constraints.txt
requests==2.32.3
```
```constraints.txt
requests[socks]==2.32.3
```
```text
constraints.txt:1:1: refused-constraint: pip refuses this constraint: it has extras
```

## Passes

```requirements.txt
-c constraints.txt
requests[socks]==2.32.3
```
```constraints.txt
requests==2.32.3
```

## Details

- Compilers and uv accept such lines.
- A lock that was compiled with the extras in its pins cannot be a constraints file for pip.

## See

- pip's documentation, "Constraints Files"
- pip-compile's `--strip-extras`
"""

from __future__ import annotations

from pinlint.findings.finding import Related, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import ConstraintUse

rule = Rule(__name__, on="constraint", when=("refused",))

_HELP = {
    "has extras": "remove the extras here, and ask for them where the project is required",
    "is editable": "name the project and its version, or a URL without `-e`",
    "has no name": "write `NAME @ URL`, or remove the line",
}


@rule
def check(use: ConstraintUse, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error at the first refused line. The other refused lines of the file are related places."""
    first, reason = use.refused[0]
    help = _HELP[reason]
    if reason == "has extras" and project.role(first.source.path) == "lock":
        help = "compile the lock with `--strip-extras`"
    yield rule.finding(
        first.location,
        f"pip refuses this constraint: it {reason}",
        project=first.project,
        related=[
            Related(use.location, f"`{use.tool}` uses the file as constraints"),
            *(Related(other.location, f"this one {why}") for other, why in use.refused[1:]),
        ],
        help=help,
    )
