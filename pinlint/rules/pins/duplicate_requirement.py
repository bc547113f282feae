"""A project is required twice in one file.

## Why

The next update may change one of the lines and not the other. Then the file contradicts itself, pip refuses it, and the
build fails.

## Fails

```requirements.txt
django==5.1.2
celery==5.4.0
Django==5.1.2
```

## Passes

```requirements.txt
django==5.1.2
celery[redis]==5.4.0
celery[sqs]==5.4.0
uvloop==0.21.0 ; sys_platform == "linux"
uvloop==0.21.0 ; sys_platform == "darwin"
```

## Fixed

```requirements.txt
django==5.1.2
celery==5.4.0
```

## Details

- Lines with markers that are never true together are not reported, because they are for different environments. Lines with
  different extras are not reported either. Neither are lines with both different markers and different versions: they cannot
  be one line.
- In a lock, the same line twice is not reported, because the compiler wrote it.
- The same line in two sections of a file, each with a comment as its title, is not reported. Each section lists what one part
  of the project needs. The same line in a tree of dependencies, as `pipdeptree --freeze` writes it, is not reported either.
- In a structured lock, such as uv.lock, two versions of a package that a merge left are reported as an error.

## See

- PEP 503, normalized names
- `conflicting-pins`: two requirements that contradict each other
"""

from __future__ import annotations

from bisect import bisect

from pinlint.findings.finding import Fix, Related, Rule
from pinlint.text.patterns import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.requirements.locked import LockFile
    from pinlint.requirements.model import Requirement, RequirementsFile

#: Where the title of a section begins.
_TITLE = lazy(r"(?:\A|\n[ \t]*\r?\n)[ \t]*#")

rule = Rule(__name__, on="file", when=("repeated", "repeated-packages"), severity="warning")


@rule
def check(document: RequirementsFile, project: CheckedProject) -> Iterator[Finding]:
    """Reports a warning for each line that repeats an earlier one. Package metadata is not checked."""
    from pinlint.freshness.overlaps import share
    from pinlint.requirements.policies import ABSTRACT, LOCK_FORMATS, LOCKED

    if document.format in LOCK_FORMATS:
        yield from _of_packages(document)  # type: ignore[arg-type]
        return
    overlaps = project.overlaps(share(document))
    sections = _Sections(document.source.text)
    earlier: dict[object, list[Requirement]] = {}
    for requirement in document.requirements:
        if requirement.project is None or project.policy(requirement) == ABSTRACT:
            continue
        known = [earlier.setdefault(key, []) for key in _keys(requirement)]
        other = next((o for each in known for o in each if overlaps.overlap(o, requirement)), None)
        if other is None:
            for each in known:
                each.append(requirement)
            continue
        if overlaps.contradict(other, requirement):
            continue
        same = _meaning(other) == _meaning(requirement)
        if same and project.policy(requirement) == LOCKED:
            continue  # compilers write a line for each form of a name that is asked for; the next one would write both again
        if same and (_is_in_tree(requirement) or sections.differ(other, requirement)):
            continue
        from pinlint.fixes.removal import requirement_removal

        edit = requirement_removal(requirement) if same else None
        yield rule.finding(
            requirement.location,
            f"{requirement.shown} repeats {'' if same else f'{other.shown} of '}line {other.location.line}",
            project=requirement.project,
            related=[Related(other.location, "it is required here")],
            help="remove one of the lines" if same else "merge both into one line",
            fix=Fix("Remove the line", [edit]) if edit is not None else None,
        )


def _keys(requirement: Requirement) -> Iterator[object]:
    """Values of which two lines share one if they can be one line. Lines with other markers and other versions cannot: one of
    them limits some environments.
    """
    whole = requirement.project, frozenset(requirement.extras), requirement.scope, requirement.group
    yield "marker", whole, requirement.marker
    yield "version", whole, requirement.specifier, requirement.url


def _is_in_tree(requirement: Requirement) -> bool:
    """Whether the line is indented: a tree of dependencies lists below each package what it requires."""
    text, at = requirement.source.text, requirement.span.start
    return at > 0 and text[at - 1] in " \t" and not text[text.rfind("\n", 0, at) + 1 : at].strip()


class _Sections:
    """The sections of a file. A title begins each: a comment after an empty line, or at the beginning of the file."""

    def __init__(self, text: str) -> None:
        self._titles = [match.start() for match in _TITLE.finditer(text)]

    def differ(self, first: Requirement, second: Requirement) -> bool:
        """Whether both requirements are in sections, and in different ones."""
        found = bisect(self._titles, first.span.start)
        return 0 < found < bisect(self._titles, second.span.start)


def _of_packages(lock: LockFile) -> Iterator[Finding]:
    """An error for each package that a lock has twice: a merge joined two versions of the lock."""
    from pinlint.requirements.merged_packages import merged_packages

    for package, first in merged_packages(lock):
        from pinlint.requirements.relocking import merge_help, relock

        place = lock.source.at(first.span)
        there = f"line {place.line}"
        if first.version != package.version:
            there = f"line {place.line} as {first.version}"
        yield rule.finding(
            lock.source.at(package.span),
            f"{package.shown} is also locked in {there}: a merge joined two versions of this lock",
            severity="error",
            project=package.project,
            related=[Related(place, "it is locked here")],
            help=merge_help(lock.path, relock(lock)),
            lock=lock.path,
        )


def _meaning(requirement: Requirement) -> object:
    """A value that is equal for two lines with the same meaning."""
    hashes = sorted(f"{item.algorithm}:{item.digest.lower()}" for item in requirement.hashes)
    clauses = sorted(map(str, requirement.clauses))
    options = [(option.name, option.value) for option in requirement.options]
    return clauses, requirement.url, requirement.editable, requirement.marker, hashes, options
