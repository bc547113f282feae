"""Hooks as people install them: a repository with what this one ships, and an environment without the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from repository import Repository

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = ("pinlint", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
#: Whatever is asked of these is refused at once.
NO_NETWORK = {"PIP_NO_INDEX": "1", "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Without the network: what a hook's environment needs was downloaded to a folder before."""
    wheels = tmp_path_factory.mktemp("wheels")
    wanted = ["flit_core>=3.12,<4", "packaging>=26.3", "platformdirs", "pyyaml>=6", "tomli>=2.4", "urllib3>=2"]
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(wheels), *wanted], check=True)
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PIP_", "PYTHON", "PRE_COMMIT"))
    }
    return {
        **kept,
        **NO_NETWORK,
        "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"],
        "PIP_FIND_LINKS": str(wheels),
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "PREK_HOME": str(tmp_path_factory.mktemp("prek")),
        "UV_OFFLINE": "1",
        "UV_FIND_LINKS": str(wheels),
        "UV_NO_CONFIG": "1",
        "VIRTUALENV_NO_DOWNLOAD": "1",
    }


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """A repository with what this one ships, tagged as a release is."""
    repository = Repository(tmp_path_factory.mktemp("hooks"), environment)
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, repository.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, repository.folder / name)
    repository.run("git", "add", "--all")
    repository.run("git", "commit", "--quiet", "--message", "release")
    repository.run("git", "tag", "v0.1.0")
    return repository.folder
