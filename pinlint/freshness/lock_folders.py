"""Checks the folders of the repository that a poetry.lock or pdm.lock installs: what their projects require now.

Poetry and PDM record what a folder's project required at the time of locking. Their own checks do not look at it again, so a
requirement that was added there later is not installed.
"""

from __future__ import annotations

from pinlint.freshness.lock_asks import hold
from pinlint.freshness.lock_inputs import Ask, edge_of, reads_poetry
from pinlint.freshness.lock_pairing import project_at
from pinlint.freshness.paths import join
from pinlint.freshness.project_fields import left_over
from pinlint.requirements.model import DEPENDENCIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pinlint.freshness.lock_case import Case
    from pinlint.requirements.locked import Package
    from pinlint.requirements.model import Requirement


def check_folders(case: Case) -> None:
    """Whether the lock has what the projects in the folders that it installs require."""
    for number, package in enumerate(case.lock.packages):
        if not package.is_tree or package.extras:
            continue
        at = case.reached.where.get((number, ""), (0, 0))[1] & case.graph.active(number)[0]
        if at:
            for requirement in _required(case, package):
                _check(case, number, requirement, at)


def _required(case: Case, package: Package) -> Iterator[Requirement]:
    """The requirements of a folder's project; none if its build computes them."""
    folder = join(case.pairing.base, package.source.url)
    document = project_at(case.pairing.view, folder) if folder is not None else None
    if document is None or document.metadata is None or document.problems or document in case.pairing.projects.values():
        return
    by_poetry = reads_poetry(case.lock, document)
    if not document.path.endswith("pyproject.toml") or (
        "dependencies" in document.metadata.unreadable and not by_poetry
    ):
        return
    unread = left_over(document, stated=False)
    own = case.asked.own | case.asked.excluded | case.asked.overrides.keys() | document.metadata.limits.keys()
    for requirement in document.requirements:
        is_own = requirement.project is None or requirement.project in own or requirement.project == package.project
        if requirement.scope == DEPENDENCIES and not is_own and not requirement.url and id(requirement) not in unread:
            yield requirement


def _check(case: Case, number: int, requirement: Requirement, at: int) -> None:
    ask = Ask(requirement, edge_of(requirement), number, DEPENDENCIES, "")
    case.budget.spend(8)
    left = at & case.universe.where(requirement.marker, "")[0]
    for _, may in case.graph.covering(ask.edge):
        left &= ~may
    for other in case.graph.meant(ask.edge) if left else ():
        package = case.lock.packages[other]
        if not package.is_tree and case.graph.has_extras(package, ask.edge):
            left = hold(case, ask.edge, ask, other, case.graph.active(other)[1], left)
        else:
            left = 0
    if left:
        case.fail("missing-pin", ask.edge.project, left, requirement=requirement)
