"""The page on limits tells them as they are."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("line", "constants"),
    [
        pytest.param("a file, in bytes", ["project.files.LARGEST"], id="files"),
        pytest.param("a requirements file", ["formats.canonical_lines.MOST_REQUIREMENTS"], id="requirements"),
        pytest.param("a requirements file", ["formats.canonical_lines.MOST_COMMAS"], id="commas"),
        pytest.param("includes and options", ["formats.canonical_lines.MOST_OPTIONS"], id="options"),
        pytest.param("lines in it that no compiler", ["formats.line_reader.MOST_LINES"], id="odd lines"),
        pytest.param(
            "words of a line", ["formats.line_reader.MOST_WORDS", "formats.logical_lines.MOST_JOINED"], id="long lines"
        ),
        pytest.param("pyproject.toml, setup.cfg", ["formats.located.MOST_CHARACTERS"], id="project files"),
        pytest.param("keys and values of a pyproject.toml", ["formats.located.toml.MOST_PARTS"], id="pyproject.toml"),
        pytest.param("lines and values of a setup.cfg", ["formats.setup_cfg.MOST_PARTS"], id="setup.cfg"),
        pytest.param("names and values of a setup.py", ["formats.setup_py.MOST_PARTS"], id="setup.py"),
        pytest.param("tables, lists and values", ["formats.located.MAX_DEPTH"], id="depth"),
        pytest.param(
            "requirement sources", ["project.project.MOST_DOCUMENTS", "project.project.MOST_WORK"], id="a whole project"
        ),
        pytest.param(
            "a Dockerfile: ", ["formats.dockerfile.MAX_SIZE", "formats.dockerfile.MAX_LINES"], id="a Dockerfile"
        ),
        pytest.param(
            "what a Dockerfile leads to",
            ["build.build_effort.MOST_OF_ONE", "build.build_effort.MOST"],
            id="all Dockerfiles",
        ),
        pytest.param("values of a manifest", ["manifests.bounds.MOST_PARTS"], id="a manifest"),
        pytest.param("what all manifests are", ["manifests.bounds.MOST_WORK"], id="all manifests"),
        pytest.param(
            "the header of a lock",
            ["formats.annotations.LONGEST_HEADER", "formats.annotations.LONGEST_COMMAND"],
            id="headers",
        ),
        pytest.param("`# via` reasons", ["formats.annotations.MOST_REASONS", "freshness.paths.MOST_NAMED"], id="via"),
        pytest.param("projects that a lock says", ["formats.annotations.MOST_LEFT_OUT"], id="left out"),
        pytest.param("requirements of all projects", ["freshness.sources.MOST_EXPANDED"], id="projects by path"),
        pytest.param("lines of an evidence file", ["evidence.evidence_file.MOST_LINES"], id="evidence"),
        pytest.param("what all pins of a lock require", ["evidence.gathering.MOST_REQUIREMENTS"], id="metadata"),
        pytest.param("ignore comments", ["findings.ignores.MOST", "findings.ignores.MOST_NAMES"], id="ignores"),
        pytest.param(
            "findings of one rule",
            ["checking.finding_limits.MOST_OF_A_FILE", "checking.finding_limits.MOST"],
            id="findings",
        ),
        pytest.param(
            "a configuration: ",
            ["findings.config.LARGEST", "findings.config.MOST_VALUES", "findings.config.MOST_PATTERNS"],
            id="configuration",
        ),
        pytest.param("lines of a baseline", ["findings.baseline.MOST_LINES"], id="baseline"),
        pytest.param("files that are walked", ["project.files.MOST_FILES"], id="the walk"),
    ],
)
def test_each_limit_is_told(line: str, constants: list[str]) -> None:
    (told,) = [
        row for row in (ROOT / "docs" / "limits.md").read_text("utf-8").splitlines() if row.startswith(f"| {line}")
    ]
    for constant in constants:
        module, _, name = constant.rpartition(".")
        assert f"{getattr(import_module(f'pinlint.{module}'), name):,}" in told
