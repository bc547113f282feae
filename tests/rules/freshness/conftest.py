"""A run that may ask the index, with a stand-in for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from trees import write_tree

from pinlint.checking import engine, evidence_sources
from pinlint.evidence.source import Source
from pinlint.findings.config import Config


class StandIn(Source):
    """An index that has no metadata and says ``facts``."""

    def __init__(self, facts: list[object]) -> None:
        self.facts = facts
        self.problems: list[str] = []
        self.failures: dict[object, str] = {}

    def find(self, pins: object) -> dict[object, object]:
        return {}


@pytest.fixture
def check_online(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """``check_online(files, rule, facts=[...])``: the findings of one rule, the index having said these facts."""

    def check(files: dict[str, str], rule: str, facts: list[object]) -> list[str]:
        monkeypatch.setattr(evidence_sources, "index_source", lambda *_: StandIn(facts))
        write_tree(tmp_path, files)
        report = engine.check(str(tmp_path.resolve()), [""], Config({"select": (rule,)}), progress=lambda *_: None)
        return [f"{f.location}:{f.location.column}: {f.severity}: {f.rule}: {f.message}" for f in report.findings]

    return check
