"""Reads the settings that change a compile without being in its command: pinlint's own configuration, and the tools' tables.

uv reads ``[tool.uv]`` and ``uv.toml``; pip-tools reads ``[tool.pip-tools]`` and ``.pip-tools.toml``. A header does not show these
settings.
"""

from __future__ import annotations

from pinlint.freshness.paths import join
from pinlint.requirements.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from pinlint.freshness.compilers import Command
    from pinlint.freshness.view import View
    from pinlint.requirements.model import Requirement, RequirementsFile
    from pinlint.text.source import SourceFile


class Settings:
    """The configuration that the proof uses and, for one lock, what the tools' tables add.

    ``locks`` are the tables of ``[[tool.pinlint.locks]]``, ``environments`` the configured environments. ``tables`` maps the
    paths of ``.pip-tools.toml`` and ``uv.toml`` files to their texts and contents.
    """

    __slots__ = (
        "all_extras",
        "allow_unsafe",
        "constraint_files",
        "constraints",
        "environments",
        "excluded",
        "extras",
        "groups",
        "locks",
        "markers",
        "omitted",
        "overrides",
        "python_platform",
        "python_version",
        "strip_extras",
        "tables",
        "universal",
    )

    def __init__(
        self,
        locks: Sequence[Mapping[str, Any]] = (),
        environments: Sequence[str] = (),
        tables: Mapping[str, tuple[SourceFile, Mapping[str, Any]]] | None = None,
    ) -> None:
        self.locks = locks
        self.environments = environments
        self.tables = tables or {}
        self.extras: list[str] = []
        self.groups: list[str] = []
        self.all_extras = False
        self.allow_unsafe = False
        self.strip_extras = False
        self.omitted: set[str] = set()
        self.constraint_files: list[str] = []
        self.constraints: list[Requirement] = []
        self.overrides: list[Requirement] = []
        self.excluded: frozenset[str] = frozenset()
        self.markers: list[str] = []
        self.universal = False
        self.python_version: str | None = None
        self.python_platform: str | None = None

    def entry(self, path: str) -> Mapping[str, Any] | None:
        """The configured entry for the lock at ``path``."""
        return next((entry for entry in self.locks if entry.get("lock") == path), None)


def tool_settings(view: View, folder: str, configured: Settings, command: Command | None) -> Settings:
    """What the tables of the command's tool add, in ``folder`` where it ran and, for uv, in the folders above it."""
    from pinlint.freshness.compilers import MULTI, PIP_COMPILE, UV

    found = Settings(configured.locks, configured.environments, configured.tables)
    tool = command.tool if command is not None else None
    if tool in (PIP_COMPILE, MULTI):
        _read_pip_tools(found, view, folder)
    elif tool == UV or tool is None:
        _read_uv(found, view, folder)
        if tool is None:
            _read_pip_tools(found, view, folder)
    return found


def _table(value: object, *keys: str) -> dict[str, Any]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _read_pip_tools(found: Settings, view: View, folder: str) -> None:
    alone = found.tables.get(join(folder, ".pip-tools.toml") or "")
    document = view.documents.get(join(folder, "pyproject.toml") or "") if alone is None else None
    own = alone[1] if alone is not None else {"tool": document.tool} if document is not None else {}
    table = _table(own, "tool", "pip-tools")
    options = {**{k: v for k, v in table.items() if not isinstance(v, dict)}, **_table(table, "compile")}
    options = {key.replace("_", "-"): value for key, value in options.items()}
    found.extras += _strings(options.get("extra"))
    found.all_extras = options.get("all-extras") is True
    found.allow_unsafe = options.get("allow-unsafe") is True
    found.strip_extras = options.get("strip-extras") is True
    found.omitted.update(map(normalize, _strings(options.get("unsafe-package"))))
    found.constraint_files += _strings(options.get("constraint"))


def _read_uv(found: Settings, view: View, folder: str) -> None:
    while True:
        document = view.documents.get(join(folder, "pyproject.toml") or "")
        alone = found.tables.get(join(folder, "uv.toml") or "")
        if alone is not None:  # uv ignores the table in the pyproject.toml next to it
            _take_uv_table(found, *alone)
            return
        if document is not None:
            _take_uv_table(found, document.source, _table(document.tool, "uv"))
            return
        if not folder:
            return
        folder = folder.rpartition("/")[0]


def _take_uv_table(found: Settings, source: SourceFile, table: Mapping[str, Any]) -> None:
    """Adds the settings of uv in a table of the file ``source``."""
    found.constraints += requirements_of(table.get("constraint-dependencies"), source)
    found.overrides += requirements_of(table.get("override-dependencies"), source)
    found.excluded |= frozenset(map(normalize, _strings(table.get("exclude-dependencies"))))
    found.markers += _strings(table.get("environments"))
    pip = _table(table, "pip")
    found.extras += _strings(pip.get("extra"))
    found.groups += _strings(pip.get("group"))
    found.all_extras = found.all_extras or pip.get("all-extras") is True
    found.omitted.update(map(normalize, _strings(pip.get("no-emit-package"))))
    found.universal = found.universal or pip.get("universal") is True
    version, platform = pip.get("python-version"), pip.get("python-platform")
    found.python_version = version if isinstance(version, str) else found.python_version
    found.python_platform = platform if isinstance(platform, str) else found.python_platform


def take_script(found: Settings, script: RequirementsFile) -> None:
    """Adds the settings of uv in the metadata of a script. uv uses them in addition to those of its folder."""
    _take_uv_table(found, script.source, _table(script.tool, "uv"))


def requirements_of(value: object, source: SourceFile) -> list[Requirement]:
    """The requirements in an array of strings, each located at the same string in the file."""
    from pinlint.freshness.dependencies import read_dependency
    from pinlint.requirements.model import Clause, Requirement
    from pinlint.requirements.specifiers import parse_specifier
    from pinlint.text.source import Span

    found = []
    for text in _strings(value):
        dependency = read_dependency(text)
        if dependency is None:
            continue
        start = max(source.text.find(text), 0)
        span = Span(start, start + len(text))
        clauses = tuple(Clause(o, v, span) for o, v in parse_specifier(dependency.specifier))
        found.append(
            Requirement(
                source,
                span,
                name=dependency.project,
                project=dependency.project,
                extras=dependency.extras,
                clauses=clauses,
                marker=dependency.marker,
                url=dependency.url,
            )
        )
    return found
