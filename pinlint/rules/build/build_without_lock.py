"""The build installs from a file that does not exist.

## Why

`pip install -r` and `pip-reqs resolve` stop the build if their requirements.txt does not exist. It was renamed, deleted or
never committed, or git ignores it. `poetry install`, `uv sync` and `pipenv install` do not stop without their lock. They
install the newest releases of that day, so production runs versions that nobody tested.

## Fails

```Dockerfile
FROM divio/base:1.2-py3.8-slim-buster
COPY requirements.* /app/
RUN pip-reqs resolve && pip install --no-index --no-deps --requirement requirements.urls
```
```requirements.in
django<5
```

The same in a workflow:

```.github/workflows/ci.yml
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install -r requirements-dev.txt
```
```requirements.txt
django==5.1.2
```

## Passes

```Dockerfile
FROM divio/base:1.2-py3.8-slim-buster
COPY requirements.* /app/
RUN pip-reqs compile && pip-reqs resolve && pip install --no-index --no-deps --requirement requirements.urls
```
```requirements.in
django<5
```

## Fixed

On Divio's platform, the fix adds `pip-reqs compile` again. In all other cases you have to create the file.

```Dockerfile
FROM divio/base:1.2-py3.8-slim-buster
COPY requirements.* /app/
RUN pip-reqs compile && pip-reqs resolve && pip install --no-index --no-deps --requirement requirements.urls
```
```requirements.in
django<5
```

## Details

- Constraints (`-c`, `PIP_CONSTRAINT` and `UV_CONSTRAINT`) are treated like requirements files: pip and uv fail without them.
- In a workflow, a script, a Makefile, tox or nox, a missing requirements file is reported only if nothing can bring it. For
  example, it is not reported if git ignores it, if another command names it, or if an action may bring files.
- A file that `exclude` matches is not missing. Neither is one that a script or a job may copy or write into the folder from
  which an image is built, before the image is built.
- Such a command is not reported if it has a condition or may fail, or if the name or folder of the file has a variable. A
  function of a shell script has a condition, unless the script calls it in any case.
- The finding is an error if the command builds an image, or publishes or deploys something. Otherwise it is a warning.
- A missing lock of `poetry install`, `uv sync`, `uv export` or `pipenv install` is reported as a warning. It is only counted if
  git ignores the lock of a project with a `[build-system]`: a library that does not want one.
- A job that only checks a library needs no lock. Without its lock, `poetry install`, `uv sync`, `uv export` or `pdm install` in a
  job is reported if the job ships or deploys something, or if the project is no package (`package-mode = false`).
- On Divio's platform, the Dockerfile must run `pip-reqs compile` if the project has no requirements.txt.

## See

- `build-compiles`: the other direction
- `lock-not-copied`: the file exists, but not in the image
- `ignored-lock`: git ignores it
"""

from __future__ import annotations

from pinlint.findings.finding import Entry, Rule
from pinlint.findings.folding import REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.build.facts import MissingFile
    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding

rule = Rule(__name__, on="build-file", when=("missing",))


@rule
def check(missing: MissingFile, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error if the build fails, a warning if the tool resolves instead."""
    name, tool, path = missing.shown, missing.tool, missing.expected
    ignored = project.exists(path)  # or not added yet, in a folder where new files are not looked for
    if ignored and _is_excluded(path, project):
        return
    if missing.fatal:
        why = "is not in git" if ignored else "does not exist"
        message = f"`{tool}` reads {name}, which {why}: {'the build' if missing.is_image else 'this command'} fails"
    else:
        message = f"`{tool}` finds no {name}: every build resolves again"
    fix = None
    if ignored:
        from pinlint.text.escaping import shell_word

        help = f"add it to git: `git add --force {shell_word(path)}`"
    elif tool == "pip-reqs resolve":
        from pinlint.fixes.divio_dockerfile import with_compilation
        from pinlint.freshness.advice import pip_reqs_for

        help = f"compile it and commit it: `{pip_reqs_for(path)}`"
        if missing.has_input:
            fix = with_compilation(missing.step)
    else:
        help = _making(path, missing, project)
    severity = "warning" if not missing.fatal or not missing.is_shipped else None
    counted = REFUSED if not missing.fatal and _is_unwanted(missing, project) else None
    found = rule.finding(missing.place, message, severity=severity, help=help, fix=fix, counted=counted)
    found.entry = Entry(path, "", here=False)
    yield found


def _is_unwanted(missing: MissingFile, project: CheckedProject) -> bool:
    """Whether git ignores the lock that the tool makes next to a library in the image. An application needs its lock."""
    folder, slash, name = missing.name.rpartition("/")
    path = missing.step.find(f"{folder}{slash}pyproject.toml").path
    document = project.documents.get(path) if path is not None else None
    if path is None or document is None or "build-system" not in (document.values or ()):
        return False
    return project.ignores(f"{path[: path.rfind('/') + 1]}{name}")


def _is_excluded(path: str, project: CheckedProject) -> bool:
    """Whether the file is not listed because the configuration excludes it."""
    from pinlint.project.path_matching import excluded_removed

    return not excluded_removed([path], project.config.exclude)


def _making(path: str, missing: MissingFile, project: CheckedProject) -> str:
    """How to make the missing file: with the tool of the lock, or from the input next to it."""
    from pinlint.fixes.repinning import how_to_lock, input_of
    from pinlint.requirements.relocking import lock_command

    name = missing.shown
    command = lock_command(path)
    if command:
        return f"run `{command}` and commit {name}"
    made = path.rpartition("/")[2] if path[:1] == "/" else path  # a path in the image, where a COPY puts the file
    given = input_of(path, project) or _copied_input(missing, project)
    if given is not None:
        return f"{project.locking(given)} and commit {name}"
    where = f"the variable {missing.variable}" if missing.variable else "this command"
    return f"create and commit {made}{how_to_lock(project)}, or remove {name} from {where}"


def _copied_input(missing: MissingFile, project: CheckedProject) -> str | None:
    """The only input below the folder of the Dockerfile whose name promises the missing file: a COPY may move the lock."""
    name = missing.expected.rpartition("/")[2]
    folder = "".join(missing.source.path.rpartition("/")[:2])
    if not missing.is_image or not name.endswith(".txt"):
        return None
    found = [each for each in project.documents if each.endswith(f"/{name[:-3]}in") and each.startswith(folder)]
    return found[0] if len(found) == 1 else None
