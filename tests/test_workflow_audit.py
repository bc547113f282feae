"""The action, the workflow that `pinlint init` writes and those of the guides, judged by zizmor. No network."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.findings.documentation import REPOSITORY
from pinlint.setup import adoption
from pinlint.setup.origin import Source, own_tag

ROOT = Path(__file__).resolve().parent.parent
COMMIT = "c" * 40
SOURCE = Source("https://github.com/o/pinlint", "v1.2.0", COMMIT)


def audit(folder: Path) -> list[str]:
    """The findings in the workflows, actions and hooks below a folder."""
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent))
    assert zizmor
    command = [zizmor, "--offline", "--quiet", "--no-config", "--no-exit-codes", "--format", "json", str(folder)]
    return [finding["ident"] for finding in json.loads(subprocess.check_output(command))]


def test_what_init_writes_is_pinned_to_commits_and_safe(tmp_path: Path) -> None:
    write_tree(tmp_path, adoption.additions("plain", SOURCE, {}, workflow=True)[0])

    assert audit(tmp_path) == []


def test_a_tag_is_what_it_reports(tmp_path: Path) -> None:
    write_tree(tmp_path, adoption.additions("plain", Source(SOURCE.repository, "v1.2.0"), {}, workflow=True)[0])

    assert audit(tmp_path) == ["unpinned-uses"]


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.workflow.yml")), ids=lambda path: path.name)
def test_the_workflows_of_the_guides_are_safe_once_init_has_pinned_them(tmp_path: Path, path: Path) -> None:
    there = {adoption.WORKFLOW: path.read_text("utf-8")}
    source = Source(REPOSITORY, own_tag(), COMMIT)
    write_tree(tmp_path, adoption.additions("plain", source, there, workflow=True)[0])

    assert audit(tmp_path) == []


def test_the_action_is_safe(tmp_path: Path) -> None:
    write_tree(tmp_path, {"action.yml": (ROOT / "action.yml").read_bytes()})

    assert audit(tmp_path) == []
