"""A part of the Dockerfile that Divio's Control Panel writes was edited by hand.

## Why

Divio's Control Panel writes the lines between `# <PYTHON>` and `# </PYTHON>` again when the project's base is configured or
upgraded. Then your change is lost, and the next build runs without it. To keep the change, remove the two tags. From then
on you maintain these lines yourself.

## Fails

```Dockerfile
FROM divio/base:1.2-py3.8-slim-buster
# <PYTHON>
COPY requirements.* /app/
# RUN pip-reqs compile
RUN pip-reqs compile && pip-reqs resolve && pip install --no-index --no-deps --requirement requirements.urls
# </PYTHON>
```
```requirements.in
django<5
```

## Passes

```Dockerfile
FROM divio/base:1.2-py3.8-slim-buster
# <PYTHON>
COPY requirements.* /app/
RUN pip-reqs compile && pip-reqs resolve && pip install --no-index --no-deps --requirement requirements.urls
# </PYTHON>
```
```requirements.in
django<5
```

## See

- Divio's documentation, "The Dockerfile"
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.managed_section import EditedSection
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-section", when=("edited",), severity="info")


@rule
def check(edited: EditedSection, project: CheckedProject) -> Iterator[Finding]:
    """Reports an info at the first change that the Control Panel would undo."""
    yield rule.finding(
        edited.location,
        f"the Control Panel overwrites the lines between the {edited.name} tags, and with them {edited.what}",
        help=f"remove the lines '# <{edited.name}>' and '# </{edited.name}>' to keep it",
    )
