"""Two locks of the project have different hashes for the same file.

## Why

An index never changes a file that it has published. If two locks disagree, someone replaced the hash or the file. So one of
the two locks installs a file in production that you did not review.

## Fails

```a/poetry.lock
[[package]]
name = "click"
version = "8.3.0"
python-versions = ">=3.10"
groups = ["main"]
files = [
    {file = "click-8.3.0-py3-none-any.whl", hash = "sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28"},
]

[metadata]
lock-version = "2.1"
python-versions = ">=3.12"
content-hash = "0"
```
```b/poetry.lock
[[package]]
name = "click"
version = "8.3.0"
python-versions = ">=3.10"
groups = ["main"]
files = [
    {file = "click-8.3.0-py3-none-any.whl", hash = "sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3"},
]

[metadata]
lock-version = "2.1"
python-versions = ">=3.12"
content-hash = "0"
```
```text
b/poetry.lock:7:53: hash-disagreement: click-8.3.0-py3-none-any.whl has another hash in a/poetry.lock:7
```

## Passes

Other indexes build their own wheels. Their hashes are not compared with those of the public index.

```a/poetry.lock
[[package]]
name = "click"
version = "8.3.0"
python-versions = ">=3.10"
groups = ["main"]
files = [
    {file = "click-8.3.0-py3-none-any.whl", hash = "sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28"},
]

[metadata]
lock-version = "2.1"
python-versions = ">=3.12"
content-hash = "0"
```
```b/poetry.lock
[[package]]
name = "click"
version = "8.3.0"
python-versions = ">=3.10"
groups = ["main"]
files = [
    {file = "click-8.3.0-py3-none-any.whl", hash = "sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3"},
]

[package.source]
type = "legacy"
url = "https://index.example.org/simple"
reference = "own"

[metadata]
lock-version = "2.1"
python-versions = ">=3.12"
content-hash = "0"
```

## Details

- With `--since REV`, the locks are compared with those of that revision too, without it with those of the last commit. While a
  version stays the same, so do the hashes of its files.
- If the last commit had a wrong hash, its repair looks like a replaced hash too. It is not reported if an unchanged file of
  the project has the new hash, or if `pinlint prove` has found it on the index.
- Two hashes of a file are one finding, however many locks have them.
- An export of the lock, such as the output of `uv export`, is compared too. To export again would copy the lock's hash, right or
  wrong. If only the export differs from the last commit, this is `layer-drift`: then the lock is right.
- In one lock, two projects never have a file with the same hash. If they do, one of the hashes is wrong. Two projects in
  folders of one archive have the same file: that is no disagreement.

## See

- `foreign-hash`: the index knows no file with that hash
"""

from __future__ import annotations

from pinlint.findings.finding import Cause, Related, Rule
from pinlint.findings.subjects import ExportedHash, SharedHash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.findings.subjects import LockEntry
    from pinlint.text.source import Location

rule = Rule(__name__, on="package", when=("disagrees", "shares-hash"))


@rule
def check(entry: LockEntry, project: CheckedProject) -> Iterator[Finding]:
    """Reports the hash, with the place of the other hash."""
    file, other = entry.file, entry.other
    assert other is not None
    at = entry.location if file is None else entry.lock.source.at(file.hash_span)
    name = (file.name if file is not None else "") or entry.package.shown
    if isinstance(entry, SharedHash):
        yield rule.finding(
            at,
            f"{name} has the hash of a file of {entry.detail}",
            project=entry.package.project,
            related=[Related(other, "the same hash")],
            help=entry.remedy,
            lock=entry.lock.path,
        )
        return
    cause = Cause((name, *sorted(map(_digest, (at, other)))), 2, _say)
    help, when = f"compare both with the index, then lock the wrong one again: {entry.remedy}", entry.detail
    if isinstance(entry, ExportedHash):
        cause = Cause((entry.lock.path, other.path), 3, _say_of_export, [entry.package.project])
        again = f"run `{entry.detail}`" if entry.detail else f"export {other.path} again"
        help, when = f"compare both with the index: if the lock is wrong, {entry.remedy}, and then {again}", ""
    elif entry.detail:
        help = f"run `pinlint prove`, which asks the index; if the new hash is wrong, {entry.remedy}"
    yield rule.finding(
        at,
        f"{name} has another hash in {other}{when}",
        project=entry.package.project,
        related=[Related(other, "the other hash")],
        help=help,
        lock=entry.lock.path,
        cause=cause,
    )


def _digest(place: Location) -> str:
    assert place.source is not None
    assert place.span is not None
    return place.source.text[place.span.start : place.span.end].rpartition(":")[2]


def _say(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for the same two hashes. An earlier revision shows which of the locks has changed."""
    here = [each for each in found if each.location == found[0].location]
    said = next((each for each in here if " at " in each.message), found[0])
    return said.message, said.help


def _say_of_export(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for an export with many other hashes. It may come from another index."""
    export = found[0].related[0].location.path
    return f"{len(found)} packages have other hashes in {export}", found[0].help
