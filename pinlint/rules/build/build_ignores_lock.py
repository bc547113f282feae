"""The build does not install the lock, or uses a tool that may change the lock.

## Why

The lock says which versions were tested. A build that does not install it gets the newest releases of that day. So a new
release can break production, although nothing in the repository changed. `uv sync`, `pdm install` and `pipenv install` do
the same without a warning if the lock does not match its input.

## Fails

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.in
```
```requirements.in
django
```
```requirements.txt
django==5.1.2
```

```Dockerfile
FROM ghcr.io/astral-sh/uv:python3.12-bookworm
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --no-dev
```
```pyproject.toml
[project]
name = "shop"
version = "1"
dependencies = []
```
```uv.lock
version = 1
requires-python = ">=3.12"

[[package]]
name = "shop"
version = "1"
source = { virtual = "." }
```

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN pip install "django<5"
```
```requirements.txt
django==5.1.2
```

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt && pip install --upgrade -r requirements.in
```
```requirements.in
django
```
```requirements.txt
django==5.1.2
```

## Passes

```Dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
```
```requirements.in
django
```
```requirements.txt
django==5.1.2
```

## Details

- `pip install -r requirements.in` and `uv pip install -r pyproject.toml` are reported as errors. `pip install .` in a
  project that has a lock is reported as a warning.
- `uv sync` and `uv export` without `--locked` or `--frozen`, `pdm install` without `--check` and `pipenv install`
  without `--deploy` are reported as warnings. uv's commands are not reported after `uv sync --locked` or `uv lock --check` in
  the same job: these fail if the lock does not match.
- In commands that only check the project, in a workflow or in tox, an error becomes a warning. `pip install .` is only counted
  there, at the end of the report: projects test against the newest releases on purpose.
- A lock is uv.lock, poetry.lock or pdm.lock next to pyproject.toml, or a file whose header says that it was compiled from
  the input. A file compiled from pyproject.toml may be for tests, documentation or developers, by its name. It then only
  counts for commands that install an extra or a group named in its path.
- If setup.py, setup.cfg or pyproject.toml reads its requirements from a file that has a lock, this lock counts for the project:
  `install_requires=open("requirements.in").read().splitlines()`.
- `python setup.py install` and `python setup.py develop` are checked like `pip install .`.
- A build is not reported if it installed a lock before, or if it uses the lock as constraints. An action of somebody else with a
  name such as `uv-sync` counts as such an installation.
- Commands that update the lock on purpose, and commands for a developer's machine, are not reported. A target of a Makefile
  that nothing else runs is for a developer's machine.
- A command must not replace a version that an earlier command has installed from a requirements file. The last such file that
  pins the package is compared with the words of the command, with its files, and with the names of archives in its URLs. This is
  an error if the file was compiled and its versions are built into an image, published or deployed. Otherwise it is a warning.
  `pip install --upgrade django` is reported by `unpinned-install`. A replaced version is not reported if a later command installs
  the file again. `torch==2.1.0+cpu` does not replace `torch==2.1.0`: it is another build of it. In a command that only checks the
  project, an older version is only counted: projects test it on purpose.
- After the lock was installed, `pip install -r requirements.in` and `pip install .` keep its versions, and are not reported. They
  are reported with `--force-reinstall` or `--ignore-installed`, because pip then installs the newest releases. With `--upgrade`,
  pip does this only for the packages in requirements.in, and for the dependencies of a project only with
  `--upgrade-strategy eager`. `uv pip install --upgrade` always does it.
- `uv pip install -r uv.lock` fails, because uv.lock is not a requirements file.
- Several such commands for one lock are one finding. `--verbose` lists each of them.

## See

- uv's documentation, "Locking and syncing"
- `build-compiles`: the build compiles the lock again
"""

from __future__ import annotations

from pinlint.build.facts import STRICTLY, Replacement
from pinlint.findings.finding import Cause, Related, Rule
from pinlint.findings.folding import CHECKS, UNLOCKED, listed
from pinlint.text.escaping import shell_word
from pinlint.text.secrets import redact
from pinlint.text.source import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.build.facts import Bypass
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-bypass", when=("input", "relock", "project", "unread-lock", "replaced"))

