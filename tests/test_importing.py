"""The finder of the package's modules: the same modules as Python's own finders find, and only those whose code is known."""

from __future__ import annotations

import importlib.util
import os
import py_compile
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pinlint.importing import Finder

ROOT = Path(__file__).resolve().parent.parent


def written(folder: Path, text: str = "answer = 42\n") -> Path:
    """A module with its compiled file."""
    path = folder / "some.py"
    path.write_text(text)
    py_compile.compile(str(path), doraise=True)
    return path


def compiled(path: Path) -> Path:
    """Where the compiled file of a module is."""
    return Path(importlib.util.cache_from_source(str(path)))


def test_a_compiled_module_is_loaded_as_by_python(tmp_path: Path) -> None:
    path = written(tmp_path)
    spec = Finder.find_spec("pinlint.some", [str(tmp_path)])
    usual = importlib.util.spec_from_file_location("pinlint.some", path)
    assert spec is not None
    assert spec.loader is not None
    assert usual is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (module.answer, module.__file__, module.__cached__) == (42, str(path), str(compiled(path)))
    assert (spec.name, spec.origin, spec.cached, spec.parent) == (usual.name, usual.origin, usual.cached, usual.parent)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("pinlint.some", lambda path: path.write_text("answer = 142\n"), id="another size of the source"),
        pytest.param("pinlint.some", lambda path: os.utime(path, (1, 1)), id="another time of the source"),
        pytest.param("pinlint.some", lambda path: compiled(path).unlink(), id="no compiled file"),
        pytest.param("pinlint.some", lambda path: path.unlink(), id="no source"),
        pytest.param(
            "pinlint.some",
            lambda path: py_compile.compile(path, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH),
            id="a file that is compiled for a hash of the source",
        ),
        pytest.param(
            "pinlint.some", lambda path: compiled(path).write_bytes(b"\0" * 16), id="a file of another Python"
        ),
        pytest.param("other.some", lambda path: path, id="a module of another package"),
    ],
)
def test_python_finds_everything_else(tmp_path: Path, name: str, change: Callable[[Path], object]) -> None:
    change(written(tmp_path))
    assert Finder.find_spec(name, [str(tmp_path)]) is None


def test_a_module_without_a_package_is_left_to_python() -> None:
    assert Finder.find_spec("pinlint") is None


@pytest.mark.skipif(os.name != "posix", reason="the finder is for POSIX systems")
def test_the_command_uses_it(tmp_path: Path) -> None:
    code = "import sys, os; os._exit = sys.exit\nfrom pinlint.__main__ import entry\ntry:\n    entry()\nfinally:\n    "
    code += "print(type(sys.modules['pinlint.checking.engine'].__spec__.loader).__name__)"
    (tmp_path / "requirements.txt").write_text("django==5.1.2\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-c", code]
    for _ in range(2):  # the first run may have to compile the modules
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.endswith("\nLoader\n"), done.stderr
