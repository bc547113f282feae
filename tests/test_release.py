"""A release: the commands that the page gives build the same bytes twice, with everything that users need."""

from __future__ import annotations

import os
import re
import sys
import zipfile
from pathlib import Path

import pytest
from repository import Repository

from pinlint import __version__

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "releasing.md").read_text("utf-8")
WORKFLOW = (ROOT / "docs" / "guides" / "workflows" / "release.workflow.yml").read_text("utf-8")
FILES = ["pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "mkdocs.yml", ".gitattributes"]
FOLDERS = ["pinlint", "docs", "tools", "benchmarks", "fuzz"]


def commands() -> str:
    found = re.search(r"<!-- build -->\n```console\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1].replace("v1.2.3", f"v{__version__}").replace("python -c", f'"{sys.executable}" -c')


@pytest.mark.skipif(os.name == "nt", reason="the commands of the page are for a POSIX shell")
def test_the_commands_of_the_page_build_the_same_bytes_twice(tmp_path: Path) -> None:
    tree = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for start in (*FILES, *FOLDERS)
        for path in sorted([ROOT / start] if (ROOT / start).is_file() else (ROOT / start).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    built = []
    for name in ("one", "two"):
        dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-01-02T03:04:05Z")
        repository = Repository(tmp_path / name, {**os.environ, **dates})
        repository.commit({**tree, "tests/test_nothing.py": ""}, check=True)
        repository.run("git", "tag", f"v{__version__}")
        repository.run("bash", "-euc", commands())
        dist = repository.folder / "build" / "release" / "dist"
        built.append({path.name: path.read_bytes() for path in dist.iterdir()})
        commit = repository.run("git", "rev-parse", "HEAD").stdout.strip()
    wheel = f"pinlint-{__version__}-py3-none-any.whl"
    assert sorted(built[0]) == [wheel, f"pinlint-{__version__}.tar.gz"]
    assert built[0] == built[1]

    with zipfile.ZipFile(dist / wheel) as archive:
        assert f'ARCHIVED = "{commit}"' in archive.read("pinlint/setup/origin.py").decode()
        shipped = set(archive.namelist())
    needed = [f"command_line/completions/pinlint.{shell}" for shell in ("bash", "zsh", "fish")]
    needed += ["schemas/config.schema.json", "schemas/report.schema.json", "py.typed", "api.py"]
    assert {f"pinlint/{path}" for path in needed} <= shipped


def test_the_workflow_builds_with_the_commands_of_the_page() -> None:
    for line in commands().splitlines():
        words = line.replace(f"v{__version__}", '"$GITHUB_REF_NAME"').replace(
            f'"{sys.executable}"', "../../.venv/bin/python"
        )
        assert f"          {words}\n" in WORKFLOW
