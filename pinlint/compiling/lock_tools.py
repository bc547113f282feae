"""The tools that write structured locks: uv, Poetry, PDM and pipenv, each in the folder of its project.

These tools follow the project's own files, which may name other indexes, run hooks and build projects. This needs a person's
agreement.
"""

from __future__ import annotations

import os

from pinlint.compiling import Invocation, Refused, programs
from pinlint.compiling.inputs import texts, toml
from pinlint.requirements.locked import PDM, PIPFILE, POETRY, UV
from pinlint.requirements.relocking import is_of_poetry_1, keeping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinlint.compiling.confines import Confines
    from pinlint.freshness.lock_pairing import LockPairing

#: Format -> the words of the command, and the actions that it takes beyond resolving.
_TOOLS = {
    UV: (("uv", "lock"), "uv uses the indexes, sources and builds that pyproject.toml names"),
    POETRY: (
        ("poetry", "lock"),
        "Poetry uses the indexes, sources and builds that pyproject.toml and poetry.toml name",
    ),
    PDM: (
        ("pdm", "lock"),
        "PDM uses the indexes, sources, scripts and builds that pyproject.toml and pdm.toml name",
    ),
    PIPFILE: (("pipenv", "lock"), "pipenv uses the indexes, sources and builds that Pipfile and .env name"),
}
#: Settings of the repository -> the tables and keys that set the place of environments and interpreters.
_PLACES = {
    "poetry.toml": (("virtualenvs", "path"), ("python", "installation-dir")),
    **dict.fromkeys(("pdm.toml", ".pdm.toml"), (("venv", "location"), ("python", "install_root"), ("python", "path"))),
}


def invocation(pairing: LockPairing, confines: Confines, upgrade: Sequence[str] = ()) -> Invocation:
    """The tool's own command; it upgrades the projects ``upgrade`` if the tool can. Raises Refused if there is no command."""
    lock = pairing.document
    if lock.format not in _TOOLS:
        raise Refused("it is an export of another lock, or pip's own")
    if lock.is_refused:
        raise Refused(f"{_TOOLS[lock.format][0][0]} cannot read it")
    confines.file(f"./{os.path.basename(pairing.path)}", pairing.path)
    words, asked = _TOOLS[lock.format]
    more: list[str] = []
    if pairing.path.endswith(".py.lock"):
        script = os.path.basename(pairing.path).removesuffix(".lock")
        confines.file(f"./{script}", pairing.path)
        more = ["--script", script]
    if lock.format == UV:
        more += [word for name in upgrade for word in ("--upgrade-package", name)]
    programs.refuse_interpreters(confines, os.environ)
    programs.refuse_plugins(confines)
    _refuse_places(confines)
    if not (is_of_poetry_1(lock) and programs.says(confines, "poetry", "version 2")):
        more += [keeping(lock)] if keeping(lock) else []
    return Invocation([*words, *more], confines.folder, asks=[asked])


def _refuse_places(confines: Confines) -> None:
    """Raises Refused if settings of the repository set an interpreter, or the folder of environments with interpreters."""
    for folder in confines.folders():
        for name, settings in _PLACES.items():
            path = f"{folder}/{name}" if folder else name
            if confines.exists(path):
                document = toml(confines, path)
                for table, key in settings:
                    inner = document.get(table)
                    if f"{table}.{key}" in document or (isinstance(inner, dict) and key in inner):
                        raise Refused(f"{path} sets the folder of interpreters")
        path = f"{folder}/Pipfile" if folder else "Pipfile"
        required = toml(confines, path).get("requires") if confines.exists(path) else None
        if any(map(programs.is_path, texts(required))):
            raise Refused(f"{path} contains the path of an interpreter")
