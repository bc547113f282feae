"""A law: of a lock that a compiler has just written, nothing is an error, with the metadata of its pins or without it.

The packages are small and random, and stand in a folder that is the index. A few runs are kept here; more seeds find more.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import sysconfig
import zipfile
from typing import TYPE_CHECKING

import pytest

from pinlint.checking import engine
from pinlint.findings.config import Config

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("alpha", "Beta_x", "gamma.y", "delta", "eps-z", "zeta")
VERSIONS = ("1.0", "1.1", "1.5.2", "2.0", "2.0.post1", "3.0a1")
SPECIFIERS = ("", ">=1.0", "<2.5", "!=1.1", "~=1.0", ">=1.0,<3", "<=2.0.post1", "==1.*")
MARKERS = (
    "python_version < '3.10'",
    "python_version >= '3.11'",
    "sys_platform == 'win32'",
    "python_full_version < '3.11.4'",
    "os_name == 'posix' and python_version < '3.13'",
    "implementation_name == 'pypy'",
)
PYTHONS = (None, None, ">=3.8", ">=3.8,<4", ">=3.9,!=3.9.1")
UV = [os.path.join(sysconfig.get_path("scripts"), "uv"), "pip", "compile", "-q"]
PIP_TOOLS = [sys.executable, "-m", "piptools", "compile", "-q", "--no-emit-find-links"]
RUNS = [
    *(
        pytest.param(UV, options, seed, id=f"uv {seed}")
        for seed, options in enumerate(
            (
                ["--python-version", "3.10"],
                ["--universal", "--python-version", "3.9"],
                ["--universal"],
                ["--python-version", "3.12", "--annotation-style", "line", "--generate-hashes"],
                ["--no-annotate", "--python-version", "3.11"],
                ["--no-strip-extras", "--python-platform", "windows", "--python-version", "3.13"],
                ["--universal", "--no-strip-markers", "--prerelease", "allow"],
                ["--no-deps"],
            )
        )
    ),
    *(
        pytest.param(PIP_TOOLS, options, seed, id=f"pip-compile {seed}")
        for seed, options in enumerate(
            (
                [],
                ["--annotation-style=line", "--strip-extras"],
                ["--generate-hashes", "--allow-unsafe"],
            )
        )
    ),
]


def requirement(chance: random.Random, name: str, marked: float) -> str:
    """A random requirement of the project."""
    extra = "[fast]" if chance.random() < 0.2 else ""
    marker = f" ; {chance.choice(MARKERS)}" if chance.random() < marked else ""
    return f"{name}{extra}{chance.choice(SPECIFIERS)}{marker}"


def make_wheels(chance: random.Random, folder: Path) -> None:
    """Several versions of each project, which require projects behind it in the list."""
    folder.mkdir()
    for index, name in enumerate(NAMES):
        for version in ["1.2", *chance.sample(VERSIONS, 2)]:
            requires = [requirement(chance, other, 0.35) for other in NAMES[index + 1 :] if chance.random() < 0.35]
            requires += [f"{chance.choice(NAMES)} ; extra == 'fast'"]
            python = chance.choice(PYTHONS)
            lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", "Provides-Extra: fast"]
            lines += [f"Requires-Python: {python}"] if python else []
            lines += [f"Requires-Dist: {text}" for text in requires]
            stem = f"{name.replace('-', '_').replace('.', '_')}-{version}"
            with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as archive:
                archive.writestr(f"{stem}.dist-info/METADATA", "\n".join(lines) + "\n")
                archive.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
                archive.writestr(f"{stem}.dist-info/RECORD", "")


@pytest.mark.parametrize(("compiler", "options", "seed"), RUNS)
def test_a_lock_that_was_just_compiled(tmp_path: Path, compiler: list[str], options: list[str], seed: int) -> None:
    root, wheels = tmp_path / "project", tmp_path / "wheels"
    root.mkdir()
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    for prefix in ("PIP_", "UV_"):
        variables |= {f"{prefix}NO_INDEX": "1", f"{prefix}FIND_LINKS": str(wheels)}
    variables |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    chance = random.Random(seed)
    for attempt in range(20):
        wheels = tmp_path / "wheels" / str(attempt)
        wheels.parent.mkdir(exist_ok=True)
        make_wheels(chance, wheels)
        variables |= {"PIP_FIND_LINKS": str(wheels), "UV_FIND_LINKS": str(wheels)}
        asked = "".join(f"{requirement(chance, name, 0.2)}\n" for name in chance.sample(NAMES, 3))
        (root / "requirements.in").write_text(asked)
        command = [*compiler, *options, "--output-file=requirements.txt", "requirements.in"]
        if subprocess.run(command, cwd=root, env=variables, capture_output=True, check=False).returncode == 0:
            break  # what was asked for has a solution
    else:
        pytest.fail("no random projects have a solution")
    for settings in ({"evidence": ()}, {"evidence": ("wheels",), "wheels": (str(wheels),)}):
        config = Config(settings)
        config.flags = frozenset({"wheels"})
        report = engine.check(str(root), [""], config)
        assert [(f.rule, f.message) for f in report.findings if f.severity == "error"] == []
        assert [lock.path for lock in report.locks] == ["requirements.txt"]
