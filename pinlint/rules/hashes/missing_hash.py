"""A line has no hash, but other lines of the file have one.

## Why

If one line has a `--hash`, or the file has `--require-hashes`, pip requires a hash for every line. A line without one stops
the installation. In a structured lock, such as poetry.lock, Poetry or uv does not stop: it installs the file without a
check. Then nobody notices if the file was replaced.

## Fails

```requirements.txt
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28
idna==3.10
```
```text
requirements.txt:2:1: missing-hash: idna==3.10 has no hash: pip refuses it because other lines of this file have one
```

A structured lock has a hash for each file. If it is missing, the tool installs the file unchecked:

```poetry.lock
[[package]]
name = "click"
version = "8.3.0"
python-versions = ">=3.10"
groups = ["main"]
files = []

[[package]]
name = "idna"
version = "3.10"
python-versions = ">=3.6"
groups = ["main"]
files = [
    {file = "idna-3.10-py3-none-any.whl", hash = "sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3"},
]

[metadata]
lock-version = "2.1"
python-versions = ">=3.12"
content-hash = "0"
```
```text
poetry.lock:3:12: missing-hash: click 8.3.0 has no files with hashes: what is installed is not checked
```

## Passes

```requirements.txt
click==8.1.7
idna==3.10
```

```requirements.txt
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28
idna==3.10 --hash=sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3
```

## Details

- If no line has a hash, the rule reports nothing, unless `require-hashes` is configured. With this setting every lock needs
  hashes.
- If all packages of one index have no hash, the index serves none. This is reported once, as a warning.
- Three or more packages of a lock without hashes are one finding.
- uv lists only the files for the environments of an entry. An entry for environments without any file has no files.

## See

- pip's documentation, "Secure installs"
- `unhashable-requirement`: lines that cannot have a hash
- `unpinned-unsafe`: packages that pip-compile leaves out of a lock with hashes
- `weak-hash`, `malformed-hash`, `disabled-hash-checking`
"""

from __future__ import annotations

from pinlint.findings.finding import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.locked import LockFile, Package
    from pinlint.requirements.model import Requirement, RequirementsFile

rule = Rule(__name__, on="file", when=("part-hashed", "unhashed", "unhashed-packages"))

HELP = "compile the lock again with --generate-hashes"


@rule
def check(document: RequirementsFile, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for each line without a hash; one error for a whole lock without any hash."""
    from pinlint.requirements.hash_checking import HASHABLE, hashability
    from pinlint.requirements.policies import LOCK_FORMATS, LOCKED

    if document.format in LOCK_FORMATS:
        yield from _of_packages(document)  # type: ignore[arg-type]
        return
    requirements = document.requirements
    if document.in_hash_mode:
        for requirement in requirements:
            if hashability(requirement) == HASHABLE and not requirement.hashes:
                message = f"{requirement.shown} has no hash: pip refuses it because other lines of this file have one"
                help = _help(document, project, requirement)
                yield rule.finding(requirement.location, message, project=requirement.project, help=help)
    elif project.config.require_hashes and requirements and project.policy(requirements[0]) == LOCKED:
        message = "this lock has no hashes: pip cannot detect a changed file"
        yield rule.finding(requirements[0].location, message, help=_help(document, project, requirements[0]))


def _help(document: RequirementsFile, project: CheckedProject, requirement: Requirement) -> str:
    """How to get hashes: from the command that wrote the file. Without such a command, people write them."""
    from pinlint.freshness.advice import with_hashes
    from pinlint.text.escaping import shell_word

    pairing = project.pairing_of(document.path)
    if pairing is not None:
        return with_hashes(pairing) or HELP
    if requirement.url is not None:
        return "write its hash after the URL: `#sha256=…`"
    download = f"pip download --no-deps -d files {shell_word(requirement.shown)}"
    return f"add its hash, which `{download} && pip hash files/*` prints"


def _of_packages(lock: LockFile) -> Iterator[Finding]:
    """An error for each package that has a file without a hash; one warning for an index that gives no hashes at all."""
    from pinlint.findings.finding import Cause
    from pinlint.requirements.locked import FILE, INDEX, URL
    from pinlint.requirements.relocking import relock_help

    served = {package.project for package in lock.packages if package.files}
    hashed = {p.source.url for p in lock.packages if p.source.kind == INDEX and any(file.hash for file in p.files)}
    reported: set[str] = set()
    without: list[Package] = []

    def say(found: Sequence[Finding]) -> tuple[str, str]:
        return f"{len(found)} packages have files without hashes: what is installed is not checked", relock_help(
            lock, *without
        )

    for package in lock.packages:
        if package.source.kind not in (INDEX, URL, FILE) or (
            package.files and all(file.hash for file in package.files)
        ):
            continue
        if package.forks and not package.files and package.project in served:
            continue  # uv leaves out the files that the environments of an entry cannot use
        index = package.source.url
        whole = package.source.kind == INDEX and index not in hashed
        if whole and index in reported:
            continue
        file = next((file for file in package.files if not file.hash), None)
        message = f"{package.shown} has no files with hashes: what is installed is not checked"
        if file is not None:
            message = f"{file.name or package.shown} has no hash: what is installed is not checked"
        if whole:
            reported.add(index)
            message = "no package of this index has a hash: what is installed is not checked"
        else:
            without.append(package)
        yield rule.finding(
            lock.source.at(file.hash_span if file is not None else package.span),
            message,
            severity="warning" if whole else None,
            project=None if whole else package.project,
            help=relock_help(lock, package),
            lock=lock.path,
            cause=None if whole else Cause((lock.path,), 3, say, [package.project]),
        )
