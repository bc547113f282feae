"""The build installs from a file of the project that its image does not have.

## Why

A file reaches an image only if a COPY, an ADD or a mount brings it in, before the command that reads it, to the folder it runs
in, and unless a `.dockerignore` keeps it out. Else the installation fails, or the tool resolves without its lock. A file that
was copied to another folder than the command runs in, as far as the base image tells, is a warning.

Nothing is said about images whose content cannot be told: an unknown base image, a script that was run, an unknown variable.

## Fails

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
RUN pip install -r requirements.txt
COPY . .
```
```requirements.txt
django==5.1.2
```

## Passes

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
```
```requirements.txt
django==5.1.2
```

## See

- Docker's documentation, "Dockerfile reference"
- `build-without-lock`: the file does not exist at all
"""

from __future__ import annotations

from pinlint.findings.finding import Related, Rule
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.facts import MissingFile
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-file", when=("not-copied", "excluded"))


@rule
def check(missing: MissingFile, project: CheckedProject) -> Iterator[Finding]:
    """An error where the build fails, a warning where the tool goes on without the file."""
    name, tool, path = missing.name, missing.tool, missing.path
    assert path is not None
    if missing.elsewhere is not None:
        reason = f"but in the image it is in {missing.elsewhere} and the command runs in {missing.step.folder}"
        help = f"set WORKDIR {missing.elsewhere} before this command"
    elif missing.excluded:
        reason, help = "but .dockerignore excludes it", f"add an exception for {path} to .dockerignore"
    else:
        reason, help = "but nothing copies it into the image", f"copy {path} before this command"
    consequence = "the build fails" if missing.fatal else "every build resolves again"
    yield rule.finding(
        missing.place,
        f"`{tool}` reads {name}, {reason}: {consequence}",
        severity=None if missing.fatal and missing.elsewhere is None else "warning",
        related=[Related(Location(path), "the file of the project")],
        help=help,
    )
