"""A file includes another file that does not exist.

## Why

pip refuses a file whose `-r` or `-c` names a file that does not exist, and the build fails. The path must be relative to
the file that contains the line, not to the folder in which pip runs.

## Fails

```requirements/dev.txt
-r requirements/base.txt
pytest==8.3.3
```
```requirements/base.txt
click==8.1.7
```
```text
requirements/dev.txt:1:4: missing-include: requirements/requirements/base.txt does not exist: pip refuses this file
```

## Passes

```requirements/dev.txt
-r base.txt
pytest==8.3.3
```
```requirements/base.txt
click==8.1.7
```

## Details

- If git ignores the missing file, the finding is a warning, because something may create the file before pip runs.
- If a variable decides which file it is, the finding is an info.
- A path to a folder is reported too.
- If the missing file is the lock of an input, `missing-lock` shows this line with the input. `--verbose` lists both.

## See

- pip's documentation, "Requirements File Format"
- `outside-root`: a path to a file outside the project
"""

from __future__ import annotations

from bisect import bisect_left

from pinlint.findings.finding import Entry, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import IncludeLine

rule = Rule(__name__, on="include", when=("missing", "ignored", "variable"))


@rule
def check(line: IncludeLine, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error. If the file exists elsewhere, the finding names the right path."""
    include = line.include
    if "${" in include.target:
        message = f"{include.target} is not checked: a variable decides which file it is"
        yield rule.finding(line.location, message, severity="info", help="check each of the files by its own name")
        return
    if include.path is not None and project.ignores(include.path):
        message = f"{include.path} does not exist and git ignores it: pip refuses this file until it is created"
        yield rule.finding(
            line.location, message, severity="warning", help="create it before anything is installed from this file"
        )
        return
    from pinlint.fixes.repinning import input_of

    given = input_of(include.path, project) if include.path is not None else None
    help = "create it, or correct the path: it is relative to the folder of this file"
    if given is not None:
        help = project.locking(given)
    as_written = include.target.replace("\\", "/").removeprefix("./")
    if project.exists(as_written):
        help = f"write the path to {as_written} from the folder of this file"
    what = "is a folder, not a file" if _is_folder(f"{include.path}/", project) else "does not exist"
    found = rule.finding(line.location, f"{include.path} {what}: pip refuses this file", help=help)
    if given is not None and include.path is not None:
        found.entry = Entry(include.path, "", here=False)  # the lock is missing, which is one cause
    yield found


def _is_folder(prefix: str, project: CheckedProject) -> bool:
    at = bisect_left(project.paths, prefix)
    return at < len(project.paths) and project.paths[at].startswith(prefix)
