r"""pip reads the line and installs nothing for it.

## Why

Some lines look like requirements and are none to pip, which says nothing and ends well: a requirement below a line that
ends in a backslash (it becomes a part of that line), one behind an option such as `--pre`. The build is green, and the
project is missing from it.

## Fails

The backslash behind the last hash joins the next line to it:

```requirements.txt
six==1.17.0 \
    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274 \
idna==3.10
```

## Passes

```requirements.txt
six==1.17.0 \
    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274
idna==3.10
```

## See

- pip's documentation, "Requirements File Format", line continuations
- `ignored-text`: parts of a line that pip drops
- `syntax-error`: lines that pip refuses
"""

from __future__ import annotations

from pinlint.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.finding import Finding
    from pinlint.project import Project
    from pinlint.subjects import Trouble

rule = Rule(__name__, on="problem", when=("swallowed-requirement",))


@rule
def check(trouble: Trouble, project: Project) -> Iterator[Finding]:
    """What pip swallows, in the format's own words."""
    yield rule.finding(trouble.location, trouble.problem.message, help=trouble.problem.help)
