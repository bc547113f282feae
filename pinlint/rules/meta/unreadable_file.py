"""A file cannot be read, or a part of it is computed, so its content is not known.

## Why

pinlint cannot check what it cannot read. Without this finding, the result would look clean, and an unpinned requirement in
the file could reach production.

## Fails

```requirements.txt
# coding: no-such-encoding
click==8.1.7
```

## Passes

```requirements.txt
# coding: utf-8
click==8.1.7
```

## Details

- The message gives the reason: the file is not text in its encoding, it cannot be opened, or a setup.py computes its list
  of requirements.
- If pinlint can read nothing of the file, the finding is an error. If only a part is computed, it is an info.
- Prose that nothing uses, in a file such as `licenses/requirements-parser.txt`, is not reported: only its name looks like that
  of a requirements file.

## See

- pip's documentation, "Requirements File Format", encoding
- `syntax-error`: a line that is not valid
"""

from __future__ import annotations

from pinlint.findings.finding import Rule
from pinlint.requirements.model import PROSE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import Trouble

rule = Rule(__name__, on="problem", when=("unreadable-file",))


@rule
def check(trouble: Trouble, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error if nothing of the file is known, an info if a part is computed."""
    location, problem = trouble.location, trouble.problem
    if problem.message == PROSE and project.is_presumed(location.path) and not _is_plain(location.path):
        return
    message = problem.message if location.source is not None else f"cannot be read: {problem.message}"
    yield rule.finding(location, message, severity=None if problem.fatal else "info", help=problem.help)


def _is_plain(path: str) -> bool:
    """Whether people and platforms install a file with this name without saying so in the project."""
    return path.rpartition("/")[2].lower() in ("requirements.txt", "requirements.in")
