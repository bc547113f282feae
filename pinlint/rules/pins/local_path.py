"""A requirement is a path that only one machine has.

## Why

A path outside the project, or one that does not exist, cannot be installed from a fresh checkout. So the build fails on all
other machines. On the machine that has the path, nothing pins what is there.

## Fails

```requirements.txt
-e ../shared-library
./wheels/demo-1.0-py3-none-any.whl
```

## Passes

```requirements.txt
-e ./library
-e /app/library
```
```library/pyproject.toml
[project]
name = "library"
version = "1.0"
```

## Details

- A folder or a wheel inside the project is not reported, because git tracks its changes. The same is true for a folder in a
  submodule of git, also if the submodule is not checked out.
- An absolute path is not reported if the project, or the folder of the requirements file, has a file at its end. That is how a
  container sees the project.
- An absolute path that is not in the project is reported as a warning: it may exist in the image. Several such paths in a file
  are one finding, and so is one such path in several files.

## See

- pip's documentation, "Local project installs"
- `leaked-path`: paths below somebody's home
"""

from __future__ import annotations

from functools import partial

from pinlint.findings.finding import Cause, Rule
from pinlint.findings.folding import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

rule = Rule(__name__, on="requirement", when=("local-path", "editable"))

_SAYS = {
    "outside": "leads out of the project: other checkouts do not have it",
    "missing": "is not in the project",
    "absolute": "is a path on one machine or image: nothing pins what is there",
}
#: Folders in which packages are built for conda: `pip freeze` writes them for what conda installed.
_BUILD_FOLDERS = (
    *("/croot/", "/home/conda/", "/opt/conda/conda-bld/", "/feedstock_root/", "/home/builder/", "/work/ci_py"),
    *("/tmp/build/", "/private/var/folders/", "/Users/builder/", "/Users/runner/miniforge3/conda-bld/"),  # noqa: S108
)


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for a path that leads out of the project or does not exist, a warning for other absolute paths."""
    from pinlint.project.local_paths import path_of, place_of
    from pinlint.requirements.policies import ABSTRACT, CONSTRAINT

    reference = requirement.reference
    if reference is None or reference.kind != "path" or requirement.variables:
        return
    if project.policy(requirement) in (ABSTRACT, CONSTRAINT):
        return
    path = path_of(requirement.url or "")
    place = place_of(path, requirement.source.path.rpartition("/")[0], project)
    if path.startswith(_BUILD_FOLDERS):
        yield rule.finding(
            requirement.location,
            f"{path} is a folder of the machine that built the package: no other machine has it",
            project=requirement.project,
            help="write the version instead: `pip list --format=freeze` lists those that are installed",
        )
    elif place in _SAYS:
        yield rule.finding(
            requirement.location,
            f"{path} {_SAYS[place]}",
            severity="warning" if place == "absolute" else None,
            project=requirement.project,
            help="copy it into the project, or require a released version or a commit",
            cause=Cause((place,), 2, partial(_say, _SAYS[place]), [path], by_file=True),
        )


def _say(what: str, found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for all paths of one kind in a file, or for one path in several files."""
    paths = dict.fromkeys(name for each in found if each.cause is not None for name in each.cause.names)
    if len(paths) == 1:
        return f"{next(iter(paths))} {what} ({len(found)} lines)", found[0].help
    return f"{listed(paths)} are paths that other machines may not have: nothing pins what is there", found[0].help
