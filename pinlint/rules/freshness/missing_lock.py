"""An input has no lock.

## Why

A file such as requirements.in is written to be compiled into a lock. Without the lock, every installation gets the newest
releases. Two builds of one commit differ, and a broken release reaches production.

## Fails

```requirements.in
flask>=3
```
```text
requirements.in:1:1: missing-lock: nothing locks this input: there is no requirements.txt
```

## Passes

```requirements.in
flask>=3
```
```requirements.txt
flask==3.1.3
```

## Details

- An input with another name, such as `dev.in`, is reported as a warning. Perhaps people install it without a lock, or it
  is for one platform only.
- Compilers can write a lock with any name and without a header. A file of pins may be such a lock if it pins everything that
  the input names, and more. The finding is an info then. The file must be in the folder of the input, or one folder below. If
  the folder of the input is named `requirements`, `reqs`, `deps` or similar, the file may also be in the folder above that, or
  in another folder there.
- An input that another file includes does not need its own lock. If a command installs the input itself, only
  `unlocked-requirements` reports it.
- If commands read the missing lock, the report shows them with this finding. `--verbose` lists each as `build-without-lock`.
- A Pipfile without Pipfile.lock is reported as a warning. For `poetry install`, `uv sync` and `pdm install`, `build-without-lock`
  reports the command, if the project is an application. A library without a lock is not a finding.
- An input at least two folders below a folder of tests is only counted, if nothing is known to install it.
- Such a warning is only counted, at the end of the report, if git ignores the missing lock: the project decided to have none.

## See

- `build-without-lock`: a build installs a lock that does not exist
- `ignored-lock`: the lock exists, but is not in git
"""

from __future__ import annotations

from pinlint.findings.finding import Entry, Rule
from pinlint.findings.folding import EXAMPLES, REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.freshness.surroundings import Unlocked

rule = Rule(__name__, on="obligation", when=("missing-lock",))


@rule
def check(unlocked: Unlocked, project: CheckedProject) -> Iterator[Finding]:
    """Reports the input, at its beginning. It is a warning if the input's name does not promise a lock. A command may make a lock
    with another name.
    """
    if project.locks_of(unlocked.location.path):
        return
    loose = project.unlocked(project.documents[unlocked.path]) if not unlocked.likely else ()
    if loose and project.left_out(loose) is None:
        return  # a build installs the input, and unlocked-requirements says the same of it
    if unlocked.likely:
        yield rule.finding(
            unlocked.location,
            f"{unlocked.likely} may be the lock of this input, but nothing says so: its freshness was not checked",
            help="name the lock and this input under `[[tool.pinlint.locks]]`",
            severity="info",
            lock=unlocked.likely,
        )
        return
    found = rule.finding(
        unlocked.location,
        f"nothing locks this input: there is no {unlocked.lock.rpartition('/')[2]}",
        help=_locking(unlocked, project),
        severity=None if unlocked.expected else "warning",
        lock=unlocked.lock,
        counted=_counted(unlocked, project),
    )
    found.entry = Entry(unlocked.lock, "")
    yield found


def _counted(unlocked: Unlocked, project: CheckedProject) -> str | None:
    """How the finding is counted: git ignores the lock, or the input is for a program under test, which nothing installs."""
    from pinlint.build.purposes import is_deep_in_tests

    if not unlocked.expected and project.ignores(unlocked.lock):
        return REFUSED
    return EXAMPLES if is_deep_in_tests(unlocked.path) and not project.users(unlocked.path) else None


def _locking(unlocked: Unlocked, project: CheckedProject) -> str:
    from pinlint.requirements.relocking import lock_command

    command = lock_command(unlocked.lock)
    if command:
        return f"run `{command}`"
    from posixpath import dirname, relpath

    from pinlint.fixes.repinning import input_of

    document = project.documents[unlocked.path]
    missing = [each.path for each in document.includes if each.path and not project.exists(each.path)]
    folder = dirname(unlocked.path) or "."
    first = [relpath(path, folder) for path in missing if input_of(path, project)]
    locking = project.locking(unlocked.path)
    return f"make {' and '.join(dict.fromkeys(first))} first, then {locking}" if first else locking
