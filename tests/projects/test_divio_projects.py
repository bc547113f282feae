"""Whole projects of the Divio platform, each in a state that real projects have been in, with all that pinlint finds.

``expected.txt`` has a line for each finding: path, line, severity, rule, project. Where a fix belongs to the state, the tree
that it makes is checked too.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pinlint.checking import engine
from pinlint.findings.config import Config
from pinlint.findings.report import Report
from pinlint.text.source import apply_edits

HERE = Path(__file__).parent
STATES = sorted(path.name for path in HERE.glob("divio-*"))


def check(root: Path) -> Report:
    return engine.check(str(root.resolve()), [""], Config({}))


def lines(report: Report) -> list[str]:
    return [
        f"{f.location.path}:{f.location.line}: {f.severity}: {f.rule}" + (f": {f.project}" if f.project else "")
        for f in report.findings
    ]


@pytest.fixture
def copied(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The tree that the test's parameter names, outside of this repository."""
    root = tmp_path / "project"
    shutil.copytree(HERE / request.param, root, ignore=shutil.ignore_patterns("expected.txt"))
    return root


@pytest.mark.parametrize("copied", STATES, indirect=True)
def test_what_is_found(copied: Path, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["copied"]
    expected = (HERE / name / "expected.txt").read_text("utf-8").splitlines()
    assert lines(check(copied)) == expected


@pytest.mark.parametrize("copied", STATES, indirect=True)
def test_every_staleness_names_the_platform_s_own_command(copied: Path) -> None:
    for finding in check(copied).findings:
        if finding.lock is not None:
            assert "docker compose run --rm web pip-reqs compile" in (finding.help or "")


@pytest.mark.parametrize(
    ("copied", "other"),
    [
        pytest.param("divio-still-compiles", "divio-fresh", id="the compiling line is taken out"),
        pytest.param("divio-deleted-lock", "divio-restored-compile", id="the compiling line is put back"),
    ],
    indirect=["copied"],
)
def test_fixes_make_the_platform_s_own_edit(copied: Path, other: str) -> None:
    dockerfile = copied / "Dockerfile"
    (fix,) = [finding.fix for finding in check(copied).findings if finding.fix is not None]
    assert fix.applicability == "safe"
    dockerfile.write_bytes(apply_edits(dockerfile.read_bytes().decode(), fix.edits).encode())
    assert dockerfile.read_bytes() == (HERE / other / "Dockerfile").read_bytes()
    assert not [finding for finding in check(copied).findings if finding.fix is not None]
