"""A command installs a requirement that is not pinned.

## Why

What a command installs in addition to the lock is not locked: `pip install -r requirements.txt gunicorn` installs the newest
gunicorn, and whatever that needs, in every build. It is not a finding if a file of the same command, a constraints file or an
earlier installation pins the name. Commands under a condition (`if`, `case`, `&&`, `||`, a loop) are read like any others.

It is an error in what is built into an image, published or deployed, and a warning in what checks the project: one for a
command, and each name once in a file. In an image it is a warning for the installers themselves (uv, Poetry, pip-tools and the
like), and everywhere an info for pip, setuptools and wheel. A requirements file at a URL can change too, unless the URL has a
full commit: a warning. An archive at a URL without a hash is an info.

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
from pinlint.findings.finding import Related, Rule
from pinlint.requirements.pinning import UNHASHED_URL, kind_of
from pinlint.text.secrets import redact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.facts import InstallArgument
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-argument", when=("bare", "range", "wildcard", "mutable", "unhashed-url", "remote"))

#: So many requirements a message lists, and so many places a finding names.
MOST_LISTED = 4
MOST_RELATED = 10
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
    requirement = given.requirements[0]
    name = requirement.project
    severity = _severity(given)
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
    else:
        message, help = _unpinned(given, project)
    related = [Related(place, "the same again") for place in given.again[:MOST_RELATED]]
    yield rule.finding(requirement.location, message, severity=severity, project=name, related=related, help=help)


def _severity(given: InstallArgument) -> str | None:
    """By the strictest of the requirements: an error, for an installer of an image a warning, for pip and its kin an info."""
    others = [r.project for r in given.requirements if r.project not in _PACKAGING]
    if not others:
        return "info"
    if not given.is_shipped:
        return "warning"
    tools = given.tool in ("uv tool install", "pipx install") or all(name in _INSTALLERS for name in others)
    return "warning" if tools and given.is_image else None


def _unpinned(given: InstallArgument, project: CheckedProject) -> tuple[str, str]:
    """What is said of requirements that name no version, or a range, and what to do."""
    shown = [requirement.shown for requirement in given.requirements]
    listed = _listed(shown)
    time = "build" if given.is_image else "run"
    one = len(shown) == 1
    verb, releases = ("is", "release") if one else ("are", "releases")
    fits = f" that fit{'s' * one}" if all(requirement.clauses for requirement in given.requirements) else ""
    message = f"{listed} {verb} not pinned: every {time} installs the newest {releases}{fits}"
    known = [(r.name, found) for r in given.requirements if (found := project.known_version(r)) is not None]
    if known:
        versions = " ".join(f"`{name}=={found.version}`" for name, found in known)
        files = list(dict.fromkeys(found.where.path for _, found in known))
        return message, f"write {versions}, as {_listed(files)} {'does' if len(files) == 1 else 'do'}"
    first = given.requirements[0]
    return message, f"write its version (`pip index versions {first.name}` lists them), or install it from a lock"


def _listed(names: list[str]) -> str:
    if len(names) > MOST_LISTED:
        return f"{', '.join(names[:MOST_LISTED])} and {len(names) - MOST_LISTED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
