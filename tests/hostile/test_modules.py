"""Modules in the checked folder whose names are those of Python's own, of pinlint's dependencies and of pinlint itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from trees import write_tree

ROOT = Path(__file__).resolve().parent.parent.parent
#: All that a run could import, or try to.
NAMES = sorted(
    {*sys.stdlib_module_names, "yaml", "tomli", "packaging", "urllib3", "platformdirs", "pinlint", "sitecustomize"}
)
#: Reading these takes nearly every module that pinlint imports.
PROJECT = {
    "requirements.txt": "-c constraints.txt\ndjango>=1,<2 ; python_version == '3.*' # x\n",
    "constraints.txt": "django==1.0.post1\n",
    "pyproject.toml": "[project]\nname = 'a'\nversion = '1'\ndependencies = ['x~=1.0']\n[tool.pinlint]\nfail-on = 'never'\n",
    ".pre-commit-config.yaml": "repos:\n- repo: x\n  rev: v1\n  hooks:\n  - id: x\n    additional_dependencies: [y]\n",
    "setup.py": "from setuptools import setup\nsetup(install_requires=['z'])\n",
    "setup.cfg": "[options]\ninstall_requires = w\n",
    "Dockerfile": "FROM python\nRUN pip install -r requirements.txt && pip install v\n",
    "addons/a/addon.json": '{"package-name": "a"}',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in which every module that anybody could import leaves a mark."""
    evil = f"open({str(tmp_path / 'ran')!r}, 'w')\n"
    files = {f"project/{name}.py": evil for name in NAMES} | {
        f"project/{name}/__init__.py": evil for name in ("pinlint", "yaml")
    }
    write_tree(tmp_path, {**files, **{f"project/{path}": text for path, text in PROJECT.items()}})
    return tmp_path / "project"


def runs(folder: Path, *command: str) -> bool:
    """Whether a module of the folder is executed by the command."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))}
    subprocess.run(command, cwd=folder, env=kept, capture_output=True, check=False, timeout=60)
    return (folder.parent / "ran").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["check"],
        ["check", "--format", "json", "--strict"],
        ["check", "--fix"],
        ["explain"],
        ["init", "--yes"],
    ],
    ids=" ".join,
)
def test_the_command_imports_nothing_of_the_folder(project: Path, arguments: list[str]) -> None:
    command = Path(sys.executable).parent / ("pinlint.exe" if os.name == "nt" else "pinlint")
    assert not runs(project, str(command), *arguments)


@pytest.mark.parametrize("flag", ["-I", *(["-P"] if sys.version_info >= (3, 11) else [])])
def test_nor_does_an_isolated_python(project: Path, flag: str) -> None:
    assert not runs(project, sys.executable, flag, "-m", "pinlint", "check")


def test_a_python_that_is_not_isolated_does_before_pinlint_begins(project: Path) -> None:
    assert runs(project, sys.executable, "-m", "pinlint", "check")


@pytest.mark.parametrize("name", ["__future__", "gc", "yaml", "tomli", "re", "subprocess", "sitecustomize"])
def test_what_pinlint_itself_imports_is_not_looked_for_in_the_folder(tmp_path: Path, name: str) -> None:
    evil = f"open({str(tmp_path / 'ran')!r}, 'w')\n"
    write_tree(tmp_path / "project", {**PROJECT, f"{name}.py": evil})
    assert not runs(tmp_path / "project", sys.executable, "-m", "pinlint", "check")
