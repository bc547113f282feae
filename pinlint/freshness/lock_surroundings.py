"""What is odd about a structured lock beside its packages: the Pythons that it is for, and git."""

from __future__ import annotations

from pinlint.freshness.environments import MINORS
from pinlint.freshness.lock_graph import meets
from pinlint.requirements.locked import PDM, PIPFILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.freshness.lock_case import Case


def check_pythons(case: Case) -> None:
    """Notes the Pythons that the project is for and the lock is not: it was locked for one machine, or long ago."""
    lock, pairing = case.lock, case.pairing
    if not lock.requires_python or lock.format == PIPFILE:
        if lock.format == PDM:
            _check_platform(case)
        return
    for number in pairing.members:
        document = pairing.projects.get(number)
        metadata = document.metadata if document is not None else None
        if document is None or metadata is None or not metadata.requires_python:
            continue
        asked = [minor for minor in MINORS if _admits(metadata.requires_python, minor)]
        lacking = [minor for minor in asked if not _admits(lock.requires_python, minor)]
        if lacking:
            detail = f"{document.path} is for Python {metadata.requires_python} too"
            case.remark("environment-mismatch", lock.at("requires-python"), f"{lock.requires_python}|{detail}")
    if lock.format == PDM:
        _check_platform(case)


def _check_platform(case: Case) -> None:
    """PDM can lock for the machine at hand alone."""
    targets = case.lock.values.get("targets")
    named = (
        [each for each in targets if isinstance(each, dict) and each.get("platform")]
        if isinstance(targets, list)
        else []
    )
    if len(named) == 1 and len(targets or []) == 1:  # type: ignore[arg-type]
        python = str(named[0].get("requires_python", ""))
        detail = f"it is only for the platform {named[0]['platform']}"
        case.remark("environment-mismatch", case.lock.at("lock-version"), f"{python}|{detail}")


def _admits(specifier: str, minor: str) -> bool:
    return any(meets(f"{minor}.{patch}", specifier) is not False for patch in (99, 0))
