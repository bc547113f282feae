"""pip ignores a part of the line without a warning.

## Why

pip silently ignores a marker after `--hash`, a second `-r` on one line, and the marker of an editable without quotes. So a
package for one platform is installed on all platforms, and a second file is not included. What runs in production is not
what the file says.

## Fails

pip reads the first file only:

```requirements.txt
-r base.txt -r more.txt
```
```base.txt
click==8.1.7
```
```more.txt
idna==3.10
```

## Passes

```requirements.txt
-r base.txt
-r more.txt
```
```base.txt
click==8.1.7
```
```more.txt
idna==3.10
```

## Details

- A hash on its own line belongs to the requirement above it only if the line above ends with a backslash. If the backslash is
  missing, a fix adds it. The fix is safe if the requirement has another hash. With its first hash, a file needs hashes
  for all requirements, so that fix is unsafe.

## See

- pip's documentation, "Requirements File Format"
- `swallowed-requirement`: whole requirements that pip ignores
"""

from __future__ import annotations

from pinlint.findings.finding import SAFE, UNSAFE, Cause, Fix, Rule
from pinlint.text.source import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import Trouble

rule = Rule(__name__, on="problem", when=("ignored-text",), severity="warning")


@rule
def check(trouble: Trouble, project: CheckedProject) -> Iterator[Finding]:
    """Reports what pip drops, in the words of the format's reader."""
    at = trouble.location
    cause = Cause((at.path, str(at.line)), 2, lambda found: (found[0].message, found[0].help))
    fix = None
    if trouble.problem.insertion is not None:
        offset, text, is_safe = trouble.problem.insertion
        title = (trouble.problem.help or "").capitalize()
        fix = Fix(title, [Edit(at.path, Span(offset, offset), text)], SAFE if is_safe else UNSAFE)
    yield rule.finding(at, trouble.problem.message, help=trouble.problem.help, fix=fix, cause=cause)
