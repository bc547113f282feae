"""What many tests share: build a tree of files, check it with one rule, and read the findings as lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pinlint import engine
from pinlint.config import Config
from pinlint.errors import NothingToCheck
from pinlint.finding import Finding

#: Path -> text or bytes. Text is written as UTF-8, its newlines as they are.
Tree = Mapping[str, "str | bytes"]


def write_tree(root: Path, files: Tree) -> None:
    """Writes ``files`` below ``root``."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())


def render(finding: Finding) -> str:
    """The finding on one line: ``path:line:column: severity: rule: message``."""
    where = finding.location
    return f"{where.path}:{where.line}:{where.column}: {finding.severity}: {finding.rule}: {finding.message}"


def findings_in(root: Path, files: Tree, *rules: str, **settings: object) -> list[Finding]:
    """The findings of ``rules`` (none given: of all) in the tree ``files``, written below ``root``, checked as a whole.

    ``settings`` are fields of the configuration, spelled with underscores. Nothing to check is nothing found.
    """
    write_tree(root, files)
    values = {name.replace("_", "-"): value for name, value in settings.items()}
    if rules:
        values["select"] = rules
    try:
        return engine.check(str(root.resolve()), [""], Config(values)).findings
    except NothingToCheck:
        return []


@pytest.fixture
def findings(tmp_path: Path) -> Callable[..., list[Finding]]:
    """``findings(files, *rules, **settings)``: the findings in a tree, as objects."""
    return lambda files, *rules, **settings: findings_in(tmp_path, files, *rules, **settings)


@pytest.fixture
def check_tree(tmp_path: Path) -> Callable[..., list[str]]:
    """``check_tree(files, *rules, **settings)``: the findings in a tree as lines.

    >>> check_tree({"requirements.txt": "django\\n"}, "unpinned-requirement")
    ["requirements.txt:1:1: error: unpinned-requirement: ..."]
    """
    return lambda files, *rules, **settings: list(map(render, findings_in(tmp_path, files, *rules, **settings)))


@pytest.fixture
def fix_tree(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """``fix_tree(files, *rules, **settings)``: the texts of the tree after every fix of those findings, also unsafe ones.

    Each fix is applied to its files as they were read, so that fixes that overlap are a failure of the test.
    """

    def fixed(files: Tree, *rules: str, **settings: object) -> dict[str, str]:
        from pinlint.source import Edit, apply_edits

        edits: dict[str, list[Edit]] = {}
        for finding in findings_in(tmp_path, files, *rules, **settings):
            for edit in finding.fix.edits if finding.fix else ():
                edits.setdefault(edit.path, []).append(edit)
        texts = {path: text if isinstance(text, str) else text.decode() for path, text in files.items()}
        return {path: apply_edits(text, edits.get(path, ())) for path, text in texts.items()}

    return fixed
