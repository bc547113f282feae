"""A command installs a requirement that is not pinned.

## Why

What a command installs in addition to the lock is not locked: `pip install -r requirements.txt gunicorn` installs the newest
gunicorn, and whatever that needs, in every build. It is not a finding if a file of the same command, a constraints file or an
earlier installation pins the name. Commands under a condition (`if`, `case`, `&&`, `||`, a loop) are read like any others.

It is an error in what is built into an image, published or deployed. For the installers themselves (uv, Poetry, pip-tools and
the like) it is a warning, for pip, setuptools and wheel an info. A requirements file at a URL can change too, unless the URL
has a full commit: a warning. An archive at a URL without a hash is an info.

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

from pinlint.build.facts import LooseFile
from pinlint.findings.finding import Rule
from pinlint.requirements.pinning import UNHASHED_URL, kind_of
from pinlint.text.secrets import redact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.facts import InstallArgument
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-argument", when=("bare", "range", "wildcard", "mutable", "unhashed-url", "remote"))

_PACKAGING = frozenset({"pip", "setuptools", "wheel", "distribute"})
_INSTALLERS = frozenset(
    {"uv", "poetry", "poetry-core", "pdm", "pipenv", "pip-tools", "pipx", "hatch", "virtualenv", "build"}
)


@rule
def check(given: InstallArgument | LooseFile, project: CheckedProject) -> Iterator[Finding]:
    """By what is installed: an error, for an installer a warning, for pip and its kin an info."""
    if isinstance(given, LooseFile):
        message = f"`{given.tool}` installs what {redact(given.name)} says on that day"
        help = "keep a copy of the file in the project, or write the full commit into the URL"
        yield rule.finding(given.place, message, severity="warning", help=help)
        return
    (requirement,) = given.requirements
    name = requirement.project
    severity = None
    if given.redirected:
        message = f"the shell redirects to {given.redirected[1:]!r}: `{given.tool}` installs any {requirement.shown}"
        help = f"quote it: {requirement.shown + given.redirected!r}"
    elif requirement.url is None and (requirement.name or "").endswith((".txt", ".in")):
        message = (
            f"`{given.tool}` asks the index for a project named {requirement.shown}: the -r before a file is missing"
        )
        help = f"write `-r {requirement.shown}`"
    elif kind_of(requirement) == UNHASHED_URL:
        message = f"`{given.tool}` installs {requirement.shown} without a hash: the bytes there can change"
        help, severity = "write its hash behind the URL: `#sha256=…`", "info"
    elif requirement.url is not None:
        message = f"`{given.tool}` installs {requirement.shown}, which can change"
        help = "write the full commit"
    elif requirement.clauses:
        message = f"`{given.tool}` installs any version that fits {requirement.shown}"
        help = "pin it with '==', or put it into the lock"
    else:
        message = f"`{given.tool}` installs whatever version of {requirement.shown} is the newest"
        help = "pin it with '==', or put it into the lock"
    if name in _PACKAGING:
        severity = "info"
    elif name in _INSTALLERS or given.tool in ("uv tool install", "pipx install"):
        severity = "warning"
    yield rule.finding(requirement.location, message, severity=severity, project=name, help=help)
