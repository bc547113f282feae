"""A line is not valid, so pip refuses the file.

## Why

pip reads the whole file before it installs anything, and one invalid line stops it. Without pinlint you learn this only
when an image is built or a deployment fails.

## Fails

```requirements.txt
click==8.1.7
flask=3.0.0
requests==2.32.3
```

## Passes

```requirements.txt
click==8.1.7
flask==3.0.0
requests==2.32.3
```

## Details

- pinlint reports the line and still checks the rest of the file. The same error in several lines of a file is one finding.
- A file such as `VERSION_REQS.txt` is not a requirements file if nothing uses it and none of its lines is a requirement.
  `django=4.2.1`, `requests 2.31` and the marks of a merge count as lines of a requirements file.

## See

- PEP 508, dependency specifiers
- pip's documentation, "Requirements File Format"
- `swallowed-requirement`, `ignored-text`: text that pip accepts but ignores
"""

from __future__ import annotations

from pinlint.findings.finding import Cause, Rule
from pinlint.findings.folding import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import Trouble

rule = Rule(__name__, on="problem", when=("syntax-error",))


@rule
def check(trouble: Trouble, project: CheckedProject) -> Iterator[Finding]:
    """Reports what could not be read, in the words of the format's reader. The same error in several lines is one finding."""
    what, _, text = trouble.problem.message.partition(": ")
    cause = Cause((trouble.location.path, what), 2, _say_repeated, [text]) if text else None
    yield rule.finding(trouble.location, trouble.problem.message, help=trouble.problem.help, cause=cause)


def _say_repeated(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for the same error in several lines of a file."""
    texts = listed(text for each in found if each.cause is not None for text in each.cause.names)
    return f"{found[0].message.partition(': ')[0]} in {len(found)} places: {texts}", found[0].help
