"""The hashes of the inputs that Poetry, PDM and pipenv write into their locks.

Each tool changed its hash over the years. A stamp is correct if any version of its tool computes it. The tool's current version
may still refuse such a stamp.
"""

from __future__ import annotations

from pinlint.freshness.project_fields import table_at
from pinlint.requirements.locked import PDM, PIPFILE, POETRY, PYLOCK
from pinlint.requirements.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_LEGACY = ("dependencies", "source", "extras", "dev-dependencies")
_PROJECT = ("requires-python", "dependencies", "optional-dependencies")


def is_known(format: str, values: dict[str, Any], stamp: str) -> bool:
    """Whether some version of a lock's tool computes the stamp for a project, or what it hashes is not known."""
    ways = {POETRY: _poetry, PDM: _pdm, PYLOCK: _pdm, PIPFILE: _pipenv}.get(format)
    stamp = stamp.removeprefix("sha256:")
    if ways is None or len(stamp) != 64:
        return True  # from an old version of the tool
    if format == PIPFILE and not values.get("source"):
        return True  # pipenv then hashes the indexes in the pip.conf of the machine
    separators = (",", ":") if format == PIPFILE else (", ", ": ")
    try:
        return any(_digest(way, separators) == stamp for way in ways(values))
    except TypeError:
        return True  # JSON has no dates: the tool itself fails on one


def _digest(value: object, separators: tuple[str, str]) -> str:
    from pinlint.text.digests import sha256_of

    return sha256_of(dumped(value, *separators))


def dumped(value: object, comma: str = ", ", colon: str = ": ") -> str:
    """A plain value in the form that `json.dumps` writes with sorted keys. Raises TypeError for a type that JSON
    does not have.
    """
    if isinstance(value, str):
        if value.isascii() and value.isprintable() and '"' not in value and "\\" not in value:
            return f'"{value}"'
        import json

        return json.dumps(value)
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return (
            "{" + comma.join(f"{dumped(key)}{colon}{dumped(value[key], comma, colon)}" for key in sorted(value)) + "}"
        )
    if isinstance(value, list):
        return "[" + comma.join(dumped(each, comma, colon) for each in value) + "]"
    if isinstance(value, int | float):
        return repr(value)
    raise TypeError(type(value))


def _poetry(values: dict[str, Any]) -> Iterator[object]:
    """The texts that the versions of Poetry hash, the newest first."""
    poetry = table_at(values, "tool", "poetry")
    project = {
        key: value for key, value in table_at(values, "project").items() if key in _PROJECT and value is not None
    }
    groups = values.get("dependency-groups")
    present = {key: poetry[key] for key in (*_LEGACY, "group") if poetry.get(key) is not None}
    whole = {**dict.fromkeys(_LEGACY), **present}
    if project or groups:
        yield {"project": project, "tool": {"poetry": present}}
        if groups:
            yield {"project": project, "dependency-groups": groups, "tool": {"poetry": present}}
    yield whole
    yield {key: poetry.get(key) for key in _LEGACY}


def _pdm(values: dict[str, Any]) -> Iterator[object]:
    """The texts that the versions of PDM hash."""
    project, pdm = table_at(values, "project"), table_at(values, "tool", "pdm")
    resolution = pdm.get("resolution", {})
    own = table_at(pdm, "dev-dependencies")
    merged: dict[str, list[Any]] = {}
    for name, requirements in (*table_at(values, "dependency-groups").items(), *own.items()):
        merged.setdefault(normalize(name), []).extend(requirements if isinstance(requirements, list) else [])
    base = {
        "sources": pdm.get("source", []),
        "dependencies": project.get("dependencies", []),
        "optional-dependencies": project.get("optional-dependencies", {}),
        "requires-python": project.get("requires-python", ""),
    }
    overrides = pdm.get("overrides") or (resolution.get("overrides", {}) if isinstance(resolution, dict) else {})
    for groups in (merged, own):
        yield {**base, "dev-dependencies": groups, "resolution": resolution}
        yield {**base, "dev-dependencies": groups, "overrides": overrides}
        yield {**base, "dev-dependencies": groups}


def _pipenv(values: dict[str, Any]) -> Iterator[object]:
    """The texts that the versions of pipenv hash: with and without additional categories, with names as written
    and normalized.
    """
    base = {
        "_meta": {"sources": values["source"], "requires": values.get("requires", {})},
        "default": values.get("packages", {}),
        "develop": values.get("dev-packages", {}),
    }
    others = {
        key: value
        for key, value in values.items()
        if key not in ("source", "packages", "dev-packages", "requires", "scripts", "pipenv", "pipfile", "project")
    }
    for content in ({**base, **others}, base):
        yield content
        yield {
            key: {normalize(name): inner for name, inner in table.items()}
            if key != "_meta" and isinstance(table, dict)
            else table
            for key, table in content.items()
        }
