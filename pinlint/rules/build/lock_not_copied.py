"""The build installs from a file that exists in the project, but not in the image.

## Why

A file is in an image only if a COPY, an ADD or a mount brings it there before the command reads it. A `.dockerignore` can
exclude the file. Without the file the build fails, or the tool ignores the lock and installs the newest releases.

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

## Details

- Constraints (`-c`, `PIP_CONSTRAINT`, `UV_CONSTRAINT`) are treated like requirements files.
- Several commands of a Dockerfile that lack the same file are one finding.
- If the file is in another folder of the image than the command expects, the finding is a warning.
- `docker/build-push-action` without `context` builds from the repository on the server, where no `.dockerignore` is read. If a
  workflow does this, `.dockerignore` excludes nothing.
- A file is not reported if a script or a job may copy or write it into the folder from which the image is built.
- Nothing is reported if the content of the image is not known, for example after an unknown base image, a script or an
  unknown variable.

## See

- Docker's documentation, "Dockerfile reference"
- `build-without-lock`: the file does not exist at all
"""

from __future__ import annotations

from pinlint.build.facts import STRICTLY
from pinlint.findings.finding import Cause, Related, Rule
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.facts import MissingFile
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-file", when=("not-copied", "excluded"))


@rule
def check(missing: MissingFile, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error if the build fails, a warning if the tool continues without the file."""
    name, tool, path = missing.name, missing.tool, missing.path
    assert path is not None
    if missing.elsewhere is not None:
        reason = f"but in the image it is in {missing.elsewhere} and the command runs in {missing.step.folder}"
        help = f"set WORKDIR {missing.elsewhere} before this command"
    elif missing.excluded:
        reason, help = "but .dockerignore excludes it", f"add an exception for {path} to .dockerignore"
    else:
        reason, help = "but nothing copies it into the image", f"copy {path} before this command"
    if not missing.fatal and tool in STRICTLY:
        help += f", and use `{tool} {STRICTLY[tool]}`"
    consequence = "the build fails" if missing.fatal else "every build resolves again"
    yield rule.finding(
        missing.place,
        f"`{tool}` reads {name}, {reason}: {consequence}",
        severity=None if missing.fatal and missing.elsewhere is None else "warning",
        related=[Related(Location(path), "the file of the project")],
        help=help,
        cause=Cause((path, missing.location.path, help), 2, _say),
    )


def _say(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for all commands of a file that lack the same file."""
    places = {(each.location.path, each.location.line) for each in found}
    message = found[0].message
    return (f"{message} ({len(places)} commands)" if len(places) > 1 else message), found[0].help
