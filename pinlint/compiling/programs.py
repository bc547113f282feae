"""Finds the program and its interpreter. Programs from the repository are never run, even with a person's agreement."""

from __future__ import annotations

import os

from pinlint.compiling import Refused
from pinlint.freshness.compilers import is_python_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pinlint.compiling.confines import Confines

#: Files that select a Python: for uv, and for the shims of pyenv and asdf on the path.
_CHOICES = (".python-version", ".python-versions", ".tool-versions")
#: Folders that PDM uses as an environment, if they look like one.
_MORE_ENVIRONMENTS = ("venv", "env")
_ENVIRONMENTS = ("VIRTUAL_ENV", "CONDA_PREFIX")
_PYTHONS = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")


def search_path(confines: Confines, environ: Mapping[str, str]) -> str:
    """The user's PATH without the folders of the repository, and without relative folders."""
    folders = environ.get("PATH", "").split(os.pathsep)
    return os.pathsep.join(f for f in folders if os.path.isabs(f) and confines.is_users_own(f))


def find(confines: Confines, name: str, path: str) -> str:
    """The program ``name`` on ``path``. Raises Refused if there is none, or if it is in the repository."""
    from shutil import which

    found = which(name, path=path)
    if found is None:
        raise Refused(f"{name} cannot be run: it is not on your PATH outside of the repository")
    if not confines.is_users_own(found):
        raise Refused(f"{found} is inside this project and may come from the repository, so pinlint does not run it")
    return found


def says(confines: Confines, name: str, words: str) -> bool:
    """Whether the version text of the program ``name`` contains ``words``; False if the program cannot be run."""
    import subprocess

    path = search_path(confines, os.environ)
    try:
        program = find(confines, name, path)
        said = subprocess.run(
            [program, "--version"],
            cwd=os.path.dirname(program),
            env={**os.environ, "PATH": path},
            capture_output=True,
            check=False,
            timeout=60,
        )
    except (Refused, OSError, subprocess.TimeoutExpired):
        return False
    return words.encode() in said.stdout


def refuse_interpreters(confines: Confines, environ: Mapping[str, str]) -> None:
    """Raises Refused if an interpreter from the repository would be found and run."""
    for folder in confines.folders():
        here = os.path.join(confines.root, folder)
        _refuse_environment(confines, os.path.join(here, ".venv"))
        for name in _MORE_ENVIRONMENTS:
            if os.path.lexists(os.path.join(here, name, "pyvenv.cfg")):
                _refuse_environment(confines, os.path.join(here, name))
        _refuse_environment(confines, os.path.join(here, ".pdm-python"))
        if os.path.lexists(os.path.join(here, "pyvenv.cfg")):  # uv may use the folder that it runs in as an environment
            _refuse_environment(confines, os.path.join(here, "pyvenv.cfg"))
            _refuse_environment(confines, here)
        for name in _CHOICES:
            path = f"{folder}/{name}" if folder else name
            if confines.exists(path):
                chosen = confines.read(path).decode("utf-8", "replace")
                # uv uses the environment or the interpreter with this name in the folder where it runs.
                lines = [] if name == ".tool-versions" else chosen.splitlines()
                if is_path(chosen) or any(_is_here(confines, folder, line.strip()) for line in lines):
                    raise Refused(f"{path} contains the path of an interpreter")
    for variable in _ENVIRONMENTS:
        if environ.get(variable):
            _refuse_environment(confines, environ[variable])


def is_path(chosen: str) -> bool:
    """Whether the choice of a Python contains a path."""
    return any(mark in chosen for mark in ("/", "\\", "..", "path:"))


def _is_here(confines: Confines, folder: str, name: str) -> bool:
    """Whether a file or a folder has the name, which is no version, in ``folder`` or where the compiler runs."""
    if not name or is_python_version(name):
        return False
    return any(confines.exists(os.path.join(base, name)) for base in (folder, confines.folder))


def refuse_plugins(confines: Confines) -> None:
    """Raises Refused if Poetry or PDM would import plugins from the repository."""
    for folder in confines.folders():
        for name in (".poetry", ".pdm-plugins"):
            path = os.path.join(confines.root, folder, name)
            if os.path.lexists(path) and not confines.is_users_own(path):
                raise Refused(
                    f"the plugins in {os.path.relpath(path, confines.root)} would be run, and may come from the repository"
                )


def _refuse_environment(confines: Confines, folder: str) -> None:
    for path in (folder, *(os.path.join(folder, python) for python in _PYTHONS)):
        if os.path.lexists(path) and not confines.is_users_own(path):
            where = os.path.relpath(path, confines.root)
            raise Refused(f"the interpreter of {where} would be run, and may come from the repository")


def refuse_shadows(confines: Confines) -> None:
    """Raises Refused if ``python -m`` in the compiler's folder would import a module of the repository.

    Python 3.11 and later do not look there if PYTHONSAFEPATH is set, but the Python that runs the compiler is not known.
    """
    import sys

    names = sys.stdlib_module_names | _IMPORTED
    folder = os.path.join(confines.root, confines.folder)
    for entry in os.listdir(folder):
        stem, _, ending = entry.partition(".")
        path = os.path.join(folder, entry)
        # A folder without __init__ is imported only if no other module has this name.
        found = os.listdir(path) if os.path.isdir(path) else [f"__init__.{ending}"] if ending else []
        if stem in names and any(name.startswith("__init__.") for name in found):
            raise Refused(f"{entry} would be imported in place of a module of the compiler")


_IMPORTED = frozenset(
    """
    build click colorama importlib_metadata packaging pip pip_tools piptools pipcompilemulti pkg_resources pyproject_hooks
    setuptools sitecustomize tomli toposort typing_extensions usercustomize uv wheel zipp
    """.split()  # noqa: SIM905 - words are easier to read than quotes
)
