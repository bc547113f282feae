"""A command of the build installs a requirement that is no pin.

## Why

What is installed beside the lock escapes it: `pip install -r requirements.txt gunicorn` brings in the newest gunicorn, and
whatever that needs, with every build. A name that a file of the same command, a constraints file or an earlier installation
pins is no finding. For the installers themselves (uv, Poetry, pip-tools and the like) it is a warning, for pip, setuptools and
wheel an info.

An unquoted `flask>=3` is read by the shell: it installs flask without a version and writes to a file named `=3`.

## Fails

```Dockerfile
FROM python:3.12-slim
RUN pip install gunicorn "django>=5" flask>=3
```

```Dockerfile
FROM python:3.12-slim
RUN ["python3.12", "-m", "pip", "install", "git+https://github.com/pallets/flask@main"]
```

## Passes

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt gunicorn && pip install "django==5.1.2"
```
```requirements.txt
gunicorn==23.0.0
```

## See

- `unpinned-requirement`: the same in a requirements file
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.subjects import InstallArgument
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-argument", when=("bare", "range", "wildcard", "mutable"))

_PACKAGING = frozenset({"pip", "setuptools", "wheel", "distribute"})
_INSTALLERS = frozenset(
    {"uv", "poetry", "poetry-core", "pdm", "pipenv", "pip-tools", "pipx", "hatch", "virtualenv", "build"}
)


@rule
def check(given: InstallArgument, project: CheckedProject) -> Iterator[Finding]:
    """By what is installed: an error, for an installer a warning, for pip and its kin an info."""
    requirement = given.requirement
    name = requirement.project
    if given.redirected:
        message = f"the shell redirects to {given.redirected[1:]!r}: `{given.tool}` installs any {requirement.shown}"
        help = f"quote it: {requirement.shown + given.redirected!r}"
    elif requirement.url is None and (requirement.name or "").endswith((".txt", ".in")):
        message = (
            f"`{given.tool}` asks the index for a project named {requirement.shown}: the -r before a file is missing"
        )
        help = f"write `-r {requirement.shown}`"
    elif requirement.url is not None:
        message = f"`{given.tool}` installs {requirement.shown}, which can change"
        help = "write the full commit"
    elif requirement.clauses:
        message = f"`{given.tool}` installs any version that fits {requirement.shown}"
        help = "pin it with '==', or put it into the lock"
    else:
        message = f"`{given.tool}` installs whatever version of {requirement.shown} is the newest"
        help = "pin it with '==', or put it into the lock"
    severity = None
    if name in _PACKAGING:
        severity = "info"
    elif name in _INSTALLERS or given.tool in ("uv tool install", "pipx install"):
        severity = "warning"
    yield rule.finding(requirement.location, message, severity=severity, project=name, help=help)
