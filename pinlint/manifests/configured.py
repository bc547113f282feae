"""The sets of manifests that the configuration describes in ``[[tool.pinlint.manifests]]``: new ones, or changes of a preset."""

from __future__ import annotations

from pinlint.manifests.adapter import check, mirrors_of
from pinlint.text.budget import MOST_VALUES
from pinlint.text.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from pinlint.findings.checked_project import CheckedProject
    from pinlint.findings.subjects import Subject


def mirrors(project: CheckedProject) -> list[str]:
    """The files that are copies of the manifests' requirements. Raises ConfigError."""
    tables = [_completed(project, t, f"manifests, entry {n}") for n, t in enumerate(project.config.manifests, 1)]
    return [path for table in tables for path in mirrors_of(table)]


def subjects(project: CheckedProject) -> Iterator[Subject]:
    """The findings for each configured set. Raises ConfigError."""
    for number, table in enumerate(project.config.manifests, 1):
        where = f"manifests, entry {number}"
        yield from check(project, _completed(project, table, where), where)


def _completed(project: CheckedProject, table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The table, completed with values of its preset. Raises ConfigError."""
    if len(project.config.manifests) > MOST_VALUES:
        raise ConfigError(f"manifests has more than {MOST_VALUES:,} entries")
    for key, value in table.items():
        if isinstance(value, list) and len(value) > MOST_VALUES:
            raise ConfigError(f"{where}: '{key}' has more than {MOST_VALUES:,} entries")
    preset = table.get("preset")
    if preset is None:
        return dict(table)
    from pinlint.index import MANIFESTS

    kind = str(preset).replace("-", "_")
    module = project.manifest_module(kind) if kind in MANIFESTS else None
    if module is None or not hasattr(module, "settings"):
        raise ConfigError(f"{where}: {preset!r} is not a preset that can be configured")
    base: dict[str, Any] = module.settings(project)
    given = dict(table)
    for key in ("target", "map"):
        if isinstance(given.get(key), dict) and isinstance(base.get(key), dict):
            given[key] = {**base[key], **given[key]}
    return {**base, **given}
