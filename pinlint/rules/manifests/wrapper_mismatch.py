"""An addon that wraps a project is pinned next to another version of that project.

## Why

Version A.B.C.N of aldryn-django is made for Django A.B.C. If someone changes one of the two pins by hand, the platform's
build installs both without checking (`pip install --no-deps`). So production runs a combination that nobody tested.

## Fails

```requirements.in
aldryn-django
```
```requirements.txt
aldryn-django==2.2.12.1
django==2.2.11
```

## Passes

```requirements.in
aldryn-django
```
```requirements.txt
aldryn-django==2.2.12.1
django==2.2.12
```

## Details

- aldryn-django-cms must also have the version of django-cms, and aldryn-wagtail the version of wagtail.

## See

- `violated-dependency`: the same for every project whose metadata is known
"""

from __future__ import annotations

from pinlint.findings.finding import Related, Rule
from pinlint.freshness.advice import pip_reqs_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.manifests.divio import Wrapped

rule = Rule(__name__, on="wrapper", when=("disagrees",))


@rule
def check(pair: Wrapped, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error at the wrapped project's pin."""
    wrapper, core = pair.wrapper, pair.core
    yield rule.finding(
        core.location,
        f"{wrapper.project} {pair.wrapper_version} is made for {core.project} {pair.expected}, not {pair.core_version}",
        project=core.project,
        related=[Related(wrapper.location, "the wrapper")],
        help=f"run `{pip_reqs_for(core.location.path)}`",
    )