#: What installs each lock.
_INSTALLING = {
    "uv.lock": "uv sync --locked",
    "poetry.lock": "poetry install",
    "pdm.lock": "pdm install --check",
    "Pipfile.lock": "pipenv install --deploy",
}


@rule
def check(bypass: Bypass, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error if the lock has no effect, a warning if it may have no effect."""
    if isinstance(bypass, Replacement):
        yield _replacing(bypass, project)
        return
    tool, given, lock, upgrades = bypass.tool, bypass.given, bypass.lock, bypass.upgrades
    option = STRICTLY.get(tool)
    severity: str | None = None
    if given == lock:
        message = f"`{tool}` cannot read {lock}: it is not a requirements file"
        help = _installing(bypass)
    elif upgrades is not None:
        message = (
            f"`{tool} {upgrades}` replaces what {lock} has installed before: it installs newer releases for {given}"
        )
        help = f"remove `{upgrades}` from this command, or the command itself"
    elif option is not None and bypass.argument is None:
        message = f"`{tool}` resolves again without a warning if {lock} does not match {given}"
        help, severity = f"use `{tool} {option}`", "warning"
    elif bypass.is_file:
        message = f"`{tool}` installs {given}: the pins of {lock} have no effect"
        help = _installing(bypass)
    else:
        message = f"`{tool}` resolves the dependencies of {given} again: {lock} has no effect"
        help, severity = _installing(bypass), "warning"
        if help.startswith("install"):
            help += " first, then the project itself with --no-deps"
    if not bypass.is_shipped:
        severity = "info" if severity == "warning" and option is None else "warning"
    yield rule.finding(
        bypass.place,
        message,
        severity=severity,
        related=[Related(Location(lock), "the lock")],
        help=help,
        counted=UNLOCKED if severity == "info" else None,
        cause=Cause((lock, str(option), str(bypass.is_file)), 2, _say)
        if severity is not None and not upgrades
        else None,
    )


def _replacing(bypass: Replacement, project: CheckedProject) -> Finding:
    given, lock = redact(bypass.given), bypass.lock
    is_made = project.is_made(lock)
    place = f"the input of {lock}, compile {lock} again" if is_made else lock
    help = f"write {given} in {place}, and remove it from this command"
    if bypass.is_file:
        help = f"pin the same versions in {given} and {lock}"
    named = listed([f"{name} {version}" for name, version in bypass.pins], 3)
    return rule.finding(
        bypass.place,
        f"{given} replaces {named}, which an earlier command installs from {lock}",
        severity=None if bypass.is_shipped and is_made else "warning",
        related=[Related(Location(lock), f"pins {named}")] if project.exists(lock) else [],
        help=help,
        project=bypass.pins[0][0],
        counted=CHECKS if bypass.is_variant or (bypass.is_older and not bypass.is_shipped) else None,
    )


def _installing(bypass: Bypass) -> str:
    """How to install the lock, from the folder in which the command runs if the lock can be found from there."""
    folder, _, name = bypass.lock.rpartition("/")
    command = _INSTALLING.get(name)
    if command is None:
        return f"install {bypass.lock}"
    from posixpath import dirname, normpath

    written = bypass.argument.word.text.strip("'\"").partition("[")[0] if bypass.argument is not None else ""
    if bypass.argument is not None and (bypass.is_file or bypass.given == bypass.lock or written.endswith("setup.py")):
        written = dirname(written)
    from_here = normpath(written or ".")
    if from_here == ".":
        return f"use `{command}` instead"
    if from_here == folder:
        return f"use `cd {shell_word(folder)} && {command}` instead"
    return f"install what {bypass.lock} pins"


def _say(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for all commands that ignore one lock in the same way."""
    places = {(each.location.path, each.location.line) for each in found}
    message = found[0].message
    return (f"{message} ({len(places)} commands)" if len(places) > 1 else message), found[0].help
