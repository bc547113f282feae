"""A file with hashes contains a line that pip cannot check with a hash.

## Why

If a file has hashes, pip refuses repositories, editables and folders, because it cannot compute a hash for them. One such
line stops the installation of the whole file. Use an archive of the full commit with its sha256 instead: pip can check
that.

## Fails

```requirements.txt
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28
tool @ git+https://github.com/example/tool.git@6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e
```

## Passes

```requirements.txt
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28
```
```requirements-git.txt
tool @ git+https://github.com/example/tool.git@6f3a1dfc3dc8a1a0f1b1d0d8e34a0f2f7c7b1c9e
```

## Details

- uv installs such a line unchecked, unless it is called with `--require-hashes`. So the finding is a warning in a file that uv
  wrote, and an info if all commands that install the file are such commands of uv.
- pip also refuses a requirement that is not pinned. `loose-requirement` and similar rules report that.

## See

- pip's documentation, "Secure installs"
- `missing-hash`: lines that can have a hash
"""

from __future__ import annotations

from functools import partial

from pinlint.findings.finding import Cause, Rule
from pinlint.findings.folding import listed
from pinlint.requirements.hash_checking import HASHABLE, OPEN, hashability

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.model import Requirement

#: The files in which uv finds its settings.
_SETTINGS_OF_UV = ("uv.toml", "pyproject.toml")

rule = Rule(__name__, on="requirement", when=("maybe-unhashable",))


@rule
def check(requirement: Requirement, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error in a file with hashes; a warning if uv wrote the file, an info if only uv installs it."""
    from pinlint.requirements.policies import PINNED_BECAUSE

    why = hashability(requirement)
    if why == HASHABLE or (why == OPEN and project.policy(requirement) in PINNED_BECAUSE):
        return
    path = requirement.source.path
    by_uv = why != OPEN and _is_for_uv(path, project)
    what = "uv installs it unchecked, although" if by_uv else "pip refuses it because"
    names = [requirement.name or requirement.shown]
    yield rule.finding(
        requirement.location,
        f"{requirement.shown} is {why}: {what} this file has hashes",
        severity="info" if by_uv else "warning" if _made_by_uv(path, project) else None,
        project=requirement.project,
        cause=Cause((why, str(by_uv)), 2, partial(_say, by_uv), names) if why != OPEN else None,
        help="write one version and its hash: `NAME==VERSION --hash=sha256:…`"
        if why == OPEN
        else "move it to a file of its own, or require an archive with its sha256",
    )


def _say(by_uv: bool, found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for all lines of that kind."""
    names = listed(name for each in found if each.cause is not None for name in each.cause.names)
    files = len({each.location.path for each in found})
    where = f" in {files} files" if files > 1 else ""
    what = f"uv installs {names} unchecked" if by_uv else f"pip refuses {names}"
    return f"{what}{where}: it cannot check them with hashes", found[0].help


def _made_by_uv(path: str, project: CheckedProject) -> bool:
    found = project.pairing_of(path)
    return found is not None and found.header is not None and found.header.tool == "uv"


def _is_for_uv(path: str, project: CheckedProject) -> bool:
    """Whether all commands that install the file are those of uv, and nothing asks uv to check all hashes."""
    users = project.users(path)
    texts = {place.source.text for place, _ in users if place.source is not None}
    strict = any("--require-hashes" in text or "UV_REQUIRE_HASHES" in text for text in texts)
    folders = {"", "".join(path.rpartition("/")[:2])}
    settings = (project.source(f"{folder}{name}") for folder in folders for name in _SETTINGS_OF_UV)
    strict = strict or any("require-hashes" in each.text for each in settings if each is not None)
    return bool(users) and not strict and all(said.startswith("`uv pip ") for _, said in users)
