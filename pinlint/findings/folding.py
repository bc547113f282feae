"""Puts findings of one cause together, so that a report says it once.

Fixes, ignore comments, baselines and `--since` are about single findings: they come before.
"""

from __future__ import annotations

from pinlint.findings.finding import SAFE, Cause, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pinlint.findings.checked_project import CheckedProject

#: What findings are counted for; each is a line of the summary, and `--verbose` lists the findings.
PACKAGING = "packaging"  # pip and its like have no version
CHECKS = "checks"  # what only checks a project that pins nothing is open
OPEN = "open"  # pins require projects that nothing pins, as far as this machine can tell


def counts(findings: Iterable[Finding]) -> list[str]:
    """A sentence on each kind of findings that are counted."""
    from pinlint.findings.report import plural

    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.counted is not None:
            kinds.setdefault(finding.counted, []).append(finding)
    notes = []
    if found := kinds.get(PACKAGING):
        places = sum(1 + len(finding.related) for finding in found)
        notes.append(f"pip, setuptools and wheel have no version in {plural(places, 'place')}")
    if found := kinds.get(CHECKS):
        verb = "is" if len(found) == 1 else "are"
        notes.append(
            f"this project pins nothing, so {plural(len(found), 'finding')} about what only checks it {verb} left out"
        )
    if found := kinds.get(OPEN):
        files = listed(finding.location.path for finding in found)
        notes.append(f"pins in {files} require projects that nothing pins: a lock would list them")
    return [f"{note} (`--verbose` lists them)" for note in notes]


def folded(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those of one rule, severity and cause as one, at the place of the first of them.

    One that `--fix` would take away by a safe fix stays by itself.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        cause = finding.cause
        safe = finding.fix is not None and finding.fix.applicability == SAFE
        key = (finding.rule, finding.severity, cause.key) if cause is not None and not safe else (number,)
        groups.setdefault(key, []).append(finding)
    found = []
    for group in groups.values():
        cause = group[0].cause
        found += group if cause is None or len(group) < max(2, cause.fewest) else [_one(cause, group)]
    return sorted(found, key=lambda finding: finding.sort_key)


def shared(path: str, name: str, project: CheckedProject) -> Cause | None:
    """Why a requirement of the file at ``path`` is open, if it is a file of many that only check the project, or if it is
    installed only because others include it."""
    if project.severity(path) == "warning":
        return Cause(("checks",), 3, _only_checked, [name])
    top = project.included_by(path)
    if top is None:
        return None

    def say(found: Sequence[Finding]) -> tuple[str, str]:
        files = len({each.location.path for each in found})
        what = f"{len(found)} requirements" + (f" in {files} files" if files > 1 else "")
        return f"{what} that {top} includes are not pinned: nothing locks them", project.locking(top)

    return Cause(("included", top), 3, say, [name])


def _only_checked(found: Sequence[Finding]) -> tuple[str, str | None]:
    """One message for the open lines of files that check the project."""
    files = len({each.location.path for each in found})
    what = f"{len(found)} requirements" + (f" in {files} files" if files > 1 else "")
    return f"{what} that only check the project are not pinned: nothing locks them", found[0].help


def listed(names: Iterable[str], most: int = 4) -> str:
    """Names in a sentence: each once, and of many the first ones with how many more there are."""
    shown = list(dict.fromkeys(names))
    if len(shown) > most:
        return f"{', '.join(shown[:most])} and {len(shown) - most} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _one(cause: Cause, group: Sequence[Finding]) -> Finding:
    first = group[0]
    message, help = cause.say(group)
    others = [Related(each.location, _about(each)) for each in group[1:]]
    repeated = [related for each in group for related in each.related if related.location != first.location]
    places = {(each.location.path, each.location.line): each for each in reversed([*others, *repeated])}
    related = [places[place] for place in sorted(places)]
    return Finding(first.rule, first.family, first.severity, first.location, message, related=related, help=help)


def _about(finding: Finding) -> str:
    names = finding.cause.names if finding.cause is not None else ()
    return f"{listed(names)} too" if names else "the same again"
