"""Whole repositories of addons, each with a trap that real ones have set, and all that the rules on manifests find in them.

``expected.txt`` has the findings as the concise report writes them, with their severities; ``fixed.txt`` the text of
requirements.txt after all fixes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pinlint.checking import engine
from pinlint.findings import config, config_reading
from pinlint.findings.finding import Finding
from pinlint.index import RULES
from pinlint.text.errors import NothingToCheck
from pinlint.text.source import Edit, apply_edits

HERE = Path(__file__).parent
NAMES = sorted(path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith(("divio", "_")))
MANIFEST_RULES = [name for name, (family, *_) in RULES.items() if family == "manifests"]


def findings(root: Path, *targets: str) -> list[Finding]:
    found = config_reading.load(config.find(str(root), str(root)), {"select": MANIFEST_RULES})
    try:
        return engine.check(str(root.resolve()), targets or [""], found).findings
    except NothingToCheck:
        return []


@pytest.fixture
def copied(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The tree that the test's parameter names, outside of this repository."""
    root = tmp_path / "project"
    shutil.copytree(HERE / request.param, root, ignore=shutil.ignore_patterns("expected.txt", "fixed.txt"))
    return root


@pytest.mark.parametrize("copied", NAMES, indirect=True)
def test_what_is_found(copied: Path, request: pytest.FixtureRequest) -> None:
    lines = [
        f"{f.location.path}:{f.location.line}:{f.location.column}: {f.severity}: {f.rule}: {f.message}\n"
        for f in findings(copied)
    ]
    name = request.node.callspec.params["copied"]
    assert "".join(lines) == (HERE / name / "expected.txt").read_text("utf-8")


@pytest.mark.parametrize("copied", [name for name in NAMES if (HERE / name / "fixed.txt").exists()], indirect=True)
def test_the_fixes_write_what_the_generator_would_write(copied: Path, request: pytest.FixtureRequest) -> None:
    edits: list[Edit] = []
    for finding in findings(copied):
        if finding.fix is not None:
            assert finding.fix.applicability == "safe"
            edits += finding.fix.edits
    assert edits
    target = copied / "requirements.txt"
    target.write_bytes(apply_edits(target.read_bytes().decode(), edits).encode())
    name = request.node.callspec.params["copied"]
    assert target.read_text("utf-8") == (HERE / name / "fixed.txt").read_text("utf-8")
    assert not [finding for finding in findings(copied) if finding.severity == "error"]


@pytest.mark.parametrize("copied", ["odoo-edited-by-hand", "odoo-sorted-by-either-generator"], indirect=True)
def test_a_partial_list_of_files_is_no_reason_for_a_finding(copied: Path) -> None:
    """A hook passes some manifests of many: the set is read whole, and what is said of the others is left out."""
    everything = {str(finding) + finding.message for finding in findings(copied)}
    for manifest in sorted(copied.glob("*/__manifest__.py")):
        partial = findings(copied, manifest.relative_to(copied).as_posix())
        assert {str(finding) + finding.message for finding in partial} <= everything
