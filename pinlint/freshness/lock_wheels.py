"""Finds packages of a structured lock that cannot be installed: they have wheels, but none for an environment that the lock
supports, and no source.
"""

from __future__ import annotations

from pinlint.freshness.environments import MINORS
from pinlint.freshness.naming import name_environments
from pinlint.requirements.locked import PYLOCK
from pinlint.requirements.specifiers import parse_specifier
from pinlint.requirements.versions import release_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pinlint.freshness.environments import Environment
    from pinlint.freshness.lock_case import Case
    from pinlint.requirements.locked import Package

#: Variables of markers that identify a platform.
_PLATFORM = ("sys_platform", "platform_system", "os_name", "platform_machine")


def check_package(case: Case, package: Package, needed: Sequence[Environment]) -> None:
    """Notes a package without a source if it has no wheel for one of the environments ``needed``. The pin is still correct."""
    lacking = list(_lacking(case, package.files.names, needed))
    if lacking and _is_for_platforms(case, needed, lacking):
        _note(case, package, lacking)


def _is_for_platforms(case: Case, needed: Sequence[Environment], lacking: Sequence[Environment]) -> bool:
    """Whether the project is for the platforms that lack a wheel. A package that is needed on some platforms only does not show
    it: the marker may be a dependency's. A marker of the lock or of the project itself does.
    """
    if {each.platform for each in case.universe.chosen(case.universe.full)} == {each.platform for each in needed}:
        return True
    documents = case.pairing.projects.values()
    markers = [asked.marker for document in documents if document is not None for asked in document.requirements]
    for key in ("required-markers", "supported-markers"):
        named = case.lock.values.get(key)
        markers += named if isinstance(named, list) else []
    text = " ".join(filter(None, [*markers, *case.lock.environments]))
    names = {each.values[variable] for each in lacking for variable in _PLATFORM[:2]}
    return any(f"{quote}{name}{quote}" in text for name in names for quote in "'\"")


def _lacking(case: Case, names: Sequence[str], needed: Sequence[Environment]) -> Iterator[Environment]:
    """The environments among those ``needed`` that certainly have no wheel."""
    from pinlint.requirements.distributions import python_tags, runs_on, suits

    case.budget.spend(len(needed) + 4 * len(names))
    tags = {name: python_tags(name) for name in names}
    newest = max(map(MINORS.index, _built_for(tags.values())), default=-1)
    bounded = _is_bounded(case)
    by_minor: dict[str, list[Environment]] = {}
    for environment in needed:
        by_minor.setdefault(environment.minor, []).append(environment)
    for minor, members in by_minor.items():
        if not bounded and (minor not in MINORS or MINORS.index(minor) > newest):
            continue  # a Python without an upper bound is a hope, not a claim
        fitting = [name for name in names if runs_on(tags[name], [minor])]
        for group in _groups(case, members):
            places = {(each.platform, each.values.get("platform_machine", "")) for each in group}
            if not any(suits(name, *place) for name in fitting for place in places):
                yield from group


def _built_for(tags: Iterable[str]) -> Iterator[str]:
    """The minor versions of Python that wheels name in their tags."""
    for each in tags:
        for python in each.partition("-")[0].split("."):
            minor = f"{python[2:3]}.{python[3:]}"
            if minor in MINORS:
                yield minor


def _groups(case: Case, members: Sequence[Environment]) -> Iterator[Sequence[Environment]]:
    """The environments of one Python in groups: each group needs a wheel. They are separate groups if the lock itself says which
    platforms it supports.
    """
    lock = case.lock
    required = lock.values.get("required-markers")
    for marker in required if isinstance(required, list) else ():
        group = [environment for environment in members if environment.admits(marker) is True]
        if group:
            yield group
    supported = lock.values.get("supported-markers")
    named = supported if isinstance(supported, list) else lock.environments if lock.format == PYLOCK else ()
    if not any(variable in marker for marker in named for variable in _PLATFORM):
        yield members
        return
    by_platform: dict[str, list[Environment]] = {}
    for environment in members:
        by_platform.setdefault(environment.platform, []).append(environment)
    yield from by_platform.values()


def _is_bounded(case: Case) -> bool:
    """Whether the lock says which minor version of Python is the last one that it supports."""
    bounds = [case.lock.requires_python]
    for number in case.pairing.members:
        document = case.pairing.projects.get(number)
        if document is not None and document.metadata is not None:
            bounds.append(document.metadata.requires_python or "")
    for operator, version in (pair for bound in bounds if "||" not in bound for pair in parse_specifier(bound)):
        release = release_of(version.removesuffix(".*")) or ()
        if operator in ("<", "<=", "==") and len(release) > 1 and release[0] == 3:
            return True
        if operator == "~=" and len(release) > 2:
            return True
    return False


def _note(case: Case, package: Package, lacking: Sequence[Environment]) -> None:
    from pinlint.freshness.obligations import Obligation

    lacking = list(dict.fromkeys(lacking))
    pin = case.pairing.requirement_of(package)
    where = name_environments(lacking, case.universe.chosen(case.universe.full))
    case.remarks.append(
        Obligation(
            "no-wheel",
            case.pairing,
            pin.location,
            project=package.project,
            pin=pin,
            environments=where,
            upgrade=[package.project],
        )
    )
