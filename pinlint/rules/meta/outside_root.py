"""A file includes another file that is outside the project.

## Why

pinlint does not open files outside the project, because it also runs on pull requests of strangers. So it does not check
such a file. The file can be different on each machine and each day. Then production changes, although the repository did
not change.

## Fails

```requirements.txt
-r ../other/requirements.txt
click==8.1.7
```

```requirements.txt
-c https://example.com/constraints.txt
click==8.1.7
```

## Passes

```requirements.txt
-r other/requirements.txt
click==8.1.7
```
```other/requirements.txt
idna==3.10
```

## Details

- A path is reported as an error, because other checkouts do not have it. A URL is reported as an info: pinlint did not
  check what is there.

## See

- pip's documentation, "Requirements File Format" and "Constraints Files"
- `missing-include`: a path inside the project that does not exist
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import IncludeLine

rule = Rule(__name__, on="include", when=("outside", "url"))


@rule
def check(line: IncludeLine, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for a path, an info for a URL."""
    from pinlint.text.secrets import redact

    include = line.include
    if "://" in include.target:
        message = f"{redact(include.target)} was not checked: it is not in the project, and pinlint downloads nothing"
        yield rule.finding(line.location, message, severity="info", help="keep a copy of it in the project")
    else:
        yield rule.finding(
            line.location,
            f"'{include.target}' leads out of the project: other checkouts do not have it",
            help="move the file into the project",
        )
