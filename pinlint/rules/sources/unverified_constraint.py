"""The versions of an installation come from constraints that pinlint cannot read.

## Why

A name without a version is pinned if a constraint of the same installation sets its version. But these constraints are at a
URL, in a variable, or in a file that the build creates. So the project does not show which versions production gets, and a
URL can serve other versions tomorrow.

## Fails

```requirements.txt
--constraint https://example.org/constraints-2.10.2/constraints-3.12.txt
acme-providers-google
```

```Dockerfile
FROM acme/flow:2.10.2-python3.12
ARG CONSTRAINTS
RUN pip install --constraint ${CONSTRAINTS} acme-providers-google
```

## Passes

```requirements.txt
-c constraints.txt
acme-providers-google
```
```constraints.txt
acme-providers-google==10.26.0
```

## Details

- Each use of such constraints is reported once, as an info. Several uses in one file are one finding. The requirements
  themselves are not reported.
- If the installation only checks or develops the project, the use is only counted, at the end of the report.

## See

- pip's documentation, "Constraints Files"
- `unpinned-requirement`: a name that no constraint pins
"""

from __future__ import annotations

from pinlint.findings.finding import Cause, Rule
from pinlint.findings.folding import UNVERIFIED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import ConstraintUse

rule = Rule(__name__, on="constraint", when=("unverified",), severity="info")


@rule
def check(use: ConstraintUse, project: CheckedProject) -> Iterator[Finding]:
    """Reports one info for each use."""
    made = "$" in use.text or "{" in use.text
    what = "a URL" if "://" in use.text else "a variable" if made else "a file that is not in the project"
    yield rule.finding(
        use.location,
        f"versions that these constraints set were not checked: they are {what}",
        help="keep a copy of the constraints in the project and name it with `-c`",
        counted=None if use.ships else UNVERIFIED,
        cause=Cause((use.location.path,), 2, _say),
    )


def _say(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for all uses of such constraints in a file."""
    message = f"versions that these constraints set were not checked: {len(found)} commands name constraints outside the project"
    return message, found[0].help
