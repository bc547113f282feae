"""Finds pins on command lines that ship something, if no lock pins what they require."""

from __future__ import annotations

from pinlint.build.install_commands import INSTALL, LOCKS, RESOLVE, SYNC
from pinlint.build.installed_before import is_preceded
from pinlint.uses.steps import DEPLOY, PUBLISH, SHIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pinlint.build.image_stage import BuildStep

#: Tools that install the project; what they require is not part of it.
_TOOLS = frozenset({"pip", "setuptools", "wheel", "pip-tools", "pipx", "hatch", "virtualenv", "build", *LOCKS})


def unlocked_pins(steps: Iterable[BuildStep]) -> Iterator[tuple[str, str]]:
    """The normalized name and the version of each such pin."""
    from pinlint.build.requirement_words import pins

    for step in steps:
        command = step.step
        if command.kind != INSTALL or command.isolated or step.purpose not in (SHIP, PUBLISH, DEPLOY):
            continue
        if command.has("--no-deps", "--no-dependencies") or _has_lock(step) or is_preceded(step, _has_lock):
            continue
        for _, requirement in pins(command):
            if requirement.project and requirement.project not in _TOOLS and requirement.pinned_version:
                yield requirement.project, requirement.pinned_version


def _has_lock(step: BuildStep) -> bool:
    """Whether a step installs files or a lock, or has constraints: these may set the versions of all dependencies."""
    command = step.step
    bounded = command.constraints or step.variables.get("PIP_CONSTRAINT") or step.variables.get("UV_CONSTRAINT")
    return command.kind in (SYNC, RESOLVE) or bool(command.kind == INSTALL and (command.files or bounded))
