"""The fix for an unpinned requirement: the version that the project knows, else the way to find one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.finding import Finding, Fix, Rule
    from pinlint.requirements.model import Requirement


#: Projects that contain data of the world, not code: their newest release is always the right one.
_DATA = frozenset({"certifi", "pytz", "tzdata"})


class Remedy:
    """The ``help`` of a finding, and a ``fix`` if the project knows the version."""

    __slots__ = ("fix", "help")

    def __init__(self, help: str, fix: Fix | None = None) -> None:
        self.help = help
        self.fix = fix


def unpinned(rule: Rule, requirement: Requirement, project: CheckedProject, what: str) -> Iterator[Finding]:
    """The finding that a requirement is not pinned: ``what`` is its message. No finding if the requirement need not be a pin.

    It is an error, or a warning in a file that only checks or develops the project.
    """
    from pinlint.findings.finding import Related
    from pinlint.findings.folding import shared
    from pinlint.requirements.policies import FLOATING, ODD, PINNED_BECAUSE

    policy = project.policy(requirement)
    path = requirement.source.path
    counted = project.left_out([requirement]) if policy == FLOATING else None
    silent = policy not in PINNED_BECAUSE or (policy == ODD and _may_differ(requirement))
    if silent or counted is not None:
        removed = None if _is_listed(requirement, project, policy) else project.removed_version(requirement)
        if removed is not None:
            yield _lost(rule, requirement, *removed)
            return
    if silent:
        return
    found = remedy(requirement, project)
    removed = project.removed_version(requirement) if policy == FLOATING and found.fix is None else None
    severity = project.severity(path) if policy == FLOATING else "warning" if policy == ODD else None
    yield rule.finding(
        requirement.location,
        f"{what}: {PINNED_BECAUSE[policy]}",
        severity=severity,
        project=requirement.project,
        related=[Related(*user) for user in project.users(path)[:1]] if policy == FLOATING else (),
        help=found.help
        if removed is None
        else f"write `{_with(requirement, removed[0])}`, the version that {removed[1]} has",
        fix=found.fix,
        cause=shared(path, requirement.shown, project) if policy == FLOATING else None,
        counted=counted,
    )


def _is_listed(requirement: Requirement, project: CheckedProject, policy: str) -> bool:
    """Whether the finding for the whole file has the line, and is not only counted. It may be an info if constraints have the
    versions.
    """
    from pinlint.fixes.unpassed_constraints import Unpassed
    from pinlint.requirements.policies import UNLOCKED

    if policy != UNLOCKED:
        return False
    loose = project.unlocked(project.documents[requirement.source.path])
    return not isinstance(loose, Unpassed) and project.left_out(loose) is None


def _lost(rule: Rule, requirement: Requirement, version: str, commit: str) -> Finding:
    """The finding that a change removed the version of a requirement."""
    return rule.finding(
        requirement.location,
        f"{requirement.shown} is not pinned any more: {commit} has {requirement.name}=={version}",
        severity="warning",
        project=requirement.project,
        help=f"write `{_with(requirement, version)}`, unless the change is on purpose",
    )


def _with(requirement: Requirement, version: str) -> str:
    """A requirement without a version as a pin, with its extras."""
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
    return f"{requirement.name}{extras}=={version}"


def _may_differ(requirement: Requirement) -> bool:
    """Whether a line without a pin is meant so, in a file whose other lines are pins."""
    from pinlint.build.purposes import names_variants

    return requirement.project in _DATA or names_variants(requirement.source.path)


def how_to_lock(project: CheckedProject) -> str:
    """Which command says how to make the first lock, in brackets; empty for a project with a lock."""
    return "" if any(map(project.is_made, project.documents)) else " (`pinlint compile` says how)"


def input_of(lock: str, project: CheckedProject) -> str | None:
    """The input from which the missing file ``lock`` can be compiled, by its name."""
    given = (f"{lock.removesuffix('.txt')}.in", f"{lock}.in")
    return next((path for path in given if lock.endswith(".txt") and path in project.documents), None)


def not_pinned(loose: int, count: int, where: str = "") -> str:
    """How many of the requirements in a file are not pinned, as the beginning of a message."""
    if loose < count:
        return f"{loose} of {count} requirements{where} {'is' if loose == 1 else 'are'} not pinned"
    return (
        f"none of the {count} requirements{where} is pinned"
        if count > 1
        else f"the only requirement{where} is not pinned"
    )


def remedy(requirement: Requirement, project: CheckedProject) -> Remedy:
    """How to pin a requirement.

    The version from the file's own lock is a safe fix: it is already installed. A version from another file is an unsafe
    fix. In a lock, the compiler writes the version.
    """
    from pinlint.requirements.policies import ENVIRONMENT, FLOATING, LOCKED, ODD

    policy = project.policy(requirement)
    path = requirement.source.path
    if policy == LOCKED:
        return Remedy(project.locking(path))
    version = project.locked_version(requirement)
    if policy == ODD and version is not None:
        return Remedy(f"write `{requirement.name}=={version}`, the version that the lock has")
    if version is not None:
        fix = _pinned(requirement, version, "which the lock installs", safe=True)
        if fix is not None:
            return Remedy(fix.help, fix)
    known = project.known_version(requirement) if policy == FLOATING else None
    if known is not None and known.where.path != path:
        where = known.where if known.where.source is not None else known.where.path
        fix = _pinned(requirement, known.version, f"as {where} has it", safe=False)
        if fix is not None:
            return Remedy(fix.help, fix)
    if policy == ENVIRONMENT:
        return Remedy("write the version that was installed")
    if requirement.project is None or (policy == FLOATING and project.needs_lock(path)):
        return Remedy(project.locking(path))
    return Remedy(f"pin it to one of the versions that `pip index versions {requirement.project}` lists")


def _pinned(requirement: Requirement, version: str, reason: str, *, safe: bool) -> Fix | None:
    """The edit that replaces the specifier set by ``==`` and the version; None if the text has no place for it."""
    if requirement.name_span is None or requirement.url is not None:
        return None
    from pinlint.findings.finding import SAFE, UNSAFE, Fix
    from pinlint.text.source import Edit, Span

    span = requirement.specifier_span
    if span is None:
        # After the name and its extras, at the place of a specifier set.
        text = requirement.source.text
        end = requirement.name_span.end
        rest = text[end : requirement.span.end]
        if rest.lstrip().startswith("["):
            end += rest.index("]") + 1
        span = Span(end, end)
    title = f"Pin {requirement.name} to {version}, {reason}"
    return Fix(title, [Edit(requirement.source.path, span, f"=={version}")], SAFE if safe else UNSAFE)
