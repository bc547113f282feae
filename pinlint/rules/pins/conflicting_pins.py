"""Two requirements for one project contradict each other: in a file, in a file that it includes, or in its constraints.

## Why

No version satisfies both requirements, so pip refuses to install the file and the build fails. Usually a merge kept both
lines, or someone compiled only one of two locks that belong together.

## Fails

```requirements.txt
django==5.1.2
celery==5.4.0
django==5.0.9
```
```text
requirements.txt:3:1: conflicting-pins: django==5.0.9 contradicts django==5.1.2 on line 1
```

```requirements/dev.txt
-r base.txt
django==5.1.2
```
```requirements/base.txt
django==5.0.9
```
```text
requirements/dev.txt:2:1: conflicting-pins: django==5.1.2 contradicts django==5.0.9 in requirements/base.txt:1
```

```requirements.txt
-c constraints.txt
django==5.1.2
```
```constraints.txt
django<5
```
```text
requirements.txt:2:1: conflicting-pins: django==5.1.2 contradicts the constraint django<5 in constraints.txt:1
```

```requirements.txt
django==5.1.2 ; python_version >= "3.10"
django==4.2.16 ; python_version < "3.11"
```
```text
requirements.txt:2:1: conflicting-pins: django==4.2.16 contradicts django==5.1.2 on line 1 (Python 3.10)
```

## Passes

```requirements.txt
django==5.1.2 ; python_version >= "3.10"
django==4.2.16 ; python_version < "3.10"
```

## Details

- Requirements with markers that are never true together are for different environments. They do not contradict each other.

## See

- pip's documentation, "Dependency Resolution", conflicts
- `duplicate-requirement`: the same project twice without a contradiction
- `unsatisfiable-requirement`: a contradiction within one line
"""

from __future__ import annotations

from pinlint.findings.finding import Related, Rule
from pinlint.uses.roles import FIXTURE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding
    from pinlint.project.inclusions import Entry
    from pinlint.requirements.model import Requirement, RequirementsFile

rule = Rule(__name__, on="file", when=("repeated", "layered"))


@rule
def check(document: RequirementsFile, project: CheckedProject) -> Iterator[Finding]:
    """Reports an error for each requirement that contradicts an earlier one. A contradiction inside an included file is reported
    there.
    """
    if _is_no_installation(document, project):
        return
    from pinlint.freshness.overlaps import share

    entries = project.inclusions.entries(document)
    yield from _with_constraints(document, entries, project)
    overlaps = project.overlaps(share(document, (requirement.source for requirement, _ in entries)))
    earlier: dict[object, list[Entry]] = {}
    answers: dict[object, Entry | None] = {}  # what is written again need not be compared again
    for entry in _repeated(entries):
        requirement, include = entry
        known = earlier.setdefault((requirement.project, requirement.scope, requirement.group), [])
        said = (id(known), requirement.specifier, requirement.url, requirement.marker, include)
        if said not in answers:
            answers[said] = next(
                (
                    o
                    for o in known
                    if (include is None or o[1] is not include) and overlaps.contradict(o[0], requirement)
                ),
                None,
            )
            if answers[said] is None:
                known.append(entry)
        other = answers[said]
        if other is None:
            continue
        location = requirement.location if include is None else document.source.at(include.target_span)
        where = f"in {requirement.location}: " if include is not None else ""
        place = other[0].location
        there = f"on line {place.line}" if place.path == location.path else f"in {place}"
        environments = overlaps.shared(other[0], requirement)
        there += f" ({environments})" if environments else ""
        yield rule.finding(
            location,
            f"{where}{requirement.shown} contradicts {other[0].shown} {there}",
            project=requirement.project,
            related=[Related(place, f"{other[0].shown} is required here")],
            help="keep one of them",
        )


def _with_constraints(document: RequirementsFile, entries: list[Entry], project: CheckedProject) -> Iterator[Finding]:
    """An error for each requirement that a constraint of the file does not accept. For a lock, the proof reports this."""
    if project.pairing_of(document.path) is not None or all(i.kind != "constraint" for i in document.includes):
        return
    from pinlint.freshness.overlaps import share

    bounds: dict[str | None, list[Requirement]] = {}
    constraints = project.inclusions.constraints(document)
    for constraint in constraints:
        if constraint.project is not None:
            bounds.setdefault(constraint.project, []).append(constraint)
    sources = [*(constraint.source for constraint in constraints), *(requirement.source for requirement, _ in entries)]
    overlaps = project.overlaps(share(document, sources))
    inside: dict[str, set[Requirement]] = {}  # what the files that are included are bound to themselves
    for requirement, include in entries:
        found = bounds.get(requirement.project, ())
        other = next((each for each in found if overlaps.contradict(each, requirement)), None)
        if other is None:
            continue
        inner = project.documents.get(include.path or "") if include is not None else None
        if inner is not None and inner.path not in inside:
            inside[inner.path] = set(project.inclusions.constraints(inner))
        if inner is None or other not in inside[inner.path]:
            location = requirement.location if include is None else document.source.at(include.target_span)
            yield rule.finding(
                location,
                f"{requirement.shown} contradicts the constraint {other.shown} in {other.location}",
                project=requirement.project,
                related=[Related(other.location, f"{other.shown} is a constraint here")],
                help=f"change one of them, in {requirement.location} or in {other.location}",
            )


def _repeated(entries: list[Entry]) -> Iterator[Entry]:
    """The entries whose project is required more than once."""
    named = [entry for entry in entries if entry[0].project is not None]
    once: set[str | None] = set()
    again: set[str | None] = set()
    for requirement, _ in named:
        (again if requirement.project in once else once).add(requirement.project)
    return (entry for entry in named if entry[0].project in again)


def _is_no_installation(document: RequirementsFile, project: CheckedProject) -> bool:
    """Whether only tests read the file, or it is for several installations: it lists what the source distributions of a lock are
    built with.
    """
    if project.role(document.path) == FIXTURE:
        return True
    pairing = project.pairing_of(document.path)
    if pairing is None or pairing.command is None:
        return False
    from pinlint.freshness.compilers import BUILD_DEPENDENCIES

    return pairing.command.tool == BUILD_DEPENDENCIES
